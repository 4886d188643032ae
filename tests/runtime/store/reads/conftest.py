"""The small world, on each kind of database."""

from tests.parity.conftest import shared, world

__all__ = ["shared", "world"]
