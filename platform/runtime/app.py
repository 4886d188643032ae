"""The one place where the parts of the runtime are put together."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from objectry.plan import Blueprint
from objectry.runtime.access.delegating import Delegations
from objectry.runtime.access.rights import Rights
from objectry.runtime.access.sharing import Sharing
from objectry.runtime.actor import Actor, Source
from objectry.runtime.archiving.archives import Archives
from objectry.runtime.auditing.chain import Chain
from objectry.runtime.auditing.events import Event
from objectry.runtime.auditing.log import AuditLog
from objectry.runtime.calls import Call
from objectry.runtime.clock import Clock, SystemClock
from objectry.runtime.deploying.deployments import Deployed, Deployments
from objectry.runtime.deploying.seeding import Seeding
from objectry.runtime.deploying.surroundings import Surroundings
from objectry.runtime.files.contents import Contents, folder_of
from objectry.runtime.files.library import Files
from objectry.runtime.identity.identity import Identity
from objectry.runtime.identity.keys import SigningKey
from objectry.runtime.identity.passwords import Passwords
from objectry.runtime.ids import Ids
from objectry.runtime.joint import Joint
from objectry.runtime.program import Program, program_of
from objectry.runtime.records import Records
from objectry.runtime.sealing.keyring import KeyRing, key_file
from objectry.runtime.sealing.rotation import Rotated, Rotation
from objectry.runtime.sealing.vault import Vault
from objectry.runtime.store import Marks, Store, Within, WriteTransaction, open_store
from objectry.runtime.witness import UNWATCHED, Witness

KEPT = 2
"""Programs kept at a time: a new blueprint's, and that of calls which are still at work with the old one."""


@dataclass
class Programs:
    """What was made of each blueprint, by its hash."""

    _made: dict[str, Program] = field(default_factory=dict)

    def of(self, blueprint: Blueprint) -> Program:
        """The program of a blueprint, made once."""
        known = self._made.get(blueprint.hash)
        if known is None:
            known = program_of(blueprint)
            kept = list(self._made.items())[-(KEPT - 1) :]
            self._made = {**dict(kept), blueprint.hash: known}
        return known


class Platform:
    """One tenant, ready to serve: the door, who is calling, what is deployed, and the clock."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        passwords: Passwords | None = None,
        vault: Vault | None = None,
        contents: Contents | None = None,
        ids: Callable[[datetime], Ids] = Ids,
        witness: Witness = UNWATCHED,
    ) -> None:
        self._store = store
        self.clock = clock
        programs = self._programs = Programs()
        self.vault = vault or Vault()
        chain = Chain(self.vault.ring)
        store.seal_with(chain.seal)
        self.audit = AuditLog(store, chain)
        self.deployments = Deployments(
            store, clock, Seeding(partial(_door_within, store, clock, programs, self.vault, bytes), clock)
        )
        key = SigningKey(store, clock, self.deployments.revision)
        self.records = Records(
            store,
            clock,
            self._renewed,
            lambda call: programs.of(call.blueprint),
            lambda: key.value,
            self.vault,
            ids,
            witness,
        )
        self.joint = Joint(
            store,
            clock,
            self._renewed,
            partial(_door_within, store, clock, programs, self.vault, lambda: key.value, ids=ids),
            lambda: key.value,
        )
        self.files = Files(store, clock, self.records, contents)
        self.surroundings = Surroundings(store, clock, self.deployments, contents, self.vault.ring)
        self.archives = Archives(store, clock, self.deployments, contents, self.vault.ring)
        self.sharing = Sharing(store, clock)
        self.delegations = Delegations(store, clock)
        self.identity = Identity(store, clock, self.current, passwords or Passwords())

    def current(self) -> Deployed:
        """What is deployed now.  A request takes it once, at its start."""
        return self.deployments.current()

    def marks(self) -> Marks:
        """What a request asks for first: the revision in force, and the stamp of identities."""
        return self._store.marks()

    def call(self, actor: Actor, source: Source, cause: str = "user", marks: Marks | None = None) -> Call:
        """The circumstances of a call that begins now, or began with these marks."""
        deployed = self.current() if marks is None else self.deployments.at(marks.revision)
        return Call(actor, deployed.blueprint, deployed.revision, self.clock.now(), source, cause)

    def rights(self, call: Call) -> Rights:
        """The rights of the actor of a call, with all they have been asked before."""
        return self._programs.of(call.blueprint).rights(call.actor)

    def rotate(self, tell: Callable[[Rotated], None]) -> Rotated:
        """Seal every secret anew with the first key.  Raises NoKey."""
        actor = self.identity.system_actor("rules")
        call = self.call(actor, Source.SEED, "secrets rotate")
        found = Rotation(self._store, self.vault, call).run(tell)
        self.audit.note(call, Event.KEYS_CHANGED, detail={"renewed": found.renewed, "locked": found.locked})
        return found

    def statements(self) -> int:
        """How many statements this thread has sent to the database."""
        return self._store.statements()

    def connections(self) -> tuple[int, int]:
        """How many connections to the database are in use now, and how many there can be at most."""
        return self._store.connections()

    def close(self) -> None:
        """Give the connections back."""
        self._store.close()

    def _renewed(self, call: Call) -> Call:
        deployed = self.current()
        return replace(call, blueprint=deployed.blueprint, revision=deployed.revision, now=self.clock.now())


def _door_within(
    store: Store,
    clock: Clock,
    programs: Programs,
    vault: Vault,
    key: Callable[[], bytes],
    whole: WriteTransaction,
    ids: Callable[[datetime], Ids] = Ids,
) -> Records:
    """The door inside a transaction that is under way."""
    within = Within(whole, store.tables)
    return Records(within, clock, lambda call: call, lambda call: programs.of(call.blueprint), key, vault, ids)


def assemble(
    url: str,
    schema: str | None = None,
    clock: Clock | None = None,
    files: Path | None = None,
    witness: Witness | None = None,
) -> Platform:
    """The platform on one tenant's database.  Raises Unsupported for databases that cannot be used.

    `files` is the folder for the contents of files; without it they lie beside a SQLite database, and on PostgreSQL
    there can be none.  `witness` hears of rules that run.
    """
    store = open_store(url, schema)
    folder = folder_of(url, schema, files)
    vault = Vault(KeyRing(key_file(url)))
    contents = None if folder is None else Contents(folder)
    return Platform(store, clock or SystemClock(), None, vault, contents, witness=witness or UNWATCHED)
