"""Passwords and other secrets.  Only digests are kept: argon2 for what people choose, SHA-256 for what we draw."""

import hashlib
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST = 8
LONGEST = 1000
NOBODYS = "$argon2id$v=19$m=65536,t=3,p=4$tlEIZlTtcz9+MkLq36vCUg$xlEaMeTLX/N3IB1jI+U2LecZVSMOn6+Zu3/WyuA2KjI"
"""A digest nobody's password has, so that an unknown name costs the same work as a wrong password."""


class Passwords:
    """Hashes and verifies; the cost of argon2 is a parameter for tests only."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._nobodys = NOBODYS if hasher is None else hasher.hash(new_secret())

    def digest(self, password: str) -> str:
        """What is kept of a password."""
        return self._hasher.hash(password)

    def fits(self, digest: str | None, password: str) -> bool:
        """Whether the password is the one of the digest; without a digest, as much work for a no."""
        try:
            self._hasher.verify(digest or self._nobodys, password[:LONGEST])
        except (VerificationError, InvalidHashError):
            return False
        return digest is not None

    def outdated(self, digest: str) -> bool:
        """Whether a digest was made at another cost than is usual now."""
        return self._hasher.check_needs_rehash(digest)


def long_enough(password: str) -> bool:
    """Whether a password has a length that is taken."""
    return SHORTEST <= len(password) <= LONGEST


def new_secret() -> str:
    """A random text of 256 bits."""
    return secrets.token_urlsafe(32)


def secret_digest(secret: str) -> str:
    """What is kept of a session's or token's secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
