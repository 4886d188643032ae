"""The apps that come with the platform."""

from collections.abc import Mapping

from objectry.definitions import definitions_root
from objectry.metadata import AppSource, named, read_folder


def shipped_apps() -> Mapping[str, AppSource]:
    """Apps a workspace may name as its base, by name: the standard CRM."""
    standard = named(read_folder(definitions_root()))
    return {standard.name: standard}
