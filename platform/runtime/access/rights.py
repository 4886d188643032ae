"""Who may do what: pure decisions from the blueprint and the actor.  No SQL, no rows, no clock.

`Rights` answers "may she?" with a reason, "how far into this field?" and "which rows?" as a policy of named branches.
The record service alone joins a policy with the store, and asks the same policy for one record and for lists.

Grants only add, and nothing is granted by default.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from types import MappingProxyType

from objectry.metadata import Companion, FieldType, Junction, Object, PermissionSet
from objectry.plan import Blueprint, FieldPlan, ObjectPlan, SharingPlan
from objectry.rules import BOOLEAN, Aggregate, Call, Const, FieldRead, Node, Value
from objectry.runtime.access.beyond import beyond
from objectry.runtime.access.companions import FOLLOWING, WRITING, grants_following
from objectry.runtime.access.queues import queue_id
from objectry.runtime.actor import Actor
from objectry.runtime.conditions import (
    AllOf,
    AnyOf,
    Branch,
    Condition,
    Everyone,
    Fulfils,
    OwnedBelow,
    OwnedBy,
    Policy,
    SharedWith,
    Through,
)
from objectry.runtime.frozen import FrozenMap

ADDRESSED: Mapping[str, str] = MappingProxyType({"notification": "recipient", "user": "id"})
LEVELS = ("none", "read", "edit")
OBJECT_RIGHTS = frozenset(
    {"create", "read", "update", "delete", "transfer", "export", "import", "view_all", "modify_all"}
)
IMPLIED: Mapping[str, frozenset[str]] = MappingProxyType(
    {"view_all": frozenset({"read"}), "modify_all": frozenset({"read", "update", "delete", "transfer", "view_all"})}
)
SCOPES: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "read": frozenset({"read", "view_all"}),
        "create": frozenset({"create"}),
        "update": frozenset({"update", "transfer", "modify_all"}),
        "delete": frozenset({"delete", "modify_all"}),
        "export": frozenset({"export"}),
        "import": frozenset({"import"}),
    }
)
"""What a token may be good for, and the rights that its user keeps with it."""
NEVER_WRITTEN = frozenset({"id", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at"})
EVERY = "*"  # in a permission set: every object, every tag
HISTORIC = frozenset({"created_at", "created_by", "updated_at", "updated_by"})


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may she?", with the grant or the lack that decided it."""

    allowed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class SystemPolicy:
    """What a system actor may do: object rights on every object, and rights that belong to no object."""

    objects: frozenset[str]
    system: frozenset[str] = frozenset()


SYSTEM_POLICIES: Mapping[str, SystemPolicy] = MappingProxyType(
    {
        "system:rules": SystemPolicy(frozenset({"create", "read", "update", "delete", "transfer", "modify_all"})),
        "system:import": SystemPolicy(OBJECT_RIGHTS, frozenset({"manage_users", "import_history"})),
        "system:seed": SystemPolicy(OBJECT_RIGHTS, frozenset({"manage_users", "import_history", "view_audit"})),
        "system:worker": SystemPolicy(frozenset({"read", "view_all"})),
        "system:purge": SystemPolicy(frozenset({"read", "delete", "modify_all"})),
    }
)
"""The only system actors there are.  Each is named, and its writes stand under its name in the history."""


