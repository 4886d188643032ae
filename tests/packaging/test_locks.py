"""What is installed is decided by lock files: exact, with hashes, from whichever index the user has."""

import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = [ROOT / "requirements.lock", *sorted((ROOT / "requirements").glob("*.lock"))]
ASSETS = ROOT / "platform" / "assets"
PINNED = re.compile(r"^(?P<name>[a-z0-9.-]+)(\[[a-z,]+\])?==", re.MULTILINE)
NAMED = re.compile(r"[A-Za-z0-9._-]+")


def pinned(lock: Path) -> set[str]:
    return {found["name"] for found in PINNED.finditer(lock.read_text())}


def wanted(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    found = [NAMED.match(requirement) for requirements in lists for requirement in requirements]
    return {match.group().lower().replace("_", "-") for match in found if match}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_locked_package_has_a_hash_and_no_address(lock: Path) -> None:
    """Each package is pinned with hashes, and no lock names a place to download from."""
    text = lock.read_text()
    assert "://" not in text
    assert all("--hash=sha256:" in part for part in re.split(r"^(?=[a-z])", text, flags=re.MULTILINE)[1:])


def test_locks_hold_what_the_project_asks_for() -> None:
    """A dependency added to pyproject.toml is in the locks: `make lock` was not forgotten."""
    assert wanted("postgres", "checkout") <= pinned(LOCKS[0])
    assert wanted("postgres", "checkout", "dev") <= pinned(ROOT / "requirements" / "dev.lock")


def test_npm_lock_has_hashes_and_no_download_address() -> None:
    """package-lock.json checks every package by its hash and leaves the registry to the user."""
    packages = json.loads((ASSETS / "package-lock.json").read_text())["packages"]
    fetched = {name: entry for name, entry in packages.items() if name}
    assert all(entry["integrity"].startswith("sha512-") for entry in fetched.values())
    assert not [name for name, entry in fetched.items() if "resolved" in entry]


def test_notices_cover_every_npm_package() -> None:
    """Each npm package in the lock is listed in assets.toml with its licence, so that the notices name it."""
    packages = json.loads((ASSETS / "package-lock.json").read_text())["packages"]
    listed = {
        entry["name"]: entry["licence"] for entry in tomllib.loads((ASSETS / "assets.toml").read_text())["package"]
    }
    locked = {name.removeprefix("node_modules/"): entry["license"] for name, entry in packages.items() if name}
    assert listed == locked
