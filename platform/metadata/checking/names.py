"""Names: their form, the reserved ones, namespaces, and that nothing on an object shares a name."""

from collections.abc import Iterator

from objectry.diagnostics import Span
from objectry.metadata.checking.former import check_former_names
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import key_place, locate, names_under
from objectry.metadata.model import App, Object
from objectry.metadata.names import SYSTEM_COLUMNS, malformed, reserved, well_formed

TAKEN = "the platform or the databases use the name themselves"
CHOICES = "choices"
NAMED_KINDS = ("object", "value_list", "role", "permission_set", "rule", "scenario")


def check_names(known: Known) -> None:
    """All names of the stack."""
    apps = {app.name: app for app in known.model.apps}
    for kind in NAMED_KINDS:
        for name, one in known.tree.part(kind).items():
            check_form(known, kind, name, one.span)
            check_namespace(known, apps[one.app], name, one.span)
    for steps, added in known.tree.added():
        if known.tree.owner("object", steps[1]) != added.app:
            check_namespace(known, apps[added.app], steps[-1], added.span, free=added.what == CHOICES)
    for name, declared in known.tree.part("object").items():
        for field in names_under(declared.node, "fields"):
            check_own_prefix(known, apps[declared.app], name, field)
            if reserved("field", field):
                why = "every record has it already" if field in SYSTEM_COLUMNS else TAKEN
                known.problems.error("M207", f'"{field}" is reserved: {why}', key_place(declared.node, "fields", field))
        if name in known.model.objects:
            check_shared(known, known.model.objects[name])
    check_object_aliases(known)
    check_former_names(known)


def check_form(known: Known, kind: str, name: str, span: Span) -> None:
    fault = malformed(name)
    if fault:
        known.problems.error("M206", f'"{name}": {fault}', span)
        known.problems.lose({name, well_formed(name)})
    elif kind == "object" and reserved("object", name):
        known.problems.error("M207", f'"{name}" is reserved: {TAKEN}', span)


def check_own_prefix(known: Known, app: App, name: str, field: str) -> None:
    """A field with a prefix, of an object whose app has not this namespace, is one that a pack has added."""
    prefix, sign, _ = field.rpartition("__")
    if (
        sign
        and malformed(field) is None
        and prefix != app.namespace
        and known.tree.adder("object", name, "fields", field) is None
    ):
        place = key_place(known.tree.part("object")[name].node, "fields", field)
        known.problems.error("M208", f'"{prefix}__" is no namespace of the app {app.name}', place)


def check_namespace(known: Known, app: App, name: str, span: Span, *, free: bool = False) -> None:
    """A pack prefixes what it adds; nobody else writes a prefix, save in names that are `free`, as choices are."""
    prefix, sign, _ = name.rpartition("__")
    if app.namespace and prefix != app.namespace:
        bare = name.split("__")[-1]
        message = f'what the app {app.name} adds carries its namespace; write "{app.namespace}__{bare}"'
        known.problems.error("M208", message, span)
    elif sign and not app.namespace and not free:
        known.problems.error("M208", f'"{prefix}__" is a namespace, and the app {app.name} has none', span)


def check_shared(known: Known, one: Object) -> None:
    """Fields, their aliases, lists of children and system columns share one namespace, whatever their case."""
    taken: dict[str, str] = dict.fromkeys(SYSTEM_COLUMNS, "a system column")
    for name, what, span in names_of(known, one):
        folded = name.casefold()
        if folded in taken:
            known.problems.error("M211", f'"{name}" on {one.name} is {what} and also {taken[folded]}', span)
        else:
            taken[folded] = what


def names_of(known: Known, one: Object) -> Iterator[tuple[str, str, Span]]:
    """Every name an object answers to, with what it is and where it comes from."""
    for field in one.fields.values():
        if not field.system and not reserved("field", field.name):
            yield field.name, "a field", field.span
        for alias in field.aliases:
            yield alias, f"an alias of {field.name}", field.span
    for compound in one.compounds.values():
        yield compound.name, "a field", compound.span
        for alias in compound.aliases:
            yield alias, f"an alias of {compound.name}", compound.span
    for child, field_name, related in known.arrivals.get(one.name, ()):
        field = known.model.objects[child].fields[field_name]
        what = f"the list of records of {child} (related_as of {child}.{field_name})"
        if malformed(related):
            known.problems.error("M206", f'"{related}": write a shorter related_as', field.span)
        yield related, what, field.span


def check_object_aliases(known: Known) -> None:
    """An object's alias is no other object's name or alias."""
    taken = {name.casefold(): name for name in known.model.objects}
    for one in known.model.objects.values():
        for alias in one.aliases:
            owner = taken.setdefault(alias.casefold(), one.name)
            if owner != one.name:
                span = locate(known.tree.part("object")[one.name].node, "aliases", item=alias)
                known.problems.error("M211", f'the alias "{alias}" of {one.name} is taken by {owner}', span)
