"""`crm eval`: an expression over rows, in Python and in both databases, with one answer."""

import json
from pathlib import Path

import pytest

from tests.databases import Database, without_driver
from tests.faces.cli.shell import Answer, Shell

FIELDS = {
    "amount": "currency",
    "discount": "percent",
    "due": "date",
    "at": "datetime",
    "open": "boolean",
    "name": {"type": "text"},
    "stage": {
        "type": "picklist",
        "attributes": {"chance": "percent"},
        "values": {"new": {"chance": 20}, "won": {"chance": 100}},
    },
    "net": {"type": "currency", "formula": "amount * (1 - discount)"},
}  # fmt: skip
ROWS = [
    {"amount": "100.50", "discount": 20, "due": "2026-03-31", "at": "2026-03-29T00:30:00Z", "open": True,
     "name": "客户 Ä", "stage": "won"},
    {"amount": 7, "discount": None, "due": None, "at": None, "open": False, "name": None, "stage": "new"},
    {},
]  # fmt: skip


@pytest.fixture
def tried(shell: Shell) -> Shell:
    """A workspace with files of fields and rows."""
    Path("fields.json").write_text(json.dumps(FIELDS))
    Path("rows.jsonl").write_text("\n".join(json.dumps(row) for row in ROWS) + "\n")
    return shell


def evaluated(shell: Shell, expression: str, *words: str) -> list[object]:
    """The values, one a row."""
    answer = shell("eval", expression, "--fields", "fields.json", "--rows", "rows.jsonl", *words)
    assert answer.code == 0, answer.errors
    return [json.loads(line)["value"] for line in answer.lines]


CASES: list[tuple[str, list[object]]] = [
    ("amount", ["100.5", "7", None]),
    ("discount", ["20", None, None]),
    ("net", ["80.4", "7", "0"]),
    ("stage.chance", ["100", "20", None]),
    ('stage = "won"', [True, False, False]),
    ("due + 1", ["2026-04-01", None, None]),
    ("ADDMONTHS(due, 1)", ["2026-04-30", None, None]),
    ("UPPER(name)", ["客户 Ä", None, None]),
    ("amount / 3", ["33.5", "2.3333333333333333333333333333", None]),
    ('IF(open, "yes", "no")', ["yes", "no", "no"]),
    ("at", ["2026-03-29T00:30:00+00:00", None, None]),
    ("amount / 0", [None, None, None]),
]


@pytest.mark.parametrize("backend", ["python", "sqlite"])
@pytest.mark.parametrize(("expression", "values"), CASES, ids=[one[0] for one in CASES])
def test_each_backend_gives_the_same(tried: Shell, expression: str, values: list[object], backend: str) -> None:
    """Outside values in, outside values out: numbers exact as text, 20 for 20 %."""
    assert evaluated(tried, expression, "--backend", backend) == values


@pytest.mark.postgres
def test_all_backends_at_once(tried: Shell, postgres: Database) -> None:
    """One line a row with the answer of each; the database is left as it was."""
    words = (
        "--fields",
        "fields.json",
        "--rows",
        "rows.jsonl",
        "--backend",
        "all",
        "--database",
        without_driver(postgres.url),
    )
    for expression, values in CASES:
        answer = tried("eval", expression, *words)
        assert answer.code == 0, answer.errors
        found = [json.loads(line) for line in answer.lines]
        assert found == [{"python": value, "sqlite": value, "postgresql": value} for value in values]


def test_paths_read_nested_rows(shell: Shell) -> None:
    """A lookup's value is the row it points to."""
    shell.write(
        objects__bike="object: bike\nfields:\n  maker: {type: lookup, to: maker}\n",
        objects__maker="object: maker\nfields:\n  country: {type: text}\n",
    )
    Path("rows.jsonl").write_text('{"maker": {"country": "IT"}}\n{"maker": null}\n{}\n')
    for backend in ("python", "sqlite"):
        answer = shell("eval", "maker.country", "--object", "bike", "--rows", "rows.jsonl", "--backend", backend)
        assert [json.loads(line)["value"] for line in answer.lines] == ["IT", None, None]


