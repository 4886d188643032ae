"""Archives that are damaged, cut short or made to do harm: refused with the reason, and nothing is there afterwards."""

import tracemalloc
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from objectry.runtime import DeploymentRefused, Platform
from objectry.runtime.archiving.container import Writing, writing
from objectry.runtime.archiving.manifest import BadManifest, read_manifest
from tests.databases import Database, contents_of, sqlite_database
from tests.runtime.archiving.forging import MANIFEST, Members, cell, manifest, members, put, rewritten
from tests.runtime.archiving.tenant import opened
from tests.runtime.shops import create, deploy, shop

Change = Callable[[Members], object]


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Platform]:
    """Where it is to go."""
    platform = opened(sqlite_database(tmp_path))
    yield platform
    assert platform.deployments.revision() == 0
    assert list(contents_of(Database(f"sqlite:///{tmp_path / 'objectry.db'}", None)).folder.glob("??/*")) == []
    platform.close()


def refusal(platform: Platform, path: Path) -> tuple[str, str]:
    """The code and the sentence a restore is refused with."""
    with pytest.raises(DeploymentRefused) as caught:
        platform.archives.restore(path, "ann")
    problem = caught.value.problems[0]
    return problem.code, problem.message


@pytest.mark.parametrize("part", [0, 1, 3, 40, 60, 99])
def test_cut_short(empty: Platform, archive: Path, tmp_path: Path, part: int) -> None:
    """Wherever it ends, it is no whole archive."""
    content = archive.read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[: len(content) * part // 100])
    assert refusal(empty, tmp_path / "cut.zip")[0] == "P470"


@pytest.mark.parametrize("place", range(0, 100, 9))
def test_a_byte_that_has_changed(empty: Platform, archive: Path, tmp_path: Path, place: int) -> None:
    """Anywhere in it."""
    content = bytearray(archive.read_bytes())
    content[40 + (len(content) - 80) * place // 100] ^= 0x5A
    (tmp_path / "changed.zip").write_bytes(content)
    code, message = refusal(empty, tmp_path / "changed.zip")
    assert code == "P470", message


def _of(said: Any, table: str) -> Any:
    return next(one for one in said["tables"] if one["name"] == table)


def _with_a_table(said: Any) -> None:
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    said["tables"].append({"name": "_vault", "columns": ["id"], "rows": 0, "bytes": 0, "sha256": empty})


def _a_table_more(found: Members) -> None:
    found["tables/_vault.jsonl"] = b""
    manifest(found, _with_a_table)


HOSTILE: dict[str, tuple[Change, str, str]] = {
    "a member that would climb out": (
        lambda it: it.update({"../../etc/cron.d/x": b"x"}),
        "P470",
        "etc/cron.d/x does not",
    ),
    "a member at the root": (lambda it: it.update({"/etc/passwd": b"x"}), "P470", "/etc/passwd does not belong"),
    "no manifest": (lambda it: it.pop(MANIFEST), "P470", "it has no manifest"),
    "a manifest that is no JSON": (lambda it: it.update({MANIFEST: b"{"}), "P470", "its manifest cannot be read"),
    "a deep manifest": (lambda it: it.update({MANIFEST: b"[" * 100_000}), "P470", "its manifest cannot be read"),
    "another format": (lambda it: manifest(it, lambda said: said.update(format=2)), "P470", "it is of format 2"),
    "a table less": (lambda it: it.pop("tables/deal.jsonl"), "P470", "tables/deal.jsonl is missing"),
    "another size": (lambda it: it.update({"tables/deal.jsonl": b""}), "P470", "has 0 bytes, and the manifest says"),
    "other lines of the same size": (
        lambda it: it.update({"tables/deal.jsonl": it["tables/deal.jsonl"].replace(b"D3", b"D4")}),
        "P470",
        "tables/deal.jsonl is not what the manifest says",
    ),
    "a table of a strange name": (
        lambda it: manifest(it, lambda said: said["tables"][0].update(name='x"; DROP')),
        "P470",
        "is no proper name",
    ),
    "a file of a strange name": (
        lambda it: manifest(it, lambda said: said["files"][0].update(key="../../x")),
        "P470",
        "is no proper name",
    ),
    "a negative count": (
        lambda it: manifest(it, lambda said: said["tables"][0].update(rows=-1)),
        "P470",
        "is no count",
    ),
    "a table twice": (
        lambda it: manifest(it, lambda said: said["tables"].append(said["tables"][0])),
        "P470",
        "names something twice",
    ),
    "a line that is no JSON": (lambda it: rewritten(it, "deal", lambda _: b"[\n"), "P470", "it is no JSON"),
    "a deep line": (lambda it: rewritten(it, "deal", lambda _: b"[" * 90_000 + b"\n"), "P470", "it is no JSON"),
    "a line of too few values": (lambda it: rewritten(it, "deal", lambda _: b"[1]\n"), "P470", "values are expected"),
    "a line without an end": (lambda it: rewritten(it, "deal", lambda _: b"[1]"), "P470", "it does not end"),
    "an id that is none": (lambda it: cell(it, "deal", "id", "1; DROP"), "P470", "id: an id is expected"),
    "a text that is a number": (lambda it: cell(it, "deal", "name", 5), "P470", "name: a text is expected"),
    "a number that is endless": (lambda it: cell(it, "line", "amount", "Infinity"), "P470", "a number is expected"),
    "a moment that is none": (lambda it: cell(it, "deal", "created_at", "soon"), "P470", "created_at:"),
    "half a character": (lambda it: cell(it, "deal", "name", "\ud800"), "P470", "name: a text is expected"),
    "a reference to nothing": (
        lambda it: cell(it, "line", "deal", "01900000-0000-7000-8000-000000000001"),
        "P475",
        "references lead nowhere",
    ),
    "two rows of one key": (lambda it: rewritten(it, "_principal", lambda text: text + text), "P475", "must be unique"),
    "a stack that does not compile": (
        lambda it: rewritten(it, "_deployment", lambda text: text.replace(b"object: deal", b"object: Deal")),
        "P404",
        "does not fit this one",
    ),
    "no deployment": (
        lambda it: rewritten(it, "_deployment", lambda _: b""),
        "P470",
        "revision it names is not deployed",
    ),
    "a table this engine does not know": (
        _a_table_more,
        "P471",
        "_vault",
    ),
    "a column this engine does not know": (
        lambda it: manifest(it, lambda said: _of(said, "_file")["columns"].append("colour")),
        "P471",
        "_file has columns this engine does not know: colour",
    ),
    "a note of a quarantine that is none": (
        lambda it: cell(it, "_quarantine", "hidden", "user"),
        "P475",
        "which is no name of its own",
    ),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_it_is_refused_whole(empty: Platform, archive: Path, tmp_path: Path, what: str) -> None:
    """With its code and the place."""
    change, code, words = HOSTILE[what]
    found = members(archive)
    change(found)
    told = refusal(empty, put(tmp_path / "hostile.zip", found))
    assert told[0] == code, told
    assert words in told[1]


def test_a_bomb_is_not_unpacked(empty: Platform, archive: Path, tmp_path: Path) -> None:
    """A line of 66 million blanks, packed into 66 kB, is refused before all of it was read."""
    found = members(archive)
    bomb = tmp_path / "bomb.zip"
    size = 66_000_000
    manifest(found, lambda said: _of(said, "deal").update(bytes=size))
    del found["tables/deal.jsonl"]
    with zipfile.ZipFile(put(bomb, found), "a", zipfile.ZIP_DEFLATED) as container:
        container.writestr("tables/deal.jsonl", b" " * size)
    assert bomb.stat().st_size < 1_000_000
    code, message = refusal(empty, bomb)
    assert (code, "it does not end, or is too long" in message) == ("P470", True)


def test_members_that_lie_over_one_another(empty: Platform, archive: Path, tmp_path: Path) -> None:
    """Two names for the same bytes would make much of little."""
    path = put(tmp_path / "overlap.zip", members(archive), zipfile.ZIP_STORED)
    with zipfile.ZipFile(path, "a") as container:
        largest = max(container.infolist(), key=lambda one: one.compress_size)
        for number in range(9):
            twin = zipfile.ZipInfo(f"tables/x{number}.jsonl")
            for name in ("CRC", "compress_size", "file_size", "header_offset", "compress_type"):
                setattr(twin, name, getattr(largest, name))
            container.filelist.append(twin)
        container._didModify = True  # type: ignore[attr-defined]
    assert "lie over one another" in refusal(empty, path)[1]


def test_nothing_but_a_manifest_is_read_as_one() -> None:
    """Whatever the JSON is."""
    for text in (b"", b"[]", b"{}", b"null", b'{"format": 1}', b'{"format": 1, "engine": 1}', b"\xff"):
        with pytest.raises(BadManifest):
            read_manifest(text)


def test_writing_takes_no_memory(tmp_path: Path) -> None:
    """A table of many rows goes through in small pieces, and is read in small pieces."""
    lines = (f'["{number:08}","{"x" * 100}"]' for number in range(20_000))
    tracemalloc.start()
    with writing(tmp_path / "large.zip") as archive:
        assert isinstance(archive, Writing)
        assert archive.table("deal", ["id", "name"], lines).rows == 20_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


def test_a_file_that_is_there_is_not_written_over(sqlite: Database, tmp_path: Path) -> None:
    """Nor is half a file left by a backup that fails."""
    platform = opened(sqlite)
    deploy(platform, shop())
    (tmp_path / "there.zip").write_bytes(b"precious")
    with pytest.raises(FileExistsError):
        platform.archives.save(tmp_path / "there.zip")
    with pytest.raises(ZeroDivisionError):
        platform.archives.save(tmp_path / "half.zip", lambda _: 1 // 0)  # type: ignore[arg-type]
    assert sorted(path.name for path in tmp_path.glob("*.zip*")) == ["there.zip"]
    assert (tmp_path / "there.zip").read_bytes() == b"precious"
    create(platform, {"name": "and it goes on"})
    platform.close()
