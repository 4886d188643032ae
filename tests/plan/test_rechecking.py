"""Checking again after a change finds what checking everything finds: the same problems, words and places."""

import os
import random
from collections.abc import Callable, Mapping
from contextlib import suppress
from types import MappingProxyType

import pytest

from objectry.metadata import AppSource, core_app
from objectry.metadata.layering import layers
from objectry.metadata.reading.nodes import Document
from objectry.metadata.reading.readings import Reading, read_file
from objectry.plan import Memory, check_again, check_whole

USERS = ("app.yaml", "objects/user.yaml", "translations/en.yaml")  # as much of the core as it takes, for speed
CORE = AppSource("core", {name: text for name, text in core_app().files.items() if name in USERS})
SHOP = {
    "app.yaml": "name: shop\nlabel: Shop\nversion: 1.0\n",
    "objects/account.yaml": """\
object: account
label: Account
fields:
  city: {type: text, label: City}
  rating: {type: picklist, label: Rating, values: {hot: {label: Hot}, cold: {label: Cold}}}
  parent: {type: lookup, to: account, related_as: branches, hierarchy: true}
  total: {type: currency, label: Total, rollup: SUM(deals.amount where deals.stage = "won")}
  grade: {type: text, label: Grade, formula: 'IF(total > 100, "A", city)', max_length: 300}
validations:
  city_needed: {error_if: ISBLANK(city) and rating = "hot", message: "{name} needs a city."}
""",
    "objects/deal.yaml": """\
object: deal
label: Deal
fields:
  account: {type: lookup, to: account, related_as: deals, required: true}
  amount: {type: currency, label: Amount, min: 0}
  stage: {type: picklist, label: Stage, index: true, values: {open: {label: Open}, won: {label: Won}}}
  where_it_is: {type: text, formula: account.city, max_length: 300}
  paid: {type: currency, rollup: SUM(lines.price)}
  partners: {type: many_to_many, to: account, related_as: partner_deals}
""",
    "objects/line.yaml": """\
object: line
label: Line
fields:
  deal: {type: master_detail, to: deal, related_as: lines}
  price: {type: currency, label: Price}
  product: {type: lookup, to: product, filter: not retired}
  town: {type: text, formula: deal.where_it_is, max_length: 300}
""",
    "objects/product.yaml": """\
object: product
label: Product
fields:
  retired: {type: boolean, label: Retired}
  margin: {type: percent, label: Margin, sensitive: cost}
  about: {type: lookup, to: [account, deal], related_as: products}
""",
    "objects/visit.yaml": """\
object: visit
label: Visit
fields:
  account: {type: lookup, to: account, related_as: visits}
  deal: {type: lookup, to: deal, related_as: visits, visible_if: not ISBLANK(account.rating)}
  note: {type: textarea, label: Note}
""",
    "objects/island.yaml": "object: island\nlabel: Island\nfields:\n  size: {type: integer, label: Size}\n",
    "objects/more_account.yaml": "extend: account\nfields:\n  fax: {type: phone, label: Fax}\n",
    "layouts/account.yaml": """\
layout: account
forms:
  default: {sections: {main: {label: Main, fields: [name, city, rating]}}}
page:
  tabs:
    deals: {label: Deals, related: deals, columns: [name, amount, account.city]}
views:
  hot: {label: Hot, where: rating = "hot", columns: [name, city, parent.city]}
""",
    "layouts/line.yaml": """\
layout: line
views:
  dear: {label: Dear, where: price > 10 and deal.account.city <> "Rome", columns: [deal.account.rating, price]}
""",
    "flows/deal.yaml": """\
object: deal
rules:
  won: {label: Won, when: stage becomes "won", then: 'create visit { account = account, deal = id, note = "Thanks" }'}
  small: {label: Small, when: before save, then: "set amount = BLANKVALUE(amount, 1)"}
""",
    "permissions/sales.yaml": """\
permission_sets:
  sell:
    label: Sell
    objects: {deal: {read: true, create: true}, account: all, island: {read: true}}
    fields: {account.rating: read, product.margin: none}
    sensitive: {cost: read}
roles:
  seller: {label: Seller, sets: [sell], navigation: [account, deal, island]}
sharing_rules:
  deal:
    won_ones: {when: stage = "won", to: role:seller}
""",
    "translations/de.yaml": """\
objects:
  account:
    label: Konto
    fields: {city: Ort, rating: {label: Güte, values: {hot: Heiß}}}
    sections: {main: Wichtiges}
  island: {label: Insel, fields: {size: Größe}}
rules: {won: Gewonnen}
""",
}

