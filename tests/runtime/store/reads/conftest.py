"""The small world, on each kind of database."""

from tests.parity.conftest import world

__all__ = ["world"]
