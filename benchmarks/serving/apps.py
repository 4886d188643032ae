"""What the server of our side serves; the database is told by the environment."""

import os

from flask import Flask

from objectry.faces.wsgi import create_app
from objectry.runtime import assemble

OURS, SCHEMA = "BENCHMARK_OURS", "BENCHMARK_SCHEMA"


def served() -> Flask:
    """The platform."""
    return create_app(assemble(os.environ[OURS], os.environ[SCHEMA] or None))
