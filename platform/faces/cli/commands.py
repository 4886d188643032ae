"""All commands in one group."""

from importlib.metadata import version

import click

from objectry.faces.cli.failures import Commands

PLACES = {
    "init": "beginning.init",
    "new": "making.new",
    "fmt": "tidying.fmt",
    "validate": "checking.validate",
    "plan": "life.plan",
    "apply": "life.apply",
    "rollback": "life.rollback",
    "upgrade": "upgrading.upgrade",
    "pull": "pulling.pull",
    "log": "past.log",
    "purge": "past.purge",
    "pack": "packing.pack",
    "doctor": "examining.doctor",
    "dump": "examining.dump",
    "show": "effective.show",
    "demo": "demo.demo",
    "serve": "serving.serve",
    "user": "people.user",
    "secrets": "sealing.secrets",
    "data": "data.data",
    "eval": "evaluating.evaluate",
    "explain": "explaining.explain",
    "docs": "handbook.docs",
    "schema": "schemas.schema",
    "openapi": "schemas.openapi",
    "assets": "schemas.assets",
}
"""Where each command stands: file and function of this folder.  It is loaded when somebody calls it."""


@click.group(cls=Commands, places=PLACES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("objectry"), prog_name="objectry")
def crm() -> None:
    """Objectry: a CRM from metadata. `crm demo` shows it; `crm init DIR` begins an app of your own."""


def main() -> None:
    """The entry point of the `crm` script."""
    crm()
