"""SQL forms that use an argument more than once.

Written plainly, an argument would be repeated with all that stands in it, and nested forms would grow without bound.
So a form is a sub-select without rows of its own: `(SELECT <form> FROM (SELECT <argument> AS x) AS given)`.
`OFFSET 0` keeps PostgreSQL from writing the argument in again wherever x stands.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SIMPLE = (sa.ColumnClause, sa.BindParameter)
NAMES = ("x", "y", "z")


class Form(FunctionElement[Any]):
    """An expression in x, y and z, which stand for the arguments."""

    inherit_cache = True
    text = ""


@compiles(Form)
def _write(element: Form, compiler: SQLCompiler, **options: Any) -> str:
    fence = "" if all(isinstance(one, SIMPLE) for one in element.clauses) else " OFFSET 0"
    return _form(element, _arguments(element, compiler, options) + fence)


@compiles(Form, "sqlite")
def _write_for_sqlite(element: Form, compiler: SQLCompiler, **options: Any) -> str:
    return _form(element, _arguments(element, compiler, options))


def _arguments(element: Form, compiler: SQLCompiler, options: dict[str, Any]) -> str:
    written = (compiler.process(one, **options) for one in element.clauses)
    return ", ".join(f"{argument} AS {name}" for name, argument in zip(NAMES, written, strict=False))


def _form(element: Form, given: str) -> str:
    return f"(SELECT {element.text} FROM (SELECT {given}) AS given)"  # noqa: S608 (our own SQL and the compiler's)


def form(text: str) -> type[Form]:
    """The class of a form.  `text` is SQL of ours, never a value."""
    return type("Form", (Form,), {"text": text, "inherit_cache": True})


def plain(text: str) -> sa.ColumnElement[Any]:
    """A constant of ours, written into the statement."""
    return sa.literal_column(text)
