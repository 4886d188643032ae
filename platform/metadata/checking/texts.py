"""Whether every translation leads to something there is."""

import re
from collections.abc import Iterable, Mapping

from objectry.diagnostics import Diagnostic, Severity, suggest
from objectry.metadata.checking.known import Known
from objectry.metadata.checking.places import key_place, names_under
from objectry.metadata.model import Object
from objectry.metadata.reading.nodes import MapNode, ScalarNode

ORIGINAL = "en"  # the language in which the platform itself has all of its words
PLACE = re.compile(r"\{(\w+)\}")
PARTS = ("record_types", "validations", "views", "sections", "tabs")


def check_texts(known: Known) -> None:
    """All translations.

    One that leads nowhere is an error in the topmost app, and only a warning below it: an app above may have removed
    what it is about, and cannot mend the file.
    """
    for language, declared in known.tree.part("translation").items():
        node = declared.node
        check_words(known, node, language)
        for group, there in groups(known).items():
            for name in names_under(node, group):
                expect(known, node, (group,), name, there)
        for name in names_under(node, "value_lists"):
            declared_list = known.tree.part("value_list").get(name)
            for value in names_under(node, "value_lists", name) if declared_list else ():
                there = names_under(declared_list.node, "values") if declared_list else ()
                expect(known, node, ("value_lists", name), value, there)
        for name in names_under(node, "objects"):
            one = known.model.objects.get(name)
            if one is not None:
                check_object_texts(known, one, node)


def check_words(known: Known, node: MapNode, language: str) -> None:
    """The words of the platform itself: what they are for, and the places they leave for values."""
    for group in ("system_fields", "texts"):
        own = words_of_core(known, group)
        for name in names_under(node, group):
            expect(known, node, (group,), name, own)
            said = node.get(group)
            text = said.get(name) if isinstance(said, MapNode) else None
            if name in own and language != ORIGINAL and isinstance(text, ScalarNode) and own[name] is not text:
                check_places(known, text, own[name])


def words_of_core(known: Known, group: str) -> Mapping[str, ScalarNode]:
    """By key, the words that the platform's own files have, in its first language where that has them."""
    languages = known.tree.part("translation")
    order = sorted(languages, key=lambda language: language == ORIGINAL)
    entries = (languages[one].node.get(group) for one in order)
    found = (entry for node in entries if isinstance(node, MapNode) for entry in node.entries.values())
    own = known.tree.apps[0][0].name + "/" if len(known.tree.apps) > 1 else ""
    return {
        one.key.text: one.value
        for one in found
        if isinstance(one.value, ScalarNode) and one.key.document.file.startswith(own)
    }


def check_places(known: Known, said: ScalarNode, original: ScalarNode) -> None:
    """A text may leave a place out, but has none that nothing fills."""
    there = tuple(dict.fromkeys(PLACE.findall(original.text)))
    for name in PLACE.findall(said.text):
        if name not in there:
            places = f"; there are {', '.join(f'{{{one}}}' for one in there)}" if there else ""
            known.problems.error("M221", f'nothing fills the place "{name}" of this text{places}', said.span)


def groups(known: Known) -> dict[str, tuple[str, ...]]:
    apps = tuple(app.name for app in known.model.apps)
    return {
        "objects": tuple(known.objects),
        "value_lists": tuple(known.tree.part("value_list")),
        "roles": tuple(known.tree.part("role")),
        "permission_sets": tuple(known.tree.part("permission_set")),
        "queues": tuple(known.tree.part("queue")),
        "rules": tuple(known.tree.part("rule")),
        "apps": apps,
    }


def expect(known: Known, node: MapNode, path: tuple[str, ...], name: str, there: Iterable[str]) -> None:
    """Tell a name that is not among those there are."""
    names = tuple(there)
    if name in names:
        return
    span = key_place(node, *path, name)
    topmost = not any(span.file.startswith(f"{app.name}/") for app, _ in known.tree.apps[:-1])
    severity = Severity.ERROR if topmost else Severity.WARNING
    message = f'there is no "{name}" under {".".join(path)}{suggest(name, names)}'
    known.problems.extend([Diagnostic("M221", message, span, severity)])


def check_object_texts(known: Known, one: Object, node: MapNode) -> None:
    base = ("objects", one.name)
    declared = known.tree.part("object").get(one.name)  # a junction is not declared
    written = names_under(declared.node, "fields") if declared else ()
    fields = {*one.fields, *one.compounds, *written}
    for name in names_under(node, *base, "fields"):
        expect(known, node, (*base, "fields"), name, fields)
        check_values(known, one, name, node)
        check_parts(known, one, name, node)
    layout = known.model.layouts[one.name]
    sections = [key for form in layout.forms.values() for key in form.sections]
    there = {
        "record_types": one.record_types,
        "validations": one.validations,
        "views": layout.views,
        "sections": sections,
        "tabs": layout.page.tabs,
    }
    for part in PARTS:
        for name in names_under(node, *base, part):
            expect(known, node, (*base, part), name, there[part])


def check_values(known: Known, one: Object, name: str, node: MapNode) -> None:
    """Translated choices are choices."""
    field = one.fields.get(name)
    path = ("objects", one.name, "fields", name, "values")
    for value in names_under(node, *path):
        if field is not None:
            expect(known, node, path, value, field.picklist.values if field.picklist else ())


def check_parts(known: Known, one: Object, name: str, node: MapNode) -> None:
    """Translated parts are parts."""
    path = ("objects", one.name, "fields", name, "parts")
    there = one.compounds[name].parts if name in one.compounds else ()
    for part in names_under(node, *path):
        expect(known, node, path, part, there)