RING = {  # an edit away from rules that go round: start -> step -> turn -> spark -> goal -> finish -> start
    "start": "total: {type: decimal}",
    "step": "turn: {type: lookup, to: turn, related_as: steps}",
    "turn": "taken: {type: integer, rollup: COUNT(steps)}",
    "spark": "goal: {type: lookup, to: goal, related_as: sparks}",
    "goal": "lit: {type: integer, rollup: COUNT(sparks)}",
    "finish": """\
size: {type: decimal}
  start: {type: lookup, to: start, related_as: finishes}
  goal: {type: lookup, to: goal, related_as: finishes}""",
    # and another: root goes with its bough, the bough with the twig, the twig with the leaf
    "root": "bough: {type: lookup, to: bough, related_as: roots}",
    "bough": "name: {type: text}",
    "twig": "bough: {type: lookup, to: bough, related_as: twigs, on_delete: cascade}",
    "leaf": "twig: {type: lookup, to: twig, related_as: leaves, on_delete: restrict}",
}
SHOP.update(
    {f"objects/{name}.yaml": f"object: {name}\nlabel: {name.title()}\nfields:\n  {of}\n" for name, of in RING.items()}
)
SHOP["flows/ring.yaml"] = """\
rules:
  step_on: {label: A, object: start, when: total changes, then: "create step { turn = null }"}
  take_turns: {label: B, object: turn, when: taken changes, then: "create spark { goal = null }"}
  come_to_an_end: {label: C, object: goal, when: lit changes, then: "update finishes { size = lit }"}
  grow: {label: D, object: leaf, when: deleted, then: "create root { bough = null }"}
  fall: {label: E, object: root, when: created, then: "delete bough"}
"""


def stack(files: Mapping[str, str]) -> tuple[AppSource, ...]:
    return CORE, AppSource("shop", MappingProxyType(dict(files)))


@pytest.fixture(scope="module")
def memory() -> Memory:
    """The shop, once checked."""
    checked = check_whole(stack(SHOP))
    assert checked.memory is not None, [str(one) for one in checked.problems]
    return checked.memory


def changed(files: Mapping[str, str]) -> set[str]:
    return {name for name in SHOP.keys() | files.keys() if SHOP.get(name) != files.get(name)}


def told(files: Mapping[str, str], memory: Memory) -> tuple[list[str], list[str] | None]:
    """What both ways of checking find, sorted; None where checking again leaves it to the other."""
    whole = check_whole(stack(files))
    again = check_again(stack(files), changed(files), memory)
    if again is not None:
        assert again.objects == whole.objects
    lists = [[repr(one) for one in found.problems.sorted()] for found in (whole, again) if found is not None]
    return lists[0], lists[1] if again is not None else None


Edit = Callable[[dict[str, str]], None]


def replaced(file: str, old: str, new: str) -> Edit:
    """The edit that writes something else into a file."""

    def edit(files: dict[str, str]) -> None:
        assert old in files[file], (file, old)
        files[file] = files[file].replace(old, new)

    return edit


def removed(file: str) -> Edit:
    return lambda files: files.__delitem__(file)


def added(name: str, *lines: str) -> Edit:
    text = "\n".join([f"object: {name}", f"label: {name.title()}", "fields:", *(f"  {line}" for line in lines), ""])
    return lambda files: files.update({f"objects/{name}.yaml": text})


