"""All commands in one group."""

from importlib.metadata import version

import click

from objectry.faces.cli.failures import Commands

PLACES = {
    "init": "authoring.beginning.init",
    "new": "authoring.making.new",
    "fmt": "authoring.tidying.fmt",
    "validate": "authoring.checking.validate",
    "scenarios": "authoring.rehearsing.scenarios",
    "plan": "deploying.life.plan",
    "apply": "deploying.life.apply",
    "rollback": "deploying.life.rollback",
    "upgrade": "deploying.upgrading.upgrade",
    "pull": "deploying.pulling.pull",
    "log": "deploying.past.log",
    "purge": "deploying.past.purge",
    "pack": "deploying.packing.pack",
    "doctor": "operating.examining.doctor",
    "verify": "operating.verifying.verify",
    "audit": "operating.auditing.audit",
    "bin": "operating.recycling.bin_",
    "dump": "operating.examining.dump",
    "backup": "operating.backing.backup",
    "restore": "operating.backing.restore",
    "show": "authoring.effective.show",
    "demo": "operating.demo.demo",
    "serve": "operating.serving.serve",
    "user": "operating.people.user",
    "secrets": "operating.sealing.secrets",
    "data": "operating.data.data",
    "eval": "operating.evaluating.evaluate",
    "explain": "operating.explaining.explain",
    "docs": "authoring.handbook.docs",
    "schema": "authoring.schemas.schema",
    "lsp": "authoring.editing.lsp",
    "openapi": "authoring.schemas.openapi",
    "assets": "authoring.schemas.assets",
}
"""Where each command stands: its file in this folder and its function there.  It is loaded when somebody calls it."""


@click.group(cls=Commands, places=PLACES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("objectry"), prog_name="objectry")
def crm() -> None:
    """Objectry: a CRM from metadata. `crm demo` shows it; `crm init DIR` begins an app of your own."""


def main() -> None:
    """The entry point of the `crm` script."""
    crm()
