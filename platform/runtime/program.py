"""What is made once per deployed blueprint and then used by every call: names to check against, compiled evaluators.

A program holds nothing about actors, records or time.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

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

MOST_PATHS = 20_000


@dataclass
class Program:
    """One blueprint, made ready.  Evaluators are made when first needed and kept as long as the blueprint lives."""

    blueprint: Blueprint
    catalog: Catalog
    _evaluators: dict[int, Evaluator] = field(default_factory=dict)
    _leaves: dict[int, tuple[Leaf, ...]] = field(default_factory=dict)
    _paths: dict[tuple[object, ...], Node] = field(default_factory=dict)
    _kept: list[object] = field(default_factory=list)

    def evaluator(self, node: Node) -> Evaluator:
        """The compiled form of a tree of the blueprint."""
        known = self._evaluators.get(id(node))
        if known is None:
            self._kept.append(node)  # an id stays the node's as long as the node lives
            known = self._evaluators[id(node)] = compile_node(node)
        return known

    def statement_leaves(self, statements: tuple[Statement, ...]) -> tuple[Leaf, ...]:
        """What the statements of a rule read."""
        known = self._leaves.get(id(statements))
        if known is None:
            self._kept.append(statements)
            known = self._leaves[id(statements)] = statement_leaves(statements)
        return known

    def remember(self, key: tuple[object, ...], make: Callable[[], Node]) -> Node:
        """The tree of a path, worked out once for each profile of rights; what cannot be made is not kept."""
        known = self._paths.get(key)
        if known is None:
            if len(self._paths) >= MOST_PATHS:
                self._paths.clear()
            known = self._paths[key] = make()
        return known

    def scope(self, object: str, readable: Callable[[str, str], bool]) -> Scope:
        """The names of an ad-hoc expression on the object, cut to what its reader may read."""
        return Scope(self.catalog, object, readable=readable)


def program_of(blueprint: Blueprint) -> Program:
    """A fresh program for the blueprint."""
    return Program(blueprint, Catalog(model_of(blueprint)))


def model_of(blueprint: Blueprint) -> Model:
    """The part of the model that names resolve against."""
    return Model(
        apps=blueprint.apps,
        settings=blueprint.settings,
        objects={name: plan.object for name, plan in blueprint.objects.items()},
        layouts={name: plan.layout for name, plan in blueprint.objects.items()},
        roles=blueprint.roles,
        permission_sets=blueprint.permission_sets,
    )


def unique_leaves(groups: Iterable[Sequence[Leaf]]) -> tuple[Leaf, ...]:
    """All leaves once, by the key a row carries them under."""
    return tuple({leaf.key: leaf for group in groups for leaf in group}.values())
