"""Problems as SARIF 2.1.0, which code hosts and editors show beside the lines they are about."""

from collections.abc import Iterable, Mapping
from importlib.metadata import version
from typing import Any
from urllib.parse import quote

from objectry.diagnostics import Diagnostic, Severity
from objectry.metadata import CODES as MODEL_CODES
from objectry.plan import CODES as PLAN_CODES
from objectry.rules import CODES as RULE_CODES
from objectry.wording import EXPLANATIONS

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MEANINGS: Mapping[str, str] = {**MODEL_CODES, **RULE_CODES, **PLAN_CODES}
LEVELS: Mapping[Severity, str] = {Severity.ERROR: "error", Severity.WARNING: "warning"}


def as_sarif(found: Iterable[Diagnostic]) -> dict[str, Any]:
    """One run of one tool, with a rule for each code that occurs."""
    problems = list(found)
    codes = sorted({one.code for one in problems})
    driver = {
        "name": "Objectry",
        "version": version("objectry"),
        "semanticVersion": version("objectry"),
        "rules": [rule(code) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [result(one, codes.index(one.code)) for one in problems],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule(code: str) -> dict[str, Any]:
    """What a code means, and what to do about it."""
    described: dict[str, Any] = {"id": code, "shortDescription": {"text": MEANINGS.get(code, code).rstrip(".")}}
    explained = EXPLANATIONS.get(code)
    return described if explained is None else {**described, "help": {"text": explained.way_out}}


def result(one: Diagnostic, number: int) -> dict[str, Any]:
    told: dict[str, Any] = {
        "ruleId": one.code,
        "ruleIndex": number,
        "level": LEVELS[one.severity],
        "message": {"text": one.message},
    }
    return {**told, "locations": [{"physicalLocation": location(one)}]} if one.span.file else told


def location(one: Diagnostic) -> dict[str, Any]:
    """The file as a relative address, and the marked part of its line."""
    at = one.span
    region: dict[str, Any] = {
        "startLine": at.line,
        "startColumn": at.column,
        "endColumn": at.column + max(1, at.length),
    }
    if one.source_line:
        region["snippet"] = {"text": one.source_line}
    return {"artifactLocation": {"uri": quote(at.file)}, "region": region}
