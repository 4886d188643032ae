"""Problems in the language of the reader."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from types import MappingProxyType

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.wording import (
    chinese_checks,
    chinese_model,
    chinese_plan,
    chinese_rules,
    chinese_scenarios,
    chinese_source,
)
from objectry.wording.chinese_codes import MEANINGS
from objectry.wording.phrasebook import Phrasebook

LANGUAGES = ("en", "zh-CN")
VARIABLES = ("OBJECTRY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG")
PHRASES: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": MappingProxyType({}),
        "zh-CN": MappingProxyType(
            {
                **chinese_source.PHRASES,
                **chinese_model.PHRASES,
                **chinese_rules.PHRASES,
                **chinese_checks.PHRASES,
                **chinese_scenarios.PHRASES,
            }
        ),
    }
)


EMPTY: Mapping[str, str] = MappingProxyType({})


@cache
def phrasebook(language: str) -> Phrasebook:
    """The book of a language."""
    return Phrasebook(PHRASES[language])


@cache
def plan_phrasebook(language: str) -> Phrasebook:
    """The book of a language for change plans, whose sentences are of other forms than problems."""
    return Phrasebook(chinese_plan.PHRASES if language == "zh-CN" else EMPTY)


def chosen(asked: str | None, environment: Mapping[str, str]) -> str:
    """The language asked for, else that of the environment, else English."""
    for wish in (asked, *(environment.get(name) for name in VARIABLES)):
        if wish:
            return "zh-CN" if wish.lower().startswith("zh") else "en"
    return "en"


def spoken(problems: Iterable[Diagnostic], language: str) -> Diagnostics:
    """The same problems, said in a language."""
    book = phrasebook(language)
    return Diagnostics(replace(one, message=book.say(one.message)) for one in problems)


def meanings(language: str) -> Mapping[str, str]:
    """What each code means, where it is not said in English by the rooms themselves."""
    return MEANINGS if language == "zh-CN" else MappingProxyType({})
