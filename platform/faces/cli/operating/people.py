"""Users on the command line: who is meant, and `crm user`."""

import secrets
from datetime import timedelta

import click

from objectry.faces.cli.failures import Failure
from objectry.faces.cli.options import database_options
from objectry.faces.cli.terminal import note, say
from objectry.faces.cli.workspace import open_platform
from objectry.runtime import Actor, Call, Outcome, Platform, Query, Record, Source

USERS = "user"
SEEDING = "seed"
LETTERS, LENGTH = "abcdefghjkmnpqrstuvwxyz23456789", 16  # none that looks like another


@click.group()
def user() -> None:
    """People who may log in."""


@user.command()
@click.argument("username")
@click.option("--name", help="The person's name; the username when left out.")
@click.option("--role", required=True, help="The role, such as admin or rep.")
@click.option("--email")
@click.option("--manager", help="The manager's username.")
@click.option("--language", default="en", show_default=True)
@click.option("--timezone", help="Such as Europe/Berlin; the organisation's when left out.")
@click.option("--password", envvar="OBJECTRY_PASSWORD", help="Made up and shown when left out (OBJECTRY_PASSWORD).")
@database_options
def add(
    workspace: str,
    database: str | None,
    schema: str | None,
    username: str,
    name: str | None,
    role: str,
    email: str | None,
    manager: str | None,
    language: str,
    timezone: str | None,
    password: str | None,
) -> None:
    """Add a user with a password."""
    with open_platform(workspace, database, schema) as platform:
        call = seeding(platform)
        known_role(call, role)
        values = {
            "username": username,
            "name": name or username,
            "email": email,
            "role": role,
            "language": language,
            "timezone": timezone or call.blueprint.settings.timezone,
            "active": True,
            "manager": record_of(platform, manager).id if manager else None,
        }
        made = only(platform.records.create(call, USERS, [values]))
        chosen = password or new_password()
        platform.identity.set_password(seeding(platform), made.id, chosen)
    say(f"user {username} with role {role}")
    if password is None:
        say(f"password: {chosen}")


@user.command()
@click.argument("username")
@click.option("--password", envvar="OBJECTRY_PASSWORD", help="Made up and shown when left out (OBJECTRY_PASSWORD).")
@database_options
def passwd(workspace: str, database: str | None, schema: str | None, username: str, password: str | None) -> None:
    """Give a user another password; all sessions of the user end."""
    with open_platform(workspace, database, schema) as platform:
        chosen = password or new_password()
        platform.identity.set_password(seeding(platform), record_of(platform, username).id, chosen)
    say(f"password of {username}: {'changed' if password else chosen}")


@user.command()
@click.argument("username")
@click.option("--tokens", is_flag=True, help="End the user's API tokens, too.")
@database_options
def logout(workspace: str, database: str | None, schema: str | None, username: str, *, tokens: bool) -> None:
    """End all sessions of a user, wherever she is logged in."""
    with open_platform(workspace, database, schema) as platform:
        platform.identity.log_out_everywhere(seeding(platform), record_of(platform, username).id, tokens=tokens)
    say(f"{username} is logged out everywhere{', and all tokens are revoked' if tokens else ''}")


@user.command()
@click.argument("username")
@click.option("--name", default="command line", show_default=True, help="What the token is for.")
@click.option("--days", type=click.IntRange(1, 3650), default=90, show_default=True, help="How long it is good for.")
@click.option("--scope", multiple=True, help="What alone it is good for, as deal:read,update; may be given repeatedly.")
@database_options
def token(
    workspace: str,
    database: str | None,
    schema: str | None,
    username: str,
    name: str,
    days: int,
    scope: tuple[str, ...],
) -> None:
    """Make an API token that acts for a user. It is shown this once."""
    pairs = frozenset((one.partition(":")[0], action) for one in scope for action in one.partition(":")[2].split(","))
    with open_platform(workspace, database, schema) as platform:
        call = platform.call(find_user(platform, username), Source.API)
        secret = platform.identity.create_token(call, name, platform.clock.now() + timedelta(days=days), pairs)
    note(f"acts for {username}, good for {days} days, shown this once:")
    click.echo(secret)


def seeding(platform: Platform) -> Call:
    """A call of the platform itself, for administration at the console."""
    return platform.call(platform.identity.system_actor(SEEDING), Source.SEED, "command line")


def record_of(platform: Platform, username: str) -> Record:
    """The record of a user; raises Failure when there is none."""
    wanted = username.replace("\\", "\\\\").replace('"', '\\"')
    found = platform.records.find(seeding(platform), Query(USERS, filter=f'username = "{wanted}"', limit=1))
    if not found.records:
        raise Failure(f"there is no user {username}")
    return found.records[0]


def find_user(platform: Platform, username: str | None) -> Actor:
    """A user as an actor; without a name an administrator that nobody is logged in as."""
    call = seeding(platform)
    if username is None:
        return Actor("00000000-0000-0000-0000-000000000000", "nobody", role="admin", sets=role_sets(call, "admin"))
    record_of(platform, username)
    actor = platform.identity.actor_called(username)
    if actor is None:
        raise Failure(f"{username} is deactivated")
    return actor


def role_sets(call: Call, role: str) -> frozenset[str]:
    """The permission sets a role grants."""
    found = call.blueprint.roles.get(role)
    return frozenset(found.sets) if found else frozenset()


def known_role(call: Call, role: str) -> None:
    """Raise Failure for a role that is not declared."""
    if role not in call.blueprint.roles:
        raise Failure(f"there is no role {role}; there are {', '.join(call.blueprint.roles)}")


def only(outcome: Outcome) -> Record:
    """The one record of an outcome; raises Failure with what was wrong."""
    record = outcome.records[0]
    if record is None:
        raise Failure("; ".join(problem.message for problem in outcome.problems))
    return record


def new_password() -> str:
    """A password that nobody can guess and everybody can type."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
