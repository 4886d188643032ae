"""What is declared but could not be built, and the problems that only miss it: the cause has been told at its place."""

import re
from collections.abc import Collection, Iterable, Iterator

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata.checking.places import names_under, node_under
from objectry.metadata.layering.layers import Declared, Tree
from objectry.metadata.model import Layout, Model, Object
from objectry.metadata.reading.nodes import ScalarNode

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
        for part, known in (("validations", one.validations), ("record_types", one.record_types)):
            yield from (each for each in names_under(declared.node, part) if each not in known)
        for field in names_under(declared.node, "fields"):
            yield from (f"{name}.{lost}" for lost in lost_of(field, one, declared))
            yield from lost_lists(field, one, declared, model)
            yield from lost_facts(field, one, declared)
    for name, declared in tree.part("layout").items():
        if name in model.layouts:
            yield from lost_parts(model.layouts[name], declared)


def lost_lists(field: str, one: Object, declared: Declared, model: Model) -> Iterator[str]:
    """What others would call the records of an object by a lookup that could not be read, or leads nowhere."""
    built = one.fields.get(field)
    if built is None or any(target not in model.objects for target in built.to):
        said = node_under(declared.node, "fields", field, "related_as")
        yield from (said.text,) if isinstance(said, ScalarNode) else ()


def lost_facts(field: str, one: Object, declared: Declared) -> Iterator[str]:
    """The facts about choices that are declared but could not be read."""
    picklist = one.fields[field].picklist if field in one.fields else None
    facts = picklist.attributes if picklist is not None else {}
    yield from (name for name in names_under(declared.node, "fields", field, "attributes") if name not in facts)


def lost_parts(layout: Layout, declared: Declared) -> Iterator[str]:
    """Views, tabs, forms and sections that are declared but not built."""
    yield from (name for name in names_under(declared.node, "views") if name not in layout.views)
    yield from (name for name in names_under(declared.node, "page", "tabs") if name not in layout.page.tabs)
    for form in names_under(declared.node, "forms"):
        known = layout.forms[form].sections if form in layout.forms else {}
        yield from () if form in layout.forms else (form,)
        yield from (name for name in names_under(declared.node, "forms", form, "sections") if name not in known)


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
