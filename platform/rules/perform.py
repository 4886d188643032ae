"""Statements over a batch of records, turned into effects.  Nothing is written here."""

from collections.abc import Callable, Iterator, Sequence

from objectry.rules.actions import known_actions
from objectry.rules.evaluate import Environment, Row, compile_node, compile_nodes
from objectry.rules.statements import (
    Act,
    Branch,
    CreateRecord,
    DeleteRecords,
    Effect,
    FieldSet,
    RecordChanged,
    RecordCreated,
    RecordDeleted,
    SetField,
    Statement,
    Target,
    UpdateRecords,
)
from objectry.rules.typed import FieldRead, Leaf, Node, Value, leaves

Records = list[int]
Branched = Callable[[Branch, int, int], None]
"""Hears of an `if`: how many records took it, and how many passed it by."""
TARGET_ID = "$target"
"""Under this key a row has the id of the record a target has been found to be."""
Fetch = Callable[[Target, Sequence[int], Sequence[FieldRead]], Sequence[tuple[int, Row]]]
"""Fetches the records a target may be about, for these records of the batch together.

Each comes with the number of the record it belongs to, its id (under TARGET_ID), and the values of the reads that start
at it, by their keys.  The target's condition is asked again of what comes back; who fetches may use of it what he can.
"""


def nothing_there(_target: Target, _records: Sequence[int], _reads: Sequence[FieldRead]) -> list[tuple[int, Row]]:
    """For whom there are no other records."""
    return []


def perform(
    statements: Sequence[Statement],
    rows: Sequence[Row],
    env: Environment,
    *,
    before_save: bool = False,
    fetch: Fetch = nothing_there,
    branched: Branched = lambda _branch, _taken, _passed: None,
) -> list[Effect]:
    """What the statements ask for, by record and then in the order of the statements.

    `rows` carry the values of `statement_leaves`, `fetch` those of the targets of `update` and `delete`.  With
    `before_save` a statement sees what earlier ones have set on the same record; otherwise all read the saved state.
    `branched` hears how many records took each `if`.
    """
    known = [dict(row) for row in rows] if before_save else rows
    performance = Performance(known, env, fetch, branched, sees_sets=before_save)
    effects = performance.block(tuple(statements), list(range(len(rows))))
    return sorted(effects, key=lambda effect: effect.record)


def statement_leaves(statements: Sequence[Statement]) -> tuple[Leaf, ...]:
    """What statements read from the records they run for, each once; what targets read of their own is fetched."""
    read = (leaf for node in nodes_of(statements) for leaf in leaves(node) if not _of_target(leaf))
    return tuple({leaf.key: leaf for leaf in read}.values())


def _of_target(leaf: Leaf) -> bool:
    return isinstance(leaf, FieldRead) and leaf.child


def nodes_of(statements: Sequence[Statement]) -> Iterator[Node]:
    """Every expression of the statements, inner ones too."""
    for one in statements:
        if isinstance(one, SetField):
            yield one.value
        elif isinstance(one, CreateRecord):
            yield from (node for _, node in one.values)
        elif isinstance(one, UpdateRecords | DeleteRecords):
            yield from _nodes_of_target(one)
        elif isinstance(one, Act):
            yield from (node for _, node in one.args)
        else:
            yield one.condition
            yield from nodes_of(one.then)
            yield from nodes_of(one.otherwise)


def _nodes_of_target(one: UpdateRecords | DeleteRecords) -> Iterator[Node]:
    yield one.target.above
    if one.target.where is not None:
        yield one.target.where
    if isinstance(one, UpdateRecords):
        yield from (node for _, node in one.values)


class Performance:
    """One run of a rule's statements over a batch."""

    def __init__(
        self, rows: Sequence[Row], env: Environment, fetch: Fetch, branched: Branched, *, sees_sets: bool
    ) -> None:
        self._rows = rows
        self._branched = branched
        self._env = env
        self._fetch = fetch
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
        if isinstance(one, UpdateRecords):
            return self._update(one, records)
        if isinstance(one, DeleteRecords):
            return [
                RecordDeleted(record, one.target.object, str(row[TARGET_ID]))
                for record, row in self._found(one, records)
            ]
        return self._act(one, records)

    def _update(self, one: UpdateRecords, records: Records) -> list[Effect]:
        found, names = self._found(one, records), [name for name, _ in one.values]
        values = compile_nodes([node for _, node in one.values]).run_all([row for _, row in found], self._env)
        return [
            RecordChanged(record, one.target.object, str(row[TARGET_ID]), tuple(zip(names, given, strict=True)))
            for (record, row), given in zip(found, values, strict=True)
        ]

    def _found(self, one: UpdateRecords | DeleteRecords, records: Records) -> list[tuple[int, Row]]:
        """The records of the target, each with what can be read of it and of the record it belongs to."""
        reads = {leaf.key: leaf for node in _nodes_of_target(one) for leaf in leaves(node)}
        of_target = [leaf for leaf in reads.values() if isinstance(leaf, FieldRead) and leaf.child]
        near: list[tuple[int, Row]] = [
            (record, {**self._rows[record], **row}) for record, row in self._fetch(one.target, records, of_target)
        ]
        if one.target.where is None:
            return near
        holds = compile_node(one.target.where).run([row for _, row in near], self._env)
        return [pair for pair, held in zip(near, holds, strict=True) if held]

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
        action = known_actions()[one.name]
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
