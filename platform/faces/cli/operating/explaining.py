"""`crm explain`: why somebody sees a record, why a rule fires, and what a code means."""

import os
import re
from collections.abc import Mapping

import click

from objectry.diagnostics import suggest
from objectry.faces import codes as faces
from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.people import find_user
from objectry.faces.cli.operating.reasoning import draft, rule
from objectry.faces.cli.options import database_options, json_option, language_option
from objectry.faces.cli.terminal import pairs, say, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.metadata import CODES as METADATA
from objectry.plan import CODES as PLAN
from objectry.rules import CODES as RULES
from objectry.runtime import CODES as RUNTIME
from objectry.runtime import OBJECT_RIGHTS, SCENARIO_CODES, Rights, Source
from objectry.wording import EXPLANATIONS, chosen, meanings

CODE = re.compile(r"[SMRPDFT]\d{3}")
MEANINGS: Mapping[str, str] = {**METADATA, **RULES, **PLAN, **RUNTIME, **SCENARIO_CODES, **faces.CODES}
LABELS: Mapping[str, tuple[str, str]] = {"en": ("example", "way out"), "zh-CN": ("例子", "办法")}


class Subjects(click.Group):
    """What can be explained: the ways named below, and every code of a problem."""

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """`crm explain M214` is a command too."""
        code = name.upper()
        return code_command(code) if CODE.fullmatch(code) else super().get_command(ctx, name)


@click.group(cls=Subjects)
def explain() -> None:
    """Why something is as it is, or what a code such as M214 means and what to do about it."""


explain.add_command(rule)
explain.add_command(draft)


def code_command(code: str) -> click.Command:
    """The command that explains one code."""

    def tell(*, language: str | None) -> None:
        spoken = chosen(language, os.environ)
        if code not in MEANINGS:
            near = suggest(code, MEANINGS)
            raise Failure(f"no problem has the code {code}{near}")
        say(f"{code}  {meanings(spoken).get(code, MEANINGS[code])}")
        if code in EXPLANATIONS:
            pairs(dict(zip(LABELS[spoken], (EXPLANATIONS[code].example, EXPLANATIONS[code].way_out), strict=True)))

    return click.command(code, help=f"What {code} means.")(language_option(tell))


@explain.command()
@click.argument("username")
@click.argument("object_name", metavar="OBJECT")
@click.argument("record", required=False)
@database_options
@json_option
def access(
    workspace: str,
    database: str | None,
    schema: str | None,
    username: str,
    object_name: str,
    record: str | None,
    *,
    as_json: bool,
) -> None:
    """Why USERNAME may see and change OBJECT, and the RECORD with this id."""
    with open_platform(workspace, database, schema) as platform:
        actor = find_user(platform, username)
        call = platform.call(actor, Source.API)
        if object_name not in call.blueprint.objects:
            raise Failure(f"there is no object {object_name}")
        rights = Rights(call.blueprint, actor)
        decisions = {right: rights.may(object_name, right) for right in sorted(OBJECT_RIGHTS)}
        if record is not None:
            on_record = platform.records.access(call, object_name, record)
            decisions |= {f"this record: {right}": one for right, one in on_record.items()}
    if as_json:
        write_json({name: {"allowed": one.allowed, "reason": one.reason} for name, one in decisions.items()})
        return
    say(f"{username} on {object_name}:")
    pairs({name: f"{'yes' if one.allowed else 'no '}  {one.reason}" for name, one in decisions.items()})