class Rights:
    """What one actor may do under one blueprint.  Answers are remembered: neither of the two ever changes."""

    def __init__(self, blueprint: Blueprint, actor: Actor) -> None:
        self._blueprint = blueprint
        self.actor = actor
        self._system = SYSTEM_POLICIES.get(actor.name) if actor.is_system else None
        self._writables: dict[str, frozenset[str]] = {}
        self._levels: dict[tuple[str, str], str] = {}
        self._held: dict[str, tuple[tuple[str, frozenset[str]], ...]] = {}
        self._policies: dict[tuple[str, str], Policy] = {}

    @cached_property
    def _sets(self) -> tuple[PermissionSet, ...]:
        """The actor's permission sets, those of the role included; names that lead nowhere grant nothing."""
        if self.actor.is_system:
            return ()
        role = self._blueprint.roles.get(self.actor.role or "")
        names = sorted(self.actor.sets | frozenset(role.sets if role else ()))
        known = self._blueprint.permission_sets
        return tuple(known[name] for name in names if name in known)

    @property
    def profile(self) -> tuple[str, str, tuple[str, ...], tuple[tuple[str, str], ...] | None]:
        """What the rights depend on, except for ownership: actors of one profile may use the same names."""
        scope = None if self.actor.scope is None else tuple(sorted(self.actor.scope))
        name = self.actor.name if self.actor.is_system else ""
        return name, self.actor.role or "", tuple(sorted(self.actor.sets)), scope

    def may(self, object: str, right: str) -> Decision:
        """Whether the actor holds `right` on the object, and by which grant."""
        if object not in self._blueprint.objects:
            return Decision(allowed=False, reason=f"there is no object {object}")
        for source, granted in self._grants(object):
            if right in granted:
                return Decision(allowed=True, reason=f"{source} grants {right} on {object}")
        return Decision(allowed=False, reason=f"nothing grants {right} on {object}")

    def system(self, right: str) -> Decision:
        """Whether the actor holds a right that belongs to no object: manage_users, customize, import_history,
        view_audit."""
        if self.actor.scope is not None:
            return Decision(allowed=False, reason=f"the token is good for some objects only, not for {right}")
        if self._system is not None and right in self._system.system:
            return Decision(allowed=True, reason=f"{self.actor.name} holds {right}")
        for one in self._sets:
            if right in one.system:
                return Decision(allowed=True, reason=f"permission set {one.name} grants {right}")
        return Decision(allowed=False, reason=f"nothing grants {right}")

    def knows(self, object: str) -> bool:
        """Whether the actor holds any right on the object at all; otherwise it does not exist for her."""
        return any(granted for _, granted in self._grants(object)) and object in self._blueprint.objects

    def _grants(self, object: str) -> tuple[tuple[str, frozenset[str]], ...]:
        """Every grant on the object with its source, worked out once."""
        if object not in self._held:
            scope = self._scope(object)
            found = self._find_grants(object)
            cut = found if scope is None else ((source, granted & scope) for source, granted in found)
            self._held[object] = tuple(cut)
        return self._held[object]

    def _scope(self, object: str) -> frozenset[str] | None:
        """The rights a token is good for on an object; None where nothing narrows them.

        Links, attachments, comments... go by the object they belong to, whose rights are cut already.
        """
        plan = self._blueprint.objects.get(object)
        if self.actor.scope is None or (plan is not None and plan.object.generated):
            return None
        actions = {action for name, action in self.actor.scope if name in {object, EVERY}}
        return frozenset().union(*(SCOPES.get(action, frozenset()) for action in actions))

    def _find_grants(self, object: str) -> Iterator[tuple[str, frozenset[str]]]:
        plan = self._blueprint.objects.get(object)
        if plan is not None and plan.object.junction is not None:
            yield from self._link_grants(plan.object.junction)
            return
        if plan is not None and plan.object.companion is not None:
            yield from self._companion_grants(plan.object.companion)
            return
        if self._system is not None:
            yield self.actor.name, _widened(self._system.objects)
        for one in self._sets:
            yield f"permission set {one.name}", _granted(one, object)

    def _link_grants(self, junction: Junction) -> Iterator[tuple[str, frozenset[str]]]:
        """Links have no grants of their own: they follow the field they are the value of, and both sides."""
        source = f"{junction.owner}.{junction.field}"
        level = self.level(junction.owner, junction.field)
        if level != "none" and self.may(junction.owner, "read").allowed:
            yield source, frozenset({"read"})
        if level == "edit" and (self.actor.scope is None or self.may(junction.owner, "update").allowed):
            yield source, frozenset({"create", "delete"})

    def _companion_grants(self, found: Companion) -> Iterator[tuple[str, frozenset[str]]]:
        """What belongs to a record follows it; a token that only reads records says nothing about them either."""
        scope = self._scope(found.of)
        mute = WRITING if scope is not None and scope.isdisjoint(WRITING) else frozenset[str]()
        for source, given in grants_following(found.feature, found.of, lambda right: self.may(found.of, right).allowed):
            yield source, given - mute

    def level(self, object: str, field: str) -> str:
        """How far into a field the actor may go: none, read or edit.  An unknown field is none."""
        known = self._levels.get((object, field))
        if known is None:
            known = self._levels[object, field] = self._find_level(object, field)
        return known

    def _find_level(self, object: str, field: str) -> str:
        plan = self._blueprint.objects.get(object)
        found = plan.fields.get(field) if plan else None
        if plan is None or found is None:
            return "none"
        granted = self._granted_level(plan, found) if self.knows(object) else "none"
        if self.actor.scope is not None and granted == "edit" and not self._writes(object):
            granted = "read"
        if found.field.type is FieldType.MANY_TO_MANY and not self.may(found.field.to[0], "read").allowed:
            return "none"
        if granted != "none" and not self._inputs_open(plan, found):
            return "none"
        return granted if granted != "edit" or self._writable(found) else "read"

    def _writes(self, object: str) -> bool:
        return self.may(object, "create").allowed or self.may(object, "update").allowed

    def _granted_level(self, plan: ObjectPlan, field: FieldPlan) -> str:
        if self._system is not None:
            return "edit"
        if plan.object.junction is not None:
            return self._link_level(plan.name, field)
        if plan.object.companion is not None:
            return _object_level(frozenset().union(*(granted for _, granted in self._grants(plan.name))))
        levels = [_set_level(one, plan.name, field) for one in self._sets]
        return max(levels, key=LEVELS.index, default="none")

    def _link_level(self, junction: str, field: FieldPlan) -> str:
        """The name of a link tells what both sides are called."""
        if any(self.level(*read) == "none" for read in field.inputs):
            return "none"
        return _object_level(frozenset().union(*(granted for _, granted in self._grants(junction))))

    def _writable(self, field: FieldPlan) -> bool:
        plain = field.field
        if plain.name in NEVER_WRITTEN or plain.computed or plain.type is FieldType.AUTONUMBER:
            return False
        if plain.administered and not self.system("manage_users").allowed:
            return False
        return self._system is not None or not plain.read_only

    def _inputs_open(self, plan: ObjectPlan, field: FieldPlan) -> bool:
        """A computed value has one value for all readers, so it opens only to those who may read all it reads."""
        if not field.field.computed or field.field.reveals:
            return True
        if not all(map(self._sees_all, beyond(self._blueprint.objects, plan.name, field))):
            return False
        return all(self._input_open(*pair) for pair in field.inputs if pair != (plan.name, field.name))

    def _input_open(self, object: str, field: str) -> bool:
        return self.level(object, field) != "none" and self.may(object, "read").allowed

    def _sees_all(self, object: str) -> bool:
        """Whether no record of the object is out of the actor's sight: what is part of another is seen as that is."""
        plan = self._blueprint.objects[object]
        if self.may(object, "view_all").allowed:
            return True
        if plan.object.junction is not None:
            return all(map(self._sees_all, (plan.object.junction.owner, plan.object.junction.target)))
        if plan.object.sharing.parent is not None:
            return all(map(self._sees_all, plan.fields[plan.object.sharing.parent].field.to))
        return plan.object.sharing.base != "private"

    def readable(self, object: str) -> tuple[str, ...]:
        """The fields the actor may read, in declared order; none where she may not read the object."""
        return self._with_level(object, {"read", "edit"}) if self.may(object, "read").allowed else ()

    def reads(self, object: str, field: str) -> bool:
        """Whether the name exists for this reader: what an expression of hers may mention."""
        return self.level(object, field) != "none" and self.may(object, "read").allowed

    def editable(self, object: str) -> tuple[str, ...]:
        """The fields the actor may write, in declared order."""
        return self._with_level(object, {"edit"})

    def fields(self, object: str) -> Collection[str]:
        """The names of all fields of an object, whoever may read them."""
        plan = self._blueprint.objects.get(object)
        return plan.fields.keys() if plan else ()

    def writable(self, object: str) -> frozenset[str]:
        """The same as a set, worked out once."""
        if object not in self._writables:
            self._writables[object] = frozenset(self.editable(object))
        return self._writables[object]

    def _with_level(self, object: str, levels: set[str]) -> tuple[str, ...]:
        plan = self._blueprint.objects.get(object)
        return tuple(name for name in plan.fields if self.level(object, name) in levels) if plan else ()

    def record_types(self, object: str) -> tuple[str, ...]:
        """The record types of records the actor may make, in declared order.

        A set that names types opens these; one that grants create and names none opens all.
        """
        plan = self._blueprint.objects.get(object)
        known = tuple(plan.object.record_types) if plan else ()
        if self._system is not None:
            return known
        opened = {name for one in self._sets for name in _opened_types(one, object, known)}
        return tuple(name for name in known if name in opened)

    @cached_property
    def readable_rows(self) -> FrozenMap[str, Condition]:
        """Which rows of each object the actor may read."""
        return FrozenMap({name: self.policy(name, "read").condition for name in self._blueprint.objects})

    def policy(self, object: str, right: str) -> Policy:
        """Which rows of the object the actor may read, update, delete or transfer.  No right, no row."""
        known = self._policies.get((object, right))
        if known is None:
            known = self._policies[object, right] = self._find_policy(object, right)
        return known

    def _find_policy(self, object: str, right: str) -> Policy:
        if not self.may(object, right).allowed:
            return Policy(())
        plan = self._blueprint.objects[object]
        if plan.object.companion is not None:
            return Policy(tuple(self._companion_branches(plan.object.companion, plan, right)))
        return Policy(tuple(self._branches(plan, "read" if right in {"read", "export"} else "edit")))

    def reach(self, object: str, *, new: bool) -> Policy:
        """Which rows the actor may leave behind: a record she makes or changes has to be one of them.

        A new record may be one that she only reads, but a record controlled by its parent is part of the parent: who
        may not update the deal gives it no line.
        """
        plan = self._blueprint.objects[object]
        if not new:
            return self.policy(object, "update")
        if plan.object.sharing.parent is None:
            return self.policy(object, "read")
        if plan.object.companion is not None:
            return self.policy(object, "create")
        return Policy(tuple(self._branches(plan, "edit")))

    def _branches(self, plan: ObjectPlan, level: str) -> Iterator[Branch]:
        everything = "view_all" if level == "read" else "modify_all"
        if self.may(plan.name, everything).allowed:
            yield Branch(everything, Everyone())
            return
        yield from self._personal_branch(plan)
        sharing = plan.object.sharing
        if plan.object.junction is not None:
            yield from self._link_branch(plan.object.junction, level)
        elif sharing.parent is not None:
            yield from self._parent_branch(plan, sharing.parent, level)
        elif sharing.base == "edit" or (sharing.base == "read" and level == "read"):
            yield Branch("base", Everyone())
            return
        elif plan.object.owned:
            yield Branch("owner", OwnedBy(self.actor.id))
            if sharing.hierarchy:
                yield Branch("hierarchy", OwnedBelow(self.actor.id))
            yield from self._deputy_branches(level, hierarchy=sharing.hierarchy)
            yield from (Branch(f"queue:{name}", OwnedBy(queue_id(name))) for name in self.queues(plan.name))
        if shareable(plan.object) and not self.actor.is_system:
            yield Branch("share", SharedWith(self._principals, level))
        yield from (Branch(f"rule:{one.name}", Fulfils(declared(one.when))) for one in self._shared(plan.name, level))

    def queues(self, object: str) -> tuple[str, ...]:
        """The queues of an object that the actor is a member of."""
        mine = self._holders
        queues = self._blueprint.queues.values()
        return tuple(one.name for one in queues if object in one.objects and not mine.isdisjoint(one.members))

    def owns(self, object: str, owner: Value) -> bool:
        """Whether a record of this owner is the actor's: her own, or one of a queue that she is a member of."""
        return owner == self.actor.id or owner in {queue_id(name) for name in self.queues(object)}

    def _deputy_branches(self, level: str, *, hierarchy: bool) -> Iterator[Branch]:
        """What people who are away have handed over: their own records, and those of their people."""
        for id, name, given in sorted(self.actor.stands_for, key=lambda one: (one[1], one)):
            if given in {"edit", level}:
                below = (OwnedBelow(id),) if hierarchy else ()
                yield Branch(f"deputy:{name}", AnyOf((OwnedBy(id), *below)))

    def sharing(self, object: str) -> Policy:
        """Which rows the actor may share by hand: her own, those of her people, and all where she may change all."""
        plan = self._blueprint.objects[object]
        if not (shareable(plan.object) and self.may(object, "read").allowed):
            return Policy(())
        if self.actor.scope is not None and not self.may(object, "update").allowed:
            return Policy(())  # to share is to change who sees it
        mine = {"owner", "hierarchy", "modify_all"}
        return Policy(tuple(one for one in self._branches(plan, "edit") if one.name in mine))

    def _personal_branch(self, plan: ObjectPlan) -> Iterator[Branch]:
        """Records of core objects that are addressed to one person are that person's."""
        field = plan.fields.get(ADDRESSED.get(plan.name, "")) if plan.object.core else None
        if field is not None:
            yield Branch(field.name, self._is_mine(plan, field.name))

    def _is_mine(self, plan: ObjectPlan, name: str) -> Fulfils:
        """The field holds the actor herself."""
        type_ = plan.fields[name].type
        read, me = FieldRead((), plan.name, name, type_), Const(self.actor.id, type_.required())
        return Fulfils(Call("=", (read, me), BOOLEAN))

    def _parent_branch(self, plan: ObjectPlan, link: str, level: str) -> Iterator[Branch]:
        """Control by the parent: who may read it reads the record, who may update it writes the record."""
        for target in plan.fields[link].field.to:
            above = self.policy(target, "read" if level == "read" else "update")
            if above.branches:
                yield Branch(f"parent:{target}", Through(link, target, above.condition))

    def _companion_branches(self, found: Companion, plan: ObjectPlan, right: str) -> Iterator[Branch]:
        """What belongs to a record is seen with it.  What is personal is its maker's alone to change; who may change
        all records may remove it.
        """
        following, reads = FOLLOWING[found.feature], right in {"read", "export"}
        if following.shared:
            yield Branch("base", Everyone())
            return
        if not (following.private if reads else following.personal):
            yield from self._parent_branch(plan, found.of, "read" if reads else "edit")
            return
        seen = Through(found.of, found.of, self.policy(found.of, "read").condition)
        yield Branch("author", AllOf((self._is_mine(plan, "created_by"), seen)))
        if not reads and self.may(found.of, "modify_all").allowed and (right != "update" or self._system is not None):
            yield Branch("modify_all", Everyone())

    def _link_branch(self, junction: Junction, level: str) -> Iterator[Branch]:
        """A link is seen by who sees both sides, and made or removed by who may update the side that has the field."""
        near = self.policy(junction.owner, "read" if level == "read" else "update")
        far = self.policy(junction.target, "read")
        if near.branches and far.branches:
            sides = (
                Through(junction.near, junction.owner, near.condition),
                Through(junction.far, junction.target, far.condition),
            )
            yield Branch("both sides", AllOf(sides))

    @property
    def _principals(self) -> tuple[str, ...]:
        """Everything records may be shared with that is her: herself, and her teams."""
        return (self.actor.id, *sorted(id for id, _ in self.actor.teams))

    def _shared(self, object: str, level: str) -> Iterator[SharingPlan]:
        """The sharing rules that reach this actor.  An empty list of receivers is nobody."""
        for one in self._blueprint.sharing_rules:
            if one.object == object and level in {"read", one.access} and not self._holders.isdisjoint(one.to):
                yield one

    @cached_property
    def _holders(self) -> frozenset[str]:
        """What sharing rules and queues call the actor by."""
        role = {f"role:{self.actor.role}"} if self.actor.role else set[str]()
        return frozenset(role | {f"team:{code}" for _, code in self.actor.teams})


