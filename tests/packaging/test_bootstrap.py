"""./crm prepares the environment once, and again only when what decides about it changed."""

import importlib.machinery
import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def bootstrap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The script as a module, with an environment of its own that only looks prepared."""
    loader = importlib.machinery.SourceFileLoader("bootstrap", str(ROOT / "crm"))
    spec = importlib.util.spec_from_loader("bootstrap", loader)
    assert spec
    module: Any = importlib.util.module_from_spec(spec)
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader.exec_module(module)
    module.VENV = tmp_path
    module.PYTHON = Path(sys.executable)
    return module


def test_a_prepared_environment_is_left_alone(bootstrap: Any) -> None:
    """With the stamp of this very state, nothing is installed again; what testing needs includes what running needs."""
    bootstrap.stamp(bootstrap.DEV_LOCK).write_text(bootstrap.fingerprint())
    assert bootstrap.is_prepared(bootstrap.DEV_LOCK, bootstrap.fingerprint())
    assert bootstrap.is_prepared(bootstrap.RUN_LOCK, bootstrap.fingerprint())


def test_certificates_of_the_machine_are_tried_next(bootstrap: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """uv knows only its own certificates; behind a network with one of its own, those of the machine let it through."""
    seen: list[str | None] = []

    def refuse(_: object) -> bool:
        seen.append(os.environ.get("UV_SYSTEM_CERTS"))
        return False

    monkeypatch.setattr(os, "environ", {})
    monkeypatch.setattr(bootstrap, "attempt", refuse)
    monkeypatch.setattr(bootstrap, "call", refuse)
    bootstrap.install_from(bootstrap.RUN_LOCK, ["/bin/uv", "pip", "install"])
    assert seen == [None, "1"]


def test_running_does_not_include_testing(bootstrap: Any) -> None:
    """After `./crm demo`, `./crm test` still has something to install."""
    bootstrap.stamp(bootstrap.RUN_LOCK).write_text(bootstrap.fingerprint())
    assert not bootstrap.is_prepared(bootstrap.DEV_LOCK, bootstrap.fingerprint())


def test_a_changed_lock_or_place_is_noticed(bootstrap: Any, tmp_path: Path) -> None:
    """Another lock file, or the checkout in another place, means another install."""
    before = bootstrap.fingerprint()
    changed = tmp_path / "lock"
    changed.write_text("other")
    bootstrap.DECIDING = [changed]
    after = bootstrap.fingerprint()
    bootstrap.ROOT = tmp_path
    assert len({before, after, bootstrap.fingerprint()}) == 3


def test_a_failed_command_is_no_crash(bootstrap: Any) -> None:
    """A program that is missing counts as one that failed."""
    assert not bootstrap.attempt(["objectry-no-such-program"])


def test_it_needs_the_standard_library_only() -> None:
    """./crm starts in an isolated Python without any site packages, as it must on a bare machine."""
    program = f"import runpy; runpy.run_path({str(ROOT / 'crm')!r}, run_name='seen')"
    subprocess.run([sys.executable, "-I", "-S", "-B", "-c", program], check=True)
