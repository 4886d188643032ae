"""Roles, permission sets, sharing rules, queues, flow rules, settings and apps."""

from collections.abc import Mapping
from types import MappingProxyType

from objectry.diagnostics import NOWHERE, Diagnostics, Span
from objectry.metadata.building.fields import Values
from objectry.metadata.keys.kinds import ALL_RIGHTS, PERMISSION_SET, PERMISSIONS, QUEUE, ROLE, RULE
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.layers import Declared
from objectry.metadata.model import Object, PermissionSet, Queue, Role, Rule, SharingRule
from objectry.metadata.names import sentence
from objectry.metadata.reading.nodes import MapNode


def build_roles(declared: Mapping[str, Declared], problems: Diagnostics) -> dict[str, Role]:
    built: dict[str, Role] = {}
    for name, one in declared.items():
        said = ROLE.read(one.node, problems)
        if said is not BAD:
            label = said.get("label", sentence(name))
            former = tuple(said.get("renamed_from", ()))
            built[name] = Role(name, label, said["sets"], said.get("navigation", ()), former, span=one.span)
    return built


def build_sets(
    declared: Mapping[str, Declared], objects: Mapping[str, Object], problems: Diagnostics
) -> dict[str, PermissionSet]:
    built: dict[str, PermissionSet] = {}
    for name, one in declared.items():
        said = PERMISSION_SET.read(one.node, problems)
        if said is not BAD:
            built[name] = build_set(name, said, one, objects)
    return built


def build_set(name: str, said: Values, one: Declared, objects: Mapping[str, Object]) -> PermissionSet:
    return PermissionSet(
        name=name,
        label=said.get("label", sentence(name)),
        objects=MappingProxyType({key: rights(grant) for key, grant in said.get("objects", {}).items()}),
        fields=MappingProxyType(field_levels(said.get("fields", {}), objects)),
        sensitive=MappingProxyType(dict(said.get("sensitive", {}))),
        system=frozenset(said.get("system", ())),
        record_types=MappingProxyType(dict(said.get("record_types", {}))),
        renamed_from=tuple(said.get("renamed_from", ())),
        span=one.span,
    )


def field_levels(said: Mapping[str, str], objects: Mapping[str, Object]) -> dict[str, str]:
    """Levels by `object.field`; what is said of a compound counts for those of its parts that are not named."""
    levels: dict[str, str] = {}
    for path, level in said.items():
        owner, _, name = path.partition(".")
        compound = objects[owner].compounds.get(name) if owner in objects else None
        if compound is None:
            levels[path] = level
        else:
            parts = (f"{owner}.{part}" for part in compound.parts.values())
            levels.update({part: level for part in parts if part not in said})
    return levels


def rights(grant: str | Mapping[str, bool]) -> frozenset[str]:
    """The rights a grant stands for."""
    if isinstance(grant, str):
        return frozenset(ALL_RIGHTS)
    return frozenset(right for right, given in grant.items() if given)


def build_queues(declared: Mapping[str, Declared], problems: Diagnostics) -> dict[str, Queue]:
    built: dict[str, Queue] = {}
    for name, one in declared.items():
        said = QUEUE.read(one.node, problems)
        if said is not BAD:
            label = said.get("label", sentence(name))
            built[name] = Queue(name, label, tuple(said["objects"]), tuple(said["members"]), one.span)
    return built


def build_sharing(node: MapNode | None, problems: Diagnostics) -> tuple[SharingRule, ...]:
    if node is None:
        return ()
    said = PERMISSIONS.keys["sharing_rules"].shape.read(node, problems)
    if said is BAD:
        return ()
    return tuple(
        SharingRule(target, name, rule["when"], rule["to"], rule.get("access", "read"), rule_span(node, target, name))
        for target, rules in said.items()
        for name, rule in rules.items()
    )


def rule_span(node: MapNode, target: str, name: str) -> Span:
    inside = node.get(target)
    return inside.key_span(name) if isinstance(inside, MapNode) else NOWHERE


def build_rules(declared: Mapping[str, Declared], problems: Diagnostics) -> dict[str, Rule]:
    built: dict[str, Rule] = {}
    for name, one in declared.items():
        said = RULE.read(one.node, problems)
        if said is not BAD:
            built[name] = build_rule(name, said, one)
    return built


def build_rule(name: str, said: Values, one: Declared) -> Rule:
    return Rule(
        name=name,
        object=said["object"],
        label=said.get("label", sentence(name)),
        when=said["when"],
        then=said["then"],
        condition=said.get("if"),
        sources=said.get("sources", ()),
        order=int(said.get("order", 0)),
        app=one.app,
        deprecated=said.get("deprecated"),
        span=one.span,
    )
