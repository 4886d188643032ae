"""`crm eval --cases`: many expressions with fields and rows of their own, JSON lines in and out."""

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from objectry.runtime.store.expressions import postgres as emitting
from tests.databases import Database, without_driver
from tests.faces.cli.shell import Shell

PERSON = {"type": "lookup", "fields": {"Name": "text", "Boss": {"type": "lookup", "fields": {"NAME": "text"}}}}
STAGE = {"type": "picklist", "values": ["Closed Won", "Open"]}
ANSWERS: list[tuple[dict[str, Any], list[Any]]] = [
    ({"expression": "1 + 1"}, ["2"]),
    (
        {"expression": "AMOUNT__C * 2", "returns": {"type": "decimal", "scale": 2},
         "fields": {"Amount__c": {"type": "decimal", "precision": 5, "scale": 2}},
         "rows": [{"amount__C": "10.555"}, {"Amount__c": 10}, {"Amount__c": 1234567890.25}, {}]},
        ["21.11", "20", "2469135780.5", "0"],
    ),
    (
        {"expression": "amount", "blanks": "null", "fields": {"amount": "currency"}, "rows": [{"amount": None}]},
        [None],
    ),
    (
        {"expression": "rate", "returns": {"type": "percent", "scale": 1}, "fields": {"rate": "percent"},
         "rows": [{"rate": "33.35"}]},
        ["33.4"],
    ),
    (
        {"expression": "third * 3", "returns": "decimal",
         "fields": {"third": {"type": "decimal", "scale": 2, "formula": "One / 3"}, "One": "integer"},
         "rows": [{"one": "1"}]},
        ["0.9999999999999999999999999999"],
    ),
    (
        {"expression": 'Contact.Boss.Name & "/" & contact.name', "returns": "text", "fields": {"Contact": PERSON},
         "rows": [{"contact": {"name": " Li ", "boss": {"name": "Ann"}}}, {"Contact": {"boss": None}},
                  {"contact": None}, {}]},
        ["Ann/ Li ", "/", "/", "/"],
    ),
    (
        {"expression": 'ISPICKVAL(stage, "Closed Won") && INCLUDES(kinds, "b")', "returns": "boolean",
         "fields": {"stage": STAGE, "kinds": {"type": "multi_picklist", "values": ["a", "b"]}},
         "rows": [{"stage": "Closed Won", "kinds": ["b"]}, {"stage": "Closed Won", "kinds": "a;b"}, {"stage": None}]},
        [True, True, False],
    ),
    (
        {"expression": "day + 1", "returns": "date", "fields": {"day": "date"}, "rows": [{"day": "2026-02-28"}]},
        ["2026-03-01"],
    ),
    (
        {"expression": "TODAY()", "now": "2026-11-22T20:00:00Z", "timezone": "Asia/Shanghai"},
        ["2026-11-23"],
    ),
    (
        {"expression": "at", "returns": "datetime", "fields": {"at": "datetime"},
         "rows": [{"at": "2026-01-01T09:30:00+08:00"}]},
        ["2026-01-01T01:30:00+00:00"],
    ),
    (
        {"expression": 'Id & Name & "version: " & version', "returns": "text",
         "fields": {"Id": "text", "name": "text", "Version": "text"},
         "rows": [{"ID": "1", "Name": "n", "version": "v"}]},
        ["1nversion: v"],
    ),
]  # fmt: skip
ANSWERS += [
    (
        {"expression": "n", "fields": {"n": {"type": "decimal", "scale": 1}},
         "rows": [{"n": "2.25"}, {"n": "12345678901.5"}]},
        ["2.25", "12345678901.5"],
    ),
    (
        {"expression": "HOUR(t)", "fields": {"t": "time"},
         "rows": [{"t": "09:30"}, {"t": "23:30:00.000Z"}, {"t": None}]},
        ["9", "23", None],
    ),
    (
        {"expression": "IF(ISBLANK(Account), 'none', Account.Name)", "returns": "text",
         "fields": {"Account": {"type": "lookup", "fields": {"Name": "text"}}},
         "rows": [{"Account": {"Name": "Acme"}}, {"account": None}]},
        ["Acme", "none"],
    ),
    (
        {"expression": "$record.null + $record.true", "fields": {"Null": "integer", "true": "integer"},
         "rows": [{"null": 1, "True": 2}]},
        ["3"],
    ),
    ({"expression": "ROUND(n, 0)", "fields": {"n": "decimal"}, "rows": [{"n": "-0.4"}]}, ["0"]),
]  # fmt: skip
WORDS = (
    "and or not in if then else elif end case value date type where old now today count order user record set create "
    "update delete from to before after changes becomes every name id version status max len prénom 金额 ชื่อ"
).split()
ANSWERS += [
    (
        {"expression": f"IF({word} > 3, {word.upper()} * 2, {word.title()})", "returns": "integer",
         "fields": {word: "integer"}, "rows": [{word: 5}, {word.upper(): 1}]},
        ["10", "1"],
    )
    for word in WORDS
]  # fmt: skip
ANSWERS += [
    (
        {"expression": f"{word}.Order.end", "returns": "text",
         "fields": {word: {"type": "lookup", "fields": {"order": {"type": "lookup", "fields": {"End": "text"}}}}},
         "rows": [{word: {"order": {"end": "x"}}}, {}]},
        ["x", None],
    )
    for word in WORDS
]  # fmt: skip
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("{", {"code": "S101"}),
    ("[1]", {"code": "S101", "message": "line 1: a case is a JSON object"}),
    ("{}", {"code": "M202"}),
    ('{"expression": "1 +"}', {"code": "R301", "line": 1, "column": 4}),
    ('{"expression": "1 +\\n amuont", "fields": {"amount": "currency"}}', {"code": "R303", "line": 2, "column": 2}),
    ('{"expression": "1", "returns": "text"}', {"code": "R306"}),
    ('{"expression": "1", "returns": "money"}', {"code": "M204"}),
    ('{"expression": "1", "blanks": "nil"}', {"code": "M204"}),
    ('{"expression": "1", "timezone": "Mars"}', {"code": "M204"}),
    ('{"expression": "1", "rows": 7}', {"code": "M203"}),
    ('{"expression": "1", "fields": {"a": 7}}', {"code": "M203"}),
    ('{"expression": "1", "fields": {"a": "curency"}}', {"code": "M204"}),
    ('{"expression": "a", "fields": {"a": {"type": "text", "formula": "UPER(1)"}}}', {"code": "R304", "column": 1}),
    ('{"expression": "a", "fields": {"a": "date"}, "rows": [{"a": "soon"}]}', {"code": "D522"}),
]


