"""An app as files: read from a folder, or shipped with the platform."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType

from objectry.metadata.model_texts import EMPTY

CORE_FOLDER = Path(__file__).resolve().parents[1] / "core"
TOP_FILES = ("app", "settings")
FOLDERS = MappingProxyType(
    {
        "objects": "object",
        "layouts": "layout",
        "permissions": "permissions",
        "flows": "flows",
        "translations": "translation",
        "data": "data",
        "demo": "data",
        "scenarios": "scenario",
    }
)
DEMO = "demo"  # records to try an app with, in the form of seed records
WITH_TABLES = frozenset({"data", DEMO})
NOT_DEPLOYED = "scenarios/"
LATER_FOLDERS = ("templates", "reports")  # named by the language, not supported by this version
SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class AppSource:
    """An app as it lies in files: relative path (with /) to text.

    Bytes that are no UTF-8 stay in the text as surrogates, so that loading can tell the place.  `files` are what is
    deployed; `scenarios` lie beside them and are only checked and played.
    """

    name: str
    files: Mapping[str, str]
    scenarios: Mapping[str, str] = field(default=EMPTY)

    @property
    def texts(self) -> Mapping[str, str]:
        """All of them."""
        return {**self.files, **self.scenarios} if self.scenarios else self.files

    @property
    def deployable(self) -> "AppSource":
        """The app without its scenarios."""
        return replace(self, scenarios=EMPTY)


def file_prefix(apps: Sequence[AppSource], number: int) -> str:
    """What stands before the path of a file of app `number` in problems."""
    return "" if number == len(apps) - 1 else f"{apps[number].name}/"


def read_folder(path: Path) -> AppSource:
    """The app in a folder: `app`, `settings` and the kind folders; anything else there is not ours.

    Raises FileNotFoundError when there is no such folder.
    """
    if not path.is_dir():
        raise FileNotFoundError(f"no folder {path}")
    files = {file.relative_to(path).as_posix(): text_of(file) for file in sorted(app_files(path))}
    apart = {name: text for name, text in files.items() if name.startswith(NOT_DEPLOYED)}
    kept = {name: text for name, text in files.items() if name not in apart}
    return AppSource(path.resolve().name, MappingProxyType(kept), MappingProxyType(apart))


def app_files(root: Path) -> Iterator[Path]:
    """The files of an app, hidden ones left out."""
    for name in TOP_FILES:
        yield from (file for suffix in SUFFIXES if (file := root / f"{name}{suffix}").is_file())
    for folder in (*FOLDERS, *LATER_FOLDERS):
        suffixes = (*SUFFIXES, ".csv") if folder in WITH_TABLES else SUFFIXES
        inside = (root / folder).iterdir() if (root / folder).is_dir() else ()
        yield from (file for file in inside if file.suffix in suffixes and belongs(file))


def belongs(file: Path) -> bool:
    return file.is_file() and not file.name.startswith(".")


def text_of(file: Path) -> str:
    """The text, its byte order mark left out and its line ends kept."""
    return file.read_bytes().decode("utf-8-sig", errors="surrogateescape")


def core_folder() -> Path:
    """Where the files of the core lie."""
    return CORE_FOLDER


def core_app() -> AppSource:
    """The app every stack starts with, shipped inside the platform."""
    source = read_folder(CORE_FOLDER)
    return AppSource("core", source.files)


def hash_of(app: AppSource) -> str:
    """The SHA-256 of all files of an app."""
    digest = sha256()
    for name, text in sorted(app.files.items()):
        for part in (name, text):
            content = part.encode(errors="surrogateescape")
            digest.update(len(content).to_bytes(8) + content)
    return digest.hexdigest()
