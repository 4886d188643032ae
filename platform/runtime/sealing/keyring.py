"""The keys that seal secrets: the first seals, all of them open.

They come from OBJECTRY_SECRET_KEYS, else from a file beside the SQLite database, which is made when the first secret is
sealed.  A key is 32 random bytes in base64; its id is taken from its hash, so that nobody has to name keys.
"""

import os
import re
import secrets
from base64 import b64decode, b64encode
from binascii import Error
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

VARIABLE = "OBJECTRY_SECRET_KEYS"
KEY_BYTES = 32
SQLITE = re.compile(r"sqlite(?:\+\w+)?:///([^?]+)")
OWNER_ONLY = 0o600


class NoKey(Exception):
    """There is no key to seal or open with.  The message says why, and never holds a key."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    secret: bytes = field(repr=False)

    @property
    def id(self) -> str:
        """Eight letters that name the key and tell nothing of it."""
        return sha256(b"objectry key " + self.secret).hexdigest()[:8]


def new_key() -> str:
    """A key as it is written down."""
    return b64encode(secrets.token_bytes(KEY_BYTES)).decode()


def parse_keys(text: str) -> tuple[Key, ...]:
    """The keys of a text, between commas or blanks, the one that seals first.  Raises NoKey."""
    keys = tuple(_parsed(part, place) for place, part in enumerate(text.replace(",", " ").split(), 1))
    if not keys:
        raise NoKey(f"there is no key; set {VARIABLE} (`crm secrets key` makes one)")
    return keys


def _parsed(written: str, place: int) -> Key:
    try:
        found = b64decode(written, validate=True)
    except (Error, ValueError) as wrong:
        raise NoKey(f"key {place} is not base64") from wrong
    if len(found) != KEY_BYTES:
        raise NoKey(f"key {place} has {len(found)} bytes instead of {KEY_BYTES}")
    return Key(found)


def key_file(url: str) -> Path | None:
    """The file of keys beside a SQLite database; None for other databases."""
    found = SQLITE.fullmatch(url) or SQLITE.match(url)
    return Path(f"{found[1]}.keys") if found and ":memory:" not in url else None


@dataclass
class KeyRing:
    """Reads the keys when they are first needed, and again when a key is asked for that was not there."""

    file: Path | None = None
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    _keys: tuple[Key, ...] = field(default=(), repr=False)

    def sealing(self) -> Key:
        """The key that seals; made where a file may hold it and there is none yet.  Raises NoKey."""
        if not self._keys:
            self._keys = self._read() if self._is_there() or self.file is None else self._make()
        return self._keys[0]

    def opening(self, id: str) -> Key:
        """The key of this id.  Raises NoKey."""
        found = self._find(id)
        if found is None:
            self._keys = self._read()
            found = self._find(id)
        if found is None:
            raise NoKey(f"the key {id} is not among the keys")
        return found

    def add(self) -> Key:
        """A new key in front of the others, in the file.  Raises NoKey where the keys come from elsewhere."""
        if self.file is None or self.environment.get(VARIABLE):
            raise NoKey(f"the keys come from {VARIABLE}: put a new one first there (`crm secrets key` makes one)")
        written = self.file.read_text("ascii") if self.file.exists() else ""
        self._write(f"{new_key()}\n{written}")
        self._keys = self._read()
        return self._keys[0]

    def _find(self, id: str) -> Key | None:
        return next((one for one in self._keys if one.id == id), None)

    def _is_there(self) -> bool:
        return bool(self.environment.get(VARIABLE)) or (self.file is not None and self.file.exists())

    def _read(self) -> tuple[Key, ...]:
        written = self.environment.get(VARIABLE, "")
        if not written and self.file is not None:
            written = _content(self.file)
        return parse_keys(written)

    def _make(self) -> tuple[Key, ...]:
        """The first key, in a new file; another process may be quicker, and then its key is the one."""
        with suppress(FileExistsError):
            self._write(f"{new_key()}\n", os.link)
        return self._read()

    def _write(self, text: str, put: Callable[[Path, Path], None] = os.replace) -> None:
        """The text as the whole file, readable by its owner alone: there at once or not at all."""
        assert self.file is not None
        beside = self.file.with_name(f"{self.file.name}.{secrets.token_hex(4)}")
        handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        try:
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(text)
                stream.flush()
                os.fsync(stream.fileno())
            put(beside, self.file)
        finally:
            beside.unlink(missing_ok=True)


def _content(path: Path) -> str:
    try:
        return path.read_text("ascii")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as wrong:
        raise NoKey(f"the file of keys {path.name} cannot be read") from wrong
