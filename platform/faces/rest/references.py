"""References of a batch: `@{acme.id}` is the id in the answer of the call named acme.

A text that is nothing but a reference becomes the value itself; within a longer text, or an address, it becomes text.
`@@{` stands for `@{`.
"""

import re
from collections.abc import Mapping
from urllib.parse import quote

from objectry.faces.rest.refusals import malformed, near

REFERENCE = re.compile(r"@(@?)\{([^{}]*)\}")
Answers = Mapping[str, object]
"""The bodies of the answers so far, by the names of their calls."""


def resolved(value: object, known: Answers) -> object:
    """The value with every reference in it replaced.  Raises Refusal 400 for one that leads nowhere."""
    if isinstance(value, dict):
        return {key: resolved(one, known) for key, one in value.items()}
    if isinstance(value, list):
        return [resolved(one, known) for one in value]
    return _text(value, known) if isinstance(value, str) else value


def resolved_path(path: str, known: Answers) -> str:
    """A path with every reference in it replaced by one part of it.  Raises Refusal 400 for a value with a slash."""

    def fill(found: re.Match[str]) -> str:
        text = _within(found, known)
        if "/" in text and not found[1]:
            raise malformed("reference_slash", found[0], name=found[0])
        return quote(text, safe="")

    return REFERENCE.sub(fill, path)


def resolved_query(query: str, known: Answers) -> str:
    """The arguments of an address with every reference in them replaced, whatever stands in it."""
    return REFERENCE.sub(lambda found: quote(_within(found, known), safe=""), query)


def _text(text: str, known: Answers) -> object:
    whole = REFERENCE.fullmatch(text)
    if whole is not None and not whole[1]:
        return _lookup(whole[2], known)
    return REFERENCE.sub(lambda found: _within(found, known), text)


def _within(found: re.Match[str], known: Answers) -> str:
    if found[1]:
        return found[0][1:]
    value = _lookup(found[2], known)
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise malformed("reference_text", found[0], name=found[0])
    return str(value)


def _lookup(path: str, known: Answers) -> object:
    name, *steps = path.split(".")
    if name not in known:
        raise malformed("reference_call", f"@{{{path}}}", name=name, hint=near(name, known))
    value = known[name]
    for step in steps:
        value = _step(value, step, path)
    return value


def _step(value: object, step: str, path: str) -> object:
    if isinstance(value, dict) and step in value:
        return value[step]
    if isinstance(value, list) and step.isascii() and step.isdecimal() and len(step) < 6 and int(step) < len(value):
        return value[int(step)]
    raise malformed("reference_part", f"@{{{path}}}", name=path, part=step)
