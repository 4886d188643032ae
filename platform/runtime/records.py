"""The door: the record service, the only way a record is read or written.

Writing reads as the list of steps in `order.py`: step 1 here, 2 to 11 in `rounds.py`, 12 here again.  Every face, the
importer and the seeds come in this way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import TypeVar

from objectry.metadata import EMPTY
from objectry.plan import ObjectPlan
from objectry.runtime.access.explaining import accesses, opening
from objectry.runtime.access.rights import Decision, Rights
from objectry.runtime.actor import Actor, Source
from objectry.runtime.auditing.events import Event, of_call
from objectry.runtime.calls import (
    BinPage,
    Call,
    Change,
    Entry,
    FormState,
    Found,
    Group,
    GroupKey,
    GroupPage,
    GroupQuery,
    Mode,
    Outcome,
    Page,
    Query,
    Record,
    Target,
    Timeline,
)
from objectry.runtime.circumstances import for_rules
from objectry.runtime.clock import Clock
from objectry.runtime.codes import problem
from objectry.runtime.desk import open_desk
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from objectry.runtime.identity.users import system_actor
from objectry.runtime.ids import Ids
from objectry.runtime.program import Program
from objectry.runtime.reading.answering import Answering
from objectry.runtime.reading.binning import Binning
from objectry.runtime.reading.changes import told_changes
from objectry.runtime.reading.children import children_of
from objectry.runtime.reading.explaining import Explained, Explaining
from objectry.runtime.reading.grouping import Grouping
from objectry.runtime.reading.listing import Listing
from objectry.runtime.reading.reader import Reader
from objectry.runtime.reading.rehearsal import Rehearsed, rehearsal_of
from objectry.runtime.reading.searching import Searching
from objectry.runtime.reading.timeline import Telling
from objectry.runtime.revisions import under_revision
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import LONG, QUICK, Transaction, Transactions, WriteTransaction
from objectry.runtime.values.coercion import identifier
from objectry.runtime.witness import UNWATCHED, Witness
from objectry.runtime.writing.attempts import Attempt, Result
from objectry.runtime.writing.requests import Request, changes, creations, deletions, upserts
from objectry.runtime.writing.restoring import restorations
from objectry.runtime.writing.work import Work

Answer = TypeVar("Answer")
MOST_RECORDS = 10_000
MOST_ENTRIES = 500
EXPORT_PAGE = 1000
REHEARSED = 500
"""Records of a page on which a draft is tried."""
IMPORTS = frozenset({Source.IMPORT, Source.HISTORY_IMPORT})


class Records:
    """The record service.  `renew` gives a call the blueprint in force; `program` what was made of a blueprint."""

    def __init__(
        self,
        store: Transactions,
        clock: Clock,
        renew: Callable[[Call], Call],
        program: Callable[[Call], Program],
        key: Callable[[], bytes],
        vault: Vault,
        ids: Callable[[datetime], Ids] = Ids,
        witness: Witness = UNWATCHED,
    ) -> None:
        self._store, self._clock, self._renew, self._program, self._key = store, clock, renew, program, key
        self._vault, self._ids, self._witness = vault, ids, witness

    def create(
        self,
        call: Call,
        object: str,
        values: Sequence[Mapping[str, object]],
        mode: Mode = Mode.ALL,
        dry_run: bool = False,  # noqa: FBT001, FBT002 (part of the agreed signature)
    ) -> Outcome:
        """Make records of outside values.  Raises NotFound, NotAllowed, Invalid, Busy."""
        return self._write(call, creations(object, values), mode, dry_run=dry_run)

    def update(
        self,
        call: Call,
        object: str,
        changed: Sequence[Change],
        mode: Mode = Mode.ALL,
        dry_run: bool = False,  # noqa: FBT001, FBT002 (an option)
    ) -> Outcome:
        """Change records.  Raises NotFound, NotAllowed, Invalid, Conflict, VersionNeeded, Busy."""
        return self._write(call, changes(object, changed), mode, dry_run=dry_run)

    def delete(
        self,
        call: Call,
        object: str,
        targets: Sequence[Target],
        mode: Mode = Mode.ALL,
        dry_run: bool = False,  # noqa: FBT001, FBT002 (an option)
    ) -> Outcome:
        """Put records into the recycle bin.  Raises NotFound, NotAllowed, Invalid, Conflict, Busy."""
        return self._write(call, deletions(object, targets), mode, dry_run=dry_run)

    def restore(
        self,
        call: Call,
        object: str,
        ids: Sequence[str],
        mode: Mode = Mode.ALL,
        dry_run: bool = False,  # noqa: FBT001, FBT002 (an option)
    ) -> Outcome:
        """Take records out of the recycle bin again, each with all that went along with it.

        Raises NotFound, NotAllowed, Invalid, Busy.
        """
        return self._write(call, restorations(object, ids), mode, dry_run=dry_run)

    def bin(self, call: Call, objects: Sequence[str] = (), most: int = 50, after: str | None = None) -> BinPage:
        """What the actor may see of the recycle bin, newest first, of all objects or of these.

        Raises NotFound, NotAllowed, Invalid, Busy.
        """
        return self._read(call, lambda reader, reading: Binning(reader, self._key).page(reading, objects, most, after))

    def upsert(
        self,
        call: Call,
        object: str,
        key: str,
        values: Sequence[Mapping[str, object]],
        mode: Mode = Mode.ALL,
        dry_run: bool = False,  # noqa: FBT001, FBT002 (an option)
    ) -> Outcome:
        """Change the records found again by the unique field `key`, make the others.  Raises as create and update."""
        return self._write(call, upserts(object, key, values), mode, dry_run=dry_run)

    def get(self, call: Call, object: str, id: str, fields: Sequence[str] = ()) -> Record:
        """One record.  Raises NotFound, also for one the actor may not see, and Invalid for unknown fields."""
        return self._read(call, lambda reader, reading: _one(reader, reading, object, id, tuple(fields)))

    def recall(self, call: Call, object: str, ids: Sequence[str], fields: Sequence[str] = ()) -> Mapping[str, Record]:
        """Those of the records that the actor sees now, by id; none of an object that is not there for her."""

        def read(reader: Reader, reading: Transaction) -> Mapping[str, Record]:
            if not reader.rights.may(object, "read").allowed:
                return EMPTY
            plan = reader.plan(object)
            return reader.records(reading, plan, ids, reader.outputs(plan, tuple(fields)))

        return self._read(call, read)

    def search(self, call: Call, text: str, objects: Sequence[str] = (), most: int = 20) -> tuple[Found, ...]:
        """The likeliest records in whose search fields every word of the text stands, of all objects or of these.

        Raises NotFound, Invalid, Busy.
        """
        return self._read(call, lambda reader, reading: Searching(reader, self._key).find(reading, text, objects, most))

    def children(
        self, call: Call, object: str, name: str, ids: Sequence[str], most: int
    ) -> Mapping[str, tuple[Record, ...]]:
        """The first children of each of these records in one of its lists, as the actor sees them; one read for all.

        Raises NotFound where there is no such list for her.
        """
        return self._read(call, lambda reader, reading: children_of(reader, reading, object, name, ids, most))

    def form_state(self, call: Call, object: str, values: Mapping[str, object], id: str = "") -> FormState:
        """What a form of the record, or of a new one, shows and asks for with these values.  Raises NotFound."""
        return self._read(call, lambda reader, reading: Answering(reader, reading).state(object, values, id))

    def candidates(
        self, call: Call, query: Query, object: str, lookup: str, values: Mapping[str, object], id: str = ""
    ) -> Page:
        """Of a query, the first page of what a lookup may point to in a record, or in a new one, with these values.

        Raises as find, and NotFound where there is no such lookup or record.
        """

        def read(reader: Reader, reading: Transaction) -> Page:
            fits = Answering(reader, reading).candidates(object, lookup, query.object, values, id)
            return replace(Listing(reader, query, self._key, fits).page(reading), next=None)

        return self._read(call, read)

    def find(self, call: Call, query: Query) -> Page:
        """A page of a list.  Raises NotFound, NotAllowed, Invalid, Busy."""
        return self._read(call, lambda reader, reading: Listing(reader, query, self._key).page(reading))

    def export(self, call: Call, query: Query) -> Iterator[Page]:
        """Every record of a query, page by page in the order of ids, so that none is missed while others work.

        Who takes what along stands in the audit log.

        Raises NotFound, NotAllowed, Invalid and Busy before the first page is asked for.
        """
        rights = Rights(call.blueprint, call.actor)
        if not rights.knows(query.object):
            raise NotFound(f"there is no object {query.object}")
        decision = rights.may(query.object, "export")
        if not decision.allowed:
            raise NotAllowed(decision.reason)
        whole = replace(query, sort=("id",), limit=EXPORT_PAGE, after=None, count="none")
        pages = self._pages(call, whole)
        self._with_revision(call, lambda current: self._note_export(current, query))
        return pages

    def _note_export(self, call: Call, query: Query) -> None:
        """Once the query is known to be good, and before the first record leaves."""
        asked = {"filter": query.filter, "view": query.view, "fields": list(query.fields), "search": query.search}
        detail = {name: value for name, value in asked.items() if value}

        def attempt() -> None:
            with self._store.write(call.revision) as transaction:
                transaction.audit.add([of_call(call, Event.EXPORTED, (query.object, ""), detail)])

        self._store.restart(attempt)

    def _pages(self, call: Call, query: Query) -> Iterator[Page]:
        """The first page at once, the others when they are asked for; secrets never leave in files."""

        def sealed(query: Query) -> Page:
            return self._read(call, lambda reader, reading: Listing(reader.masking(), query, self._key).page(reading))

        def further(page: Page) -> Iterator[Page]:
            yield page
            while page.next is not None:
                page = sealed(replace(query, after=page.next))
                yield page

        return further(sealed(query))

    def group(
        self,
        call: Call,
        object: str,
        by: Sequence[str],
        figures: Mapping[str, str],
        filter: str | None = None,
        view: str | None = None,
    ) -> list[Group]:
        """Figures by groups, over the records the actor sees.  Raises NotFound, NotAllowed, Invalid, Busy."""
        keys = tuple(GroupKey(f"${place}", path) for place, path in enumerate(by))
        page = self.groups(call, GroupQuery(object, keys, figures, filter=filter, view=view))
        names = [key.name for key in keys]
        return [Group(tuple(row[one] for one in names), {one: row[one] for one in figures}) for row in page.rows]

    def groups(self, call: Call, query: GroupQuery) -> GroupPage:
        """Figures by groups, a page of them.  Raises NotFound, NotAllowed, Invalid, Busy."""
        return self._read(call, lambda reader, reading: Grouping(reader, query, self._key).page(reading))

    def history(self, call: Call, object: str, id: str) -> tuple[Entry, ...]:
        """What happened to a record, newest first, cut to the fields the actor may read.  Raises NotFound."""

        def read(reader: Reader, reading: Transaction) -> tuple[Entry, ...]:
            record = _one(reader, reading, object, id, ("id",))
            found = [one for one in reading.history(record.id, MOST_ENTRIES) if one.object == object]
            return told_changes(reader, reading, reader.plan(object), found)

        return self._read(call, read)

    def timeline(
        self, call: Call, object: str, id: str, kinds: Sequence[str] = (), after: str | None = None, most: int = 20
    ) -> Timeline:
        """A page of all that happened to a record and belongs to it, or of these kinds of it, newest first.

        Raises NotFound and Invalid.
        """

        def read(reader: Reader, reading: Transaction) -> Timeline:
            record = _one(reader, reading, object, id, ("id",))
            return Telling(reader, reader.plan(object), record.id, tuple(kinds), self._key).page(reading, after, most)

        return self._read(call, read)

    def explain(self, call: Call, object: str, id: str, right: str = "read") -> Decision:
        """Why the actor may see a record, or do more with it: the branches of the policy that open it."""

        def read(reader: Reader, reading: Transaction) -> Decision:
            plan = reader.plan(object)
            return opening(reader.rights, reader.desk(reading), plan, id, right)

        return self._read(call, read)

    def access(self, call: Call, object: str, id: str, who: Actor | None = None) -> Mapping[str, Decision]:
        """By right, why the actor, or somebody else, may read, update, delete, transfer and share a record, or what
        she lacks.  Raises NotFound and NotAllowed."""

        def read(reader: Reader, reading: Transaction) -> Mapping[str, Decision]:
            plan = reader.plan(object)
            rights = reader.rights if who is None else reader.program.rights(who)
            return accesses(rights, reader.desk(reading), plan, id)

        return self._read(call, read)

    def why(
        self,
        call: Call,
        object: str,
        id: str,
        name: str,
        values: Mapping[str, object] = EMPTY,
        version: int | None = None,
    ) -> Explained:
        """Why a rule fired for a record or did not, why a validation refuses, what a formula is made of, by its name.

        About the record's last save, the save of a version, or the record with other values.  Raises NotFound,
        NotAllowed, Invalid.
        """
        return self._read(
            call, lambda reader, reading: Explaining(reader, reading).explain(object, id, name, values, version)
        )

    def rehearse(self, call: Call, object: str, condition: str, then: str | None = None) -> Rehearsed:
        """Try a draft of a rule or validation over every record the actor sees, without effect, page by page.

        Raises NotFound, NotAllowed, Invalid.
        """
        query = Query(object, sort=("id",), fields=("id",), limit=REHEARSED)
        draft = self._read(call, lambda reader, _: rehearsal_of(reader, object, condition, then))

        def page(reader: Reader, reading: Transaction) -> str | None:
            found = Listing(reader, query, self._key).page(reading)
            draft.run(reader, reading, [record.id for record in found.records])
            return found.next

        while (following := self._read(call, page)) is not None:
            query = replace(query, after=following)
        return draft.result

    def _read(self, call: Call, act: Callable[[Reader, Transaction], Answer]) -> Answer:
        """Read in one transaction, which takes no lock."""

        def attempt(current: Call) -> Answer:
            def read() -> Answer:
                with self._store.read(current.revision) as reading:
                    return act(self._reader(current), reading)

            return self._store.restart(read)

        return self._with_revision(call, attempt)

    def _write(self, call: Call, request: Request, mode: Mode, *, dry_run: bool) -> Outcome:
        def attempt(current: Call) -> Outcome:
            plan = _permit(current, request)
            moments = chain([current.now], iter(self._clock.now, None))  # a call made again has a fresh clock

            def transact() -> Outcome:
                return self._transact(replace(current, now=next(moments)), plan, request, mode, dry_run=dry_run)

            return self._store.restart(transact)

        return self._with_revision(call, attempt)

    def _transact(self, call: Call, plan: ObjectPlan, request: Request, mode: Mode, *, dry_run: bool) -> Outcome:
        """One transaction: steps 2 to 12."""
        if request.count == 0:
            return Outcome((), dry_run=dry_run)
        with self._store.write(call.revision, seconds=LONG if request.count > 1 else QUICK) as transaction:
            attempt = Attempt(transaction, plan, request, lambda: self._work(call, transaction, request, mode, dry_run))
            result = attempt.part() if mode is Mode.PARTIAL else attempt.all()
            outcome = self._answer(call, transaction, plan, request, result, dry_run=dry_run)
            if dry_run:
                transaction.discard()
        return outcome

    def _answer(
        self,
        call: Call,
        transaction: WriteTransaction,
        plan: ObjectPlan,
        request: Request,
        result: Result,
        *,
        dry_run: bool,
    ) -> Outcome:
        """Step 12: the records as the actor may see them now; one that left her sight is its id alone."""
        seen: Mapping[str, Record] = {}
        reader = self._reader(call)
        kept = [id for position, id in result.ids.items() if result.actions[position] != "deleted"]
        if kept and reader.rights.may(plan.name, "read").allowed:
            seen = reader.records(transaction, plan, kept, reader.outputs(plan, ()))
        places = range(request.count)
        records = [_answered(plan, result.ids.get(place), seen) for place in places]
        actions = tuple(result.actions.get(place) for place in places)
        return Outcome(tuple(records), tuple(result.problems), tuple(result.warnings), dry_run, actions)

    def _work(self, call: Call, transaction: WriteTransaction, request: Request, mode: Mode, dry_run: bool) -> Work:  # noqa: FBT001
        program = self._program(call)
        return Work(
            call,
            program.rights(call.actor),
            transaction,
            program.rights(system_actor("rules")),
            open_desk(transaction, self._store.tables(call.blueprint), call, for_rules),
            program,
            self._ids(call.now),
            self._vault,
            single=request.count == 1 and mode is Mode.ALL,
            partial=mode is Mode.PARTIAL,
            dry_run=dry_run,
            witness=self._witness,
        )

    def _reader(self, call: Call) -> Reader:
        program = self._program(call)
        return Reader(call, program.rights(call.actor), program, self._store, self._vault)

    def _with_revision(self, call: Call, act: Callable[[Call], Answer]) -> Answer:
        return under_revision(call, self._renew, act)


def _one(reader: Reader, reading: Transaction, object: str, id: str, fields: Sequence[str]) -> Record:
    """One record.  An id nobody has and one the actor may not see answer alike."""
    plan, wanted = reader.plan(object), identifier(id)
    outputs = reader.outputs(plan, fields)
    found = reader.records(reading, plan, [wanted], outputs) if wanted is not None else {}
    if wanted is None or wanted not in found:
        raise NotFound("there is no such record")
    return found[wanted]


def _permit(call: Call, request: Request) -> ObjectPlan:
    """Step 1."""
    rights = Rights(call.blueprint, call.actor)
    if not rights.knows(request.object):
        raise NotFound(f"there is no object {request.object}")
    for decision in _needed(rights, call.source, request):
        if not decision.allowed:
            raise NotAllowed(decision.reason)
    if request.count > MOST_RECORDS:
        raise Invalid((problem("D505", None, limit=str(MOST_RECORDS)),))
    return call.blueprint.objects[request.object]


def _needed(rights: Rights, source: Source, request: Request) -> Iterator[Decision]:
    """What the call asks for, and for imports the rights to import at all and to tell of the past."""
    importing = ("import",) if source in IMPORTS else ()
    for right in (*request.rights, *importing):
        yield rights.may(request.object, right)
    if source is Source.HISTORY_IMPORT:
        yield rights.system("import_history")


def _answered(plan: ObjectPlan, id: str | None, seen: Mapping[str, Record]) -> Record | None:
    if id is None:
        return None
    return seen.get(id) or Record(plan.name, id, 0, {})
