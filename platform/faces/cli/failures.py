"""How commands end: 0 fine, 1 an error, 2 changes pending.  An error of the user is a sentence, never a traceback."""

import sys
from collections.abc import Sequence
from typing import Any

import click

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.problems import show
from objectry.faces.cli.terminal import note
from objectry.runtime import DeploymentRefused, DoorError, StoreError

PENDING = 2


class Failure(click.ClickException):
    """Something the user can put right; exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002 (click gives a file)
        note(f"error: {self.message}", "bold red")


class Commands(click.Group):
    """The group of all commands.  What goes wrong in one of them is told here, in one place."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: FBT001, FBT002 (click calls it so)
        **extra: Any,
    ) -> Any:
        """As click's, but wrong usage also ends with 1: 2 is for pending changes."""
        try:
            result = super().main(args, prog_name, complete_var, standalone_mode=False, **extra)
        except click.ClickException as error:
            error.show()
            sys.exit(1)
        except (click.Abort, KeyboardInterrupt):
            note("stopped")
            sys.exit(130)
        except DeploymentRefused as error:
            show(Diagnostics(error.problems))
            sys.exit(1)
        except (DoorError, StoreError, OSError) as error:
            note(f"error: {said(error)}", "bold red")
            sys.exit(1)
        if standalone_mode:
            sys.exit(result if isinstance(result, int) else 0)
        return result


def said(error: Exception) -> str:
    """The sentence of an error."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__
