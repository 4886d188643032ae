"""Statements over a batch of records, turned into effects.  Nothing is written here."""

from collections.abc import Callable, Iterator, Sequence

from objectry.rules.actions import ACTIONS
from objectry.rules.evaluate import Environment, Row, compile_node, compile_nodes
from objectry.rules.statements import (
    Act,
    Branch,
    CreateRecord,
    Effect,
    FieldSet,
    RecordCreated,
    SetField,
    Statement,
)
from objectry.rules.typed import Leaf, Node, Value, leaves

Records = list[int]
Branched = Callable[[Branch, int, int], None]
"""Hears of an `if`: how many records took it, and how many passed it by."""


def perform(
    statements: Sequence[Statement],
    rows: Sequence[Row],
    env: Environment,
    *,
    before_save: bool = False,
    branched: Branched = lambda _branch, _taken, _passed: None,
) -> list[Effect]:
    """What the statements ask for, by record and then in the order of the statements.

    `rows` carry the values of `statement_leaves`.  With `before_save` a statement sees what earlier ones have set on
    the same record; otherwise all read the saved state.  `branched` hears how many records took each `if`.
    """
    performance = Performance(
        [dict(row) for row in rows] if before_save else rows, env, branched, sees_sets=before_save
    )
    effects = performance.block(tuple(statements), list(range(len(rows))))
    return sorted(effects, key=lambda effect: effect.record)


def statement_leaves(statements: Sequence[Statement]) -> tuple[Leaf, ...]:
    """What statements read from records, each once."""
    return tuple({leaf.key: leaf for node in nodes_of(statements) for leaf in leaves(node)}.values())


def nodes_of(statements: Sequence[Statement]) -> Iterator[Node]:
    """Every expression of the statements, inner ones too."""
    for one in statements:
        if isinstance(one, SetField):
            yield one.value
        elif isinstance(one, CreateRecord):
            yield from (node for _, node in one.values)
        elif isinstance(one, Act):
            yield from (node for _, node in one.args)
        else:
            yield one.condition
            yield from nodes_of(one.then)
            yield from nodes_of(one.otherwise)


class Performance:
    """One run of a rule's statements over a batch."""

    def __init__(self, rows: Sequence[Row], env: Environment, branched: Branched, *, sees_sets: bool) -> None:
        self._rows = rows
        self._branched = branched
        self._env = env
        self._sees_sets = sees_sets

    def block(self, statements: tuple[Statement, ...], records: Records) -> list[Effect]:
        """The effects of statements on some records, statement by statement."""
        return [effect for one in statements if records for effect in self._statement(one, records)]

    def _statement(self, one: Statement, records: Records) -> list[Effect]:
        if isinstance(one, SetField):
            return self._set(one, records)
        if isinstance(one, Branch):
            return self._branch(one, records)
        if isinstance(one, CreateRecord):
            names = [name for name, _ in one.values]
            rows = self._values([node for _, node in one.values], records)
            return [
                RecordCreated(record, one.object, tuple(zip(names, values, strict=True)))
                for record, values in zip(records, rows, strict=True)
            ]
        return self._act(one, records)

    def _values(self, nodes: list[Node], records: Records) -> list[tuple[Value, ...]]:
        return compile_nodes(nodes).run_all([self._rows[record] for record in records], self._env)

    def _set(self, one: SetField, records: Records) -> list[Effect]:
        values = compile_node(one.value).run([self._rows[record] for record in records], self._env)
        effects: list[Effect] = []
        for record, value in zip(records, values, strict=True):
            effects.append(FieldSet(record, one.field, value))
            self._see(record, one.field, value)
        return effects

    def _see(self, record: int, field: str, value: Value) -> None:
        row = self._rows[record]
        if self._sees_sets and isinstance(row, dict):
            row[field] = value

    def _act(self, one: Act, records: Records) -> list[Effect]:
        action = ACTIONS[one.name]
        names = [name for name, _ in one.args]
        effects: list[Effect] = []
        for record, values in zip(records, self._values([node for _, node in one.args], records), strict=True):
            effect = action.effect(record, dict(zip(names, values, strict=True)))
            if isinstance(effect, FieldSet):
                self._see(record, effect.field, effect.value)
            effects += [] if effect is None else [effect]
        return effects

    def _branch(self, one: Branch, records: Records) -> list[Effect]:
        holds = compile_node(one.condition).run([self._rows[record] for record in records], self._env)
        chosen = [record for record, held in zip(records, holds, strict=True) if held]
        others = [record for record, held in zip(records, holds, strict=True) if not held]
        self._branched(one, len(chosen), len(others))
        return [*self.block(one.then, chosen), *self.block(one.otherwise, others)]
