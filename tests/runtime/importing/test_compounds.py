"""Imports of addresses, places and amounts: one column taken apart, a column for each part, a column of currencies."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.metadata import read_import_map
from objectry.runtime import (
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
from tests.runtime.shops import create, deploy, shop
from tests.runtime.worlds import START

FIELDS = """
site: {type: address, label: Site}
place: {type: geolocation}
amount: {type: currency}
"""
SETTINGS = "currency: CNY\ncurrencies: [CNY, USD]\n"
WHOLE = """
import: deal
file: rows.csv
fields: {name: {column: Name}, site: {column: Address}, place: {column: Where}}
"""
PARTS = """
import: deal
file: rows.csv
fields:
  name: {column: Name}
  site_country: {column: Land}
  site_city: {column: Town}
  amount: {column: Amount}
  currency: {column: Money}
"""


@pytest.fixture
def platform(database: Database) -> Iterator[Platform]:
    made = assemble(database.url, database.schema, SetClock(START))
    deploy(made, shop(FIELDS, settings=SETTINGS))
    create(made, {"valid_from": "2026-01-01", "rate_usd": "7"}, thing="exchange_rate")
    yield made
    made.close()


def bring_in(platform: Platform, folder: Path, map_text: str, rows: str) -> Report:
    file = folder / "rows.csv"
    file.write_text(rows, encoding="utf-8")
    mapping, problems = read_import_map(map_text, "map.yaml")
    assert mapping is not None, list(problems)
    call = platform.call(platform.identity.system_actor("import"), Source.IMPORT)
    plan = plan_import(mapping, read_columns(file, ",", "utf-8"), call.blueprint)
    return run_import(platform.records, call, plan, read_rows(file, ",", "utf-8"), lambda _: None)


def rows_of(platform: Platform, *fields: str) -> list[tuple[object, ...]]:
    call = platform.call(platform.identity.system_actor("import"), Source.IMPORT)
    found = platform.records.find(call, Query("deal", fields=fields, sort=("name",))).records
    return [tuple(one.values[field] for field in fields) for one in found]


def test_one_column_fills_the_parts(platform: Platform, tmp_path: Path) -> None:
    """Province, city, district and street of a free Chinese address; what cannot be told apart stays in the street."""
    rows = 'Name,Address,Where\na,北京市海淀区中关村1号,"31.23, 121.47"\nb,somewhere,\nc,,over there\n'
    report = bring_in(platform, tmp_path, WHOLE, rows)
    assert [one.number for one in report.rejects] == [3]
    assert "a place (latitude, longitude)" in report.rejects[0].reason
    parts = ("site_province", "site_city", "site_district", "site_street", "place_latitude")
    assert rows_of(platform, *parts) == [
        ("北京市", "北京市", "海淀区", "中关村1号", Decimal("31.230000")),
        (None, None, None, "somewhere", None),
    ]


def test_a_column_for_each_part_and_for_the_currency(platform: Platform, tmp_path: Path) -> None:
    """Countries come by any name; amounts are in the currency of their row; a wrong one is told."""
    rows = "Name,Land,Town,Amount,Money\na,Germany,Bonn,10,USD\nb,中国,上海市,10,\nc,Atlantis,x,1,CNY\nd,CN,x,1,GBP\n"
    report = bring_in(platform, tmp_path, PARTS, rows)
    assert [one.number for one in report.rejects] == [3, 4]
    assert '"Atlantis" is no country' in report.rejects[0].reason
    assert rows_of(platform, "site_country", "site_city", "amount_corporate") == [
        ("DE", "Bonn", Decimal("70.00")),
        ("CN", "上海市", Decimal("10.00")),
    ]
