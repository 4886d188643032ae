"""A change plan for people and for programs."""

from collections.abc import Iterator, Mapping, Sequence
from shlex import quote
from types import MappingProxyType

from rich.text import Text

from objectry.faces.cli.deploying.grouping import LONG, Group, grouped, totals
from objectry.faces.cli.problems import width
from objectry.faces.cli.terminal import out, say
from objectry.plan import Change, ChangeClass
from objectry.runtime import Planned
from objectry.wording import Phrasebook, plan_phrasebook

STYLES: Mapping[ChangeClass, str] = MappingProxyType(
    {
        ChangeClass.SAFE: "green",
        ChangeClass.SLOW: "yellow",
        ChangeClass.DATA_LOSS: "bold red",
        ChangeClass.ACCESS: "magenta",
        ChangeClass.STRICTER: "cyan",
    }
)
ENGLISH = "en"
FEW, MANY = 5, 100  # records that are named
INDENT = " " * 12
SHORTLY = 1.0
MEASURED = "an estimate, as fast as this database read its records just now"
MOST_NAMES = 6


def show_plan(planned: Planned, language: str = ENGLISH, *, every: bool = False) -> None:
    """The changes by line, the class before each, below it who is concerned; then how long others wait.

    In a long plan harmless changes of one thing share a line, unless `every` one is wanted.
    """
    book = plan_phrasebook(language)
    if planned.done:
        say(book.say("Nothing to change: what is deployed is what stands in the files."))
        for words in in_quarantine(planned):
            say(book.say(words))
        return
    if planned.only_rewritten:
        say(book.say(f"Only comments, or the way things are written, differ: {listed(planned.rewritten)}"))
        say(book.say("They are kept with a revision of their own; nothing else changes."))
        return
    show_changes(planned, book, every=every)
    for words in after_all(planned):
        say(book.say(words))


def after_all(planned: Planned) -> Iterator[str]:
    """How long others wait, what goes and comes back, and what consents to all of it."""
    if planned.changes.seconds is not None:
        yield waiting(planned.changes.seconds)
    yield from in_quarantine(planned)
    wanted = consent_for(planned)
    if wanted:
        yield f"To agree to all of it by name: {' '.join(wanted)}"


def show_changes(planned: Planned, book: Phrasebook, *, every: bool) -> None:
    """The changes, under how many there are."""
    changes = planned.changes.changes
    what = f"{len(changes)} {'change' if len(changes) == 1 else 'changes'}"
    say(book.say(f"{what} to revision {planned.base}:" if planned.base else "The first deployment:"))
    if len(changes) > LONG:
        say(book.say(f"  {totals(changes)}; every one with --all"), "dim")
    for one in changes if every else grouped(changes):
        if isinstance(one, Group):
            show_line(ChangeClass.SAFE, book, together(one), "")
        else:
            show_line(one.kind, book, one.text, counts(one))
            for words in concerned(one, MANY if every else FEW):
                say(INDENT + book.say(words), "dim")


def show_line(kind: ChangeClass, book: Phrasebook, text: str, tail: str) -> None:
    """A change, its class before it."""
    name = book.say(str(kind))
    line = Text(f"  {name}{' ' * max(1, len(INDENT) - 2 - width(name))}", style=STYLES[kind])
    out().print(line.append(book.say(text), style="not bold default").append(book.say(tail), style="dim"))


def together(group: Group) -> str:
    """`account: 37 changes: add column account.a text; add column account.b text and 35 more`."""
    shown = "; ".join(change.text for change in group.changes[:2])
    return f"{group.name}: {len(group.changes)} changes: {shown} and {len(group.changes) - 2} more"


def consent_for(planned: Planned) -> tuple[str, ...]:
    """The options that agree to each loss and grant of a plan, and to slow changes."""
    changes = planned.changes.changes
    losses = (f"--allow-data-loss {quote(name)}" for name in planned.changes.losses)
    grants = (f"--consent {quote(one.name)}" for one in changes if one.asks)
    slow = any(one.kind is ChangeClass.SLOW for one in changes)
    return (*losses, *grants, *(("--maintenance",) if slow else ()))


def in_quarantine(planned: Planned) -> Iterator[str]:
    """What goes for good with this apply, what goes next, and how long what this plan loses can come back."""
    due = [one.kept.name for one in planned.quarantine if one.due]
    later = [one for one in planned.quarantine if not one.due]
    if due and planned.done:
        yield f"Due to be deleted for good, by the next apply that changes something or `crm purge`: {listed(due)}."
    elif due:
        yield f"With this apply, these are deleted for good, as their time in quarantine is over: {listed(due)}."
    if later:
        until = f"{later[0].at:%Y-%m-%d}"
        yield f"In quarantine: {listed([one.kept.name for one in later])}; {later[0].kept.name} until {until}."
    if planned.changes.losses:
        yield f"What goes to quarantine by this can be brought back for {planned.blueprint.settings.purge_after} days."


def listed(names: Sequence[str]) -> str:
    """Names with commas, the first few of many."""
    more = len(names) - MOST_NAMES
    return ", ".join(names[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")


def counts(change: Change) -> str:
    """` (1,204 records)`: those a change is about."""
    if not change.rows or change.users is not None:
        return ""
    return f"  ({_records(change.rows)})"


def concerned(change: Change, most: int = FEW) -> Iterator[str]:
    """`37 records would break account.vat_needed: 0190..., 0191...`: who breaks a change, else who loses by it."""
    shown = ", ".join(change.samples[:most])
    more = ", ..." if (change.breaking or change.rows or 0) > min(most, len(change.samples)) else ""
    if change.breaking:
        yield f"{_broken(change)}: {shown}{more}" if shown else _broken(change)
    elif change.breaking is None and shown:
        yield f"among them {shown}{more}"


def _broken(change: Change) -> str:
    count = change.breaking or 0
    if change.refit is not None and change.refit.converted:
        return f"{count:,} {'value does' if count == 1 else 'values do'} not convert"
    if change.duplicates:
        return f"{_records(count)} {'repeats' if count == 1 else 'repeat'} a value of another"
    return f"{_records(count)} would break {change.name}"


def _records(count: int) -> str:
    return f"{count:,} {'record' if count == 1 else 'records'}"


def waiting(seconds: float) -> str:
    """How long others will wait."""
    if seconds < SHORTLY:
        return "Others wait for less than a second (an estimate)."
    many, of = (seconds, "seconds") if seconds < 120 else (seconds / 60, "minutes")
    return f"Others wait for about {many:.0f} {of} ({MEASURED})."


def plan_as_json(planned: Planned) -> dict[str, object]:
    """The plan for programs, in the form of `plan_schema.PLAN`; the steps are counted, not listed."""
    return {
        "base_revision": planned.base,
        "base": planned.changes.base,
        "target": planned.changes.target,
        "pending": not planned.done,
        "rewritten": list(planned.rewritten),
        "quarantine": [
            {"name": one.kept.name, "left_with": one.kept.revision, "until": one.at.isoformat(), "due": one.due}
            for one in planned.quarantine
        ],
        "changes": [
            {
                "class": str(change.kind),
                "name": change.name,
                "text": change.text,
                "rows": change.rows,
                "breaking": change.breaking,
                "samples": list(change.samples),
                "users": change.users,
            }
            for change in planned.changes.changes
        ],
        "steps": len(planned.changes.steps),
        "seconds": planned.changes.seconds,
    }
