"""A kept check: the same result without the work, and never a wrong one."""

import json
from pathlib import Path

import pytest

from objectry.faces.cli.authoring import checking, keeping
from objectry.faces.cli.authoring.checking import check
from objectry.faces.cli.authoring.keeping import changed, engine, keep, recall, recall_memory, sums_of
from objectry.faces.cli.shipped import shipped_apps
from objectry.metadata import AppSource, core_app
from objectry.plan import check_stack
from tests.faces.cli.shell import FIVE_LINES, Shell
from tests.metadata.stacks import sources, split
from tests.metadata.test_error_files import CASES, without_marks


def stack(**files: str) -> tuple[AppSource, ...]:
    """The core and an app of these objects."""
    named = {f"objects/{name}.yaml": text for name, text in files.items()}
    return core_app(), AppSource("shop", {"app.yaml": "name: shop\nversion: 1.0\n", **named})


@pytest.mark.parametrize("path", CASES[::3], ids=lambda path: path.stem)
def test_a_kept_check_tells_what_the_check_told(path: Path, tmp_path: Path) -> None:
    """The problems of every third file of the corpus come back with their place, words, severity and line."""
    apps = tuple(sources(split(without_marks(path.read_text(encoding="utf-8")))))
    model, found = check_stack(apps)
    check(tmp_path, apps)
    again = recall(tmp_path)
    assert again is not None
    assert again.sums == sums_of(apps)
    assert again.objects == len(model.objects)
    assert [repr(one) for one in again.problems] == [repr(one) for one in found]


def test_any_change_is_checked(tmp_path: Path) -> None:
    """One letter in one file makes the kept check another stack's."""
    assert not check(tmp_path, stack(bike=FIVE_LINES)).problems.errors
    found = check(tmp_path, stack(bike=FIVE_LINES.replace("currency", "currencies")))
    assert [one.code for one in found.problems] == ["M204"]


def test_a_damaged_file_is_no_check(tmp_path: Path) -> None:
    """Cut short, changed within, or nonsense: it is as if there were none."""
    apps = stack(bike=FIVE_LINES)
    check(tmp_path, apps)
    for name, read in (("check.json", recall), ("memory.json", recall_memory)):
        file = tmp_path / ".objectry" / "cache" / name
        whole = file.read_bytes()
        for damaged in (
            b"",
            whole[:-1],
            whole[: len(whole) // 2],
            whole.replace(b'"objects":', b'"objects" :'),
            b"\xff\n{}",
        ):
            file.write_bytes(damaged)
            assert read(tmp_path) is None
            assert not check(tmp_path, apps).problems.errors
        file.write_bytes(whole)
        assert read(tmp_path) is not None


def test_another_version_of_the_platform_checks_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What one engine has found another one does not trust."""
    check(tmp_path, stack(bike=FIVE_LINES))
    monkeypatch.setattr(keeping, "this_engine", lambda: "another")
    assert recall(tmp_path) is None
    assert recall_memory(tmp_path) is None


def test_an_engine_is_its_version_and_its_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a checkout the code changes while the version does not: a file that is touched makes another engine."""
    file = tmp_path / "rules" / "code.py"
    file.parent.mkdir()
    file.write_text("one")
    engines = [engine(tmp_path), engine(tmp_path)]
    file.write_text("three")
    engines.append(engine(tmp_path))
    monkeypatch.setattr(keeping, "version", lambda name: "99")
    engines.append(engine(tmp_path))
    assert len(set(engines)) == 3
    assert "parser.py" in engine()


def test_after_an_error_the_memory_is_of_the_last_check_without(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file broken, broken otherwise and mended: each time only what hangs on it is checked, and rightly."""
    check(tmp_path, stack(bike=FIVE_LINES))
    monkeypatch.setattr(checking, "check_whole", lambda *_: pytest.fail("all was checked"))
    for text, codes in (
        (FIVE_LINES.replace("currency", "currencies"), ["M204"]),
        (FIVE_LINES.replace("text", "txt"), ["M204"]),
        (FIVE_LINES.replace("object: bike", "object: bicycle"), ["M213"]),
        (FIVE_LINES, []),
    ):
        assert [one.code for one in check(tmp_path, stack(bike=text)).problems.sorted()] == codes


def test_other_layers_are_another_stack() -> None:
    """An app more, or the same in another order, is no change of files; a changed file of any layer is told."""
    core, shop = stack(bike=FIVE_LINES)
    other = AppSource("other", {"app.yaml": "name: other\n", "objects/a.yaml": ""})
    sums = sums_of([core, shop])
    assert changed(sums, sums_of([core, other, shop])) is None
    assert changed(sums_of([core, other, shop]), sums_of([other, core, shop])) is None
    assert changed(sums, sums) == set()
    newer = AppSource("core", {**core.files, "objects/user.yaml": "", "objects/new.yaml": ""})
    assert changed(sums, sums_of([newer, AppSource("shop", {"app.yaml": shop.files["app.yaml"]})])) == {
        "core/objects/user.yaml",
        "core/objects/new.yaml",
        "objects/bike.yaml",
    }


def test_it_is_data_and_stays_out_of_version_control(tmp_path: Path) -> None:
    """JSON behind a sum, in a folder that git ignores."""
    check(tmp_path, stack(bike=FIVE_LINES))
    assert (tmp_path / ".objectry" / ".gitignore").read_text() == "*\n"
    head, _, body = (tmp_path / ".objectry" / "cache" / "check.json").read_bytes().partition(b"\n")
    assert len(head) == 128
    assert json.loads(body)["apps"][1][0] == "shop"


def test_where_nothing_can_be_written_checking_works(tmp_path: Path) -> None:
    """A file in the place of the folder, as a stand-in for a read-only disk."""
    (tmp_path / ".objectry").write_text("")
    apps = stack(bike=FIVE_LINES)
    assert check(tmp_path, apps).objects == 1 + sum(path.startswith("objects/") for path in core_app().files)
    keep(tmp_path, sums_of(apps), check(tmp_path, apps))
    assert recall(tmp_path) is None


def test_the_command_says_the_same_the_second_time(shell: Shell) -> None:
    """`crm validate` on faulty files, twice."""
    shell.write(objects__bike=FIVE_LINES.replace("text", "txt"))
    first, second = shell("validate", str(shell.folder)), shell("validate", str(shell.folder))
    assert first == second
    assert first.code == 1
    assert (shell.folder / ".objectry" / "cache" / "check.json").is_file()


def test_several_processes_find_what_one_finds() -> None:
    """The standard CRM many times over, with faults, read and checked by two processes and by one."""
    fault = "object: bike_{n}\nfields:\n  a: {{type: txt}}\n  b: {{type: decimal, formula: a + c{n}}}\n"
    many = {f"bike_{n}": fault.format(n=n) + "# " + "x" * 5_000 + "\n" for n in range(150)}
    apps = (core_app(), *shipped_apps().values(), stack(**many)[1])
    one, two = check_stack(apps)[1].sorted(), check_stack(apps, 2)[1].sorted()
    assert len(one) == 300
    assert [repr(problem) for problem in two] == [repr(problem) for problem in one]
