"""The files with JSON Schemas that editors read."""

import json
from pathlib import Path

from objectry.metadata import Model, export_schemas


def write_schemas(model: Model, folder: Path) -> int:
    """Write one file a schema; how many."""
    schemas = export_schemas(model)
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in schemas.items():
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(text + "\n", encoding="utf-8")
    return len(schemas)
