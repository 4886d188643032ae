"""The manual of the rule language for admins, written from the tables so that it is always current."""

from collections.abc import Iterator
from itertools import groupby

from objectry.rules.actions import TABLE as ACTIONS
from objectry.rules.actions import Action
from objectry.rules.functions import Function, Parameter
from objectry.rules.library import ALIASES
from objectry.rules.library import TABLE as FUNCTIONS
from objectry.rules.manual_text import AFTER, BEFORE, CHILDREN_NOTE
from objectry.rules.types import Kind, Type


def manual() -> str:
    """The whole manual in Markdown, as it stands in docs/rules.md."""
    parts = [BEFORE, "## Functions\n", *_functions(), "## Actions\n", *map(action_text, ACTIONS), AFTER]
    return "\n".join(part.strip("\n") + "\n" for part in parts)


def _functions() -> Iterator[str]:
    for group, functions in groupby(FUNCTIONS, key=lambda one: one.group):
        yield f"### {group}\n"
        if group == "Child records":
            yield CHILDREN_NOTE
        yield from map(function_text, functions)


def function_text(function: Function) -> str:
    """The page of one function."""
    also = [f"`{alias}`" for alias, name in ALIASES.items() if name == function.name]
    lines = [f"**`{function.signature}`** gives {_article(function.result)}. {function.doc}"]
    if function.parameters:
        lines += ["", *dict.fromkeys(_parameter(one) for one in function.parameters if one.name != "...")]
    if also:
        lines += ["", f"Also written {', '.join(also)}."]
    if function.examples:
        lines += ["", "```"]
        wide = max(map(len, function.examples))
        lines += [f"{text.ljust(wide)}  ->  {value}" for text, value in function.examples.items()]
        lines.append("```")
    return "\n".join(lines) + "\n"


def _parameter(parameter: Parameter) -> str:
    marks = ", may be left out" if parameter.optional else ""
    return f"- `{parameter.name}`: {parameter.words}{marks}"


def _article(noun: str) -> str:
    return noun if noun.startswith("what ") else f"a {noun}"


def action_text(action: Action) -> str:
    """The page of one action."""
    lines = [f"**`{action.signature}`** {action.doc}", ""]
    lines += [f"- `{one.name}`: {_wanted(one.type)}{', may be left out' * one.optional}" for one in action.parameters]
    place = "Runs before the save and after it." if action.before_save else "Runs after the write only."
    return "\n".join([*lines, "", place]) + "\n"


def _wanted(kind: Type | None) -> str:
    if kind is None:
        return "the name of a field, as a text"
    return "a user" if kind.kind is Kind.REF else f"a {kind}"
