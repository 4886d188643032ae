"""What may be written at a place of a rule text."""

import pytest

from objectry.rules import Calling, Hop, Offers, Scope, calling_at, offers_at
from objectry.rules.offers import WORDS
from tests.rules.cases import CASES
from tests.rules.sample import OBJECT, sample_catalog, sample_scope


def offered(text: str, start: str = "expression", scope: Scope | None = None) -> Offers:
    """What is offered where the bar stands."""
    return offers_at(text.replace("|", ""), text.index("|"), start, scope or sample_scope())


def names(text: str, start: str = "expression", scope: Scope | None = None) -> set[str]:
    return {one.text for one in offered(text, start, scope).offers}


@pytest.mark.parametrize("text", ["n1 > |", "n1 > n|", "|", "(", "not |", 'IF(n1 > 1, "a", |', "n1 > # c\n |"])
def test_an_expression_takes_anything(text: str) -> None:
    """Fields, functions, contexts and words, also where what stands there does not parse yet."""
    here = names(text if "|" in text else text + "|")
    assert {"n1", "stage", "LEFT", "$user", "and"} <= here
    assert "children" not in here


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("parent.|", {"n1", "parent"}),
        ("parent.n|", {"n1", "parent"}),
        ("n1 > 1 and parent.parent.|", {"n1"}),
        ("stage.|", {"probability", "closed", "note"}),
        ("$user.|", {"username"}),
        ("$record.|", {"n1"}),
        ("about.|", {"id", "object", "sample", "user", "name"}),
        ("about.user.|", {"username"}),
        ("SUM(children.|", {"n1", "flag"}),
        ("SUM(|", {"children", "n1"}),
        ("COUNT(children where |", {"children"}),
    ],
)
def test_a_path_leads_on(text: str, wanted: set[str]) -> None:
    """Through lookups, to the fields of children, to the facts of a choice."""
    assert wanted <= names(text)


@pytest.mark.parametrize(
    "text",
    ['stage = "|', 'stage = "w|', "stage <> '|", 'stage in ("new", "|', 'ISPICKVAL(stage, "|', 'CASE(stage, "|',
     'CASE(stage, "new", 1, "|', 'n1 > 1 and parent.stage = "|'],
)  # fmt: skip
def test_choices_of_a_picklist(text: str) -> None:
    """Inside the quotes of a text that is compared with a picklist stand its choices and nothing else."""
    assert names(text) == {"new", "open", "won"}


NOWHERE = ('t1 = "|', '"|', "n1.|", "nothing.|", "n1 # |", "n1 /* |", "1|", '"a"|', 'CASE(stage, "new", "|')


@pytest.mark.parametrize("text", NOWHERE)
def test_where_nothing_can_be_said(text: str) -> None:
    """In free texts, comments and numbers, and behind what leads nowhere."""
    assert names(text) == set()


@pytest.mark.parametrize(
    ("text", "start", "wanted", "others"),
    [
        ("|", "event", {"created", "before save", "stage"}, {"LEFT", "set"}),
        ('stage becomes "|', "event", {"won"}, {"n1"}),
        ("|", "actions", {"set", "create", "notify", "n1"}, set()),
        ("set |", "actions", {"n1", "stage"}, {"LEFT"}),
        ("create |", "actions", {"stranger", "user"}, {"n1"}),
        ("create stranger { |", "actions", {"name", "amount"}, {"n1", "LEFT"}),
        ("create stranger { name = |", "actions", {"n1", "LEFT"}, {"counted"}),
        ("create stranger { name = t1, a|", "actions", {"amount"}, {"n1"}),
        ("|", "aggregate", {"children", "SUM"}, set()),
    ],
)
def test_starts(text: str, start: str, wanted: set[str], others: set[str]) -> None:
    """An event, actions and a roll-up each begin with words of their own."""
    here = names(text, start)
    assert wanted <= here
    assert not others & here


def test_in_a_filter_names_are_those_of_the_target() -> None:
    """The record that points to it is $record."""
    scope = Scope(sample_catalog(), "stranger", beyond=Hop("sample", OBJECT))
    assert "n1" in names("|", scope=scope)
    assert "amount" in names("n1 > $record.|", scope=scope)


@pytest.mark.parametrize(("text", "start"), [("n1 > ab|", 5), ("parent.|", 7), ('stage = "wo|', 9), ("n1 |", 3)])
def test_what_is_replaced(text: str, start: int) -> None:
    """The word that is being typed, from its first letter."""
    assert offered(text).start == start


@pytest.mark.parametrize("text", sorted({one.text for one in CASES})[::12])
def test_at_every_place_of_a_text_something_can_be_asked(text: str) -> None:
    """Nothing is offered that is not a name or a word, wherever the cursor stands."""
    for at in range(len(text) + 1):
        found = offers_at(text, at, "expression", sample_scope())
        assert found.start <= at
        assert all(
            one.meaning is not None or one.text in {*WORDS["expression"], "id", "object"} for one in found.offers
        )


@pytest.mark.parametrize(
    ("text", "calling"),
    [
        ("LEFT(|", Calling("LEFT", 0)),
        ("LEFT(t1, |", Calling("LEFT", 1)),
        ("IF(AND(n1 > 1, |", Calling("AND", 1)),
        ("IF(AND(n1 > 1), (1 + |", Calling("IF", 1)),
        ("notify(owner, |", Calling("notify", 1)),
        ("NULLVALUE(|", Calling("BLANKVALUE", 0)),
        ('LEFT("(", |', Calling("LEFT", 1)),
        ("LEFT(t1, 1) + |", None),
        ("stage in (|", None),
    ],
)
def test_the_call_that_is_being_written(text: str, calling: Calling | None) -> None:
    """The innermost one, and the number of its argument."""
    assert calling_at(text, text.index("|")) == calling
