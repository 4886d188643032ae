"""The store: the one room that speaks SQL.  It serves the rest of the runtime and nobody else.

`open_store` gives the database of a tenant; its transactions take and give plain dicts of inside values.
"""

from objectry.runtime.store.apply import Applying
from objectry.runtime.store.attempts import Attempt, Attempts
from objectry.runtime.store.audit import AuditFilter, AuditRow, AuditRows
from objectry.runtime.store.bin import ALONG, EMPTIED, TOP, Binned
from objectry.runtime.store.columns import TooWide
from objectry.runtime.store.counters import counter_name, format_number, number_pattern, period_of
from objectry.runtime.store.ddl import Converted
from objectry.runtime.store.delegations import StoredDelegation, StoredDelegations
from objectry.runtime.store.deployments import Deployment, DeploymentSummary
from objectry.runtime.store.documents import NoDocument, canonical, parsed
from objectry.runtime.store.engine import DEFAULT_SCHEMA, Store, open_store
from objectry.runtime.store.errors import (
    CommitUnknown,
    Dangling,
    HierarchyCycle,
    HierarchyTooDeep,
    NotComputed,
    Restart,
    Stale,
    StaleBase,
    StepFailed,
    StoreError,
    Unreachable,
    Unsupported,
    Violated,
)
from objectry.runtime.store.failpoints import FailpointReached, fp
from objectry.runtime.store.files import StoredFile
from objectry.runtime.store.groups import RESULT, Figure, Groups, result_read
from objectry.runtime.store.health import Health
from objectry.runtime.store.history import Passage
from objectry.runtime.store.holding import Applicant, Holder
from objectry.runtime.store.identity import Identities, StoredSession, StoredToken
from objectry.runtime.store.inspection import Drift
from objectry.runtime.store.limits import LONG, QUICK, UNLIMITED
from objectry.runtime.store.lines import BadLine
from objectry.runtime.store.marks import PEOPLE, Marks
from objectry.runtime.store.principals import SYSTEM_PRINCIPALS
from objectry.runtime.store.quarantine import Quarantined, alike
from objectry.runtime.store.reading import Context
from objectry.runtime.store.repeats import Repeat
from objectry.runtime.store.rollups import Recomputed
from objectry.runtime.store.search import Entry, mark_of_field, mark_of_name
from objectry.runtime.store.select import RANK, Order, Select
from objectry.runtime.store.shares import StoredShare, StoredShares
from objectry.runtime.store.snapshots import Snapshot
from objectry.runtime.store.tables import Tables
from objectry.runtime.store.transaction import Savepoint, Transaction, WriteTransaction
from objectry.runtime.store.whole import Whole, Wholes
from objectry.runtime.store.within import Transactions, Within

__all__ = [
    "ALONG",
    "DEFAULT_SCHEMA",
    "EMPTIED",
    "LONG",
    "PEOPLE",
    "QUICK",
    "RANK",
    "RESULT",
    "SYSTEM_PRINCIPALS",
    "TOP",
    "UNLIMITED",
    "Applicant",
    "Applying",
    "Attempt",
    "Attempts",
    "AuditFilter",
    "AuditRow",
    "AuditRows",
    "BadLine",
    "Binned",
    "CommitUnknown",
    "Context",
    "Converted",
    "Dangling",
    "Deployment",
    "DeploymentSummary",
    "Drift",
    "Entry",
    "FailpointReached",
    "Figure",
    "Groups",
    "Health",
    "HierarchyCycle",
    "HierarchyTooDeep",
    "Holder",
    "Identities",
    "Marks",
    "NoDocument",
    "NotComputed",
    "Order",
    "Passage",
    "Quarantined",
    "Recomputed",
    "Repeat",
    "Restart",
    "Savepoint",
    "Select",
    "Snapshot",
    "Stale",
    "StaleBase",
    "StepFailed",
    "Store",
    "StoreError",
    "StoredDelegation",
    "StoredDelegations",
    "StoredFile",
    "StoredSession",
    "StoredShare",
    "StoredShares",
    "StoredToken",
    "Tables",
    "TooWide",
    "Transaction",
    "Transactions",
    "Unreachable",
    "Unsupported",
    "Violated",
    "Whole",
    "Wholes",
    "Within",
    "WriteTransaction",
    "alike",
    "canonical",
    "counter_name",
    "format_number",
    "fp",
    "mark_of_field",
    "mark_of_name",
    "number_pattern",
    "open_store",
    "parsed",
    "period_of",
    "result_read",
]
