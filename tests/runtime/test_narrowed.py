"""What a plan says of records that break a new relation or a narrower choice: how many, and which."""

from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from objectry.plan import Change
from objectry.runtime import Change as RecordChange
from objectry.runtime import Platform, Source, assemble
from tests.runtime.shops import create, deploy, planned, shop

CHOICES = """
region: {type: picklist, values: {east: {}, west: {}}}
city: {type: picklist, values: {shanghai: {}, hangzhou: {}, chengdu: {}}}
tags: {type: multi_picklist, values: {a: {}, b: {}, c: {}}}
"""
LIMITS = "{east: [shanghai, hangzhou], west: [chengdu]}"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    """An empty database."""
    made = assemble(f"sqlite:///{tmp_path / 'shop.db'}")
    yield made
    made.close()


def made(platform: Platform, *rows: Mapping[str, object]) -> list[str]:
    """The ids of new deals."""
    return [record.id for record in create(platform, *rows).records if record is not None]


def told(platform: Platform, text: str, fields: str, more: str = "") -> Change:
    """The change of this text."""
    found = {one.text: one for one in planned(platform.deployments, shop(fields, more)).changes.changes}
    return found[text]


def test_a_new_filter_counts_who_it_shuts_out(platform: Platform) -> None:
    """Targets of another kind, and those of which it is not known; a lookup to nothing breaks nothing."""
    link = "kind: {type: text}\npartner: {type: lookup, to: deal, related_as: partners}"
    deploy(platform, shop(link))
    good, bad, unknown = made(platform, {"kind": "firm"}, {"kind": "person"}, {})
    broken = made(platform, *({"partner": id} for id in (good, bad, unknown)), {})[1:3]
    filtered = link.replace("related_as", "filter: kind = 'firm', related_as")
    change = told(platform, "deal.partner: the records it may point to are fewer, or others", filtered)
    assert (change.breaking, list(change.samples)) == (2, broken)


def test_a_new_hierarchy_counts_circles_and_depths(platform: Platform) -> None:
    """Those in a circle, those that lead into one, and those more than twelve levels down."""
    link = "above: {type: lookup, to: deal, related_as: below}"
    deploy(platform, shop(link))
    chain = made(platform, *({} for _ in range(14)))
    ring = made(platform, {}, {}, {})
    pairs = [*zip(chain[1:], chain, strict=False), (ring[0], ring[1]), (ring[1], ring[0]), (ring[2], ring[0])]
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.update(call, "deal", [RecordChange(id, {"above": above}) for id, above in pairs])
    change = told(
        platform,
        "deal.above makes a hierarchy: no circles, and few levels",
        link.replace("to: deal", "to: deal, hierarchy: true"),
    )
    assert (change.breaking, set(change.samples)) == (5, {*chain[12:], *ring})


def test_new_dependent_choices_count_what_does_not_go_together(platform: Platform) -> None:
    """A city of another region, and one where no region is said."""
    deploy(platform, shop(CHOICES))
    ids = made(
        platform,
        {"region": "east", "city": "hangzhou"},
        {"region": "west", "city": "hangzhou"},
        {"city": "chengdu"},
        {"region": "west"},
    )
    depends = f"city: {{type: picklist, depends_on: region, values_for: {LIMITS},"
    limited = CHOICES.replace("city: {type: picklist,", depends)
    change = told(platform, "deal.city depends on region from now on", limited)
    assert (change.breaking, list(change.samples)) == (2, ids[1:3])


def test_several_choices_that_depend_are_counted_once(platform: Platform) -> None:
    """One choice too many is enough."""
    deploy(platform, shop(CHOICES))
    ids = made(platform, {"region": "east", "tags": ["a"]}, {"region": "east", "tags": ["a", "b", "c"]}, {"tags": []})
    limited = CHOICES.replace(
        "tags: {type: multi_picklist,",
        "tags: {type: multi_picklist, depends_on: region, values_for: {east: [a], west: [b, c]},",
    )
    change = told(platform, "deal.tags depends on region from now on", limited)
    assert (change.breaking, list(change.samples)) == (1, ids[1:2])


def test_the_first_record_type_narrows_what_is_there(platform: Platform) -> None:
    """All records become of the first type; those with a choice it does not leave are named."""
    deploy(platform, shop(CHOICES))
    ids = made(platform, {"city": "chengdu"}, {"city": "shanghai"})
    change = told(
        platform,
        "deal.city no longer offers chengdu where record_type is plain",
        CHOICES,
        "record_types: {plain: {values: {city: [shanghai, hangzhou]}}, other: {}}",
    )
    assert (change.breaking, list(change.samples)) == (1, ids[:1])
