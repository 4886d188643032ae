"""Faults planted in the standard CRM: each is one edit a person might make by mistake, and should be told on its line.

A long run, which prints the faults that were told elsewhere or not at all:

    .venv/bin/python -m tests.plan.planting 2000 [SEED]
"""

import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from objectry.diagnostics import Diagnostic
from objectry.faces.cli.shipped import shipped_apps
from objectry.metadata import AppSource, core_app
from objectry.plan import check_stack

KEY = re.compile(r"(?P<before>^\s*|[{,]\s*)(?P<key>[a-z_]+)(?P<colon>:(?=\s|$))")
SCHEMA_KEYS = frozenset(
    "object label plural icon sharing base fields type to required related_as on_delete default values color help"
    " index read_only min max scale precision max_length formula rollup format validations error_if message at"
    " transitions attributes unique rules when if then forms sections page highlights path tabs form related columns"
    " views where sort search roles sets permission_sets objects layout sum by".split()
)
WORD_VALUE = re.compile(
    r"\b(?P<key>type|to|color|base|on_delete|related|form|at|path|by|sum|default): (?P<value>[a-z_]+)\b"
)
LISTED = re.compile(r"\b(?:fields|columns|highlights|sort|sets): \[(?P<items>[^\]]+)\]")
RULE = re.compile(
    r"\b(?:formula|error_if|required_if|where|if|rollup): (?P<text>.+?)(?=,\s+[a-z_]+:|\}|$)"
    r"|^ {6}(?P<block>(?:if|elif|set|notify|create|refuse)\b.*)$"
)
NAME = re.compile(r'(?<![\w$."\'])[a-z][a-z_]+(?![\w("\'])')
NO_NAMES = frozenset("and or not in is if then elif else end set create true false null where before save".split())
COUNTED = frozenset("max_length min max scale precision required unique index read_only".split())


@dataclass(frozen=True, slots=True)
class Planted:
    """One edit: the file, the line it is on (from 1), what was done, and the file as it is now."""

    kind: str
    file: str
    line: int
    text: str

    @property
    def shown(self) -> str:
        return self.text.split("\n")[self.line - 1]


Edit = Callable[[str, random.Random], str | None]  # a line -> the same with a fault, or None where it does not fit


def misspelt(word: str, dice: random.Random) -> str:
    at = dice.randrange(len(word))
    return word[:at] + dice.choice([word[at] * 2, "", "x", "zq"]) + word[at + 1 :] + ("q" if len(word) < 4 else "")


def replaced(line: str, found: re.Match[str], group: str, word: str) -> str:
    return line[: found.start(group)] + word + line[found.end(group) :]


def pick(found: Iterator[re.Match[str]], dice: random.Random) -> re.Match[str] | None:
    every = list(found)
    return dice.choice(every) if every else None


def key_typo(line: str, dice: random.Random) -> str | None:
    found = pick((one for one in KEY.finditer(line) if one["key"] in SCHEMA_KEYS), dice)
    return None if found is None else replaced(line, found, "key", misspelt(found["key"], dice))


def value_typo(line: str, dice: random.Random) -> str | None:
    found = pick(WORD_VALUE.finditer(line), dice)
    return None if found is None else replaced(line, found, "value", misspelt(found["value"], dice))


def listed_typo(line: str, dice: random.Random) -> str | None:
    found = pick(LISTED.finditer(line), dice)
    if found is None:
        return None
    items = found["items"].split(", ")
    at = dice.randrange(len(items))
    items[at] = misspelt(items[at].lstrip("-"), dice)
    return replaced(line, found, "items", ", ".join(items))


def unknown_name(line: str, dice: random.Random) -> str | None:
    rule = pick(RULE.finditer(line), dice)
    if rule is None:
        return None
    start, end = rule.span("text") if rule["text"] is not None else rule.span("block")
    name = pick((one for one in NAME.finditer(line, start, end) if one[0] not in NO_NAMES), dice)
    return None if name is None else line[: name.start()] + misspelt(name[0], dice) + line[name.end() :]


def rule_types(line: str, dice: random.Random) -> str | None:
    """A number in a rule becomes a text, or a text a date."""
    rule = pick(RULE.finditer(line), dice)
    if rule is None:
        return None
    start, end = rule.span("text") if rule["text"] is not None else rule.span("block")
    number = pick(re.compile(r"(?<=[<>=] )\d+").finditer(line, start, end), dice)
    return None if number is None else f"{line[: number.start()]}TODAY(){line[number.end() :]}"


