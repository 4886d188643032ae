"""Sealing and opening: AES-256-GCM, the key's id beside the text, the record's id bound to it.

A sealed text moved to another record does not open.  The field is not bound: a field may be renamed, and its secrets
stay.  What cannot be opened is an error with a reason; nothing is ever answered in its place.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from objectry.runtime.sealing.keyring import Key, KeyRing, NoKey

FORM = "sealed1"
NONCE_BYTES = 12
MASK = "********"
"""What stands for a secret where its value must not: in the history, and for whoever may not open it."""


@dataclass
class Vault:
    """Seals and opens with the keys of a ring."""

    ring: KeyRing = field(default_factory=KeyRing)

    def seal(self, plain: str, record: str) -> str:
        """The text sealed for a record.  Raises NoKey."""
        return _sealed(self.ring.sealing(), plain, record)

    def open(self, sealed: str, record: str) -> str:
        """The text again.  Raises NoKey, also for what was sealed for another record, or changed."""
        _, id, body = _parts(sealed)
        raw = _decoded(body)
        key = self.ring.opening(id)
        try:
            return AESGCM(key.secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], _bound(record)).decode()
        except (InvalidTag, ValueError) as wrong:
            raise NoKey("it was sealed for another record, or changed") from wrong

    def renewed(self, sealed: str, record: str) -> str | None:
        """The text sealed anew with the first key; None where it is already.  Raises NoKey."""
        first = self.ring.sealing()
        return None if _parts(sealed)[1] == first.id else _sealed(first, self.open(sealed, record), record)

    def keeps(self, sealed: object, plain: str, record: str) -> bool:
        """Whether what is sealed says the same, so that writing it again would change nothing."""
        try:
            return isinstance(sealed, str) and self.open(sealed, record) == plain
        except NoKey:
            return False


def _sealed(key: Key, plain: str, record: str) -> str:
    nonce = token_bytes(NONCE_BYTES)
    body = nonce + AESGCM(key.secret).encrypt(nonce, plain.encode(), _bound(record))
    return f"{FORM}.{key.id}.{urlsafe_b64encode(body).decode()}"


def _bound(record: str) -> bytes:
    return f"objectry:{record}".encode()


def _parts(sealed: str) -> tuple[str, str, str]:
    form, id, body = ([*sealed.split("."), "", ""])[:3]
    if form != FORM or not id or not body:
        raise NoKey("it is not sealed")
    return form, id, body


def _decoded(body: str) -> bytes:
    try:
        return urlsafe_b64decode(body)
    except (Error, ValueError) as wrong:
        raise NoKey("it was changed") from wrong
