"""`crm audit`: who did what about rights, log-ins and deployments; `crm verify audit`: whether that was changed."""

import json
from datetime import UTC, datetime

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.people import record_of, seeding
from objectry.faces.cli.options import database_options, json_option
from objectry.faces.cli.terminal import note, say, table, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.runtime import AuditEntry, AuditFilter, Break, Fault, NoKey, Verdict, parse_head

HEADINGS = ("number", "at (UTC)", "event", "by", "about", "detail")
SAID = {
    Fault.CHANGED: "row {number} is not what was sealed: it was changed, moved or put in",
    Fault.MISSING: "row {number} is missing",
    Fault.TWICE: "row {number} is there twice",
    Fault.NO_KEY: "row {number} cannot be checked: {reason}",
    Fault.NOT_THE_HEAD: "row {number} has another seal than the one written down",
}


@click.command("audit")
@click.option("--event", default="", help="Only this event, such as session.refuse or user.update.")
@click.option("--user", help="Only what this user did.")
@click.option("--since", type=click.DateTime(), help="Only from this moment on (UTC).")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True, help="How many, newest first.")
@database_options
@json_option
def audit(
    workspace: str,
    database: str | None,
    schema: str | None,
    event: str,
    user: str | None,
    since: datetime | None,
    limit: int,
    *,
    as_json: bool,
) -> None:
    """Tell who did what about rights, log-ins, shares, exports and deployments, newest first."""
    with open_platform(workspace, database, schema) as platform:
        actor = record_of(platform, user).id if user else None
        wanted = AuditFilter(event, actor, since=since and since.replace(tzinfo=UTC), limit=limit)
        found, _ = platform.audit.page(seeding(platform), wanted)
    if as_json:
        write_json([_document(one) for one in found])
        return
    table(HEADINGS, (_line(one) for one in found))
    if not found:
        note("nothing is in the audit log")


@click.command("audit")
@click.option("--head", help="An end of the log that was written down before, such as 1042:9f3c...")
@click.option("--seal", is_flag=True, help="Seal the rows that were written while no key was there.")
@database_options
@json_option
def verify_audit(
    workspace: str, database: str | None, schema: str | None, head: str | None, *, seal: bool, as_json: bool
) -> int:
    """Walk the chain of the audit log, and name the first row that was changed, moved or taken out.

    Ends with 1 where there is one, or where rows have no seal.
    """
    known = parse_head(head) if head else None
    if head and known is None:
        raise Failure("--head is a number, a colon and a seal of 64 signs, as `crm verify audit` tells it")
    with open_platform(workspace, database, schema) as platform:
        try:
            adopted = platform.audit.adopt(seeding(platform)) if seal else 0
        except NoKey as wrong:
            raise Failure(str(wrong)) from wrong
        found = platform.audit.verify(known, _tell)
    if as_json:
        write_json(_verdict(found))
    else:
        _show(found, adopted)
    return 1 if found.broken or found.unsealed else 0


def broken_at(found: Break) -> str:
    """The first broken link in a sentence."""
    return SAID[found.fault].format(number=found.number, reason=found.reason)


def _show(found: Verdict, adopted: int) -> None:
    if adopted:
        say(f"{adopted} rows were sealed now.")
    if found.broken is not None:
        say(f"{broken_at(found.broken)}.", "bold red")
        if found.broken.row is not None:
            row = found.broken.row
            say(f"    there now: {row.at:%Y-%m-%d %H:%M:%S} {row.event} {row.record} {row.detail}", "dim")
    if found.unsealed:
        say(f"{found.unsealed} rows have no seal: no key was there when they were written.", "yellow")
        note("`crm verify audit --seal` seals them as they are now.")
    if found.broken is None:
        say(f"{found.sound} rows, each as it was sealed. Head {found.head}", "green")


def _verdict(found: Verdict) -> dict[str, object]:
    broken = found.broken
    told = None if broken is None else {"number": broken.number, "fault": broken.fault, "text": broken_at(broken)}
    return {"sound": found.sound, "head": str(found.head), "broken": told, "unsealed": found.unsealed}


def _line(one: AuditEntry) -> tuple[str, ...]:
    about = " ".join(part for part in (one.object, one.name or one.record) if part)
    number = "" if one.number is None else str(one.number)
    detail = json.dumps(dict(one.detail), ensure_ascii=False) if one.detail else ""
    return number, f"{one.at:%Y-%m-%d %H:%M:%S}", one.event, one.actor_name or one.actor or "", about, detail


def _document(one: AuditEntry) -> dict[str, object]:
    return {
        "number": one.number,
        "at": one.at.isoformat(),
        "event": one.event,
        "actor": one.actor,
        "actor_name": one.actor_name,
        "cause": one.cause,
        "object": one.object,
        "record": one.record,
        "name": one.name,
        "detail": dict(one.detail),
    }


def _tell(number: int) -> None:
    """Progress, a line for each ten thousand."""
    if number % 10_000 == 0:
        note(f"{number:,} rows")
