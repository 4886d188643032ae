"""One row per field type: what a field of the type is given, and what every room makes of it.

A new type adds its row here; the tests beside this file walk it through every room.  In values, `$one` and `$two` stand
for the ids of two records of the object `mark`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.metadata import CompoundType, FieldType
from objectry.plan import ColumnKind


@dataclass(frozen=True)
class Sample:
    """How one type behaves.

    `first` and `second` are values as the API takes and shows them; `typed` is the first as a form takes it, `written`
    as it stands in a CSV file, `shown` as a person reads it.  `chip` is a filter of the list that finds the first and
    not the second.  `wrong` is refused at the field.  `given` is false for a type whose values the
    platform gives, `clearable` for one that is never blank; `filed` is true for one whose values are files, which are
    written here by their names.
    """

    column: ColumnKind | None
    rule: str
    first: object
    second: object
    shown: str
    wrong: object
    chip: str
    keys: str = ""
    typed: str | None = None
    written: str | None = None
    cleared: object = None
    given: bool = True
    filed: bool = False
    history: bool = True
    remembered: str | None = None  # what the history says instead of values
    clearable: bool = True

    @property
    def form(self) -> str:
        """The first value as it is typed into a form."""
        return str(self.first) if self.typed is None else self.typed

    @property
    def cell(self) -> str:
        """The first value as it stands in a CSV file."""
        return str(self.first) if self.written is None else self.written


TEXT, NUMBER = ColumnKind.TEXT, ColumnKind.NUMBER
NUL = "\x00"
NO_FILE = "01900000-0000-7000-8000-000000000000"
DOCUMENT = """{
  "a": [
    1,
    0.5,
    null
  ],
  "b": {
    "商": "x"
  }
}"""

SAMPLES: Mapping[FieldType, Sample] = MappingProxyType(
    {
        FieldType.TEXT: Sample(TEXT, "text", "Anna, 安娜", "=1+1", "Anna, 安娜", NUL, "contains:ann"),
        FieldType.TEXTAREA: Sample(
            TEXT, "text", "one\ntwo", "three", "one\ntwo", NUL, "contains:two", keys="history: true"
        ),
        FieldType.INTEGER: Sample(ColumnKind.INTEGER, "number(19.0)", 1200, -7, "1,200", "1.5", "over:1000"),
        FieldType.DECIMAL: Sample(
            NUMBER, "number(14.4)", "1234.5000", "-0.2500", "1,234.5", "many", "over:1000", typed="1234.5"
        ),
        FieldType.CURRENCY: Sample(
            NUMBER, "number(14.2)", "1234.50", "-3.00", "$1,234.50", "many", "over:1000", typed="1234.5"
        ),
        FieldType.PERCENT: Sample(NUMBER, "number(3.4)", "12.5", "20", "12.5%", "many", "under:20"),
        FieldType.BOOLEAN: Sample(
            ColumnKind.BOOLEAN, "boolean", True, False, "Yes", "maybe", "yes:", typed="true", written="true",
            cleared=False,
        ),
        FieldType.DATE: Sample(
            ColumnKind.DATE, "date", "2026-01-31", "2025-12-24", "31 Jan 2026", "2026-02-30", "after:2026-01-01"
        ),
        FieldType.DATETIME: Sample(
            ColumnKind.DATETIME, "datetime", "2026-01-31T08:30:00Z", "2026-11-21T12:00:00Z", "31 Jan 2026 08:30",
            "noon", "older:7", typed="2026-01-31T08:30",
        ),
        FieldType.TIME: Sample(
            ColumnKind.TIME, "time", "09:30:00", "17:45:30", "09:30", "24:00", "before:10:00", typed="09:30"
        ),
        FieldType.PICKLIST: Sample(
            TEXT, "picklist kept_picklist.held", "red", "Deep Blue", "Crimson", "green", "is:red",
            keys="values: {red: {label: Crimson}, Deep Blue: {}}",
        ),
        FieldType.MULTI_PICKLIST: Sample(
            ColumnKind.SET, "set of kept_multi_picklist.held", ["red", "Deep Blue"], ["Deep Blue"], "Crimson",
            ["green"], "includes:red", keys="values: {red: {label: Crimson}, Deep Blue: {}}", typed="red\nDeep Blue",
            written="red;Deep Blue",
        ),
        FieldType.EMAIL: Sample(TEXT, "text", "ann@a.example", "bo@b.example", "ann@a.example", "ann@", "begins:ann"),
        FieldType.PHONE: Sample(TEXT, "text", "+49 30 901820", "0800 12", "+49 30 901820", "none", "contains:901"),
        FieldType.URL: Sample(
            TEXT, "text", "https://a.example/x", "http://b.example", "a.example/x", "javascript:1", "contains:a.ex"
        ),
        FieldType.LOOKUP: Sample(
            ColumnKind.ID, "reference to mark", "$one", "$two", "Mark one", "nobody", "contains:one", keys="to: mark"
        ),
        FieldType.MASTER_DETAIL: Sample(
            ColumnKind.ID, "reference to mark", "$one", "$two", "Mark one", "nobody", "contains:one",
            keys="to: mark, reparentable: true", clearable=False,
        ),
        FieldType.RICH_TEXT: Sample(
            TEXT, "text", "<p>R&amp;D, <strong>安娜</strong></p>", "<p>three</p>", "安娜", NUL, "contains:安娜",
            keys="history: true",
        ),
        FieldType.SECRET: Sample(
            TEXT, "secret", "ak-商-17", "ak-18", "••••••••", NUL, "filled:", remembered="********"
        ),
        FieldType.JSON: Sample(
            ColumnKind.JSON, "json", {"a": [1, 0.5, None], "b": {"商": "x"}}, ["second"], "商", "{no", "filled:",
            typed=DOCUMENT, written=DOCUMENT, keys="history: true",
        ),
        FieldType.MANY_TO_MANY: Sample(
            None, "set of mark", ["$one"], ["$two"], "Mark one", "nobody", "contains:one",
            keys="to: mark", typed="$one", written="$one",
        ),
        FieldType.FILE: Sample(
            ColumnKind.ID, "file", "one.pdf", "two.txt", "one.pdf", NO_FILE, "filled:", filed=True
        ),
        FieldType.IMAGE: Sample(
            ColumnKind.ID, "file", "one.png", "two.jpg", 'alt="one.png"', NO_FILE, "filled:", filed=True
        ),
        FieldType.AUTONUMBER: Sample(
            TEXT, "text", "N-001", "N-002", "N-001", "N-9", "is:N-001", keys='format: "N-{000}"', given=False
        ),
    }
)  # fmt: skip


@dataclass(frozen=True)
class CompoundSample:
    """How a type of several parts behaves: `typed` are the entries of a form, `chip` a filter by one part, `wrong` is
    refused at the part `at`.
    """

    first: Mapping[str, str | None]
    second: Mapping[str, str | None]
    typed: Mapping[str, str]
    written: str
    shown: str
    chip: str
    wrong: Mapping[str, str]
    at: str


NOWHERE = dict.fromkeys(("country", "province", "city", "district", "street", "postcode"))
COMPOUND_SAMPLES: Mapping[CompoundType, CompoundSample] = MappingProxyType(
    {
        CompoundType.ADDRESS: CompoundSample(
            {
                **NOWHERE,
                "country": "CN",
                "province": "浙江省",
                "city": "杭州市",
                "district": "西湖区",
                "street": "文三路1号",
            },
            {**NOWHERE, "country": "DE", "city": "Bonn"},
            {"held_country": "CN", "held_city": "杭州市"},
            "浙江省杭州市西湖区文三路1号",
            "China 浙江省杭州市西湖区文三路1号",
            "held_city:is:杭州市",
            {"country": "Utopia"},
            "held_country",
        ),
        CompoundType.GEOLOCATION: CompoundSample(
            {"latitude": "50.737400", "longitude": "7.098200"},
            {"latitude": "-1.000000", "longitude": "180.000000"},
            {"held_latitude": "50.7374", "held_longitude": "7.0982"},
            "50.7374, 7.0982",
            "50.737400, 7.098200",
            "held_latitude:over:50",
            {"latitude": "91", "longitude": "0"},
            "held_latitude",
        ),
    }
)
