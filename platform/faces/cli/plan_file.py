"""A plan in a file: the whole stack with the revision it was planned for, so that exactly this is applied later."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from objectry.faces.cli.failures import Failure
from objectry.metadata import AppSource, faults_in
from objectry.runtime import Deployments, Planned, refused_by

FORMAT = 1
SCHEMA: Mapping[str, object] = MappingProxyType(
    {
        "type": "object",
        "required": ["objectry_plan", "base_revision", "target", "changes", "apps"],
        "additionalProperties": False,
        "properties": {
            "objectry_plan": {"const": FORMAT},
            "base_revision": {"type": "integer", "minimum": 0},
            "target": {"type": "string"},
            "changes": {"type": "array", "items": {"type": "string"}},
            "apps": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["name", "files"],
                    "additionalProperties": False,
                    "properties": {
                        "name": {"type": "string"},
                        "files": {"type": "object", "additionalProperties": {"type": "string"}},
                    },
                },
            },
        },
    }
)
"""What `write_plan` writes; a file from elsewhere is held against it before anything of it is used."""


def write_plan(planned: Planned, path: Path) -> None:
    """Write a plan to a file, readable text."""
    content = {
        "objectry_plan": FORMAT,
        "base_revision": planned.base,
        "target": planned.changes.target,
        "changes": [f"{change.kind}: {change.text}" for change in planned.changes.changes],
        "apps": [{"name": app.name, "files": dict(app.files)} for app in planned.apps],
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def read_plan(path: Path, deployments: Deployments) -> Planned:
    """The plan of a file, held against the database once more.

    Raises Failure where it is no plan, DeploymentRefused where another revision is deployed by now.
    """
    base, target, apps = _content(path)
    current = deployments.revision()
    if current != base:
        message = f"the plan was made for revision {base}, but {current} is deployed now; plan again"
        raise refused_by("P410", message)
    planned, found = deployments.plan(apps)
    if planned is None or planned.changes.target != target:
        reasons = "; ".join(str(problem) for problem in found.errors)
        message = f"{path} was made by another version of the platform; plan again"
        raise refused_by("P417", f"{message} ({reasons})" if reasons else message)
    return planned


def _content(path: Path) -> tuple[int, str, tuple[AppSource, ...]]:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise refused_by("P416", f"{path} is no plan that `crm plan -o` has written: {error}") from error
    if isinstance(content, dict) and content.get("objectry_plan", FORMAT) != FORMAT:
        raise Failure(f"{path} is a plan of another version; plan again")
    faults = faults_in(content, SCHEMA)
    if faults:
        raise refused_by("P416", f"{path} is no plan that `crm plan -o` has written: {'; '.join(faults)}")
    apps = tuple(AppSource(app["name"], app["files"]) for app in content["apps"])
    return content["base_revision"], content["target"], apps
