"""Versions of apps, and conditions on them."""

import re

CONDITION = re.compile(r"(>=|<=|==|<|>|~)?\s*([0-9]+(?:\.[0-9]+){0,2})")
Number = tuple[int, ...]
UNKNOWN = "0"  # the version of an app that tells none


def version_key(version: str) -> Number:
    """A version as numbers that sort: 1.2 and 1.2.0 are one, what follows the numbers does not count."""
    return numbers(re.split(r"[^0-9.]", version, maxsplit=1)[0])


def satisfied(current: str, wanted: str) -> bool:
    """Whether a version fulfils all conditions, such as `>=0.1,<1` or `~1.0` (1.0 or later, below 2)."""
    have = version_key(current)
    found = [CONDITION.fullmatch(part.strip()) for part in wanted.split(",")]
    return all(one is not None and holds(have, one[1] or "==", numbers(one[2])) for one in found)


def well_formed(wanted: str) -> bool:
    """Whether conditions can be read."""
    return all(CONDITION.fullmatch(part.strip()) for part in wanted.split(","))


def numbers(text: str) -> Number:
    parts = [int(part) for part in text.split(".") if part]
    return tuple((parts + [0, 0, 0])[:3])


def holds(have: Number, sign: str, want: Number) -> bool:
    if sign == "~":
        ceiling = (want[0] + 1, 0, 0)
        return want <= have < ceiling
    truths = {">=": have >= want, "<=": have <= want, "==": have == want, "<": have < want, ">": have > want}
    return truths[sign]
