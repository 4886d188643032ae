"""However a stack came to be what it is, its tables are those it would have if it were deployed to nothing."""

import itertools
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.metadata import AppSource, core_app, load_stack
from objectry.plan import Blueprint, ColumnKind, ObjectPlan, compare, compile_model
from objectry.rules import Value
from objectry.runtime.store import Store, open_store
from objectry.runtime.store.apply import Applying
from tests.databases import Database
from tests.runtime.store.stores import NOW, context, deployment, ident

OBJECTS = ("alpha", "beta", "gamma")
FIELDS = ("one", "two", "three")
TYPES = (
    "type: text",
    "type: text, unique: true",
    "type: textarea",
    "type: integer",
    "type: integer, index: true",
    "type: decimal",
    "type: decimal, precision: 18, scale: 2",
    "type: currency",
    "type: percent",
    "type: boolean",
    "type: boolean, default: true",
    "type: date",
    "type: datetime, index: true",
    "type: time",
    "type: json",
    "type: email",
    "type: lookup, to: {other}",
    "type: lookup, to: [{other}, {another}]",
    'type: autonumber, format: "N-{{0000}}"',
)
FIGURES = ("type: integer, rollup: COUNT(kids)", "type: integer, rollup: COUNT(kids where version > 1)")


@dataclass(frozen=True)
class Draft:
    """A stack as somebody might write it: objects with their fields, and names that were other names before."""

    objects: Mapping[str, Mapping[str, str]]
    renamed: Mapping[str, str]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    names = draw(st.lists(st.sampled_from(OBJECTS), min_size=1, max_size=3, unique=True))
    found: dict[str, Mapping[str, str]] = {}
    renamed: dict[str, str] = {}
    for name in names:
        fields = draw(st.dictionaries(st.sampled_from(FIELDS), st.sampled_from(TYPES), max_size=3))
        if draw(st.booleans()):
            fields["parent"] = "type: lookup, to: {own}, related_as: kids"
            fields["figure"] = draw(st.sampled_from(FIGURES))
        for field in [field for field in fields if field in FIELDS and draw(st.integers(0, 3)) == 0]:
            fields[f"new_{field}"] = f"{fields.pop(field)}, renamed_from: [{field}]"
        if draw(st.integers(0, 4)) == 0:
            renamed[name] = f"new_{name}"
        found[name] = fields
    return Draft(found, renamed)


def compiled(draft: Draft) -> Blueprint:
    """The blueprint of a draft."""
    called = {name: draft.renamed.get(name, name) for name in draft.objects}
    files = {"app.yaml": "name: shop\nversion: 1.0\n"}
    for name, fields in draft.objects.items():
        others = itertools.cycle([called[one] for one in draft.objects if one != name] or ["user"])
        targets = {"own": called[name], "other": next(others), "another": "notification"}
        lines = "".join(f"  {field}: {{{text.format(**targets)}}}\n" for field, text in fields.items())
        was = f"renamed_from: [{name}]\n" if called[name] != name else ""
        files[f"objects/{called[name]}.yaml"] = f"object: {called[name]}\n{was}" + (
            f"fields:\n{lines}" if lines else ""
        )
    model, problems = load_stack([core_app(), AppSource("shop", files)])
    assert not problems.errors, [str(problem) for problem in problems.errors]
    blueprint, problems = compile_model(model)
    assert blueprint is not None, [str(problem) for problem in problems.errors]
    return blueprint


def deploy(store: Store, old: Blueprint | None, new: Blueprint) -> None:
    steps = compare(old, new).steps

    def work(applying: Applying) -> None:
        applying.run(context(new), steps, NOW)
        applying.deploy(deployment())

    store.apply(store.revision(), work)


Shape = tuple[dict[str, tuple[str, object, bool]], Mapping[str, object], dict[str, str]]


def shape(store: Store) -> Mapping[str, Shape]:
    """Columns with kind, scale and nullability, indexes and foreign keys of every table of an object."""
    with store.read() as reading:
        inspector, schema = sa.inspect(reading._connection), store.schema
        names = [name for name in inspector.get_table_names(schema=schema) if not name.startswith("_")]
        return {name: _shape(inspector, schema, name) for name in names}


