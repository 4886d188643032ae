"""`crm user`: people who may log in, and their tokens."""

import pytest

from objectry.faces.cli.operating.people import new_password
from objectry.runtime import Invalid, assemble
from tests.faces.cli.shell import Shell


def test_a_user_can_log_in(applied: Shell) -> None:
    """With the password that was made up and shown."""
    answer = applied("user", "add", "ann", "--name", "Ann Lee", "--role", "admin")
    assert answer.lines[0] == "user ann with role admin"
    password = answer.lines[1].removeprefix("password: ")
    platform = assemble(applied.url)
    session = platform.identity.log_in("ann", password)
    assert (session.actor.name, session.actor.role) == ("Ann Lee", "admin")
    platform.close()


def test_a_given_password_is_not_shown(applied: Shell) -> None:
    """It stays between the administrator and the shell."""
    answer = applied("user", "add", "ann", "--role", "admin", "--password", "correct horse battery")
    assert "horse" not in answer.out + answer.errors


def test_a_new_password_ends_the_old_one(applied: Shell) -> None:
    """The old password is refused from then on."""
    applied("user", "add", "ann", "--role", "admin", "--password", "correct horse battery")
    assert applied("user", "passwd", "ann", "--password", "another horse entirely").code == 0
    platform = assemble(applied.url)
    with pytest.raises(Invalid):
        platform.identity.log_in("ann", "correct horse battery")
    assert platform.identity.log_in("ann", "another horse entirely").actor.name == "ann"
    platform.close()


def test_a_token_acts_for_the_user(applied: Shell) -> None:
    """The secret is all that is written to the output, so that a script can take it."""
    applied("user", "add", "ann", "--role", "admin")
    answer = applied("user", "token", "ann", "--days", "7")
    platform = assemble(applied.url)
    actor = platform.identity.actor_of_token(answer.out.strip())
    assert actor is not None
    assert actor.name == "ann"
    platform.close()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["user", "add", "bob", "--role", "king"], "there is no role king; there are admin"),
        (["user", "add", "bob", "--role", "admin", "--manager", "nobody"], "there is no user nobody"),
        (["user", "passwd", "nobody"], "there is no user nobody"),
        (["user", "token", 'no"body\\'], 'there is no user no"body\\'),
        (["user", "add", "bob", "--role", "admin", "--password", "short"], "password"),
    ],
)
def test_mistakes_are_sentences(applied: Shell, words: list[str], message: str) -> None:
    """Exit 1 and what is wrong."""
    answer = applied(*words)
    assert answer.code == 1
    assert message in answer.errors
    assert "Traceback" not in answer.errors


def test_the_same_name_twice_is_refused(applied: Shell) -> None:
    """Usernames are unique, and the message says which field."""
    applied("user", "add", "ann", "--role", "admin")
    answer = applied("user", "add", "ann", "--role", "admin")
    assert answer.code == 1
    assert "error: " in answer.errors


def test_users_need_a_deployed_stack(shell: Shell) -> None:
    """Before the first apply there is nothing to put users in."""
    answer = shell("user", "add", "ann", "--role", "admin")
    assert answer.code == 1
    assert "P421" in answer.errors


def test_passwords_can_be_typed() -> None:
    """No letters that look like digits, no signs a keyboard hides, and none twice."""
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(len(one) == 16 and one.isalnum() and not set(one) & set("0O1lIi") for one in made)


def test_explaining_access(applied: Shell) -> None:
    """Each right with its reason, and a record's."""
    applied("user", "add", "ann", "--role", "admin")
    content = applied("explain", "access", "ann", "bike", "--json").json
    assert content["read"]["allowed"] is True
    assert content["read"]["reason"]
    missing = applied("explain", "access", "ann", "bike", "00000000-0000-7000-8000-000000000000")
    assert "this record" in missing.out
    assert applied("explain", "access", "ann", "boat").errors == "error: there is no object boat\n"
