"""Bringing foreign files in: columns to fields by a map, through the door like every other write.

`plan_import` checks a map against the file and the deployed objects; `run_import` does it in batches and counts.
Reading the map's YAML is the metadata room's work.
"""

from objectry.runtime.importing.attachments import Attachments
from objectry.runtime.importing.codes import CODES
from objectry.runtime.importing.errors import BadMap, Unreadable
from objectry.runtime.importing.own import map_of
from objectry.runtime.importing.plan import ImportPlan, plan_import
from objectry.runtime.importing.rejects import write_rejects
from objectry.runtime.importing.report import Reject, Report
from objectry.runtime.importing.run import run_import
from objectry.runtime.importing.seeds import bring_in, load_seeds
from objectry.runtime.importing.source import read_columns, read_rows

__all__ = [
    "CODES",
    "Attachments",
    "BadMap",
    "ImportPlan",
    "Reject",
    "Report",
    "Unreadable",
    "bring_in",
    "load_seeds",
    "map_of",
    "plan_import",
    "read_columns",
    "read_rows",
    "run_import",
    "write_rejects",
]
