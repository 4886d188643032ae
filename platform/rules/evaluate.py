"""Running typed trees in Python: generated source, compiled once, over batches of rows or one record at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import date, datetime
from decimal import localcontext
from functools import lru_cache
from typing import Any

from objectry.diagnostics import Span
from objectry.rules.arithmetic import EXACT
from objectry.rules.inputs import NEW, Names, sites_of
from objectry.rules.operations import INFIX, failure
from objectry.rules.source import Writer
from objectry.rules.typed import Call, ContextRead, Leaf, Node, Value, walk

Row = Mapping[str, Value]
Note = Callable[[int, int], None]
Batch = Callable[..., Iterator[Any]]
REMEMBERED = 2_048


@dataclass(frozen=True, slots=True)
class Environment:
    """The circumstances of one evaluation: one clock value, today's date in the zone that counts, the user's fields
    (`id`, `role`, `name`... by API name), the door the call came through, and that zone."""

    now: datetime
    today: date
    user: Mapping[str, Value]
    source: str
    zone: str = "UTC"

    def fact(self, name: str) -> Value:
        """The value of a context read such as `$user.role`."""
        if name.startswith("$user."):
            return self.user.get(name.removeprefix("$user."))
        facts: dict[str, Value] = {"$now": self.now, "$today": self.today, "$source": self.source, "$zone": self.zone}
        return facts[name]


@dataclass(frozen=True, slots=True)
class RunNote:
    """Why a value is null at run time: record number `row`, a code from R361 on, and the place in the rule text."""

    row: int
    code: str
    span: Span


@dataclass(frozen=True, slots=True)
class Code:
    """A compiled generator over rows, with what it reads: it yields the value of one tree, or a tuple of those of
    several.  `computes` tells whether it needs our decimal context."""

    batch: Batch
    leaves: tuple[Leaf, ...]
    context: tuple[ContextRead, ...]
    source: str
    computes: bool


class Evaluator:
    """Evaluates fused trees over batches.  `leaves` says which keys each row must carry; `reads_new` whether `$new`."""

    def __init__(self, nodes: tuple[Node, ...]) -> None:
        self._nodes = nodes
        self._code = _code(nodes)
        self.leaves = self._code.leaves
        self.reads_new = any(one.name == NEW for one in self._code.context)

    @property
    def source(self) -> str:
        """The generated Python."""
        return self._code.source

    def run_all(
        self, rows: Sequence[Row], env: Environment, notes: list[RunNote] | None = None
    ) -> list[tuple[Value, ...]]:
        """The values of all trees for each row, in order.  Never raises for data; what fails is null and noted."""
        found = self._answers(rows, env, notes)
        return [(value,) for value in found] if len(self._nodes) == 1 else found

    def run(self, rows: Sequence[Row], env: Environment, notes: list[RunNote] | None = None) -> list[Value]:
        """The values of the first tree."""
        found = self._answers(rows, env, notes)
        return found if len(self._nodes) == 1 else [answer[0] for answer in found]

    def _answers(self, rows: Sequence[Row], env: Environment, notes: list[RunNote] | None) -> list[Any]:
        if not rows:
            return []
        failed: list[tuple[int, int]] = []
        facts = [env.fact(one.name) for one in self._code.context if one.name != NEW]
        with localcontext(EXACT) if self._code.computes else nullcontext():
            answers = list(self._code.batch(rows, lambda row, site: failed.append((row, site)), *facts))
        if notes is not None and failed:
            sites = sites_of(self._nodes)
            notes += [RunNote(row, failure(sites[site]) or "", sites[site].span) for row, site in failed]
        return answers


def compile_node(node: Node) -> Evaluator:
    """An evaluator of one tree."""
    return Evaluator((node,))


def compile_nodes(nodes: Sequence[Node]) -> Evaluator:
    """An evaluator of several trees that share their reading of rows: `run_all` gives a tuple a row."""
    return Evaluator(tuple(nodes))


def python_source(node: Node) -> str:
    """The generated Python of a tree, for eyes and tests."""
    return _code((node,)).source


def scalar_function(node: Node) -> tuple[tuple[Leaf | ContextRead, ...], Callable[..., Value]]:
    """The inputs of a tree and a function of them in that order, all inside values.

    Inputs are the leaves, then the facts of the call it reads (`$today`, `$user.id`, `$new`...).
    """
    names = Names()
    writer = Writer((node,), names, bound=True)
    text = writer.value(node)
    arguments = ", ".join([*writer.variables.values(), *writer.facts.values()])
    source = "\n".join([*writer.functions, f"def scalar({arguments}):", f"    return {text}"])
    module = _module(source, names, {"note": _silent, "i": 0})
    function: Callable[..., Value] = module["scalar"]
    return (*writer.leaves, *writer.context), function


def _silent(_row: int, _site: int) -> None:
    """Where nobody asks for notes."""


@lru_cache(REMEMBERED)
def _code(nodes: tuple[Node, ...]) -> Code:
    names = Names()
    writer = Writer(nodes, names, bound=False)
    values = [writer.value(node) for node in nodes]
    facts = [name for fact, name in writer.facts.items() if fact != NEW]
    loads = [f"        {name} = row[{names.bind(key)}]" for key, name in writer.variables.items()]
    loads += [f"        {name} = row[{names.bind(NEW)}]" for fact, name in writer.facts.items() if fact == NEW]
    lines = [
        *writer.functions,
        f"def batch({', '.join(['rows', 'note', *facts])}):",
        "    i = 0",
        *(f"    {line}" for line in writer.once),
        f"    for i, row in {names.bind(enumerate)}(rows):" if sites_of(nodes) else "    for row in rows:",
        *loads,
        f"        yield {values[0]}" if len(values) == 1 else f"        yield ({', '.join(values)},)",
    ]
    source = "\n".join(lines)
    computes = any(isinstance(one, Call) and one.function in INFIX for node in nodes for one in walk(node))
    return Code(_module(source, names, {})["batch"], writer.leaves, writer.context, source, computes)


def _module(source: str, names: Names, more: Mapping[str, object]) -> dict[str, Any]:
    module: dict[str, Any] = {"__builtins__": {}, **names.bound, **more}
    exec(compile(source, "<rule>", "exec"), module)  # noqa: S102 (generated: our names and bound objects only)
    return module
