"""Seed records: lists, mappings by key, CSV files."""

import pytest

from tests.metadata.stacks import load_clean, only, told

OBJECT = """=== objects/visit.yaml
object: visit
fields:
  code: {type: text, unique: true}
  who: {type: lookup, to: user}
  size: {type: picklist, values: {x, y}}
"""


@pytest.mark.parametrize(
    "file",
    [
        "=== data/visit.yaml\nkey: code\nrecords:\n  a: {name: One}\n  b: {name: no, who: ~}\n",
        "=== data/visit.yaml\nkey: code\nrecords:\n  - {code: a, name: One}\n  - {code: b, name: no, who: }\n",
        '=== data/visit.json\n{"key": "code", "records": {"a": {"name": "One"}, "b": {"name": "no", "who": null}}}\n',
    ],
)
def test_yaml_records(file: str) -> None:
    """A list and a mapping say the same; cells are text as written, or nothing."""
    (seed,) = load_clean(OBJECT + file).seeds
    assert (seed.object, seed.key) == ("visit", "code")
    assert seed.rows == ({"code": "a", "name": "One"}, {"code": "b", "name": "no", "who": None})


def test_csv_records() -> None:
    """The first column is the key; quotes, commas, line breaks and blanks are read as CSV has them."""
    (seed,) = load_clean(f'{OBJECT}=== data/visit.csv\ncode,name,who\na,"One, ""two""\nthree",\nb,,=$user\n').seeds
    assert seed.key == "code"
    assert seed.rows == (
        {"code": "a", "name": 'One, "two"\nthree', "who": None},
        {"code": "b", "name": None, "who": "=$user"},
    )


def test_the_line_of_a_csv_problem_counts_line_breaks_in_cells() -> None:
    """A cell over two lines does not shift what is told of later rows."""
    problem = only(f'{OBJECT}=== data/visit.csv\ncode,name\na,"x\ny"\na,z\n')
    assert (problem.code, problem.span.line) == ("M222", 4)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("", ["S119"]),
        ("code,\na,b\n", ["S119"]),
        ('code,name\na,"b', ["S119"]),
        ("code,name\na,b\nc\n", ["S119"]),
        ("code\n", []),
    ],
)
def test_broken_csv(text: str, codes: list[str]) -> None:
    """Empty files, nameless columns, open quotes and short rows are told; no rows at all is fine."""
    assert told(f"{OBJECT}=== data/visit.csv\n{text}") == codes


def test_binary_csv() -> None:
    """Bytes that are no text are refused."""
    assert told(f"{OBJECT}=== data/visit.csv\ncode\n\x00\n") == ["S106"]
    assert told(f"{OBJECT}=== data/visit.csv\ncode\n\udcff\n") == ["S107"]


def test_every_app_brings_its_own() -> None:
    """Seeds of several apps and files for one object stand side by side."""
    model = load_clean(
        f"{OBJECT.replace('=== ', '=== below: ')}=== below: data/visit.csv\ncode\na\n"
        "=== data/visit.csv\ncode\nb\n=== data/visit.yaml\nkey: code\nrecords: [{code: c}]\n"
    )
    assert [seed.rows for seed in model.seeds] == [({"code": "a"},), ({"code": "b"},), ({"code": "c"},)]


def test_lookups_by_object() -> None:
    """A column may say which of several targets a lookup's record is of."""
    model = load_clean(
        "=== objects/visit.yaml\nobject: visit\nfields:\n  code: {type: text, unique: true}\n"
        "  about: {type: lookup, to: [user, visit]}\n"
        "=== data/visit.yaml\nkey: code\nrecords: {a: {about.user: ann}, b: {about.visit: a}}\n"
    )
    assert model.seeds[0].rows[1] == {"code": "b", "about.visit": "a"}


def test_expressions_in_cells_are_not_choices() -> None:
    """A cell that begins with = is computed later, so it need not be a value of the picklist."""
    load_clean(f"{OBJECT}=== data/visit.csv\ncode,size\na,=$user.name\nb,x\nc,\n")
    assert told(f"{OBJECT}=== data/visit.csv\ncode,size\na,z\n") == ["M217"]


def test_demo_records_may_bring_people() -> None:
    """To try the app with: they are never deployed."""
    load_clean("=== demo/user.csv\nusername,name\nann,Ann\n")
