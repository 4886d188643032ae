"""The settings of a server, from the environment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from objectry.faces.site import Site, site_of

ANYWHERE = Site()
FORMS = ("plain", "json", "off")
SHORTEST_TOKEN = 16
MOST_CALLS = 100_000
MOST_PROXIES = 10


class BadSetting(ValueError):
    """A setting that cannot be meant; the message names it and says what can."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Which tenant is served, and how.

    `log` is one of FORMS; without a `metrics_token` no figures are kept; `draining` is a file whose being there says
    that the server is about to stop; `site` is how it is called, and who stands in front.
    """

    database: str
    schema: str | None = None
    files: Path | None = None
    insecure_http: bool = False
    rate: int = 0
    log: str = "off"
    metrics_token: str = field(default="", repr=False)
    draining: Path | None = None
    site: Site = ANYWHERE


def settings_of(environment: Mapping[str, str]) -> Settings:
    """What the environment says.  Raises BadSetting."""
    database = environment.get("DATABASE_URL", "")
    if not database:
        raise BadSetting("DATABASE_URL is missing: postgresql://user@host/database, or sqlite:////path/to/crm.db")
    return Settings(
        database,
        environment.get("DATABASE_SCHEMA") or None,
        _path(environment, "OBJECTRY_FILES"),
        insecure_http=False,
        rate=_count(environment, "OBJECTRY_RATE", MOST_CALLS),
        log=log_form(environment.get("OBJECTRY_LOG") or FORMS[0]),
        metrics_token=metrics_token(environment),
        draining=_path(environment, "OBJECTRY_DRAIN_FILE"),
        site=site_of(
            tuple(environment.get("OBJECTRY_HOSTS", "").split()),
            _count(environment, "OBJECTRY_PROXIES", MOST_PROXIES),
            loopback=False,
        ),
    )


def metrics_token(environment: Mapping[str, str]) -> str:
    """The token that opens `/metrics`; blank for none.  Raises BadSetting."""
    found = environment.get("OBJECTRY_METRICS_TOKEN", "")
    if found and len(found) < SHORTEST_TOKEN:
        raise BadSetting(f"OBJECTRY_METRICS_TOKEN has {len(found)} characters: at least {SHORTEST_TOKEN} are needed")
    return found


def log_form(word: str) -> str:
    """How log lines are written.  Raises BadSetting."""
    if word not in FORMS:
        raise BadSetting(f"OBJECTRY_LOG is {word!r}: one of {', '.join(FORMS)}")
    return word


def _count(environment: Mapping[str, str], name: str, most: int) -> int:
    word = environment.get(name) or "0"
    if not (word.isascii() and word.isdecimal() and len(word) < 10 and int(word) <= most):
        raise BadSetting(f"{name} is {word!r}: a whole number from 0 to {most:,}")
    return int(word)


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    found = environment.get(name)
    return Path(found) if found else None
