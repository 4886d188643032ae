"""A small app whose files a test changes from deployment to deployment."""

from collections.abc import Mapping
from functools import cache
from textwrap import dedent

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent, Deployed, Deployments, Outcome, Planned, Platform, Query, Source, lay

APP = "name: shop\nversion: 1.0\n"
NO_CONSENT = Consent()


def shop(fields: str = "", more: str = "", **files: str) -> AppSource:
    """An app with an object `deal`: `fields` are lines of its field list, `files` further files."""
    lines = "".join(f"  {line.strip()}\n" for line in fields.splitlines() if line.strip())
    deal = f"object: deal\nfields:\n  code: {{type: text, max_length: 40}}\n{lines}{dedent(more)}"
    named = {f"{name.replace('__', '/')}.yaml": dedent(text) for name, text in files.items()}
    return AppSource("shop", {"app.yaml": APP, "objects/deal.yaml": deal, **named})


@cache
def core() -> AppSource:
    """The platform's own app, read once."""
    return core_app()


def planned(deployments: Deployments, app: AppSource) -> Planned:
    """The plan for an app without errors."""
    made, found = deployments.plan((core(), *lay(app, deployments.apps(), dict)[1:]))
    assert made is not None, [str(problem) for problem in found]
    return made


def deploy(platform: Platform, app: AppSource, consent: Consent = NO_CONSENT) -> Deployed:
    """Plan and apply."""
    return platform.deployments.apply(planned(platform.deployments, app), consent, "ann", "because")


def create(platform: Platform, *rows: Mapping[str, object], thing: str = "deal") -> Outcome:
    """Records through the door, as the platform itself."""
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    made = platform.records.create(call, thing, list(rows))
    assert None not in made.records, made.problems
    return made


def values(platform: Platform, field: str, thing: str = "deal") -> list[object]:
    """A field of all records, oldest first."""
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    page = platform.records.find(call, Query(thing, sort=("created_at",), fields=(field,)))
    return [record.values[field] for record in page.records]
