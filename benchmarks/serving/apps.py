"""What the servers of a comparison serve; the databases are told by the environment."""

import os

from flask import Flask

from benchmarks.serving.floor import create_floor
from objectry.faces.wsgi import create_app
from objectry.runtime import assemble

OURS, FLOOR = "BENCHMARK_OURS", "BENCHMARK_FLOOR"


def ours() -> Flask:
    """The platform."""
    return create_app(assemble(os.environ[OURS]))


def floor() -> Flask:
    """Hand-written code."""
    return create_floor(os.environ[FLOOR])
