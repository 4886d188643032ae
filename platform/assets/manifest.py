"""What assets.toml says, as values."""

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
VENDOR = HERE.parent / "faces" / "web" / "static" / "vendor"
SOURCES = ("package.json", "package-lock.json", "assets.toml")


@dataclass(frozen=True)
class Package:
    """One npm package: the files kept of it and the licence they come under."""

    name: str
    licence: str
    licence_file: str | None
    copyright: str | None
    files: tuple[str, ...]


@dataclass(frozen=True)
class Manifest:
    """Everything that is fetched. `contained` has no package of its own, only a licence to be named."""

    packages: tuple[Package, ...]
    contained: tuple[Package, ...]
    icons: tuple[str, ...]

    def targets(self) -> list[str]:
        """Names of the files a complete vendor folder holds."""
        return ["icons.svg", *(Path(file).name for package in self.packages for file in package.files)]


def read_manifest() -> Manifest:
    written = tomllib.loads((HERE / "assets.toml").read_text(encoding="utf-8"))
    return Manifest(
        packages=tuple(map(package, written["package"])),
        contained=tuple(map(package, written["contained"])),
        icons=tuple(written["icons"]["names"]),
    )


def package(written: dict[str, Any]) -> Package:
    return Package(
        name=written["name"],
        licence=written["licence"],
        licence_file=written.get("licence_file"),
        copyright=written.get("copyright"),
        files=tuple(written.get("files", ())),
    )


def fingerprint() -> str:
    """Changes when anything about the wanted files changes, so that they are fetched once only."""
    return hashlib.sha256(b"".join((HERE / name).read_bytes() for name in SOURCES)).hexdigest()
