"""`crm pull`: the deployed layer comes back as it was written, and nothing that was written here is lost."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.faces.cli.deploying.threeway import digest, meet
from tests.faces.cli.shell import FIVE_LINES, Shell

COMMENTED = "# our bikes\n" + FIVE_LINES.replace("label: Bike", "label:   Bike   # as we say")
OTHER = "object: shed\nlabel: Shed\n"


@pytest.fixture
def pair(shell: Shell) -> tuple[Shell, Shell]:
    """Two workspaces of one app and one database; the first has applied, the second has pulled."""
    shell.write(objects__bike=COMMENTED, objects__shed=OTHER)
    assert shell("apply", "--yes").code == 0
    second = Shell(shell.folder.parent / "second")
    second.folder.mkdir()
    assert second.here("pull", "--app", "shop", "--database", shell.url).code == 0
    return shell, second


def files(shell: Shell) -> dict[str, str]:
    found = (path for folder in ("objects", "layouts") for path in (shell.folder / folder).glob("*"))
    return {path.relative_to(shell.folder).as_posix(): path.read_text(encoding="utf-8") for path in sorted(found)}


def test_files_come_back_as_they_were_written(pair: tuple[Shell, Shell]) -> None:
    """Comments, spaces and order; the lock comes along."""
    first, second = pair
    assert files(second) == files(first)
    assert (second.folder / "app.yaml").read_bytes() == (first.folder / "app.yaml").read_bytes()
    assert (second.folder / "stack.lock").is_file()
    assert second.here("plan", "--database", first.url).code == 0


def test_another_base_is_refused_and_pull_is_the_way_out(pair: tuple[Shell, Shell]) -> None:
    """Two people change different files: the second is stopped, pulls, and applies; both changes are in force."""
    first, second = pair
    first.write(objects__bike=COMMENTED + "  vip: {type: boolean}\n")
    assert first("apply", "--yes").code == 0
    second.write(objects__shed=OTHER + "fields: {size: {type: integer}}\n")
    answer = second.here("apply", "--yes", "--database", first.url)
    assert answer.code == 1
    told = "P433 shop has another state deployed (revision 2) since this workspace met it at revision 1"
    assert told in answer.errors
    answer = second.here("pull", "--database", first.url)
    assert answer.code == 0
    assert answer.lines == [
        "  taken     objects/bike.yaml",
        "  kept      objects/shed.yaml (changed here)",
        "The workspace stands on revision 2.",
    ]
    answer = second.here("apply", "--yes", "--database", first.url)
    assert answer.code == 0
    assert "add column shed.size integer" in answer.out
    assert "bike" not in answer.out


def test_after_a_rollback_of_ones_own_the_files_are_the_next_change(applied: Shell) -> None:
    """Who has rolled back goes on from here: nothing is refused or taken away, and applying brings it again."""
    applied.write(objects__shed=OTHER)
    assert applied("apply", "--yes").code == 0
    assert applied("rollback", "--yes", "--allow-data-loss", "shed").code == 0
    assert applied("pull").code == 0
    assert "objects/shed.yaml" in files(applied)
    answer = applied("apply", "--yes")
    assert (answer.code, answer.errors) == (0, "")
    assert "shed" in answer.out


def test_a_rollback_by_somebody_else_is_another_base(pair: tuple[Shell, Shell]) -> None:
    """The other workspace has not met it: it is told, and pulls."""
    first, second = pair
    first.write(objects__bike=COMMENTED + "  vip: {type: boolean}\n")
    assert first("apply", "--yes").code == 0
    assert second.here("pull", "--database", first.url).code == 0
    assert first("rollback", "--yes", "--allow-data-loss", "bike.vip").code == 0
    assert "P433" in second.here("apply", "--yes", "--database", first.url).errors


def test_a_conflict_keeps_both_versions(pair: tuple[Shell, Shell]) -> None:
    """The same file on both sides: what is here stays, what is there is put beside it, and both are named."""
    first, second = pair
    first.write(objects__bike=COMMENTED + "  mine: {type: text}\n")
    (first.folder / "objects" / "shed.yaml").unlink()
    assert first("apply", "--yes", "--allow-data-loss", "shed").code == 0
    second.write(objects__bike=COMMENTED + "  mine: {type: boolean}\n", objects__shed=OTHER + "icon: home\n")
    answer = second.here("pull", "--database", first.url)
    assert answer.code == 1
    both = "changed here and there;"
    assert f"objects/bike.yaml:7 fields.mine: {both} the deployed one is in objects/bike.yaml.deployed" in answer.errors
    assert "objects/shed.yaml: changed here and there; the deployed layer has none" in answer.errors
    assert files(second) == {
        "objects/bike.yaml": COMMENTED + "  mine: {type: boolean}\n",
        "objects/bike.yaml.deployed": COMMENTED + "  mine: {type: text}\n",
        "objects/shed.yaml": OTHER + "icon: home\n",
    }
    assert second("validate", str(second.folder)).code == 0  # the file beside is no file of the app
    answer = second.here("apply", "--yes", "--database", first.url)
    assert (answer.code, "objects/bike.yaml.deployed has not been brought together" in answer.errors) == (1, True)
    (second.folder / "objects" / "bike.yaml.deployed").unlink()
    second.write(objects__bike=COMMENTED + "  mine: {type: text}\n  ours: {type: boolean}\n")
    assert "add column bike.ours boolean" in second.here("apply", "--yes", "--database", first.url).out


def test_other_components_of_one_file_are_brought_together(pair: tuple[Shell, Shell]) -> None:
    """Both have changed the file, but not the same in it: both changes stand there with their comments, and apply."""
    first, second = pair
    first.write(
        objects__bike=COMMENTED.replace("our bikes", "all bikes") + "  # asked for\n  theirs: {type: boolean}\n"
    )
    assert first("apply", "--yes").code == 0
    second.write(objects__bike=COMMENTED.replace("as we say", "as they say") + "  mine: {type: text}  # to come\n")
    answer = second.here("pull", "--database", first.url)
    assert answer.code == 0
    assert "  joined    objects/bike.yaml (other parts of it have changed here and there)" in answer.lines
    both = COMMENTED.replace("our bikes", "all bikes").replace("as we say", "as they say")
    added = "  # asked for\n  theirs: {type: boolean}\n  mine: {type: text}  # to come\n"
    assert files(second)["objects/bike.yaml"] == both + added
    assert "add column bike.mine text" in second.here("apply", "--yes", "--database", first.url).out


def test_what_is_gone_there_goes_here(pair: tuple[Shell, Shell]) -> None:
    """A file that only they have removed."""
    first, second = pair
    (first.folder / "objects" / "shed.yaml").unlink()
    assert first("apply", "--yes", "--allow-data-loss", "shed").code == 0
    assert second.here("pull", "--database", first.url, "--json").json == {
        "revision": 2, "taken": [], "removed": ["objects/shed.yaml"], "kept": [], "joined": [], "conflicts": {},
        "components": {},
    }  # fmt: skip
    assert files(second) == files(first)


def test_other_databases_have_bases_of_their_own(pair: tuple[Shell, Shell]) -> None:
    """A workspace may be applied to a second database that has never heard of it."""
    first, second = pair
    assert first("apply", "--yes", "--database", f"sqlite:///{first.folder / 'var' / 'other.db'}").code == 0
    assert second.here("apply", "--yes", "--database", first.url).code == 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "has no app.yaml; say which layer to take: --app shop"),
        (["--app", "shpo"], '"shpo" is not deployed; did you mean "shop"?'),
    ],
)
def test_an_empty_folder_needs_a_name(applied: Shell, tmp_path: Path, words: list[str], told: str) -> None:
    """Which layer a folder without app.yaml is to become."""
    empty = Shell(tmp_path / "empty")
    empty.folder.mkdir()
    answer = empty.here("pull", "--database", applied.url, *words)
    assert answer.code == 1
    assert told in answer.errors


TEXTS = st.dictionaries(st.sampled_from("abc"), st.sampled_from(["1", "2", "3"]))


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_is_lost(base: dict[str, str], here: dict[str, str], there: dict[str, str]) -> None:
    """Whatever three states: each text written here is still here unless it is the old one; each one there arrives."""
    met = meet({name: digest(text) for name, text in base.items()}, here, there)
    after = {**here, **met.take}
    for name in met.drop:
        del after[name]
    for name, text in here.items():
        assert after.get(name) == text or base.get(name) == text
    for name, text in there.items():
        changed = base.get(name) != text
        assert not changed or text in (after.get(name), met.conflicts.get(name))
    if here == base:
        assert after == there
        assert not met.conflicts
    if there == base:
        assert after == here
        assert not met.conflicts


def test_without_a_base_every_difference_is_a_conflict() -> None:
    """Two that have never met: files only there are taken, files only here kept, different ones are named."""
    met = meet(None, {"a": "1", "b": "1", "c": "1"}, {"a": "1", "b": "2", "d": "2"})
    assert (met.take, met.drop, met.conflicts, met.kept) == ({"d": "2"}, (), {"b": "2"}, ("c",))
