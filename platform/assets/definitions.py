"""The standard app lies at the root of the repository; a built package carries a copy of it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .manifest import HERE

ROOT = HERE.parents[1]
SHIPPED = HERE.parent / "defs"
APP_FILE = "app.yaml"
FOLDERS = (
    "objects",
    "layouts",
    "permissions",
    "flows",
    "templates",
    "reports",
    "translations",
    "data",
    "demo",
    "scenarios",
)


@contextmanager
def definitions_in_place() -> Iterator[None]:
    """Put the copy where the build picks it up, and take it away after: a checkout reads its own files."""
    if not (ROOT / APP_FILE).is_file():  # built from a source archive: the copy came with it
        yield
        return
    copy_app(ROOT, SHIPPED / "crm")
    try:
        yield
    finally:
        shutil.rmtree(SHIPPED)


def copy_app(root: Path, target: Path) -> None:
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    shutil.copy(root / APP_FILE, target)
    for folder in FOLDERS:
        if (root / folder).is_dir():
            shutil.copytree(root / folder, target / folder)
