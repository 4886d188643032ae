"""The Python made of the whole standard CRM holds our own names only: no attribute, no import, no dunder."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass

from objectry.definitions import definitions_root
from objectry.metadata import core_app, read_folder
from objectry.plan import compile_stack
from objectry.rules import Aggregate, Call, Const, ContextRead, FieldRead, Node, compile_nodes, python_source
from tests.rules.test_source import assert_safe

NODES = (Aggregate, Call, Const, ContextRead, FieldRead)
AS_WRITTEN = frozenset({"object", "layout", "apps", "settings", "roles", "permission_sets", "translations", "seeds"})


def trees(value: object) -> Iterator[Node]:
    """Every tree in a part of a blueprint, the outermost ones; what only repeats the files is left out."""
    if isinstance(value, NODES):
        yield value
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from trees(one)
    elif isinstance(value, tuple | list):
        for one in value:
            yield from trees(one)
    elif is_dataclass(value):
        for part in fields(value):
            if part.name not in AS_WRITTEN:
                yield from trees(getattr(value, part.name))


def test_the_generated_modules_of_the_standard_crm_are_safe() -> None:
    """Formulas, conditions, validations, values that rules write, filters: each alone, and those of a rule together."""
    blueprint, problems = compile_stack([core_app(), read_folder(definitions_root())])
    assert blueprint is not None, [str(one) for one in problems]
    every = list(dict.fromkeys(tree for plan in blueprint.objects.values() for tree in trees(plan)))
    assert len(every) > 100
    for tree in every:
        assert_safe(python_source(tree))
    for plan in blueprint.objects.values():
        for rule in (*plan.before, *plan.after):
            together = list(trees(rule.then))
            if together:
                assert_safe(compile_nodes(together).source)
