"""Pages of many apps from templates compiled once a worker, as one server would do it in its life."""

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class Compiled(BytecodeCache):
    """What was made of each template, by its name and text."""

    def __init__(self) -> None:
        self._made: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give what is known of it."""
        if (key := f"{bucket.key} {bucket.checksum}") in self._made:
            bucket.bytecode_from_string(self._made[key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it."""
        self._made[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


COMPILED = Compiled()


def sharing_templates(app: Flask) -> Flask:
    """The app, which takes the templates others have compiled."""
    app.jinja_env.bytecode_cache = COMPILED
    return app
