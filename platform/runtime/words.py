"""Words in somebody's language: labels of metadata by path, sentences of the shell by key.

A language falls back to its base (`zh-CN` to `zh`), then to the organisation's, then to English, and at last to
what the metadata itself says.
"""

import re
from collections.abc import Mapping

from objectry.plan import Blueprint

_PLACE = re.compile(r"\{(\w+)\}")
Tree = Mapping[tuple[str, ...], str]


def fill(template: str, params: Mapping[str, object]) -> str:
    """The template with its `{places}` filled; an unknown place stays as it is written."""
    return _PLACE.sub(lambda found: str(params.get(found[1], found[0])), template)


class Words:
    """The words of one language.  Cheap to make: it only points to the trees of its languages."""

    def __init__(self, blueprint: Blueprint, language: str) -> None:
        chain = (language, language.partition("-")[0], blueprint.settings.default_language, "en")
        self.language = language
        self._blueprint = blueprint
        self._trees: tuple[Tree, ...] = tuple(
            blueprint.translations[tag].texts for tag in dict.fromkeys(chain) if tag in blueprint.translations
        )
        own = dict.fromkeys((language, language.partition("-")[0]))
        self._own = tuple(blueprint.translations[tag].texts for tag in own if tag in blueprint.translations)

    def __call__(self, key: str, **params: object) -> str:
        """The shell's text `key` with its places filled; the key itself where no language knows it."""
        return fill(self._find(self._trees, ("texts", key)) or key, params)

    def object(self, name: str) -> str:
        """What one record of the object is called."""
        return self._label(("objects", name), self._blueprint.objects[name].object.label)

    def object_in_sentence(self, name: str) -> str:
        """The same within a sentence: small, where it is a word of the sentence's language and no abbreviation."""
        label, translated = self.object(name), self._find(self._own, ("objects", name, "label"))
        own = translated is not None or self.language.partition("-")[0] == self._language_of(name)
        return label.lower() if own and not label.isupper() else label

    def _language_of(self, object_name: str) -> str:
        """The language the object's own label is written in: that of its app."""
        app = self._blueprint.objects[object_name].object.app
        spoken = next((one.language for one in self._blueprint.apps if one.name == app), "en")
        return spoken.partition("-")[0]

    def field(self, object_name: str, name: str) -> str:
        """A field's label."""
        plain = self._blueprint.objects[object_name].fields[name].field
        return self._label(("objects", object_name, "fields", name), plain.label)

    def _label(self, path: tuple[str, ...], declared: str) -> str:
        return self._find(self._own, (*path, "label")) or self._find(self._own, path) or declared

    @staticmethod
    def _find(trees: tuple[Tree, ...], path: tuple[str, ...]) -> str | None:
        return next((found for tree in trees if (found := tree.get(path))), None)
