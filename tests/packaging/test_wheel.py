"""The built package works where no checkout is: built from a copy, installed into an empty environment."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", "build", "dist", "*.egg-info", "__pycache__", ".*_cache", "var")
# In one group, so that one worker builds the wheel once.
pytestmark = [pytest.mark.wheel, pytest.mark.xdist_group("wheel")]


@dataclass(frozen=True)
class Installed:
    """An environment with the wheel in it, and nothing of the checkout."""

    folder: Path

    def run(self, *command: str | Path, cwd: Path) -> str:
        done = subprocess.run(command, cwd=cwd, env=self.environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{command} failed:\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def environment(self) -> dict[str, str]:
        return {"PATH": f"{self.folder / 'bin'}:{os.defpath}", "HOME": str(self.folder), "LANG": "C.UTF-8"}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installed]:
    folder = tmp_path_factory.mktemp("wheel")
    wheel = build(folder)
    venv.create(folder / "venv", with_pip=False)
    install(folder / "venv", "--require-hashes", "-r", ROOT / "requirements.lock")
    install(folder / "venv", "--no-deps", wheel)
    yield Installed(folder / "venv")
    shutil.rmtree(folder)


def build(folder: Path) -> Path:
    """Build in a copy, so that the checkout stays as it is while other tests read it."""
    copy = folder / "source"
    shutil.copytree(ROOT, copy, ignore=NOT_COPIED, symlinks=True)
    program = "import sys; sys.path.insert(0, 'platform'); from assets import backend; backend.build_wheel(sys.argv[1])"
    subprocess.run([sys.executable, "-c", program, str(folder)], cwd=copy, check=True, capture_output=True)
    shutil.rmtree(copy)
    return next(folder.glob("*.whl"))


def install(environment: Path, *what: str | Path) -> None:
    python = environment / "bin" / "python"
    uv = shutil.which("uv") or shutil.which("uv", path=Path(sys.executable).parent)
    words: list[str | Path] = [sys.executable, "-m", "pip", "--python", python, "install"]
    if uv:
        words = [uv, "pip", "install", "--python", python]
    subprocess.run([*words, "--quiet", *what], check=True)


def test_wheel_carries_everything(installed: Installed, tmp_path: Path) -> None:
    """The wheel holds the standard app, the front-end files and their notices, and nothing of tests."""
    package = Path(
        installed.run("python", "-c", "import objectry.assets as a; print(a.__path__[0])", cwd=tmp_path).strip()
    ).parent
    vendor = package / "faces" / "web" / "static" / "vendor"
    assert (package / "defs" / "crm" / "app.yaml").is_file()
    assert (package / "defs" / "crm" / "objects" / "account.yaml").is_file()
    assert {"icons.svg", "htmx.min.js", "tabler.min.css", "NOTICES.txt"} <= {file.name for file in vendor.iterdir()}
    assert not list(package.rglob("test_*.py"))


def test_definitions_are_found_in_the_package(installed: Installed, tmp_path: Path) -> None:
    """The installed program reads the standard app from the package, not from a checkout."""
    program = "from objectry.definitions import definitions_root as root; print(root() / 'app.yaml')"
    found = Path(installed.run("python", "-c", program, cwd=tmp_path).strip())
    assert found.is_file()
    assert installed.folder in found.parents


def test_a_new_workspace_can_be_applied(installed: Installed, tmp_path: Path) -> None:
    """`crm init` and `crm apply` of the installed package make a working CRM outside any checkout."""
    installed.run("crm", "init", "shop", cwd=tmp_path)
    installed.run("crm", "validate", cwd=tmp_path / "shop")
    installed.run("crm", "apply", cwd=tmp_path / "shop")


def test_the_demo_serves(installed: Installed, tmp_path: Path) -> None:
    """`crm demo` of the installed package serves its log-in page within a minute."""
    port = free_port()
    words = (tmp_path / "words").open("w+")
    demo = subprocess.Popen(
        ["crm", "demo", "--port", str(port)], cwd=tmp_path, env=installed.environment(), stdout=words, stderr=words
    )
    try:
        assert answers(f"http://127.0.0.1:{port}/login", demo), (tmp_path / "words").read_text()
    finally:
        demo.terminate()
        demo.wait(timeout=20)
        words.close()


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port: int = asked.getsockname()[1]
        return port


def answers(address: str, server: subprocess.Popen[bytes]) -> bool:
    """Whether the address answers within a minute, as long as its server lives."""
    end = time.monotonic() + 60
    while time.monotonic() < end and server.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            time.sleep(0.2)
    return False
