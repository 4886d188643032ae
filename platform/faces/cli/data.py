"""`crm data`: records in and out."""

import click


@click.group()
def data() -> None:
    """Records in and out."""
