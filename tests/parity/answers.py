"""Asking a database and Python the same question."""

from collections.abc import Mapping, Sequence

from objectry.rules import Node, Value, compile_node
from objectry.runtime.store.select import Select
from tests.parity.world import OPEN, Row, World, evaluated, identity

ANSWER = "answer"
BASE: Mapping[str, Value] = {"active": False}


def both_answers(world: World, tree: Node) -> list[tuple[Value, Value]]:
    """For each row of `thing` what the database answers, and what Python does from the values the tree reads."""
    leaves = compile_node(tree).leaves
    outputs = {leaf.key: leaf for leaf in leaves} | {ANSWER: tree}
    rows = world.select(Select("thing", outputs, policies=OPEN))
    inputs = [{**row, "$new": False} for row in rows]
    return list(zip((row[ANSWER] for row in rows), evaluated(tree, inputs), strict=True))


def differing(world: World, tree: Node) -> list[tuple[Value, Value]]:
    """The rows for which the two do not agree in value and type."""
    return [(left, right) for left, right in both_answers(world, tree) if not same(left, right)]


def same(left: Value, right: Value) -> bool:
    return left == right and type(left) is type(right)


def linked(rows: Sequence[Row], owners: Sequence[str]) -> list[dict[str, Value]]:
    """Rows with owners in turn, two of three with an earlier row as parent."""
    return [
        {**row, "owner": owners[at % len(owners)], "parent": identity(at * 7 % at) if at % 3 else None}
        for at, row in enumerate(rows)
    ]


def parts_of(rows: Sequence[Row]) -> list[dict[str, Value]]:
    """Children with prices, some of them several of one row, some rows without."""
    return [
        {
            "thing": identity(at * 5 % len(rows)),
            "price": row["amount"],
            "quantity": row["small"],
            "made": row["opened"],
            "gift": row["active"],
        }
        for at, row in enumerate(rows)
    ]
