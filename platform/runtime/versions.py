"""Versions of apps and of the platform, and the ranges that `base:` and `requires:` name."""

import re
from collections.abc import Callable, Mapping
from operator import eq, ge, gt, le, lt
from types import MappingProxyType

Version = tuple[int, int, int]
TERM = re.compile(r"\s*(~|>=|<=|>|<|==|=)?\s*([0-9]+(?:\.[0-9]+){0,2})\s*")
TESTS: Mapping[str, Callable[[Version, Version], bool]] = MappingProxyType(
    {">=": ge, "<=": le, ">": gt, "<": lt, "==": eq, "=": eq}
)


def parse(text: str) -> Version:
    """`1`, `1.2` or `1.2.3`; missing parts are 0.  Raises ValueError."""
    numbers = [int(part) for part in text.split(".")]
    major, minor, patch = (numbers + [0, 0])[:3]
    return major, minor, patch


def fits(version: str, wanted: str) -> bool:
    """Whether a version lies in a range: terms such as `>=0.1` joined by commas, all of which must hold.

    `~1.2` and a bare `1.2` mean 1.2 and every later 1.2.x; `~1` means every 1.x.  What is no range fits nothing.
    """
    terms = [TERM.fullmatch(term) for term in wanted.split(",")]
    return all(term is not None and _holds(parse(version), term[1] or "~", term[2]) for term in terms)


def _holds(version: Version, test: str, bound: str) -> bool:
    if test == "~":
        parts = bound.count(".") + 1
        return version >= parse(bound) and version[: min(parts, 2)] == parse(bound)[: min(parts, 2)]
    return TESTS[test](version, parse(bound))