def answered(shell: Shell, lines: list[str], *words: str) -> list[Any]:
    """The lines that come back."""
    Path("cases.jsonl").write_text("\n".join(lines) + "\n")
    answer = shell("eval", "--cases", "cases.jsonl", *words)
    assert answer.code == 0, answer.errors
    return [json.loads(line) for line in answer.lines]


@pytest.mark.parametrize("backend", ["python", "sqlite"])
def test_each_case_has_its_answers(shell: Shell, backend: str) -> None:
    """One line a case with its id and a value a row: names in any case, nested rows, numbers exactly as given."""
    lines = [json.dumps({"id": f"case {at}", **case}) for at, (case, _) in enumerate(ANSWERS)]
    found = answered(shell, lines, "--backend", backend)
    assert [(one["id"], one["backend"], one["results"]) for one in found] == [
        (f"case {at}", backend, values) for at, (_, values) in enumerate(ANSWERS)
    ]


@pytest.mark.postgres
def test_all_backends_at_once(shell: Shell, postgres: Database) -> None:
    """A line for each of them, with the same values and notes."""
    lines = [json.dumps({"id": at, **case}) for at, (case, _) in enumerate(ANSWERS)]
    found = answered(shell, lines, "--backend", "all", "--database", without_driver(postgres.url))
    wanted = [(at, name) for at in range(len(ANSWERS)) for name in ("python", "sqlite", "postgresql")]
    assert [(one["id"], one["backend"]) for one in found] == wanted
    assert [one["results"] for one in found] == [values for _, values in ANSWERS for _ in range(3)]


@pytest.mark.parametrize("backend", ["python", "sqlite"])
def test_a_null_has_a_note(shell: Shell, backend: str) -> None:
    """The row, the code and the place in the expression."""
    case = {"expression": "1 + 2 / n", "fields": {"n": "decimal"}, "rows": [{"n": 4}, {"n": 0}]}
    (found,) = answered(shell, [json.dumps(case)], "--backend", backend)
    assert found["results"] == ["1.5", None]
    assert [(one["row"], one["code"], one["line"], one["column"]) for one in found["notes"]] == [(1, "R361", 1, 5)]


@pytest.mark.parametrize(("line", "expected"), WRONG, ids=[line for line, _ in WRONG])
def test_a_bad_line_has_an_error(shell: Shell, line: str, expected: dict[str, Any]) -> None:
    """Code, message and place; the lines after it are answered."""
    wrong, right = answered(shell, [line, '{"id": "next", "expression": "2"}'])
    assert {key: wrong["error"][key] for key in expected} == expected
    assert right["results"] == ["2"]


@pytest.mark.postgres
def test_a_database_out_of_reach_ends_it_at_once(shell: Shell) -> None:
    """No case is told what is wrong with all of them; the message names the backend and the server's own words."""
    Path("cases.jsonl").write_text('{"expression": "1"}\n' * 3)
    answer = shell("eval", "--cases", "cases.jsonl", "--backend", "all", "--database", "postgresql://x@127.0.0.1:1/x")
    assert (answer.code, answer.lines) == (1, [])
    assert "error: the postgresql backend cannot be used: cannot open the database" in answer.errors


def test_without_an_address_it_says_what_to_do(shell: Shell) -> None:
    """Where the address goes, and what works without one."""
    Path("cases.jsonl").write_text('{"expression": "1"}\n')
    answer = shell("eval", "--cases", "cases.jsonl", "--backend", "all")
    assert answer.code == 1
    assert all(word in answer.errors for word in ("--database", "DATABASE_URL", "--backend sqlite"))


@pytest.mark.postgres
def test_what_a_database_refuses_is_told_of_its_case_alone(
    shell: Shell, postgres: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The others have their answers."""
    broken = {**emitting.EMITTERS, "LOWER": lambda *_: sa.literal_column("no_such_column")}
    monkeypatch.setattr(emitting, "EMITTERS", broken)
    lines = [json.dumps({"id": at, "expression": text, "fields": {"a": "text"}, "rows": [{"a": "A"}]})
             for at, text in enumerate(["a", "LOWER(a)", "UPPER(a)"])]  # fmt: skip
    found = answered(shell, lines, "--backend", "postgresql", "--database", without_driver(postgres.url))
    assert [one.get("results") for one in found] == [["A"], None, ["A"]]
    assert found[1]["error"]["code"] == "D522"
    assert "no_such_column" in found[1]["error"]["message"]
