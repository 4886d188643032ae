"""What a person typed: the posted form, read field by field."""

from dataclasses import dataclass

from werkzeug.datastructures import MultiDict

BASE, SHOWN, KNOWN, CHOICE, TARGET, SEVERAL = "base.", "shown.", "known.", "choice.", "target.", "several."


@dataclass(frozen=True, slots=True)
class Entries:
    """A posted form.  Besides each field's text there are `base.` (its text when the record was read), for lookups
    `shown.` (the name typed) and `known.` (the name that belongs to the id), `choice.` after a conflict,
    and `several.` beside boxes of which several may be ticked: their text is one line for each."""

    form: MultiDict[str, str]

    def has(self, name: str) -> bool:
        """Whether the form carried the field at all."""
        return name in self.form or SHOWN + name in self.form or SEVERAL + name in self.form

    def text(self, name: str) -> str:
        """What stands in the field; for a contested one, whose value was chosen."""
        if self.form.get(CHOICE + name) == "theirs":
            return self.base(name)
        given = self.form.getlist(name)  # a checkbox comes after a hidden "false"
        if SEVERAL + name in self.form:
            return "\n".join(one for one in given if one)
        return _lines(given[-1]) if given else ""

    def base(self, name: str) -> str:
        """What stood there when the record was read."""
        return _lines(self.form.get(BASE + name, ""))

    def shown(self, name: str) -> str:
        """The name in a lookup's visible box."""
        if self.form.get(CHOICE + name) == "theirs":
            return self.known(name)
        return self.form.get(SHOWN + name, "").strip()

    def known(self, name: str) -> str:
        """The name that belongs to a lookup's id."""
        return self.form.get(KNOWN + name, "").strip()

    def retyped(self, name: str) -> bool:
        """Whether a lookup's name was typed over without choosing from the list (as without JavaScript)."""
        return SHOWN + name in self.form and self.shown(name) != self.known(name)

    def target(self, name: str) -> str:
        """The object chosen for a lookup of several."""
        return self.form.get(TARGET + name, "")

    def changed(self, name: str) -> bool:
        """Whether the person changed the field."""
        return self.has(name) and (self.text(name) != self.base(name) or self.retyped(name))

    @property
    def version(self) -> int | None:
        """The record's version the form was made from."""
        given = self.form.get("version", "")
        return int(given) if given.isdecimal() and len(given) < 19 else None


def _lines(text: str) -> str:
    """One kind of line end: browsers send CRLF."""
    return text.replace("\r\n", "\n")
