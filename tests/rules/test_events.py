"""Events: which moments a rule may wait for."""

import pytest

from objectry.diagnostics import Span
from objectry.metadata import RuleText
from objectry.rules import Event, check_event, text_of
from tests.rules.sample import sample_scope


def events(text: str) -> tuple[Event, ...]:
    found, problems = check_event(RuleText(text), sample_scope())
    assert not problems.errors, [str(one) for one in problems]
    return found


PLAIN = [
    ("before save", [("before_save", None)]),
    ("Created", [("created", None)]),
    ("created or updated", [("created", None), ("updated", None)]),
    ("saved or saved", [("saved", None)]),
    ("deleted or created", [("deleted", None), ("created", None)]),
    ("stage changes", [("changes", "stage")]),
    ("STAGE becomes 'won' or n1 changes", [("becomes", "stage"), ("changes", "n1")]),
    ("text__c changes", [("changes", "t1")]),
    ("total changes", [("changes", "total")]),
    ("owner changes", [("changes", "owner")]),
]


@pytest.mark.parametrize(("text", "expected"), PLAIN, ids=[text for text, _ in PLAIN])
def test_events(text: str, expected: list[tuple[str, str | None]]) -> None:
    """Events keep their order, once each, with the canonical name of the field watched."""
    assert [(one.kind, one.field) for one in events(text)] == expected


def test_values_are_typed() -> None:
    """`from` and `to` are values of the field."""
    (event,) = events('stage changes from "new" to "won"')
    assert event.old is not None
    assert event.new is not None
    assert (text_of(event.old), text_of(event.new)) == ('"new"', '"won"')
    assert event.new.type.picklist == ("sample", "stage")


MISTAKES = [
    ("submitted", "R320 approvals do not run in this version, so the rule would never fire; rules wait for before"),
    ("approved or created", "R320 approvals do not run in this version"),
    ("called", "R320 buttons and calls of rules do not run in this version"),
    ('every monday at "07:30"', "R320 schedules do not run in this version"),
    ("every mnday", 'R303 unknown day "mnday"; did you mean "monday"?'),
    ('every day at "25:00"', 'R313 "25:00" is no time of day, such as "07:30"'),
    ("48 hours after created_at", "R320 timers do not run in this version"),
    ("48 hour before m1 or 1 business_day after d1", "R320 timers do not run in this version"),
    ("48 fortnights after d1", 'R303 unknown unit of time "fortnights"; there are minutes, hours, days'),
    ("1.5 days after d1", "R313 a duration is a whole number of at least 1"),
    ("2 days after t1", "R306 a timer waits for a date or a moment; t1 is a text"),
    ("2 days after d7", 'R303 unknown field "d7" on sample'),
    ("before save or created", "R321 a rule runs either before the save or after the write; make two rules of it"),
    ("stge changes", 'R303 unknown field "stge" on sample; did you mean "stage"?'),
    ("parent.n1 changes", "R312 only a stored field of the record itself can be watched"),
    ("doubled changes", "R312 only a stored field of the record itself can be watched"),
    ("above changes", "R312 only a stored field of the record itself can be watched"),
    ('stage becomes "wonn"', 'R307 sample.stage has no value "wonn"; did you mean "won"?'),
    ('n1 changes to "x"', "R306 a number is needed here, this is a text; VALUE(...) reads a number from a text"),
    ("stage", 'R301 the text ends too early; expected "becomes" or "changes"'),
    ("create", 'R301 the text ends too early; expected "becomes" or "changes"'),
    ("", "R301 the text ends too early; expected an event: before save, created, updated, saved, deleted"),
]


@pytest.mark.parametrize(("text", "expected"), MISTAKES, ids=[text for text, _ in MISTAKES])
def test_mistakes(text: str, expected: str) -> None:
    """What rules cannot wait for is said, with what they can."""
    found, problems = check_event(RuleText(text, Span("f.yaml")), sample_scope())
    assert found == ()
    messages = [f"{one.code} {one.message}" for one in problems]
    assert messages[0].startswith(expected), messages
