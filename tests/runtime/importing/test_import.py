"""Imports through the door: what a map promises, what is rejected and why, on both databases."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.metadata import AppSource, core_app, read_import_map
from objectry.runtime import (
    Actor,
    BadMap,
    Call,
    Consent,
    Invalid,
    NotAllowed,
    Platform,
    Query,
    Report,
    SetClock,
    Source,
    assemble,
    plan_import,
    read_columns,
    read_rows,
    run_import,
)
from tests.databases import Database

NOW = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
FILES = {
    "app.yaml": "name: shop\nlabel: Shop\nversion: 1.0.0\n",
    "objects/firm.yaml": """object: firm
fields:
  code:   {type: text, unique: true, external_id: true}
  parent: {type: lookup, to: firm, related_as: branches}
  size:   {type: integer, min: 0}
  share:  {type: percent}
  total:  {type: currency, rollup: SUM(orders.amount), reveals: true}
""",
    "objects/purchase.yaml": """object: purchase
fields:
  code:   {type: text, unique: true, external_id: true}
  firm:   {type: lookup, to: firm, related_as: orders}
  amount: {type: currency}
  day:    {type: date}
  state:
    type: picklist
    values: {open: {label: Open}, paid: {label: Paid}}
    transitions: {open: [paid], paid: []}
validations:
  amount_above_zero: {error_if: amount <= 0, message: "{name}: an amount is above zero.", at: amount}
""",
    "objects/item.yaml": """object: item
owned: false
sharing: {parent: purchase}
fields:
  code:     {type: text, unique: true, external_id: true}
  purchase: {type: lookup, to: purchase, related_as: items, required: true, on_delete: cascade}
  pieces:   {type: integer}
""",
    "objects/log.yaml": "object: log\nfields:\n  text: {type: text}\n",
    "flows/purchase.yaml": """object: purchase
rules:
  note:
    label: Note each purchase
    when: created
    then: |
      create log { name = "made", text = name }
""",
    "permissions/clerk.yaml": """roles:
  clerk: {label: Clerk, sets: [clerk]}
permission_sets:
  clerk:
    label: Clerk
    objects:
      firm: {read: true, create: true, update: true}
""",
}
FIRMS = """import: firm
key: code
fields:
  code:   Code
  name:   Firm
  parent: {column: Parent, lookup: code}
  size:   {column: Size, default: "1"}
  share:  {value: 'VALUE(Size_in__) / 100'}
"""
FIRM_ROWS = "Code,Firm,Parent,Size,Size in %\nF1,Acme,F3,12,50\nF2,Beta,,,12.5\nF3,Core,,7,\n"
PURCHASES = """import: purchase
key: code
fields:
  code:   Order
  name:   {value: '"Order " & Order'}
  firm:   {column: Firm, lookup: name}
  amount: Amount
  day:    {column: Day, date: DD.MM.YYYY}
  state:  {column: State, values: {Bezahlt: paid, Offen: open}}
children:
  items:
    object: item
    link: purchase
    key: code
    when: not ISBLANK(Pieces)
    fields:
      code:   {value: 'Order & "-" & Line'}
      name:   {column: Line}
      pieces: Pieces
"""
HEAD = "Order,Firm,Amount,Day,State,Line,Pieces\n"


@pytest.fixture
def shop(database: Database, tmp_path: Path) -> Iterator["Shop"]:
    """A small app on each database."""
    platform = assemble(database.url, database.schema, SetClock(NOW))
    files = {name: text for name, text in FILES.items() if text}
    planned, problems = platform.deployments.plan([core_app(), AppSource("shop", files)])
    assert planned is not None, [str(problem) for problem in problems]
    platform.deployments.apply(planned, Consent(), "test", "shop")
    yield Shop(platform, tmp_path)
    platform.close()


class Shop:
    """Imports of texts, and questions about what came of them."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform = platform
        self._file = folder / "rows.csv"

    def call(self, source: Source = Source.IMPORT, actor: Actor | None = None) -> Call:
        return self.platform.call(actor or self.platform.identity.system_actor("import"), source)

    def bring_in(self, map_text: str, rows: str, call: Call | None = None) -> Report:
        self._file.write_text(rows)
        mapping, problems = read_import_map(map_text, "map.yaml")
        assert mapping is not None, [str(problem) for problem in problems]
        call = call or self.call(Source.HISTORY_IMPORT if mapping.mode == "history" else Source.IMPORT)
        plan = plan_import(mapping, read_columns(self._file, ",", "utf-8"), call.blueprint)
        return run_import(self.platform.records, call, plan, read_rows(self._file, ",", "utf-8"), lambda _: None)

    def all(self, object_name: str, *fields: str) -> list[tuple[object, ...]]:
        query = Query(object_name, fields=fields, sort=("name",), limit=200)
        records = self.platform.records.find(self.call(), query).records
        return [tuple(record.values[field] for field in fields) for record in records]


