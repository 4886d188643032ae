"""An app as files: read from a folder, or shipped with the platform."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from itertools import islice
from pathlib import Path
from types import MappingProxyType

from objectry.diagnostics import alike
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
ASIDE = (".md", ".bak", ".orig", ".rej", ".tmp", ".swp", ".deployed")  # endings of notes and of earlier states
READ_AT_MOST = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class AppSource:
    """An app as it lies in files: relative path (with /) to text.

    Bytes that are no UTF-8 stay in the text as surrogates, so that loading can tell the place.  `files` are what is
    deployed; `scenarios` lie beside them and are only checked and played.  `unread` are paths where a
    file of ours should be and none can be read, each with the reason.
    """

    name: str
    files: Mapping[str, str]
    scenarios: Mapping[str, str] = field(default=EMPTY)
    unread: tuple[tuple[str, str], ...] = ()

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
    files: dict[str, str] = {}
    unread: list[tuple[str, str]] = []
    for file, why in sorted((*app_files(path), *strays(path))):
        name = file.relative_to(path).as_posix()
        try:
            if why:
                unread.append((name, why))
            else:
                files[name] = text_of(file)
        except OSError as error:
            unread.append((name, f"it cannot be read: {error.strerror}"))
    apart = {name: text for name, text in files.items() if name.startswith(NOT_DEPLOYED)}
    kept = {name: text for name, text in files.items() if name not in apart}
    return AppSource(path.resolve().name, MappingProxyType(kept), MappingProxyType(apart), tuple(unread))


def app_files(root: Path) -> Iterator[tuple[Path, str]]:
    """The files of an app, hidden ones left out, each with the reason why it cannot be one, if so."""
    for name in TOP_FILES:
        yield from ((file, fault(file)) for suffix in SUFFIXES if there(file := root / f"{name}{suffix}"))
    for folder in (*FOLDERS, *LATER_FOLDERS):
        suffixes = (*SUFFIXES, ".csv") if folder in WITH_TABLES else SUFFIXES
        for file in inside(root / folder):
            if file.suffix in suffixes:
                yield file, fault(file)
            elif file.is_dir():
                yield from ((one, f"folders in {folder}/ are not read") for one in beneath(file, suffixes))
            elif not is_aside(file):
                yield file, f"files in {folder}/ end in {', '.join(suffixes)}"


def strays(root: Path) -> Iterator[tuple[Path, str]]:
    """What is called nearly as a folder or file of an app, and was surely meant as one."""
    for one in inside(root):
        if one.is_dir() and one.name not in (*FOLDERS, *LATER_FOLDERS):
            meant = next((name for name in FOLDERS if alike(one.name, [name])), None)
            ours = (file for file in inside(one) if file.suffix in SUFFIXES) if meant else ()
            yield from ((file, f"the folder is called {meant}") for file in ours)
        elif one.suffix.lower() in SUFFIXES and (one.stem not in TOP_FILES or one.suffix not in SUFFIXES):
            meant = next((name for name in TOP_FILES if alike(one.stem, [name])), None)
            if meant:
                yield one, f"the file is called {meant}.yaml"


def there(file: Path) -> bool:
    return file.exists() or file.is_symlink()


def inside(folder: Path) -> list[Path]:
    """What lies in a folder, hidden files left out."""
    try:
        return sorted(one for one in folder.iterdir() if not one.name.startswith("."))
    except OSError:
        return []


def beneath(folder: Path, suffixes: Collection[str]) -> list[Path]:
    """The files of such endings in a folder and in those it holds, the first few: one is enough to be told."""
    found = () if folder.is_symlink() else (one for one in folder.rglob("*") if one.suffix in suffixes)
    return list(islice(found, 10))


def fault(file: Path) -> str:
    """Why a path is no file, or nothing."""
    if file.is_file():
        return ""
    if file.is_dir():
        return "it is a folder"
    return "it is a link that leads nowhere" if file.is_symlink() else "it is no file"


def is_aside(file: Path) -> bool:
    """Whether a file lies there for people or other tools: a note, or an earlier state."""
    return file.name.upper().startswith("README") or file.suffix.lower() in ASIDE or file.name.endswith("~")


def text_of(file: Path) -> str:
    """The text, its byte order mark left out and its line ends kept; of one that is far too large, the beginning."""
    with file.open("rb") as opened:
        return opened.read(READ_AT_MOST).decode("utf-8-sig", errors="surrogateescape")


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