EDITS: Mapping[str, Edit] = {
    "nothing": lambda files: None,
    "a label": replaced("objects/account.yaml", "label: City", "label: Town"),
    "a field that many read": replaced("objects/account.yaml", "city: {type: text", "city: {type: integer"),
    "a field that is gone": replaced("objects/account.yaml", "  city: {type: text, label: City}\n", ""),
    "a choice that is gone": replaced("objects/account.yaml", "hot: {label: Hot}, ", ""),
    "a choice that a rule names": replaced("objects/deal.yaml", ", won: {label: Won}", ""),
    "a list of children called otherwise": replaced("objects/deal.yaml", "related_as: deals", "related_as: sales"),
    "a list of children that is there twice": replaced("objects/visit.yaml", "as: visits}", "as: deals}"),
    "a formula that makes a circle": replaced("objects/account.yaml", ", city)'", ", MAX(deals.town))'"),
    "a formula through three objects": replaced("objects/line.yaml", "deal.where_it_is", "deal.account.parent.cty"),
    "a chain of roll-ups": replaced("objects/account.yaml", "SUM(deals.amount where", "SUM(deals.paid where"),
    "a roll-up that closes a ring of rules": replaced(
        "objects/start.yaml", "decimal}", "decimal, rollup: SUM(finishes.size)}"
    ),
    "a deletion that closes a ring of rules": replaced("objects/leaf.yaml", "restrict", "cascade"),
    "the tag of a field": replaced("objects/product.yaml", "sensitive: cost", "sensitive: price"),
    "a target nobody has": replaced("objects/visit.yaml", "to: account", "to: acount"),
    "an object that is gone": removed("objects/product.yaml"),
    "an object that all point to": removed("objects/account.yaml"),
    "an island that is gone": removed("objects/island.yaml"),
    "a layer of an object that is gone": removed("objects/more_account.yaml"),
    "a layout that is gone": removed("layouts/account.yaml"),
    "a layout that shows a lost field": replaced("layouts/account.yaml", "parent.city", "parent.town"),
    "a view whose text is wrong": replaced("layouts/line.yaml", "deal.account.city", "deal.account.total.x"),
    "a section that a language names": replaced("layouts/account.yaml", "main: {label", "first: {label"),
    "an object on its way out": replaced("objects/account.yaml", "fields:", "deprecated: use customer\nfields:"),
    "an alias that is taken": replaced("objects/island.yaml", "fields:", "aliases: [deal]\nfields:"),
    "no YAML at all": replaced("objects/deal.yaml", "fields:", "fields: [{"),
    "a tab": replaced("objects/visit.yaml", "  note:", "\tnote:"),
    "the wrong name": replaced("objects/visit.yaml", "object: visit", "object: visits"),
    "a new object": added("trip", "visit: {type: lookup, to: visit, related_as: trips}"),
    "a new one with the name of a list": added("trip", "to: {type: lookup, to: account, related_as: deals}"),
    "a new one that is a part of another": added("part", "island: {type: master_detail, to: island}"),
    "a new one that nobody reads": added("trip", "a: {type: integer, formula: b + 1}"),
    "masters in a ring": replaced("objects/island.yaml", "fields:", "fields:\n  a: {type: master_detail, to: island}"),
    "links called as an object": added("deal_partners", "a: {type: text}"),
    "a file of an unknown kind": lambda files: files.update({"objects/value_lists.yaml": "value_lists: {a: {}}"}),
    "a flow": replaced("flows/deal.yaml", "account = account", "account = acount"),
    "a right": replaced("permissions/sales.yaml", "account.rating", "account.rting"),
}
LEFT_TO_THE_WHOLE = {
    "an object that all point to",
    "links called as an object",
    "a file of an unknown kind",
    "a flow",
    "a right",
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_told_alike(name: str, memory: Memory) -> None:
    """Each kind of change, by the check of what hangs on it and by the check of everything."""
    files = dict(SHOP)
    EDITS[name](files)
    whole, again = told(files, memory)
    assert again == (None if name in LEFT_TO_THE_WHOLE else whole)


@pytest.mark.parametrize("name", [name for name in EDITS if "ring of rules" in name])
def test_an_edit_that_closes_a_ring_is_seen(name: str, memory: Memory) -> None:
    """The rules of the ring stand on objects that know nothing of the changed one."""
    files = dict(SHOP)
    EDITS[name](files)
    again = check_again(stack(files), changed(files), memory)
    assert again is not None
    assert [one.code for one in again.problems] == ["P405"]


@pytest.mark.parametrize("seed", range(int(os.environ.get("OBJECTRY_RECHECKS", "6"))))
def test_edits_together_are_told_alike(seed: int, memory: Memory) -> None:
    """Several changes at random, one upon the other.  OBJECTRY_RECHECKS=2000 is the long proof."""
    pick = random.Random(seed)
    files = dict(SHOP)
    for edit in pick.sample(list(EDITS.values()), pick.randrange(2, 5)):
        with suppress(AssertionError, KeyError):  # an earlier edit has taken its place
            edit(files)
    garble(files, pick)
    whole, again = told(files, memory)
    assert again is None or again == whole


def garble(files: dict[str, str], pick: random.Random) -> None:
    """One line of one file written twice, left out, or with a word of another line in it."""
    name = pick.choice([file for file in files if file.startswith(("objects/", "layouts/"))])
    lines = files[name].split("\n")
    at = pick.randrange(len(lines))
    words = lines[at].split(" ")
    words[pick.randrange(len(words))] = pick.choice(" ".join(lines).split(" "))
    lines[at : at + 1] = pick.choice([[], [lines[at]] * 2, [" ".join(words)]])
    files[name] = "\n".join(lines)


def test_an_island_is_checked_alone(memory: Memory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A change that nothing hangs on leaves the other files unread."""
    read: list[str] = []

    def watched(document: Document) -> Reading:
        read.append(document.file)
        return read_file(document)

    monkeypatch.setattr(layers, "read_file", watched)
    files = {**SHOP, "objects/island.yaml": SHOP["objects/island.yaml"].replace("integer", "date")}
    assert check_again(stack(files), changed(files), memory) is not None
    assert "objects/island.yaml" in read
    assert not {f"objects/{name}.yaml" for name in ("deal", "line", "product", "visit")} & set(read)


def test_without_a_memory_of_amounts_in_several_currencies() -> None:
    """Where objects get fields that no file declares there is nothing to go on."""
    apps = stack({**SHOP, "settings.yaml": "currencies: [EUR, USD]\n"})
    assert check_whole(apps).memory is None
    assert check_whole(stack({**SHOP, "objects/island.yaml": "object: land\n"})).memory is None
