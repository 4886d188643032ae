"""All commands in one group."""

from importlib.metadata import version

import click

from objectry.faces.cli.beginning import init
from objectry.faces.cli.data import data
from objectry.faces.cli.demo import demo
from objectry.faces.cli.effective import show
from objectry.faces.cli.evaluating import evaluate
from objectry.faces.cli.explaining import explain
from objectry.faces.cli.failures import Commands
from objectry.faces.cli.handbook import docs
from objectry.faces.cli.life import apply, log, plan, rollback, validate
from objectry.faces.cli.people import user
from objectry.faces.cli.schemas import assets, openapi, schema
from objectry.faces.cli.serving import serve


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version("objectry"), prog_name="objectry")
def crm() -> None:
    """Objectry: a CRM from metadata. `crm demo` shows it; `crm init DIR` begins an app of your own."""


for command in (
    init,
    validate,
    plan,
    apply,
    rollback,
    log,
    show,
    demo,
    serve,
    user,
    data,
    evaluate,
    explain,
    docs,
    schema,
    openapi,
    assets,
):
    crm.add_command(command)


def main() -> None:
    """The entry point of the `crm` script."""
    crm()