def test_columns_constants_defaults_and_expressions(shop: Shop) -> None:
    """Each field gets its value as the map says: a column, a default for a blank, an expression over the row."""
    report = shop.bring_in(FIRMS, FIRM_ROWS)
    assert (report.rows, report.done["firm", "created"], report.rejects) == (3, 3, [])
    assert shop.all("firm", "code", "name", "size") == [("F1", "Acme", 12), ("F2", "Beta", 1), ("F3", "Core", 7)]


def test_a_percent_is_given_as_people_write_it(shop: Shop) -> None:
    """An imported percent is 20 for 20 %, from a computed value too."""
    shop.bring_in(FIRMS, "Code,Firm,Parent,Size,Size in %\nF1,Acme,,1,2000\n")
    assert shop.all("firm", "share") == [(Decimal("0.2000"),)]


def test_lookups_to_the_own_object_come_in_a_second_pass(shop: Shop) -> None:
    """A parent may stand below its child in the file."""
    shop.bring_in(FIRMS, FIRM_ROWS)
    assert shop.all("firm", "parent.code") == [("F3",), (None,), (None,)]


def test_a_second_run_changes_nothing(shop: Shop) -> None:
    """The same file again finds every record as it is: no version moves, no history is written."""
    shop.bring_in(FIRMS, FIRM_ROWS)
    before = shop.all("firm", "code", "version", "updated_at")
    again = shop.bring_in(FIRMS, FIRM_ROWS)
    assert {action for _, action in again.done} == {"unchanged"}
    assert shop.all("firm", "code", "version", "updated_at") == before


def test_children_come_from_the_same_rows(shop: Shop) -> None:
    """A file that repeats an order on each of its lines makes the order once and every line of it."""
    shop.bring_in(FIRMS, FIRM_ROWS)
    rows = HEAD + "".join(
        f"P1,Acme,100,24.12.2025,Bezahlt,{line},{pieces}\n" for line, pieces in (("a", 1), ("b", 2), ("c", ""))
    )
    report = shop.bring_in(PURCHASES, rows)
    assert (report.done["purchase", "created"], report.repeated, report.done["item", "created"]) == (1, 2, 2)
    assert shop.all("purchase", "name", "firm.code", "amount", "day", "state") == [
        ("Order P1", "F1", Decimal(100), date(2025, 12, 24), "paid")
    ]
    assert shop.all("item", "code", "purchase.code", "pieces") == [("P1-a", "P1", 1), ("P1-b", "P1", 2)]
    assert shop.all("firm", "total") == [(Decimal(100),), (Decimal(0),), (Decimal(0),)]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("P1,Nobody,10,24.12.2025,Offen,a,1", 'Firm: no firm with name "Nobody"'),
        ("P1,Twin,10,24.12.2025,Offen,a,1", 'Firm: more than one firm with name "Twin"'),
        ("P1,Acme,10,2025-12-24,Offen,a,1", '"2025-12-24" is not a date of the form DD.MM.YYYY'),
        ("P1,Acme,10,31.02.2025,Offen,a,1", '"31.02.2025" is not a date'),
        ("P1,Acme,ten,24.12.2025,Offen,a,1", "amount: "),
        ("P1,Acme,-1,24.12.2025,Offen,a,1", "Order P1: an amount is above zero."),
        ("P1,Acme,10,24.12.2025,Storniert,a,1", "state: "),
        ("P1,Acme,10,24.12.2025,Offen,a,1,more", "more cells than the head has columns"),
        ("P1,Acme,10,24.12.2025,Offen,a,many", "pieces: "),
    ],
)
def test_a_bad_row_is_rejected_with_its_reason(shop: Shop, row: str, says: str) -> None:
    """A bad row is told with its number and the reason; the good rows around it are taken."""
    shop.bring_in(FIRMS, FIRM_ROWS + "F4,Twin,,1,\nF5,Twin,,1,\n")
    good = "P0,Acme,5,01.01.2025,Offen,a,1\n", "P9,Beta,5,01.01.2025,Offen,a,1\n"
    report = shop.bring_in(PURCHASES, f"{HEAD}{good[0]}{row}\n{good[1]}")
    assert [reject.number for reject in report.rejects] == [2]
    assert says in report.rejects[0].reason
    taken = {code for (code,) in shop.all("purchase", "code")}
    assert {"P0", "P9"} <= taken


@pytest.mark.parametrize(
    "rows", ["Code,Firm,Parent,Size,Size in %\na\0b,Acme,,1,\n", "Code,Firm,Parent,Size,Size in %\n,Acme,,1,\n"]
)
def test_the_only_row_is_rejected_like_any_other(shop: Shop, rows: str) -> None:
    """A file whose every row has an unusable key loses none of them silently."""
    report = shop.bring_in(FIRMS, rows)
    assert [reject.number for reject in report.rejects] == [1]
    with pytest.raises(Invalid):
        shop.platform.records.upsert(shop.call(), "firm", "code", [{"code": "a\0b", "name": "Acme"}])


