"""Records as JSON."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.faces.rest.codec import WRITERS, Codec, Spelling, any_value, percent
from objectry.faces.rest.codec import written as as_written
from objectry.faces.rest.paths import End, end_of
from objectry.faces.texts import Texts
from objectry.metadata import FieldType
from objectry.plan import Blueprint
from objectry.runtime import Page, Record
from tests.faces.office import Office

MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
WRITTEN = [
    (FieldType.TEXT, "x", "x"),
    (FieldType.TEXTAREA, "a\nb", "a\nb"),
    (FieldType.RICH_TEXT, "<p>a</p>", "<p>a</p>"),
    (FieldType.SECRET, "ak", "ak"),
    (FieldType.INTEGER, Decimal(120), 120),
    (FieldType.DECIMAL, Decimal("12.50"), "12.50"),
    (FieldType.DECIMAL, Decimal("1E+3"), "1000"),
    (FieldType.CURRENCY, Decimal("0.10"), "0.10"),
    (FieldType.PERCENT, Decimal("0.2000"), "20"),
    (FieldType.PERCENT, Decimal("0.2050"), "20.5"),
    (FieldType.PERCENT, Decimal(0), "0"),
    (FieldType.PERCENT, Decimal(1), "100"),
    (FieldType.BOOLEAN, True, True),
    (FieldType.DATE, date(2026, 1, 2), "2026-01-02"),
    (FieldType.DATETIME, MORNING, "2026-11-22T09:00:00Z"),
    (FieldType.DATETIME, MORNING.astimezone(timezone(timedelta(hours=8))), "2026-11-22T09:00:00Z"),
    (FieldType.TIME, time(9, 30), "09:30:00"),
    (FieldType.FILE, "0192", "0192"),
    (FieldType.IMAGE, "0192", "0192"),
    (FieldType.JSON, '{"a":[1,0.5,null]}', {"a": [1, 0.5, None]}),
    (FieldType.PICKLIST, "open", "open"),
    (FieldType.MULTI_PICKLIST, ("open", "won"), ["open", "won"]),
    (FieldType.EMAIL, "a@b.example", "a@b.example"),
    (FieldType.PHONE, "+49 30 1", "+49 30 1"),
    (FieldType.URL, "https://a.example", "https://a.example"),
    (FieldType.LOOKUP, "0192", "0192"),
    (FieldType.MASTER_DETAIL, "0192", "0192"),
    (FieldType.MANY_TO_MANY, ("0192", "0193"), ["0192", "0193"]),
    (FieldType.AUTONUMBER, "D-2026-0001", "D-2026-0001"),
]


def test_every_field_type_has_a_writer() -> None:
    """The table of writers covers every field type, and the table of this test covers it too."""
    assert set(WRITERS) == set(FieldType)
    assert {kind for kind, _, _ in WRITTEN} == set(FieldType)


@pytest.mark.parametrize(("kind", "value", "written"), WRITTEN)
def test_values_are_written_by_their_type(kind: FieldType, value: object, written: object) -> None:
    """Decimals are text, per cent is what people say, moments are in UTC with Z; blank is null for every type."""
    assert as_written(kind, value) == written  # type: ignore[arg-type]
    assert as_written(kind, None) is None


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=4))
def test_per_cent_is_a_hundred_times_the_fraction(fraction: Decimal) -> None:
    """Writing a fraction as per cent loses nothing."""
    assert Decimal(str(percent(fraction))) / 100 == fraction


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("1.0"), "1.0"),
        (date(2026, 1, 2), "2026-01-02"),
        (MORNING, "2026-11-22T09:00:00Z"),
        ("x", "x"),
        (None, None),
    ],
)
def test_a_value_without_a_field_is_written_by_what_it_is(value: object, written: object) -> None:
    """Where no field is known, the value's own kind decides."""
    assert any_value(value) == written  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def blueprint(shared: Office) -> Blueprint:
    return shared.platform.current().blueprint


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("amount", End("deal", "amount", FieldType.CURRENCY)),
        ("Amount", End("deal", "amount", FieldType.CURRENCY)),
        ("account.region", End("account", "region", FieldType.PICKLIST)),
        ("account.parent.name", End("account", "name", FieldType.TEXT)),
        ("account.id", End("deal", "account", FieldType.LOOKUP)),
        ("stage.probability", End("deal", "stage", FieldType.PERCENT)),
        ("STAGE.Closed", End("deal", "stage", FieldType.BOOLEAN)),
        ("owner.manager.name", End("user", "name", FieldType.TEXT)),
        ("nothing", None),
        ("stage.nothing", None),
        ("amount.nothing", None),
        ("nothing.name", None),
    ],
)
def test_a_path_ends_at_a_field(blueprint: Blueprint, path: str, end: End | None) -> None:
    """A path is followed through lookups and picklists, in any case, to what tells how its value is written."""
    assert end_of(blueprint, "deal", path) == end


@pytest.mark.parametrize(
    ("path", "end"),
    [
        ("related_to.id", End("activity", "related_to", FieldType.LOOKUP)),
        ("related_to.object", End("activity", "related_to", FieldType.PICKLIST)),
        ("related_to.name", End("account", "name", FieldType.TEXT)),
        ("related_to.owner.name", End("user", "name", FieldType.TEXT)),
        ("related_to.deal.close_date", End("deal", "close_date", FieldType.DATE)),
        ("related_to.Deal.Amount", End("deal", "amount", FieldType.CURRENCY)),
        ("related_to.deal", End("deal", "id", FieldType.TEXT)),
        ("related_to.nothing", None),
    ],
)
def test_paths_through_lookups_of_several_objects(blueprint: Blueprint, path: str, end: End | None) -> None:
    """They end at the object, at what all of them have, or in the one that is named."""
    assert end_of(blueprint, "activity", path) == end


def codec(blueprint: Blueprint, language: str = "en") -> Codec:
    return Codec(Spelling(blueprint), Texts(blueprint, language))


def test_a_record_starts_with_id_and_version(blueprint: Blueprint) -> None:
    """Every record says which one it is and in which version; its paths follow under the names that were asked for."""
    record = Record("deal", "1", 3, {"stage.probability": Decimal("0.2000"), "Amount": Decimal("5.00")})
    written = codec(blueprint).record(record)
    assert list(written.items()) == [("id", "1"), ("version", 3), ("stage.probability", "20"), ("Amount", "5.00")]


def test_a_record_out_of_sight_is_its_id(blueprint: Blueprint) -> None:
    """A record that left the reader's sight with her own change is told by its id and nothing else."""
    assert codec(blueprint).record(Record("deal", "1", 0, {}), labels=True) == {"id": "1"}


def test_labels_speak_the_readers_language(blueprint: Blueprint) -> None:
    """With labels, choices and references have their names beside them, in the reader's language."""
    record = Record("deal", "1", 1, {"stage": "won", "account": "7", "account.region": "east"}, {"account": "Nordwind"})
    english = codec(blueprint).record(record, labels=True)
    chinese = codec(blueprint, "zh-CN").record(record, labels=True)
    assert english["_labels"] == {"stage": "Won", "account.region": "East", "account": "Nordwind"}
    assert chinese["_labels"] == {"stage": "赢单", "account.region": "东区", "account": "Nordwind"}


def test_a_page_counts_only_when_asked(blueprint: Blueprint) -> None:
    """A page has a total where one was counted, and says where counting stopped."""
    assert codec(blueprint).page(Page(())) == {"records": [], "next": None}
    counted = codec(blueprint).page(Page((), "c", 1000, capped=True))
    assert counted == {"records": [], "next": "c", "total": 1000, "capped": True}
