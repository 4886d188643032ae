"""`crm secrets`: keys made, and secrets sealed anew."""

from pathlib import Path

from objectry.runtime import Query, Source, assemble
from tests.faces.cli.shell import Shell

GATE = "object: gate\nowned: false\nfields:\n  name: {type: text}\n  api_key: {type: secret}\n"
CANARY = "canary-7f3a9c51e2"


def test_keys_are_changed_from_the_shell(applied: Shell) -> None:
    """A new key goes in front, every secret is sealed with it, and the count is told; nothing shows a secret."""
    applied.write(objects__gate=GATE)
    assert applied.here("apply").code == 0
    platform = assemble(applied.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.create(call, "gate", [{"name": str(number), "api_key": CANARY} for number in range(3)])
    platform.close()
    before = Path(f"{applied.url.removeprefix('sqlite:///')}.keys").read_text("ascii")
    answer = applied.here("secrets", "rotate", "--new-key")
    assert (answer.code, answer.lines[-1]) == (0, "3 secrets sealed anew, 0 were already.")
    after = Path(f"{applied.url.removeprefix('sqlite:///')}.keys").read_text("ascii")
    assert after.endswith(before)
    assert len(after.split()) == 2
    assert applied.here("secrets", "rotate").lines[-1] == "0 secrets sealed anew, 3 were already."
    assert CANARY not in answer.out + answer.errors
    platform = assemble(applied.url)
    page = platform.records.find(platform.call(call.actor, Source.API), Query("gate", filter="not ISBLANK(api_key)"))
    assert len(page.records) == 3
    platform.close()


def test_a_lost_key_is_told(applied: Shell) -> None:
    """Secrets without their key are counted, and the command fails."""
    applied.write(objects__gate=GATE)
    applied.here("apply")
    platform = assemble(applied.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.create(call, "gate", [{"name": "a", "api_key": CANARY}])
    platform.close()
    Path(f"{applied.url.removeprefix('sqlite:///')}.keys").unlink()
    assert applied.here("secrets", "rotate").code == 1
    assert "1 cannot be opened with these keys" in applied.here("secrets", "rotate").errors


def test_a_key_is_made(applied: Shell) -> None:
    """The output is the key and nothing else, another one each time."""
    one, two = applied("secrets", "key").out, applied("secrets", "key").out
    assert one != two
    assert len(one.strip()) == 44
