"""The runtime room: the one door to records, who may do what, who is calling, and what is deployed.

`assemble` gives a Platform for one tenant's database.  The store behind it is not exported: there is no second way in.
"""

from objectry.metadata import head, lay, named
from objectry.plan import compile_stack
from objectry.runtime.access.delegating import Delegation, Delegations
from objectry.runtime.access.delegating import Wanted as WantedDelegation
from objectry.runtime.access.rights import LEVELS, OBJECT_RIGHTS, SYSTEM_POLICIES, Decision, Rights, shareable
from objectry.runtime.access.sharing import Share, Sharing
from objectry.runtime.actor import Actor, Source
from objectry.runtime.app import Platform, assemble
from objectry.runtime.archiving.archives import Archives
from objectry.runtime.archiving.manifest import Manifest
from objectry.runtime.archiving.saving import Saved
from objectry.runtime.auditing.events import Event
from objectry.runtime.auditing.log import AuditEntry, AuditLog
from objectry.runtime.auditing.verifying import Break, Fault, Head, Verdict, parse_head
from objectry.runtime.calls import (
    Binned,
    BinPage,
    Call,
    Change,
    Column,
    Entry,
    FileFacts,
    FormState,
    Found,
    Group,
    GroupKey,
    GroupPage,
    GroupQuery,
    Mode,
    Moment,
    Outcome,
    Page,
    Query,
    Record,
    Target,
    Timeline,
)
from objectry.runtime.clock import Clock, SetClock, SystemClock
from objectry.runtime.codes import CODES, TEXTS
from objectry.runtime.conditions import Branch, Condition, Policy
from objectry.runtime.deploying.deployments import Deployed, Deployments
from objectry.runtime.deploying.differences import Difference
from objectry.runtime.deploying.examining import Finding
from objectry.runtime.deploying.planned import Consent, Planned
from objectry.runtime.deploying.purging import Expiry
from objectry.runtime.deploying.refusing import DeploymentRefused, refused_by
from objectry.runtime.deploying.verifying import Verified, WrongFigures
from objectry.runtime.errors import (
    Busy,
    Conflict,
    DoorError,
    Invalid,
    NoRoom,
    NotAllowed,
    NotFound,
    OtherCall,
    Problem,
    RevisionChanged,
    StillRunning,
    TooLong,
    VersionNeeded,
)
from objectry.runtime.files.fitting import in_words
from objectry.runtime.files.kinds import is_image
from objectry.runtime.files.library import LARGEST as LARGEST_FILE
from objectry.runtime.files.library import Files
from objectry.runtime.identity.identity import Identity, Session
from objectry.runtime.importing import (
    Attachments,
    BadMap,
    ImportPlan,
    Reject,
    Report,
    Unreadable,
    load_seeds,
    map_of,
    plan_import,
    read_columns,
    read_rows,
    run_import,
    write_rejects,
)
from objectry.runtime.joint import Joint, Ticket
from objectry.runtime.reading.buckets import BUCKETS
from objectry.runtime.reading.explaining import Explained, Happened
from objectry.runtime.reading.rehearsal import Rehearsed
from objectry.runtime.reading.subjects import subjects
from objectry.runtime.reading.timeline import KINDS as TIMELINE_KINDS
from objectry.runtime.records import MOST_RECORDS, Records
from objectry.runtime.scenarios import CODES as SCENARIO_CODES
from objectry.runtime.scenarios import Arm, Failure, Played, play_all
from objectry.runtime.scenarios import Report as Rehearsal
from objectry.runtime.sealing.keyring import NoKey, new_key
from objectry.runtime.sealing.rotation import Rotated
from objectry.runtime.sealing.vault import MASK
from objectry.runtime.searching.checking import SearchVerified
from objectry.runtime.store import AuditFilter, Holder, Marks, Quarantined, StoreError
from objectry.runtime.trials import BadRow, Trial, Tried, all_in_database, in_database, in_python
from objectry.runtime.values.cells import guarded
from objectry.runtime.values.coercion import coerce, identifier
from objectry.runtime.values.documents import pretty
from objectry.runtime.values.markup import plain, sanitised
from objectry.runtime.values.postal import address_line, address_lines, divisions
from objectry.runtime.values.unfit import Unfit
from objectry.runtime.words import Words, fill
from objectry.runtime.writing.mentions import mentioned, mentions
from objectry.runtime.writing.order import ORDER, Step

__all__ = [
    "BUCKETS",
    "CODES",
    "LARGEST_FILE",
    "LEVELS",
    "MASK",
    "MOST_RECORDS",
    "OBJECT_RIGHTS",
    "ORDER",
    "SCENARIO_CODES",
    "SYSTEM_POLICIES",
    "TEXTS",
    "TIMELINE_KINDS",
    "Actor",
    "Archives",
    "Arm",
    "Attachments",
    "AuditEntry",
    "AuditFilter",
    "AuditLog",
    "BadMap",
    "BadRow",
    "BinPage",
    "Binned",
    "Branch",
    "Break",
    "Busy",
    "Call",
    "Change",
    "Clock",
    "Column",
    "Condition",
    "Conflict",
    "Consent",
    "Decision",
    "Delegation",
    "Delegations",
    "Deployed",
    "DeploymentRefused",
    "Deployments",
    "Difference",
    "DoorError",
    "Entry",
    "Event",
    "Expiry",
    "Explained",
    "Failure",
    "Fault",
    "FileFacts",
    "Files",
    "Finding",
    "FormState",
    "Found",
    "Group",
    "GroupKey",
    "GroupPage",
    "GroupQuery",
    "Happened",
    "Head",
    "Holder",
    "Identity",
    "ImportPlan",
    "Invalid",
    "Joint",
    "Manifest",
    "Marks",
    "Mode",
    "Moment",
    "NoKey",
    "NoRoom",
    "NotAllowed",
    "NotFound",
    "OtherCall",
    "Outcome",
    "Page",
    "Planned",
    "Platform",
    "Played",
    "Policy",
    "Problem",
    "Quarantined",
    "Query",
    "Record",
    "Records",
    "Rehearsal",
    "Rehearsed",
    "Reject",
    "Report",
    "RevisionChanged",
    "Rights",
    "Rotated",
    "Saved",
    "SearchVerified",
    "Session",
    "SetClock",
    "Share",
    "Sharing",
    "Source",
    "Step",
    "StillRunning",
    "StoreError",
    "SystemClock",
    "Target",
    "Ticket",
    "Timeline",
    "TooLong",
    "Trial",
    "Tried",
    "Unfit",
    "Unreadable",
    "Verdict",
    "Verified",
    "VersionNeeded",
    "WantedDelegation",
    "Words",
    "WrongFigures",
    "address_line",
    "address_lines",
    "all_in_database",
    "assemble",
    "coerce",
    "compile_stack",
    "divisions",
    "fill",
    "guarded",
    "head",
    "identifier",
    "in_database",
    "in_python",
    "in_words",
    "is_image",
    "lay",
    "load_seeds",
    "map_of",
    "mentioned",
    "mentions",
    "named",
    "new_key",
    "parse_head",
    "plain",
    "plan_import",
    "play_all",
    "pretty",
    "read_columns",
    "read_rows",
    "refused_by",
    "run_import",
    "sanitised",
    "shareable",
    "subjects",
    "write_rejects",
]
