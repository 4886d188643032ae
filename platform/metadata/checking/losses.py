"""What is declared but could not be built, and the problems that only miss it: the cause has been told at its place."""

import re
from collections.abc import Collection, Iterable, Iterator

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata.checking.places import names_under
from objectry.metadata.layering.layers import Declared, Tree
from objectry.metadata.model import Model, Object

NAMED = re.compile(r'"([^"]+)"|\b(\w+(?:\.\w+)+)| on (\w+)|^(\w+) has ')
WORD = re.compile(r"\w+")
FIELDS = (
    re.compile(r'"(?P<field>\w+)" (?:on|of) (?P<object>\w+)'),
    re.compile(r"(?<![\w.])(?P<object>\w+)\.(?P<field>\w+)(?![\w.])"),
    re.compile(r"\bobjects\.(?P<object>\w+)\.fields\.(?P<field>\w+)"),
    re.compile(r'"(?P<field>\w+)" under objects\.(?P<object>\w+)\.fields\b(?!\.)'),
)
CHOICES = (
    re.compile(r'(?P<object>\w+)\.(?P<field>\w+) has no value "(?P<choice>[^"]+)"'),
    re.compile(r'"(?P<choice>[^"]+)" is no value of (?P<object>\w+)\.(?P<field>\w+)'),
    re.compile(r'"(?P<choice>[^"]+)" under objects\.(?P<object>\w+)\.fields\.(?P<field>\w+)\.values'),
)
MAY_FOLLOW = frozenset(
    "M202 M210 M212 M214 M215 M216 M217 M220 M221 M222 M225 M290 R303 R306 R307 R308 R309 R312 R315 R324".split()
)


def lost_fields(tree: Tree, model: Model) -> Iterator[str]:
    """What is declared but not built: objects, fields as object.field, choices as object.field.choice."""
    for name, declared in tree.part("object").items():
        one = model.objects.get(name)
        if one is None:
            yield name
            continue
        for field in names_under(declared.node, "fields"):
            yield from (f"{name}.{lost}" for lost in lost_of(field, one, declared))


def lost_of(field: str, one: Object, declared: Declared) -> Iterator[str]:
    """A declared field that is not in the object, or those of its choices that are not."""
    built = one.fields.get(field)
    if built is None:
        yield from () if field in one.compounds else (field,)
        return
    known = built.picklist.values if built.picklist is not None else {}
    yield from (
        f"{field}.{value}" for value in names_under(declared.node, "fields", field, "values") if value not in known
    )


def without_consequences(problems: Iterable[Diagnostic], lost: Collection[str]) -> Diagnostics:
    """Without those that only miss what stands where nothing could be read: that has been told at its place."""
    gone = set(lost)
    kept = Diagnostics(one for one in problems if one.code not in MAY_FOLLOW or not about(one) & gone)
    kept.lose(lost)
    return kept


def about(problem: Diagnostic) -> set[str]:
    """The names a problem is about: those in quotes, those joined by points, and fields with their object."""
    told = problem.message.partition("; did you mean")[0]
    found = (name for pair in NAMED.findall(told) for name in pair if name)
    plain = {part for name in found for part in WORD.findall(name.partition(":")[0])}
    fields = (one for form in FIELDS for one in form.finditer(told))
    choices = (one for form in CHOICES for one in form.finditer(told))
    return (
        plain
        | {f"{one['object']}.{one['field']}" for one in fields}
        | {f"{one['object']}.{one['field']}.{one['choice']}" for one in choices}
    )
