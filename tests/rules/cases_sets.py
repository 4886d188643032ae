"""What sets of choices mean, as a table like the others."""

from tests.rules.cases import CASES, NONE, Case, F, T, case, d
from tests.rules.cases_functions import FUNCTIONS

_RED, _RED_BLUE = ("red",), ("red", "blue")
SETS = [
    case(
        "a set includes",
        'INCLUDES(colours, "red")',
        ({"colours": _RED_BLUE}, T),
        ({"colours": ("blue",)}, F),
        (NONE, F),
    ),
    case(
        "any of several",
        'INCLUDES(colours, "green", "blue")',
        ({"colours": _RED_BLUE}, T),
        ({"colours": _RED}, F),
        (NONE, F),
    ),
    case(
        "none of several",
        'EXCLUDES(colours, "green", "blue")',
        ({"colours": _RED_BLUE}, F),
        ({"colours": _RED}, T),
        (NONE, T),
    ),
    case("in a set", '"blue" in colours', ({"colours": _RED_BLUE}, T), ({"colours": _RED}, F), (NONE, F)),
    case("not in a set", '"blue" not in (colours)', ({"colours": _RED_BLUE}, F), (NONE, T)),
    case(
        "a set or a value",
        't1 in (colours, "pink")',
        ({"colours": _RED, "t1": "red"}, T),
        ({"t1": "pink"}, T),
        (NONE, F),
    ),
    case(
        "a field among the choices",
        "INCLUDES(colours, t1)",
        ({"colours": _RED, "t1": "red"}, T),
        ({"colours": _RED}, F),
    ),
    case(
        "no part of a name",
        "INCLUDES(colours, t1)",
        ({"colours": _RED, "t1": "re"}, F),
        ({"colours": _RED, "t1": '"'}, F),
    ),
    case("how many", "COUNT(colours)", ({"colours": _RED_BLUE}, d("2")), ({"colours": _RED}, d("1")), (NONE, d("0"))),
    case("no choice is blank", "ISBLANK(colours)", (NONE, T), ({"colours": _RED}, F)),
    case(
        "whole sets are equal in any order of writing",
        'colours = CHOICES("blue", "red", "red")',
        ({"colours": _RED_BLUE}, T),
        ({"colours": _RED}, F),
        (NONE, F),
    ),
    case("another set", 'colours <> CHOICES("red")', ({"colours": _RED_BLUE}, T), ({"colours": _RED}, F), (NONE, T)),
    case("a set with itself", "colours = colours", ({"colours": _RED_BLUE}, T), (NONE, T)),
    case(
        "one set or another",
        'IF(flag, colours, CHOICES("green"))',
        ({"flag": T, "colours": _RED}, _RED),
        (NONE, ("green",)),
    ),
    case("instead of none", 'BLANKVALUE(colours, CHOICES("green"))', ({"colours": _RED}, _RED), (NONE, ("green",))),
    case("a set as text", 'TEXT(colours) & "!"', ({"colours": _RED_BLUE}, "red;blue!"), (NONE, "!")),
    case("a case of sets", 'CASE(colours, CHOICES("red"), 1, 0)', ({"colours": _RED}, d("1")), (NONE, d("0"))),
]
OF_THE_CORE: tuple[Case, ...] = (*CASES, *SETS)
"""What the oracle knows: the operators, and the functions that random trees are made of."""
ALL_CASES: tuple[Case, ...] = (*OF_THE_CORE, *FUNCTIONS)
