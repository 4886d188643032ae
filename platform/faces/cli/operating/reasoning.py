"""`crm explain rule` and `crm explain draft`: why a rule fires for a record, and what a draft would do to all."""

import os
from collections.abc import Iterator, Mapping

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.operating.people import find_user
from objectry.faces.cli.options import database_options, json_option, language_option
from objectry.faces.cli.terminal import say, write_json
from objectry.faces.cli.workspace import open_platform
from objectry.faces.reasons import explained_document, explained_lines, rehearsed_document, rehearsed_lines
from objectry.plan import Blueprint
from objectry.runtime import Call, Explained, NotFound, Platform, Source, subjects
from objectry.wording import chosen

RULES = "rules"
as_option = click.option("--as", "username", help="With the eyes of this user; without it, everything is told.")


@click.command()
@click.argument("record")
@click.argument("name", metavar="RULE")
@click.option(
    "--set", "given", multiple=True, metavar="FIELD=VALUE", help="As if the field had this value; repeatable."
)
@click.option("--version", type=int, help="The save that gave the record this version; its last one when left out.")
@as_option
@database_options
@json_option
@language_option
def rule(
    workspace: str,
    database: str | None,
    schema: str | None,
    record: str,
    name: str,
    given: tuple[str, ...],
    version: int | None,
    username: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """Why RULE fired for RECORD or did not: an id, or OBJECT/ID.

    RULE is the name of a rule, a validation, a formula field, FIELD.visible_if, FIELD.required_if or a sharing rule.
    """
    values = dict(map(_pair, given))
    if values and version is not None:
        raise Failure("--set asks what would be, --version what was; take one of them")
    with open_platform(workspace, database, schema) as platform:
        found = _explained(platform, _call(platform, username), record, name, values, version)
    if as_json:
        write_json(explained_document(found))
        return
    for line in explained_lines(found, chosen(language, os.environ)):
        say(line)


@click.command()
@click.argument("object_name", metavar="OBJECT")
@click.argument("condition")
@click.option("--then", help="The statements of the draft; without them it is a validation's `error_if`.")
@as_option
@database_options
@json_option
@language_option
def draft(
    workspace: str,
    database: str | None,
    schema: str | None,
    object_name: str,
    condition: str,
    then: str | None,
    username: str | None,
    language: str | None,
    *,
    as_json: bool,
) -> None:
    """What a draft with this CONDITION would have done to the records of OBJECT; nothing is changed."""
    with open_platform(workspace, database, schema) as platform:
        found = platform.records.rehearse(_call(platform, username), object_name, condition, then)
    if as_json:
        write_json(rehearsed_document(found))
        return
    for line in rehearsed_lines(found, chosen(language, os.environ), statements=then is not None):
        say(line)


def _pair(written: str) -> tuple[str, object]:
    name, sign, value = written.partition("=")
    if not sign:
        raise Failure(f"{written}: write --set FIELD=VALUE")
    return name.strip(), value or None


def _call(platform: Platform, username: str | None) -> Call:
    actor = platform.identity.system_actor(RULES) if username is None else find_user(platform, username)
    return platform.call(actor, Source.API)


def _explained(
    platform: Platform, call: Call, record: str, name: str, values: Mapping[str, object], version: int | None
) -> Explained:
    """The explanation, from the first object that has both the name and the record."""
    thing, _, id = record.rpartition("/")
    objects = [thing] if thing else list(_with(name, call.blueprint))
    if not objects:
        raise Failure(f"nothing is called {name}; `crm show rules` lists the rules")
    for place, one in enumerate(objects, start=1):
        try:
            return platform.records.why(call, one, id, name, values, version)
        except NotFound:
            if place == len(objects):
                raise
    raise AssertionError


def _with(name: str, blueprint: Blueprint) -> Iterator[str]:
    """The objects about which something has this name."""
    for one, plan in blueprint.objects.items():
        if any(known.name.lower() == name.lower() for known in subjects(blueprint, plan)):
            yield one
