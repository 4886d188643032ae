"""A plan in a file: the whole stack with the revision it was planned for, so that exactly this is applied later.

The file is bound to what was deployed (its revision and hash) and to its own content (a digest): one made for another
database, one that is older than what is deployed, and one that somebody has edited are refused.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from objectry.faces.cli.deploying.conforming import faults_in
from objectry.faces.cli.deploying.plan_schema import FILE, FORMAT
from objectry.faces.cli.failures import Failure
from objectry.metadata import AppSource
from objectry.runtime import Deployments, Planned, refused_by


def write_plan(planned: Planned, path: Path) -> None:
    """Write a plan to a file, readable text."""
    content: dict[str, object] = {
        "objectry_plan": FORMAT,
        "base_revision": planned.base,
        "base": planned.changes.base,
        "target": planned.changes.target,
        "changes": [f"{change.kind}: {change.text}" for change in planned.changes.changes],
        "apps": [{"name": app.name, "files": dict(app.files)} for app in planned.apps],
    }
    content["digest"] = digest(content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def digest(content: Mapping[str, object]) -> str:
    """What binds a file to its content: the hash of all but itself."""
    rest = {name: value for name, value in content.items() if name != "digest"}
    return sha256(json.dumps(rest, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def read_plan(path: Path, deployments: Deployments) -> Planned:
    """The plan of a file, held against the database once more.

    Raises Failure where it is no plan, DeploymentRefused where it was edited or something else is deployed by now.
    """
    content = _content(path)
    base, current = content["base_revision"], deployments.revision()
    if current != base:
        message = f"the plan was made for revision {base}, but {current} is deployed now; plan again"
        raise refused_by("P410", message)
    planned, found = deployments.plan([AppSource(app["name"], app["files"]) for app in content["apps"]])
    if planned is None or planned.changes.target != content["target"]:
        reasons = "; ".join(str(problem) for problem in found.errors)
        message = f"{path} was made by another version of the platform; plan again"
        raise refused_by("P417", f"{message} ({reasons})" if reasons else message)
    if planned.changes.base != content["base"]:
        raise refused_by("P410", f"{path} was made for another database, whose revision {base} differs; plan again")
    return planned


def _content(path: Path) -> dict[str, Any]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise refused_by("P416", f"{path} is no plan that `crm plan -o` has written: {error}") from error
    if isinstance(content, dict) and content.get("objectry_plan", FORMAT) != FORMAT:
        raise Failure(f"{path} is a plan of another version; plan again")
    faults = faults_in(content, FILE)
    if faults:
        raise refused_by("P416", f"{path} is no plan that `crm plan -o` has written: {'; '.join(faults)}")
    if digest(content) != content["digest"]:
        raise refused_by("P417", f"{path} was changed after `crm plan -o` had written it; plan again")
    return dict(content)
