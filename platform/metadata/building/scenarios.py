"""Scenarios, from what was read of them."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.checking.places import locate
from objectry.metadata.keys.scenario_keys import SCENARIO, Told
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import Declared
from objectry.metadata.model import EMPTY
from objectry.metadata.model_scenarios import BEGINNING, Expectation, Happening, Person, Refusal, Scenario
from objectry.metadata.reading.nodes import ListNode, MapNode, ScalarNode

NOBODY = ""


def build_scenarios(declared: Mapping[str, Declared], problems: Diagnostics) -> dict[str, Scenario]:
    """Those that can be read, by name."""
    found: dict[str, Scenario] = {}
    for name, one in declared.items():
        said = SCENARIO.read(one.node, problems)
        if said is not BAD:
            found[name] = _scenario(name, said, one, problems)
    return found


def _scenario(name: str, said: Mapping[str, Any], one: Declared, problems: Diagnostics) -> Scenario:
    people = dict(_people(said, one.node))
    actor = said.get("actor", EMPTY)
    called = actor.get("as", actor.get("role", NOBODY))
    if "role" in actor:
        people[called] = Person(called, actor["role"], actor.get("manager"), locate(one.node, "actor", "role"))
    elif not actor and len(people) == 1:
        called = next(iter(people))
    return Scenario(
        name=name,
        title=said["scenario"],
        actor=called,
        people=MappingProxyType(people),
        given=tuple(_happening(told) for told in said.get("given", ())),
        when=tuple(_happening(told) for told in said.get("when", ())),
        then=tuple(_expectation(told) for told in said.get("then", ())),
        now=_moment(said, one.node, problems),
        app=one.app,
        span=one.span,
    )


def _people(said: Mapping[str, Any], node: MapNode) -> Iterator[tuple[str, Person]]:
    written = node.get("users")
    for name, one in said.get("users", EMPTY).items():
        below = written.get(name) if isinstance(written, MapNode) else None
        place = locate(below, "role") if isinstance(below, MapNode) else locate(written, name)
        yield name, Person(name, one["role"], one.get("manager"), place)


def _moment(said: Mapping[str, Any], node: MapNode, problems: Diagnostics) -> datetime:
    """When it begins; a time without a zone is of UTC."""
    if "now" not in said:
        return BEGINNING
    try:
        found = datetime.fromisoformat(said["now"])
    except ValueError:
        problems.error("M206", f'there is no such time as "{said["now"]}"', locate(node, "now"))
        return BEGINNING
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)


def _happening(told: Told) -> Happening:
    said = told.said
    waiting = told.word == "advance"
    return Happening(
        verb=told.word,
        subject="" if waiting else said[told.word],
        alias=said.get("as"),
        values=MappingProxyType(dict(said.get("values", EMPTY))),
        actor=said.get("actor"),
        source=said.get("source", "web"),
        refused=Refusal(**said["refused"]) if "refused" in said else None,
        warned=said.get("warned", ()),
        wait=_duration(said["advance"]) if waiting else timedelta(),
        span=locate(told.node, told.word),
        places=_places(told.node),
    )


def _places(node: MapNode) -> Mapping[str, Span]:
    """Where each key's value stands, those of the keys below included."""
    found = {name: locate(node, name) for name in node.entries}
    for name, entry in node.entries.items():
        if isinstance(entry.value, MapNode):
            found |= {f"{name}.{key}": locate(node, name, key) for key in entry.value.entries}
        elif isinstance(entry.value, ListNode):
            found |= {f"{name}.{item.text}": item.span for item in entry.value.items if isinstance(item, ScalarNode)}
    return MappingProxyType(found)


def _duration(text: str) -> timedelta:
    number, unit = text.split(" ")
    return timedelta(**{f"{unit.removesuffix('s')}s": int(number)})


def _expectation(told: Told) -> Expectation:
    said, subject = told.said, told.said[told.word]
    return Expectation(
        kind=told.word,
        subject=subject if isinstance(subject, str) else "",
        values=MappingProxyType(dict(said.get("values", EMPTY))),
        condition=said.get("holds", said.get("where")),
        actor=said.get("actor"),
        said=MappingProxyType({name: value for name, value in said.items() if name not in {"values", "actor"}}),
        span=locate(told.node, told.word),
        places=_places(told.node),
    )
