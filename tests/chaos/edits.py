"""The hardest edits of a model: a small company as it is and as it becomes, with the records that are in it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from objectry.metadata import AppSource
from tests.runtime.shops import shop

Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True)
class Edit:
    """A company before and after, and its records by object; `deal 1` in a cell is the deal made first."""

    before: AppSource
    after: AppSource
    records: Mapping[str, Rows]


LINE = "object: line\nfields:\n  deal: {{type: lookup, to: deal, related_as: lines}}\n  amount: {{type: {}}}\n"
LINES = {
    "line": [
        {"deal": "deal 1", "amount": "3.25"},
        {"deal": "deal 1", "amount": "4.50"},
        {"deal": "deal 2", "amount": "1"},
    ]
}
CHILD = "object: child\nfields:\n  deal: {type: lookup, to: deal, related_as: children}\n  note: {type: text}\n"
CHILDREN = {"child": [{"name": "a", "deal": "deal 1", "note": "x"}, {"name": "b", "deal": "deal 2"}]}
UNTIED = CHILD.replace("lookup, to: deal, related_as: children", "text")
PICK = "stage: {{type: picklist, values: {{{}}}}}"
PRIVATE = "owned: true\nsharing: {base: private}\n"

EDITS: Mapping[str, Edit] = MappingProxyType(
    {
        "renamed and rounded in one": Edit(
            shop("worth: {type: decimal, precision: 12, scale: 4}"),
            shop("value: {type: decimal, precision: 12, scale: 1, renamed_from: [worth]}"),
            {"deal": [{"worth": "1.2345"}, {"worth": "0.05"}, {"worth": None}]},
        ),
        "renamed and widened in one": Edit(
            shop("worth: {type: decimal, precision: 8, scale: 2}"),
            shop("value: {type: decimal, precision: 12, scale: 4, renamed_from: [worth]}"),
            {"deal": [{"worth": "1.25"}, {"worth": "-3"}, {"worth": None}]},
        ),
        "renamed and retyped in one": Edit(
            shop("size: {type: text}"),
            shop("amount: {type: integer, renamed_from: [size]}"),
            {"deal": [{"size": " 7 "}, {"size": "seven"}, {"size": "0012"}, {"size": None}]},
        ),
        "a number renamed and made a text": Edit(
            shop("worth: {type: decimal, precision: 12, scale: 4}"),
            shop("value: {type: text, renamed_from: [worth]}"),
            {"deal": [{"worth": "1.2000"}, {"worth": "0.05"}, {"worth": None}]},
        ),
        "the object and a rounded field of it renamed": Edit(
            AppSource("shop", {**shop().files, "objects/line.yaml": LINE.format("decimal, precision: 12, scale: 4")}),
            AppSource(
                "shop",
                {
                    **shop().files,
                    "objects/item.yaml": LINE.format("decimal, precision: 12, scale: 1, renamed_from: [amount]")
                    .replace("object: line", "object: item\nrenamed_from: [line]")
                    .replace("  amount:", "  worth:"),
                },
            ),
            {"deal": [{"code": "a"}, {"code": "b"}]} | LINES,
        ),
        "an object removed with its children": Edit(
            AppSource(
                "shop",
                {
                    **shop().files,
                    "objects/child.yaml": CHILD,
                    "objects/grandchild.yaml": "object: grandchild\nfields:\n"
                    "  child: {type: master_detail, to: child, related_as: parts}\n",
                },
            ),
            shop(),
            {"deal": [{"code": "a"}, {"code": "b"}]} | CHILDREN,
        ),
        "a parent removed, its children stay": Edit(
            AppSource("shop", {**shop().files, "objects/child.yaml": CHILD, "objects/top.yaml": "object: top\n",
                               "objects/deal.yaml": shop("top: {type: lookup, to: top}").files["objects/deal.yaml"]}),
            AppSource("shop", {**shop().files, "objects/child.yaml": CHILD}),
            {"deal": [{"code": "a"}, {"code": "b"}]} | CHILDREN,
        ),
        "a picklist split in two": Edit(
            shop(PICK.format("new_east: {}, new_west: {}, old_east: {}")),
            shop("phase: {type: picklist, renamed_from: [stage], values: {new_east: {}, new_west: {}}}\n"
                 "region: {type: picklist, values: {east: {}, west: {}}}"),
            {"deal": [{"stage": "new_east"}, {"stage": "old_east"}, {"stage": None}]},
        ),
        "a choice removed": Edit(
            shop(PICK.format("a: {}, b: {}")), shop(PICK.format("a: {}")), {"deal": [{"stage": "a"}, {"stage": "b"}]},
        ),
        "choices renamed": Edit(
            shop(PICK.format("a: {}, b: {}, c: {}") + "\nmany: {type: multi_picklist, values: {x: {}, y: {}, z: {}}}"),
            shop(
                PICK.format("alpha: {renamed_from: [a]}, c: {renamed_from: [b]}, b: {renamed_from: [c]}")
                + "\nmany: {type: multi_picklist, values: {a_y: {renamed_from: [y]}, x: {}, zz: {renamed_from: [z]}}}"
            ),
            {"deal": [{"stage": "a", "many": ["x", "y"]}, {"stage": "b", "many": ["z"]}, {"stage": "c"}, {}]},
        ),
        "choices and their field renamed": Edit(
            shop(PICK.format("a: {}, b: {}")),
            shop("phase: {type: picklist, renamed_from: [stage], values: {alpha: {renamed_from: [a]}, b: {}}}"),
            {"deal": [{"stage": "a"}, {"stage": "b"}, {}]},
        ),
        "a record type renamed": Edit(
            shop("size: {type: text}", "record_types: {big: {label: Big}, small: {label: Small}}\n"),
            shop("size: {type: text}", "record_types: {big: {label: Big}, tiny: {renamed_from: [small]}}\n"),
            {"deal": [{"record_type": "small"}, {"record_type": "big"}]},
        ),
        "a picklist that takes several": Edit(
            shop(PICK.format("a: {}, b: {}")),
            shop("stage: {type: multi_picklist, values: {a: {}, b: {}}}"),
            {"deal": [{"stage": "a"}, {"stage": "b"}, {"stage": None}]},
        ),
        "several that become a picklist": Edit(
            shop("stage: {type: multi_picklist, values: {a: {}, b: {}}}"),
            shop(PICK.format("a: {}, b: {}")),
            {"deal": [{"stage": ["a"]}, {"stage": ["a", "b"]}, {"stage": None}]},
        ),
        "unique added": Edit(
            shop("size: {type: text}"), shop("size: {type: text, unique: true}"),
            {"deal": [{"size": "a"}, {"size": "b"}, {}]},
        ),
        "unique added to a field that is retyped": Edit(
            shop("size: {type: text}"), shop("size: {type: integer, unique: true}"),
            {"deal": [{"size": "1"}, {"size": "x"}, {}]},
        ),
        "required added": Edit(
            shop("size: {type: text}"), shop("size: {type: text, required: true}"), {"deal": [{"size": "a"}, {}]},
        ),
        "fields swapped": Edit(
            shop("one: {type: text}\ntwo: {type: text}"),
            shop("one: {type: text, renamed_from: [two]}\ntwo: {type: text, renamed_from: [one]}"),
            {"deal": [{"one": "1", "two": "2"}, {"one": "3"}]},
        ),
        "fields of two types swapped": Edit(
            shop("one: {type: text}\ntwo: {type: integer}"),
            shop("one: {type: integer, renamed_from: [two]}\ntwo: {type: text, renamed_from: [one]}"),
            {"deal": [{"one": "1", "two": 2}, {"one": "x"}]},
        ),
        "fields swapped and retyped": Edit(
            shop("one: {type: text}\ntwo: {type: decimal, precision: 10, scale: 3}"),
            shop("one: {type: decimal, precision: 10, scale: 1, renamed_from: [two]}\n"
                 "two: {type: integer, renamed_from: [one]}"),
            {"deal": [{"one": "1", "two": "2.125"}, {"one": "x"}]},
        ),
        "sharing changed": Edit(
            shop("size: {type: text}", PRIVATE),
            shop("size: {type: text}", "owned: true\nsharing: {base: edit}\n"),
            {"deal": [{"size": "a"}]},
        ),
        "ownership removed": Edit(
            shop("size: {type: text}", PRIVATE), shop("size: {type: text}", "owned: false\n"),
            {"deal": [{"size": "a"}]},
        ),
        "a record type removed": Edit(
            shop("size: {type: text}", "record_types: {big: {label: Big}, small: {label: Small}}\n"),
            shop("size: {type: text}", "record_types: {big: {label: Big}}\n"),
            {"deal": [{"record_type": "small"}, {"record_type": "big"}]},
        ),
        "record types removed": Edit(
            shop("size: {type: text}", "record_types: {big: {label: Big}, small: {label: Small}}\n"),
            shop("size: {type: text}"),
            {"deal": [{"record_type": "small"}, {"record_type": "big"}]},
        ),
        "a many_to_many removed": Edit(
            AppSource("shop", {**shop("tags: {type: many_to_many, to: tag, related_as: deals}").files,
                               "objects/tag.yaml": "object: tag\n"}),
            AppSource("shop", {**shop().files, "objects/tag.yaml": "object: tag\n"}),
            {"deal": [{"code": "a"}], "tag": [{"name": "red"}]},
        ),
        "a roll-up changed": Edit(
            AppSource("shop", {**shop("total: {type: currency, rollup: SUM(lines.amount), reveals: true}").files,
                               "objects/line.yaml": LINE.format("currency")}),
            AppSource("shop", {**shop("total: {type: currency, rollup: MAX(lines.amount), reveals: true}").files,
                               "objects/line.yaml": LINE.format("currency")}),
            {"deal": [{"code": "a"}, {"code": "b"}]} | LINES,
        ),
        "a roll-up made a field": Edit(
            AppSource("shop", {**shop("total: {type: currency, rollup: SUM(lines.amount), reveals: true}").files,
                               "objects/line.yaml": LINE.format("currency")}),
            AppSource("shop", {**shop("total: {type: currency}").files, "objects/line.yaml": LINE.format("currency")}),
            {"deal": [{"code": "a"}, {"code": "b"}]} | LINES,
        ),
        "a field made a roll-up": Edit(
            AppSource("shop", {**shop("total: {type: currency}").files, "objects/line.yaml": LINE.format("currency")}),
            AppSource("shop", {**shop("total: {type: currency, rollup: SUM(lines.amount), reveals: true}").files,
                               "objects/line.yaml": LINE.format("currency")}),
            {"deal": [{"total": "7"}, {"code": "b"}]} | LINES,
        ),
        "a field made a formula": Edit(
            shop("total: {type: currency}\nsize: {type: integer}"),
            shop("total: {type: currency, formula: size * 2}\nsize: {type: integer}"),
            {"deal": [{"total": "7", "size": 1}, {"code": "b"}]},
        ),
        "a currency retyped": Edit(
            shop("worth: {type: currency}"), shop("worth: {type: integer}"),
            {"deal": [{"worth": "7.55"}, {"worth": "3"}, {}]},
        ),
        "a currency made a text": Edit(
            shop("worth: {type: currency}"), shop("worth: {type: text}"),
            {"deal": [{"worth": "7.55"}, {"worth": "3"}, {}]},
        ),
        "a currency made a percentage": Edit(
            shop("worth: {type: currency}"), shop("worth: {type: percent}"),
            {"deal": [{"worth": "7.55"}, {"worth": "3"}, {}]},
        ),
        "a lookup with another target": Edit(
            AppSource("shop", {**shop("goal: {type: lookup, to: tag}").files, "objects/tag.yaml": "object: tag\n"}),
            AppSource("shop", {**shop("goal: {type: lookup, to: deal}").files, "objects/tag.yaml": "object: tag\n"}),
            {"deal": [{"code": "a"}], "tag": [{"name": "red"}]},
        ),
        "a lookup made a text": Edit(
            AppSource("shop", {**shop().files, "objects/child.yaml": CHILD}),
            AppSource("shop", {**shop().files, "objects/child.yaml": UNTIED}),
            {"deal": [{"code": "a"}, {"code": "b"}]} | CHILDREN,
        ),
        "an address removed": Edit(
            shop("place: {type: address}"), shop(), {"deal": [{"place": {"country": "DE", "city": "Berlin"}}, {}]},
        ),
        "an address renamed": Edit(
            shop("place: {type: address}"), shop("site: {type: address, renamed_from: [place]}"),
            {"deal": [{"place": {"country": "DE", "city": "Berlin"}}, {}]},
        ),
        "an autonumber removed": Edit(
            shop('number: {type: autonumber, format: "D-{000}"}'), shop(), {"deal": [{"code": "a"}, {"code": "b"}]},
        ),
        "an autonumber renamed": Edit(
            shop('number: {type: autonumber, format: "D-{000}"}'),
            shop('serial: {type: autonumber, format: "E-{000}", renamed_from: [number]}'),
            {"deal": [{"code": "a"}, {"code": "b"}]},
        ),
    }
)  # fmt: skip


WORD = re.compile(r"\b(deal|line|item|child|grandchild|top|tag)\b")


def together(names: Iterable[str]) -> Edit:
    """Several edits as one: each in objects of its own."""
    edits = [_apart(EDITS[name], number) for number, name in enumerate(names, 1)]
    before, after = (
        AppSource("shop", {path: text for app in apps for path, text in app.files.items()})
        for apps in zip(*((one.before, one.after) for one in edits), strict=True)
    )
    return Edit(before, after, {thing: rows for one in edits for thing, rows in one.records.items()})


def _apart(edit: Edit, number: int) -> Edit:
    """The same with a number behind the name of each object."""
    before, after = (
        AppSource("shop", {_numbered(path, number): _numbered(text, number) for path, text in app.files.items()})
        for app in (edit.before, edit.after)
    )
    records = {
        _numbered(thing, number): [{_numbered(name, number): _numbered(cell, number) for name, cell in row.items()}
                                   for row in rows]
        for thing, rows in edit.records.items()
    }  # fmt: skip
    return Edit(before, after, records)


def _numbered(text: Any, number: int) -> Any:
    return WORD.sub(rf"\g<1>{number}", text) if isinstance(text, str) else text
