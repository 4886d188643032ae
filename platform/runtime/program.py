"""What is made once per deployed blueprint and then used by every call: names to check against, compiled evaluators.

A program holds nothing about records or time but how many there are, roughly, and for whom; and of actors only what
follows from the blueprint.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TypeVar

from objectry.metadata import Model
from objectry.plan import Blueprint
from objectry.rules import (
    Catalog,
    Evaluator,
    Leaf,
    Node,
    Scope,
    Statement,
    compile_node,
    statement_leaves,
)
from objectry.runtime.access.queues import queue_names
from objectry.runtime.access.rights import Rights
from objectry.runtime.actor import Actor
from objectry.runtime.frozen import FrozenMap
from objectry.runtime.searching.fields import Indexed, indexed_fields
from objectry.runtime.store import SYSTEM_PRINCIPALS

Key = TypeVar("Key")
Made = TypeVar("Made")
Outputs = FrozenMap[str, Node]
MOST_REMEMBERED = 20_000
LONGEST_REMEMBERED = 500
"""Characters of an expression."""


@dataclass
class Program:
    """One blueprint, made ready.  Evaluators are made when first needed and kept as long as the blueprint lives.

    `principals` are the names of those who own and act without being users.  `indexed` says what is in the search
    index.  `sizes` and `shapes` remember for a while which objects are large, and who sees much of them (see
    `shapes.py`).
    """

    blueprint: Blueprint
    catalog: Catalog
    indexed: Mapping[str, Indexed]
    principals: Mapping[str, str]
    _evaluators: dict[Node, Evaluator] = field(default_factory=dict)
    _leaves: dict[tuple[Statement, ...], tuple[Leaf, ...]] = field(default_factory=dict)
    _paths: dict[tuple[object, ...], Node] = field(default_factory=dict)
    _outputs: dict[tuple[object, ...], Outputs] = field(default_factory=dict)
    _rights: dict[Actor, Rights] = field(default_factory=dict)
    sizes: dict[str, tuple[bool, datetime]] = field(default_factory=dict)
    shapes: dict[tuple[Actor, str], datetime] = field(default_factory=dict)

    def evaluator(self, node: Node) -> Evaluator:
        """The compiled form of a tree."""
        return self._remembered(self._evaluators, node, lambda: compile_node(node))

    def statement_leaves(self, statements: tuple[Statement, ...]) -> tuple[Leaf, ...]:
        """What the statements of a rule read."""
        return self._remembered(self._leaves, statements, lambda: statement_leaves(statements))

    def remember(self, key: tuple[object, ...], make: Callable[[], Node]) -> Node:
        """The tree of a path, worked out once for each profile of rights; what cannot be made is not kept."""
        return self._remembered(self._paths, key, make)

    def remember_expression(self, key: tuple[object, ...], text: str, make: Callable[[], Node]) -> Node:
        """The tree of an ad-hoc expression, checked once for each profile of rights; long ones are not kept."""
        return self.remember((*key, text), make) if len(text) <= LONGEST_REMEMBERED else make()

    def remember_outputs(self, key: tuple[object, ...], make: Callable[[], Mapping[str, Node]]) -> Outputs:
        """What a query fetches for its paths, worked out once for each profile of rights."""
        return self._remembered(self._outputs, key, lambda: FrozenMap(make()))

    def rights(self, actor: Actor) -> Rights:
        """The rights of an actor, with all they have been asked before."""
        return self._remembered(self._rights, actor, lambda: Rights(self.blueprint, actor))

    def note_wide(self, actor: Actor, object: str, at: datetime) -> None:
        """Somebody sees much of an object."""
        if len(self.shapes) >= MOST_REMEMBERED:
            self.shapes.clear()
        self.shapes[actor, object] = at

    @staticmethod
    def _remembered(known: dict[Key, Made], key: Key, make: Callable[[], Made]) -> Made:
        """What was made for the key, made now if need be.  A memory that has grown too large begins anew."""
        found = known.get(key)
        if found is None:
            found = make()
            if len(known) >= MOST_REMEMBERED:
                known.clear()
            known[key] = found
        return found

    def scope(self, object: str, readable: Callable[[str, str], bool]) -> Scope:
        """The names of an ad-hoc expression on the object, cut to what its reader may read."""
        return Scope(self.catalog, object, readable=readable, listing=True)


def program_of(blueprint: Blueprint) -> Program:
    """A fresh program for the blueprint."""
    system = {id: name for name, id in SYSTEM_PRINCIPALS.items()}
    principals = MappingProxyType({**system, **queue_names(blueprint)})
    return Program(blueprint, Catalog(model_of(blueprint)), searched(blueprint), principals)


def searched(blueprint: Blueprint) -> Mapping[str, Indexed]:
    """What is in the search index under a blueprint, by object."""
    return indexed_fields(blueprint, Catalog(model_of(blueprint)))


def model_of(blueprint: Blueprint) -> Model:
    """The part of the model that names resolve against."""
    return Model(
        apps=blueprint.apps,
        settings=blueprint.settings,
        objects={name: plan.object for name, plan in blueprint.objects.items()},
        layouts={name: plan.layout for name, plan in blueprint.objects.items()},
        roles=blueprint.roles,
        permission_sets=blueprint.permission_sets,
        queues=blueprint.queues,
    )
