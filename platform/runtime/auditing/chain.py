"""The chain of the audit log: the seal of a row is a keyed hash over the row, its number and the seal before it.

So no row can be changed, taken out, put in or moved without the key, which is not in the database.  What was cut off at
the end is missed by the count kept apart, and by a head that somebody wrote down elsewhere.
"""

import hmac
import json
from dataclasses import dataclass, replace
from datetime import UTC
from hashlib import sha256
from logging import getLogger

from objectry.runtime.sealing.keyring import Key, KeyRing, NoKey
from objectry.runtime.store import AuditRow, AuditRows

PURPOSE = b"objectry audit"
log = getLogger("objectry.audit")


@dataclass(slots=True)
class Chain:
    """Seals and checks with the keys of a ring."""

    ring: KeyRing

    def seal(self, rows: AuditRows) -> None:
        """Seal what a transaction has added.  Where no key is there it stays unsealed, which `verify` tells."""
        try:
            key = self.ring.sealing()
        except NoKey:
            return
        rows.seal(lambda row, number, before: _sealed(key, row, number, before))

    def seal_waiting(self, rows: AuditRows) -> int:
        """Seal what was written while no key was there; how many rows.  Raises NoKey."""
        key = self.ring.sealing()
        return rows.seal_waiting(lambda row, number, before: _sealed(key, row, number, before))

    def fits(self, row: AuditRow, before: str) -> bool:
        """Whether a row is what was sealed, behind the row with the seal `before`.  Raises NoKey."""
        key = self.ring.opening(row.key or "")
        return hmac.compare_digest(_hashed(key, row, row.number or 0, before), row.seal or "")


def _sealed(key: Key, row: AuditRow, number: int, before: str) -> AuditRow:
    seal = _hashed(key, row, number, before)
    log.info("audit %d %s", number, seal)  # a copy of the log elsewhere tells what was cut off here
    return replace(row, number=number, key=key.id, seal=seal)


def _hashed(key: Key, row: AuditRow, number: int, before: str) -> str:
    own = hmac.new(key.secret, PURPOSE, sha256).digest()
    at = row.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [number, before, at, row.actor, row.event, row.cause, row.object, row.record, row.detail]
    return hmac.new(own, json.dumps(told, separators=(",", ":")).encode(), sha256).hexdigest()
