"""Whether the names in permissions and flows lead somewhere."""

from collections.abc import Mapping

from objectry.diagnostics import Span, suggest
from objectry.metadata.checking.choices import check_type_names
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import locate
from objectry.metadata.model import PermissionSet, Role
from objectry.metadata.names import now_called
from objectry.metadata.reading.nodes import MapNode

EVERY = "*"  # stands for all objects, or all tags


def check_access(known: Known) -> None:
    """Roles, permission sets, sharing rules and rules."""
    check_roles(known)
    for name, one in known.model.permission_sets.items():
        check_set(known, one, known.tree.part("permission_set")[name].node)
    check_sharing(known)
    check_queues(known)
    for name, rule in known.model.rules.items():
        known.object(rule.object, locate(known.tree.part("rule")[name].node, "object"))


def check_roles(known: Known) -> None:
    sets = known.model.permission_sets
    for name, role in known.model.roles.items():
        node = known.tree.part("role")[name].node
        for one in role.sets:
            if one not in known.tree.part("permission_set"):
                refuse(known, f'unknown permission set "{one}"', one, sets, locate(node, "sets", item=one))
        for target in role.navigation:
            known.object(target, locate(node, "navigation", item=target))


def refuse(known: Known, message: str, name: str, declared: Mapping[str, PermissionSet | Role], span: Span) -> None:
    known.problems.error("M215", f"{message}{now_called(name, declared) or suggest(name, declared)}", span)


def check_set(known: Known, one: PermissionSet, node: MapNode) -> None:
    for target in one.objects:
        span = locate(node, "objects", item=target)
        if target != EVERY and known.object(target, span):
            refuse_following(known, target, span)
    for path in one.fields:
        span = locate(node, "fields", item=path)
        owner, _, name = path.partition(".")
        if not name:
            known.problems.error("M214", f'write object.field, not "{path}"', span)
        elif known.object(owner, span):
            known.field(owner, name, span)
            refuse_following(known, owner, span)
    for target, names in one.record_types.items():
        if known.object(target, locate(node, "record_types", item=target)):
            check_type_names(known, target, names, node, "record_types", target)
    for tag in one.sensitive:
        if tag not in known.tags and tag != EVERY:
            message = f'no field is marked "sensitive: {tag}"{suggest(tag, known.tags)}'
            known.problems.error("M225", message, locate(node, "sensitive", item=tag))


def refuse_following(known: Known, name: str, span: Span) -> None:
    """Rights on links, attachments, comments... follow those on their records; others would have no effect."""
    one = known.model.objects[name]
    if one.generated:
        holder = f"{one.junction.owner}.{one.junction.field}" if one.junction else one.holder()
        known.problems.error("M215", f"rights on {name} follow those on {holder}; grant these instead", span)


def check_sharing(known: Known) -> None:
    for rule in known.model.sharing_rules:
        span = locate(known.tree.sharing, item=rule.object)
        if known.object(rule.object, span) and known.model.objects[rule.object].companion is not None:
            refuse_following(known, rule.object, span)
        for holder in rule.to:
            span = locate(known.tree.sharing, rule.object, rule.name, "to", item=holder)
            check_holder(known, holder, "records are shared with roles and teams", span)


def check_holder(known: Known, holder: str, rule: str, span: Span) -> None:
    """A role there is, or some team: teams are data."""
    kind, _, name = holder.partition(":")
    if kind not in {"role", "team"} or not name:
        known.problems.error("M215", f'{rule}, as role:x and team:x, not with "{holder}"', span)
    elif kind == "role" and name not in known.tree.part("role"):
        refuse(known, f'unknown role "{name}"', name, known.model.roles, span)


def check_queues(known: Known) -> None:
    """Its objects have owners, its members are roles and teams."""
    for queue in known.model.queues.values():
        node = known.tree.part("queue")[queue.name].node
        for target in queue.objects:
            span = locate(node, "objects", item=target)
            if known.object(target, span) and (found := known.model.objects.get(target)) and not found.owned:
                known.problems.error("M219", f"records of {target} have no owner, so no queue holds them", span)
        for holder in queue.members:
            span = locate(node, "members", item=holder)
            check_holder(known, holder, "a queue has members by roles and teams", span)