def _shape(inspector: sa.Inspector, schema: str | None, name: str) -> Shape:
    columns = {
        one["name"]: (type(one["type"]).__name__, getattr(one["type"], "scale", None), bool(one["nullable"]))
        for one in inspector.get_columns(name, schema)
        if not one["name"].startswith("_q")
    }
    indexes = {
        str(one["name"]): (tuple(one["column_names"]), bool(one["unique"]), str(_where(one)))
        for one in inspector.get_indexes(name, schema)
    }
    keys = {one["constrained_columns"][0]: one["referred_table"] for one in inspector.get_foreign_keys(name, schema)}
    return columns, indexes, keys


def _where(index: Any) -> object:
    options = index.get("dialect_options", {})
    return options.get("sqlite_where", options.get("postgresql_where", ""))


def fill(store: Store, blueprint: Blueprint, counts: Iterator[int]) -> None:
    """Three records in each object of the app, with every column set that can be."""
    with store.write(store.revision()) as writing:
        for name, plan in blueprint.objects.items():
            if not plan.object.core:
                rows = [record(plan, next(counts), name) for _ in range(3)]
                writing.insert(plan, rows)


def record(plan: ObjectPlan, count: int, name: str) -> dict[str, Value]:
    kinds: dict[ColumnKind, Value] = {
        ColumnKind.TEXT: f"{name} {count}",
        ColumnKind.INTEGER: Decimal(count),
        ColumnKind.NUMBER: Decimal(count) / 8,
        ColumnKind.BOOLEAN: count % 2 == 0,
        ColumnKind.DATE: NOW.date(),
        ColumnKind.DATETIME: NOW,
        ColumnKind.TIME: NOW.time(),
        ColumnKind.JSON: f'{{"count":{count}}}',
    }
    columns = plan.table.columns.values()
    own = {one.name: kinds[one.kind] for one in columns if one.kind in kinds and one.name != "deleted_at"}
    return own | {"id": ident(count), "version": Decimal(1)}


@pytest.fixture(scope="module")
def numbers() -> Iterator[int]:
    """Never twice the same, as each story needs databases of its own."""
    return itertools.count()


@contextmanager
def opened(database: Database, name: str) -> Iterator[Store]:
    """An empty database beside the test's own."""
    if database.is_postgres:
        store = open_store(database.url, f"{database.schema}_{name}")
    else:
        store = open_store(f"{database.url.removesuffix('.db')}_{name}.db")
    try:
        yield store
    finally:
        store.close()


def check(database: Database, number: int, story: list[Draft]) -> None:
    """Live through a story; at its end compare with a newborn."""
    counts, old = itertools.count(1), None
    with ExitStack() as stack:
        store, newborn = (stack.enter_context(opened(database, f"{number}_{side}")) for side in ("old", "new"))
        for draft in story:
            new = compiled(draft)
            if old is None or new.hash != old.hash:
                deploy(store, old, new)
            fill(store, new, counts)
            old = new
        assert old is not None
        deploy(newborn, None, old)
        assert shape(store) == shape(newborn)


STORIES = st.lists(drafts(), min_size=2, max_size=4)
QUIET = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]


@settings(max_examples=12, deadline=None, suppress_health_check=QUIET)
@given(STORIES)
def test_any_story_ends_in_the_same_tables_on_sqlite(
    sqlite: Database, numbers: Iterator[int], story: list[Draft]
) -> None:
    """Whatever stacks were deployed before, with records in them: columns, indexes and keys are those of the last."""
    check(sqlite, next(numbers), story)


@pytest.mark.postgres
@settings(max_examples=5, deadline=None, suppress_health_check=QUIET)
@given(STORIES)
def test_any_story_ends_in_the_same_tables_on_postgres(
    postgres: Database, numbers: Iterator[int], story: list[Draft]
) -> None:
    """The same where a column keeps its own type and every lock is real."""
    check(postgres, next(numbers), story)