def shareable(one: Object) -> bool:
    """Whether records can be shared by hand: those that people own, and that are not open to all anyway."""
    return one.owned and not one.core and one.sharing.parent is None and one.sharing.base != "edit"


def _widened(granted: frozenset[str]) -> frozenset[str]:
    return granted.union(*(IMPLIED.get(right, frozenset()) for right in granted))


def _granted(one: PermissionSet, object: str) -> frozenset[str]:
    return _widened(one.objects.get(object, frozenset()) | one.objects.get(EVERY, frozenset()))


def _opened_types(one: PermissionSet, object: str, known: tuple[str, ...]) -> tuple[str, ...]:
    named = one.record_types.get(object)
    if named is not None:
        return named
    return known if "create" in _granted(one, object) else ()


def _set_level(one: PermissionSet, object: str, field: FieldPlan) -> str:
    """The level a single set gives: the field's own word, else its tag's, else what the object's rights imply."""
    ceiling = _object_level(_granted(one, object))
    named = one.fields.get(f"{object}.{field.name}")
    if named is not None:
        return named
    if field.field.sensitive is not None:
        return one.sensitive.get(field.field.sensitive) or one.sensitive.get(EVERY, "none")
    return ceiling


def _object_level(granted: frozenset[str]) -> str:
    if granted & {"update", "create"}:
        return "edit"
    return "read" if "read" in granted else "none"


def declared(node: Node) -> Node:
    """A criterion an admin wrote means one thing for all: what it reads on its way is not cut to a reader's sight."""
    if isinstance(node, FieldRead):
        return replace(node, declared=True)
    if isinstance(node, Call):
        return replace(node, args=tuple(declared(arg) for arg in node.args))
    if isinstance(node, Aggregate):
        value = declared(node.value) if node.value is not None else None
        where = declared(node.where) if node.where is not None else None
        return replace(node, value=value, where=where, declared=True)
    return node
