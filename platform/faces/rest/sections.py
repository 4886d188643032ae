"""The OpenAPI document cut into what a page shows: per object its calls, their arguments, and what goes in and out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

METHODS = ("get", "post", "put", "patch", "delete")
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One line of a table: a name, its type, and what it means."""

    name: str
    type: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CallSection:
    """One operation."""

    method: str
    address: str
    summary: str
    arguments: tuple[Member, ...]
    body: str
    answer: str


@dataclass(frozen=True, slots=True)
class Section:
    """The operations of one tag, and the fields of its record."""

    title: str
    anchor: str
    calls: tuple[CallSection, ...]
    fields: tuple[Member, ...]


def sections_of(document: Document) -> tuple[Section, ...]:
    """The sections of a document, in its order."""
    calls: dict[str, list[CallSection]] = {}
    names: dict[str, str] = {}
    for address, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                title = operation["tags"][0]
                names.setdefault(title, address.split("/")[1])
                shared = item.get("parameters", [])
                calls.setdefault(title, []).append(_call(document, method, address, operation, shared))
    return tuple(
        Section(title, names[title], tuple(of), _fields(document, names[title])) for title, of in calls.items()
    )


def _call(document: Document, method: str, address: str, operation: Document, shared: list[Document]) -> CallSection:
    arguments = tuple(
        Member(one["name"], type_of(one.get("schema", {})), one.get("description", ""))
        for one in (*shared, *operation.get("parameters", []))
    )
    prefix = document["servers"][0]["url"]
    answers = [operation["responses"][status] for status in ("200", "201") if status in operation["responses"]]
    body = _shape(operation["requestBody"]) if "requestBody" in operation else ""
    answer = _shape(answers[0]) if answers else ""
    return CallSection(method.upper(), prefix + address, operation["summary"], arguments, body, answer)


def _shape(part: Document) -> str:
    for media in part.get("content", {}).values():
        return type_of(media["schema"])
    return ""


def _fields(document: Document, name: str) -> tuple[Member, ...]:
    properties = document["components"]["schemas"].get(name, {}).get("properties", {})
    return tuple(Member(field, type_of(facts), meaning_of(facts)) for field, facts in properties.items())


def type_of(schema: Document) -> str:
    """A shape in a few words: `string (date) or null`, or the name of another."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for key, word in (("anyOf", " or "), ("allOf", " and ")):
        if key in schema:
            return word.join(filter(None, (type_of(one) for one in schema[key])))
    kinds = schema.get("type", "")
    words = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{words} ({schema['format']})" if "format" in schema else words


def meaning_of(schema: Document) -> str:
    """What a field is for, and which values it takes."""
    return ". ".join(_meanings(schema))


def _meanings(schema: Document) -> Iterator[str]:
    for key in ("title", "description"):
        if schema.get(key):
            yield str(schema[key]).rstrip(".")
    choices = [str(one) for one in schema.get("enum", []) if one is not None]
    if choices:
        yield ", ".join(choices)
    if schema.get("x-targets"):
        yield "→ " + ", ".join(schema["x-targets"])