def wrong_type(line: str, dice: random.Random) -> str | None:
    found = pick(
        (one for one in re.finditer(r"\b(?P<key>[a-z_]+): (?P<value>[a-z0-9_]+)", line) if one["key"] in COUNTED), dice
    )
    return None if found is None else replaced(line, found, "value", dice.choice(["maybe", "[1]", "'yes'", "{a: b}"]))


def open_quote(line: str, dice: random.Random) -> str | None:
    found = pick(re.finditer(r": (?P<at>)[a-zA-Z]", line), dice)
    return None if found is None else line[: found.start("at")] + dice.choice("'\"") + line[found.start("at") :]


def lost_bracket(line: str, dice: random.Random) -> str | None:
    found = pick(re.finditer(r"[\]}]", line), dice)
    return None if found is None else line[: found.start()] + line[found.end() :]


def lost_colon(line: str, dice: random.Random) -> str | None:
    found = pick(KEY.finditer(line), dice)
    return None if found is None else line[: found.start("colon")] + line[found.end("colon") :]


def tab(line: str, dice: random.Random) -> str | None:  # noqa: ARG001 - all edits have one shape
    return "\t" + line.lstrip() if line.startswith("  ") else None


def shifted(line: str, dice: random.Random) -> str | None:
    return dice.choice([" " + line, line[1:]]) if line.startswith("  ") and not line.startswith("      ") else None


def wide_letter(line: str, dice: random.Random) -> str | None:
    """A key with a letter that only looks right."""
    found = pick((one for one in KEY.finditer(line) if one["key"] in SCHEMA_KEYS and "e" in one["key"]), dice)
    return None if found is None else replaced(line, found, "key", found["key"].replace("e", dice.choice("еｅé"), 1))


EDITS: Mapping[str, Edit] = MappingProxyType(
    {
        "key typo": key_typo,
        "value typo": value_typo,
        "listed typo": listed_typo,
        "unknown name": unknown_name,
        "rule types": rule_types,
        "wrong type": wrong_type,
        "open quote": open_quote,
        "lost bracket": lost_bracket,
        "lost colon": lost_colon,
        "tab": tab,
        "shifted": shifted,
        "wide letter": wide_letter,
        "duplicate": lambda line, dice: f"{line}\n{line}" if re.match(r"^ {2,}[a-z_]+: .*\S$", line) else None,
    }
)


def standard() -> AppSource:
    """The standard CRM."""
    return next(iter(shipped_apps().values()))


def plant(app: AppSource, dice: random.Random) -> Planted:
    """One fault somewhere in the YAML files of an app."""
    files = sorted(
        name for name in app.files if name.endswith(".yaml") and not name.startswith(("app", "translations"))
    )
    kind = dice.choice(list(EDITS))
    while True:
        file = dice.choice(files)
        lines = app.files[file].split("\n")
        at = dice.randrange(len(lines))
        if lines[at].lstrip().startswith("#"):
            continue
        edited = EDITS[kind](lines[at], dice)
        if edited is not None and edited != lines[at]:
            text = "\n".join([*lines[:at], edited, *lines[at + 1 :]])
            return Planted(kind, file, at + 1 + edited.count("\n"), text)


def told(app: AppSource, planted: Planted) -> tuple[Diagnostic, ...]:
    """What checking the app with the fault in it tells."""
    damaged = AppSource(app.name, {**app.files, planted.file: planted.text})
    return check_stack((core_app(), damaged))[1].sorted()


def on_the_line(planted: Planted, problems: tuple[Diagnostic, ...]) -> bool:
    return any(one.span.file == planted.file and one.span.line == planted.line for one in problems)


def main(count: int, seed: int) -> None:
    app, dice = standard(), random.Random(seed)
    hits: Counter[str] = Counter()
    tries: Counter[str] = Counter()
    elsewhere: Counter[str] = Counter()
    for _ in range(count):
        planted = plant(app, dice)
        problems = told(app, planted)
        if not problems and planted.kind == "shifted":
            continue  # the file means the same
        tries[planted.kind] += 1
        elsewhere[planted.kind] += sum(one.span.file != planted.file for one in problems)
        if on_the_line(planted, problems):
            hits[planted.kind] += 1
            continue
        print(f"--- {planted.kind}: {planted.file}:{planted.line}: {planted.shown}")  # noqa: T201
        for one in sorted(problems, key=lambda one: one.span.file != planted.file)[:3]:
            print(f"      {one}")  # noqa: T201
    for kind in EDITS:
        print(f"{kind:14} {hits[kind]:5} of {tries[kind]:5}, {elsewhere[kind]} in other files")  # noqa: T201
    print(f"all            {hits.total():5} of {tries.total():5}")  # noqa: T201


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1)
