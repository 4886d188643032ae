"""How commands end: 0 fine, 1 an error, 2 changes pending.  An error of the user is a sentence, never a traceback."""

import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

import click

from objectry.faces.cli.terminal import note

PENDING = 2
FOLDER = "objectry.faces.cli"


class Failure(click.ClickException):
    """Something the user can put right; exit code 1."""

    def show(self, file: Any = None) -> None:  # noqa: ARG002 (click gives a file)
        note(f"error: {self.message}", "bold red")


class Commands(click.Group):
    """The group of all commands.  Each is loaded when it is called, and what goes wrong in one is told in one place."""

    def __init__(self, *args: Any, places: Mapping[str, str], **options: Any) -> None:
        super().__init__(*args, **options)
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click gives a context
        """All commands, in the order of a working day."""
        return list(self.places)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:  # noqa: ARG002 - click gives a context
        """The command, loaded with what it needs and nothing else: `crm validate` needs no web server."""
        if name not in self.places:
            return None
        file, _, attribute = self.places[name].rpartition(".")
        command: click.Command = getattr(import_module(f"{FOLDER}.{file}"), attribute)
        return command

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
        except Exception as error:
            if not import_module(f"{FOLDER}.telling").tell(error):
                raise
            sys.exit(1)
        if standalone_mode:
            sys.exit(result if isinstance(result, int) else 0)
        return result
