"""Contents: whole or not there at all, under names nobody can guess."""

import hashlib
import io
import os
import re
from datetime import UTC, datetime, timedelta
from errno import ENOSPC
from pathlib import Path
from unittest.mock import patch

import pytest

from objectry.runtime.errors import NoRoom
from objectry.runtime.files.contents import Contents, TooLarge, folder_of


def test_a_content_is_kept_whole(tmp_path: Path) -> None:
    """What was put is there, with its size and digest, under a random name."""
    contents = Contents(tmp_path)
    kept = contents.put(io.BytesIO(b"abc" * 50_000), 150_000)
    assert contents.path(kept.key).read_bytes() == b"abc" * 50_000
    assert (kept.size, kept.sha256) == (150_000, hashlib.sha256(b"abc" * 50_000).hexdigest())
    assert re.fullmatch("[0-9a-f]{32}", kept.key)
    contents.remove(kept.key)
    contents.remove(kept.key)
    assert not contents.path(kept.key).exists()


def test_nothing_is_left_of_what_is_too_large_or_breaks_off(tmp_path: Path) -> None:
    """The unfinished file is gone."""

    class Broken(io.BytesIO):
        def read(self, _size: int | None = -1, /) -> bytes:
            raise ConnectionError

    with pytest.raises(TooLarge):
        Contents(tmp_path).put(io.BytesIO(b"x" * 101), 100)
    with pytest.raises(ConnectionError):
        Contents(tmp_path).put(Broken(), 100)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_the_order_is_write_flush_rename_flush(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The bytes are on the disk before the name is, and the name before anybody hears of it."""
    acts: list[str] = []
    sync, rename = os.fsync, Path.replace

    def flush(handle: int) -> None:
        acts.append("flush")
        sync(handle)

    def renamed(self: Path, target: Path) -> Path:
        acts.append("rename")
        return rename(self, target)

    monkeypatch.setattr(os, "fsync", flush)
    monkeypatch.setattr(Path, "replace", renamed)
    Contents(tmp_path).put(io.BytesIO(b"x"), 10)
    assert acts == ["flush", "rename", "flush"]


def test_old_contents_are_found(tmp_path: Path) -> None:
    """Those written before a time, for the sweep."""
    contents = Contents(tmp_path)
    kept = contents.put(io.BytesIO(b"x"), 10)
    now = datetime.now(UTC)
    assert list(contents.older(now + timedelta(hours=1))) == [kept.key]
    assert list(contents.older(now - timedelta(hours=1))) == []


@pytest.mark.parametrize(
    ("url", "schema", "given", "folder"),
    [
        ("sqlite:///var/crm.db", None, None, Path("var/crm.db.files")),
        ("sqlite:///var/crm.db", None, Path("/data"), Path("/data")),
        ("postgresql+psycopg://h/db", "north", Path("/data"), Path("/data/north")),
        ("postgresql://h/db", None, Path("/data"), Path("/data/objectry")),
        ("postgresql://h/db", None, None, None),
        ("sqlite:///:memory:", None, None, None),
    ],
)
def test_each_tenant_has_a_folder(url: str, schema: str | None, given: Path | None, folder: Path | None) -> None:
    """Beside a SQLite database, or by schema in the folder that was named."""
    assert folder_of(url, schema, given) == folder


def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """Of what found no room not even a part is left."""
    full = OSError(ENOSPC, "No space left on device")
    with patch("objectry.runtime.files.contents.os.fsync", side_effect=full), pytest.raises(NoRoom):
        Contents(tmp_path).put(io.BytesIO(b"x" * 100), 1000)
    assert not list(tmp_path.glob("??/*"))