def test_without_rows_the_value_of_an_empty_one(shell: Shell) -> None:
    """For constants and a quick look."""
    assert shell("eval", "1 / 3", "--object", "bike").json == {"value": "0.3333333333333333333333333333"}


@pytest.mark.parametrize(
    ("timezone", "day"), [("UTC", "2026-11-22"), ("Asia/Shanghai", "2026-11-23"), ("America/Los_Angeles", "2026-11-22")]
)
def test_the_clock_can_be_set(shell: Shell, timezone: str, day: str) -> None:
    """TODAY() is the day in the zone asked for."""
    answer = shell("eval", "TODAY()", "--object", "bike", "--now", "2026-11-22T20:00:00Z", "--timezone", timezone)
    assert answer.json == {"value": day}


def test_a_null_says_why(tried: Shell) -> None:
    """Notes of the run go beside the result."""
    answer = tried("eval", "amount / 0", "--fields", "fields.json", "--rows", "rows.jsonl")
    assert "row 1: R361" in answer.errors


def test_a_null_says_why_in_chinese(tried: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the language of the terminal."""
    monkeypatch.setenv("OBJECTRY_LANGUAGE", "zh-CN")
    answer = tried("eval", "amount / 0", "--fields", "fields.json", "--rows", "rows.jsonl")
    assert "第 1 行: R361 除数为零，值为空" in answer.errors


def lines(answer: Answer) -> list[str]:
    return answer.errors.splitlines()


def test_an_error_is_shown_in_the_expression(shell: Shell) -> None:
    """Code, suggestion, carets."""
    answer = shell("eval", "2 * prise", "--object", "bike")
    assert answer.code == 1
    assert 'R303 unknown field "prise"' in lines(answer)[0]
    assert 'did you mean "price"?' in lines(answer)[0]
    assert lines(answer)[1:3] == ["    2 * prise", "        ^^^^^"]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ('{"amount": 1', "rows.jsonl:1: no JSON"),
        ("[1]", "rows.jsonl:1: a row is a JSON object"),
        ('{"amout": 1}', 'has no field "amout"; did you mean "amount"?'),
        ('{"net": 1}', "net is computed; a row gives what it is computed from"),
        ('{"amount": "many"}', "amount: 'many' is not"),
        ('{"due": "31.3.2026"}', "due: '31.3.2026' is not"),
    ],
)
@pytest.mark.parametrize("backend", ["python", "sqlite"])
def test_bad_rows_are_told(tried: Shell, rows: str, message: str, backend: str) -> None:
    """With the line, or the field and what would fit."""
    Path("rows.jsonl").write_text(rows + "\n")
    words = ("--fields", "fields.json", "--rows", "rows.jsonl", "--backend", backend)
    answer = tried("eval", "amount + 1 + net * 0 + IF(ISBLANK(due), 0, 1)", *words)
    assert answer.code == 1
    assert message in answer.errors


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["eval", "1"], "say which object it is about"),
        (["eval", "1", "--object", "bik"], 'there is no object "bik"; did you mean "bike"?'),
        (["eval", "1", "--object", "bike", "--timezone", "Mars"], 'there is no time zone "Mars"'),
        (["eval", "1", "--object", "bike", "--now", "noon"], '"noon" is no time'),
        (["eval", "1", "--object", "bike", "--backend", "postgresql"], "needs --database postgresql://"),
        (["eval", "1", "--object", "bike", "--backend", "oracle"], "oracle"),
    ],
)
def test_wrong_calls_are_told(shell: Shell, words: list[str], message: str) -> None:
    """Exit 1 and a sentence."""
    answer = shell(*words)
    assert answer.code == 1
    assert message in answer.errors


def test_wrong_fields_are_told(shell: Shell) -> None:
    """Made-up fields are checked like any object file."""
    Path("fields.json").write_text('{"amount": "curency"}')
    answer = shell("eval", "1", "--fields", "fields.json")
    assert answer.code == 1
    assert "M204" in answer.errors
