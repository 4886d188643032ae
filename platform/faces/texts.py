"""Words in the reader's language, with all that faces say besides what the runtime says itself."""

import re
from collections.abc import Iterable

from objectry.metadata import Compound, Field, Object
from objectry.plan import Blueprint
from objectry.runtime import Problem, Words, fill

ADMINS_OWN = "D520"  # a message an admin wrote; there is no template to fill
WITHOUT_PLURAL = frozenset({"zh", "ja", "ko"})  # languages in which one word serves for one and for many
_NO_WORD = re.compile(r"\W+")


def languages(blueprint: Blueprint) -> tuple[str, ...]:
    """The languages a person may choose: English and whatever has translations, in a steady order."""
    return tuple(sorted({"en", blueprint.settings.default_language, *blueprint.translations}))


def best_language(blueprint: Blueprint, wanted: Iterable[str]) -> str:
    """The first wanted language there is; `zh` and `zh-TW` are served by `zh-CN` where that is the nearest."""
    offered = languages(blueprint)
    for tag in wanted:
        if tag in offered:
            return tag
        near = [one for one in offered if one.partition("-")[0] == tag.partition("-")[0].lower()]
        if near:
            return near[0]
    return blueprint.settings.default_language


class Texts(Words):
    """All words for one reader."""

    def of(self, blueprint: Blueprint) -> bool:
        """Whether these are the words of the blueprint."""
        return self._blueprint is blueprint

    def count(self, key: str, number: int, shown: str | None = None, **params: object) -> str:
        """The text for so many: `key_one` where the language has it and the number is 1, else `key`."""
        for tree in self._trees:
            single = tree.get(("texts", f"{key}_one")) if number == 1 else None
            found = single or tree.get(("texts", key))
            if found:
                return fill(found, {"count": shown or str(number), **params})
        return f"{shown or number} {key}"

    def plural(self, name: str) -> str:
        """What many of them are called."""
        plain: Object = self._blueprint.objects[name].object
        single = self._label(("objects", name), "") if self.language[:2] in WITHOUT_PLURAL else ""
        return self._find(self._own, ("objects", name, "plural")) or single or plain.plural

    def compound(self, object_name: str, one: Compound) -> str:
        """The label of a field of several parts."""
        return self._label(("objects", object_name, "fields", one.name), one.label)

    def compound_help(self, object_name: str, one: Compound) -> str | None:
        """The explanation of a field of several parts."""
        return self._find(self._own, ("objects", object_name, "fields", one.name, "help")) or one.help

    def part_of(self, object_name: str, field: Field) -> str:
        """What a part is called beside its fellows: the bare word, where nobody has given it a label of its own."""
        label = self.field(object_name, field.name)
        if field.part_of is None:
            return label
        compound, part = field.part_of
        word = self(f"generated.part.{part}")
        whole = self.compound(object_name, self._blueprint.objects[object_name].object.compounds[compound])
        return word if label == self("generated.part", field=whole, part=word) else label

    def help(self, object_name: str, field: Field) -> str | None:
        """A field's explanation."""
        return self._find(self._own, ("objects", object_name, "fields", field.name, "help")) or field.help

    def value(self, object_name: str, field: str, value: str) -> str:
        """A picklist value's label; a value no longer declared shows as stored."""
        plain = self._blueprint.objects[object_name].fields[field].field
        if plain.refers and value in plain.to:  # which of the objects a lookup leads to
            return self.object(value)
        picklist = plain.picklist
        declared = picklist.values.get(value) if picklist else None
        path = ("objects", object_name, "fields", field, "values", value)
        return self._label(path, declared.label if declared else value)

    def part(self, object_name: str, kind: str, name: str, declared: str) -> str:
        """The label of a view, section, tab or other named part of an object."""
        return self._label(("objects", object_name, kind, name), declared)

    def role(self, name: str) -> str:
        """A role's label."""
        role = self._blueprint.roles.get(name)
        return self._label(("roles", name), role.label if role else name)

    def permission_set(self, name: str, declared: str) -> str:
        """A permission set's label."""
        return self._label(("permission_sets", name), declared)

    def description(self, object_name: str) -> str:
        """What the object is for; empty where nothing is said."""
        said = self._find(self._own, ("objects", object_name, "description"))
        return said or self._blueprint.objects[object_name].object.description or ""

    def rule(self, name: str) -> str:
        """A rule's label, wherever it is declared."""
        plans = (rule for plan in self._blueprint.objects.values() for rule in (*plan.before, *plan.after))
        return self._label(("rules", name), next((rule.label for rule in plans if rule.name == name), name))

    def app(self) -> str:
        """What the whole thing is called here: the label of the topmost app that is not core."""
        apps = [app for app in self._blueprint.apps if app.name != "core"] or list(self._blueprint.apps)
        return self._label(("apps", apps[-1].name), apps[-1].label) if apps else "Objectry"

    def problem(self, problem: Problem, object_name: str | None = None) -> str:
        """A problem as a sentence in the reader's language; with the object known, its field is called by its label."""
        if problem.code == ADMINS_OWN:
            name = problem.params.get("validation", "")
            said = self._find(self._own, ("objects", object_name or "", "validations", name))
            return said if said and "{" not in said else problem.message
        template = self._find(self._trees, ("texts", problem.code))
        if not template:
            return problem.message
        return fill(
            template, {key: self._param(key, text, problem, object_name) for key, text in problem.params.items()}
        )

    def _param(self, key: str, text: str, problem: Problem, object_name: str | None) -> str:
        if key == "expected":
            return self._find(self._trees, ("texts", f"expected_{_NO_WORD.sub('_', text).strip('_')}")) or text
        plan = self._blueprint.objects.get(object_name or "")
        field = plan.fields.get(problem.field or "") if plan else None
        if plan and key == "label" and (problem.field or "") in plan.object.compounds:
            return self.compound(plan.name, plan.object.compounds[problem.field or ""])
        if plan is None or field is None:
            return text
        if key == "label":
            return self.field(plan.name, field.name)
        if key == "deciding":
            return self.field(plan.name, text) if text in plan.fields else text
        return self.value(plan.name, field.name, text) if key in {"old", "new"} and field.field.picklist else text