def test_all_reasons_of_a_row_are_told_together(shop: Shop) -> None:
    """A row with several faults names them all."""
    report = shop.bring_in(PURCHASES, HEAD + "P1,Nobody,10,tomorrow,Offen,a,1\n")
    assert "no firm" in report.rejects[0].reason
    assert "tomorrow" in report.rejects[0].reason


def test_rows_that_repeat_a_rejected_one_are_rejected_too(shop: Shop) -> None:
    """The line of an order that was not taken is not lost silently."""
    rows = HEAD + "P1,,-5,24.12.2025,Offen,a,1\nP1,,-5,24.12.2025,Offen,b,1\n"
    report = shop.bring_in(PURCHASES, rows)
    assert [reject.number for reject in report.rejects] == [1, 2]
    assert shop.all("item", "code") == []


def test_a_later_row_may_amend_an_earlier_one(shop: Shop) -> None:
    """Two rows of one key with other values are taken one after the other."""
    rows = HEAD + "P1,,10,24.12.2025,Offen,,\nP1,,20,24.12.2025,Bezahlt,,\n"
    report = shop.bring_in(PURCHASES, rows)
    assert (report.done["purchase", "created"], report.done["purchase", "updated"]) == (1, 1)
    assert shop.all("purchase", "amount", "state") == [(Decimal(20), "paid")]


def test_an_import_is_a_door_like_others(shop: Shop) -> None:
    """Rules after the write run, transitions bind, and the history names the import as its cause."""
    shop.bring_in(PURCHASES, HEAD + "P1,,10,24.12.2025,Bezahlt,,\n")
    assert shop.all("log", "text") == [("Order P1",)]
    report = shop.bring_in(PURCHASES, HEAD + "P1,,10,24.12.2025,Offen,,\n")
    assert len(report.rejects) == 1
    assert shop.all("purchase", "state") == [("paid",)]


def test_history_carries_its_own_stamps_and_starts_nothing(shop: Shop) -> None:
    """`mode: history` sets who and when, where the row says so, and runs no rules after the write."""
    text = PURCHASES.replace("key: code\n", "key: code\nmode: history\n", 1).replace(
        "fields:\n", "fields:\n  created_at: {column: Day, date: DD.MM.YYYY}\n", 1
    )
    rows = HEAD + "P1,,10,24.12.2015,Offen,,\nP2,,10,,Offen,,\n"
    assert shop.bring_in(text, rows).rejects == []
    assert [at for (at,) in shop.all("purchase", "created_at")] == [datetime(2015, 12, 24, tzinfo=UTC), NOW]
    assert shop.all("log", "text") == []
    again = shop.bring_in(text, rows)
    assert {action for _, action in again.done} == {"unchanged"}


def test_importing_needs_the_right(shop: Shop) -> None:
    """A user without the right import brings nothing in, whatever else she may do."""
    clerk = Actor("00000000-0000-7000-8000-000000000001", "Clerk", role="clerk", sets=frozenset({"clerk"}))
    with pytest.raises(NotAllowed, match="import"):
        shop.bring_in(FIRMS, FIRM_ROWS, shop.call(actor=clerk))
    assert shop.all("firm", "code") == []


@pytest.mark.parametrize(
    ("old", "new", "place", "code", "says"),
    [
        ("import: firm", "import: frim", "map.yaml:1:1", "I601", 'did you mean "firm"'),
        ("  name:   Firm", "  nmae:   Firm", "map.yaml:5:3", "I602", 'did you mean "name"'),
        ("  name:   Firm", "  name:   Frim", "map.yaml:5:3", "I603", 'did you mean "Firm"'),
        ("  name:   Firm", "  name:   {}", "map.yaml:5:3", "I604", "exactly one"),
        ("  name:   Firm", "  name:   {column: Firm, constant: x}", "map.yaml:5:3", "I604", "exactly one"),
        ("  name:   Firm", "  name:   {column: Firm, date: DD/MM}", "map.yaml:5:3", "I605", "DD/MM"),
        ("lookup: code", "lookup: cdoe", "map.yaml:6:3", "I606", 'did you mean "code"'),
        ("key: code", "key: cdoe", "map.yaml:1:1", "I607", "cdoe"),
        ("  name:   Firm", "  total:  Size", "map.yaml:5:3", "I602", "given by the platform"),
        ("  name:   Firm", "  created_at: Firm", "map.yaml:5:3", "I602", "mode: history"),
        ("Size_in__) / 100", "Size_on__) / 100", "map.yaml:8:26", "R3", "Size_in__"),
    ],
)
def test_a_wrong_map_is_told_with_its_place(shop: Shop, old: str, new: str, place: str, code: str, says: str) -> None:
    """A map that does not fit the file or the objects stops everything, with file, line, column and a suggestion."""
    with pytest.raises(BadMap) as wrong:
        shop.bring_in(FIRMS.replace(old, new), FIRM_ROWS)
    told = [str(problem) for problem in wrong.value.problems]
    assert any(one.startswith(place) and f" {code}" in one and says in one for one in told), told
    assert shop.all("firm", "code") == []
