"""The files of a tenant: taking one in, finding one again for those who may, throwing away what nobody needs."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import IO

from objectry.metadata import FILE_FIELDS, Feature, Field, companion_name
from objectry.runtime.access.rights import Rights
from objectry.runtime.calls import Call, Outcome
from objectry.runtime.clock import Clock
from objectry.runtime.codes import problem
from objectry.runtime.errors import DoorError, Invalid, NotAllowed, NotFound
from objectry.runtime.files.contents import Content, Contents, TooLarge
from objectry.runtime.files.fitting import check_fit, in_words
from objectry.runtime.files.kinds import UNKNOWN, is_image, media_type
from objectry.runtime.files.names import tidy_name
from objectry.runtime.files.pictures import Damaged, TooManyPixels, thumbnail
from objectry.runtime.ids import Ids
from objectry.runtime.records import Records
from objectry.runtime.store import Store, StoredFile
from objectry.runtime.values.coercion import identifier

LARGEST = 100_000_000
MOST_WAITING, MOST_WAITING_BYTES = 200, 1_000_000_000
UNBOUND, RELEASED = timedelta(hours=24), timedelta(days=30)
SWEEP_EVERY = timedelta(hours=1)
AT_A_TIME = 500


@dataclass(slots=True)
class Files:
    """The service.  `contents` is None where no folder was named: then nothing can be taken in."""

    store: Store
    clock: Clock
    records: Records
    contents: Contents | None
    _swept: datetime | None = field(default=None)

    def upload(self, call: Call, name: str, stream: IO[bytes], plain: Field | None = None) -> StoredFile:
        """Take a file in.  Until a record of the actor's holds it, it is hers alone; a day later it is gone.

        With the field it is meant for, what does not fit is refused at once.  Raises Invalid and NotAllowed.
        """
        contents = self._ready(call)
        self._sweep_now_and_then()
        try:
            content = contents.put(stream, plain.max_size or LARGEST if plain else LARGEST)
        except TooLarge:
            limit = in_words(plain.max_size or LARGEST if plain else LARGEST)
            raise Invalid((problem("D581", None, limit=limit),)) from None
        small: Content | None = None
        try:
            media, small = self._looked_at(contents, content, name, plain)
            file = self._described(call, content, tidy_name(name), media, small)
            if plain is not None:
                check_fit(plain, file)
            self._keep(call, file)
        except BaseException:
            for one in (content, small):
                if one is not None:
                    contents.remove(one.key)
            raise
        return file

    def attach(self, call: Call, object: str, id: str, sent: Sequence[tuple[str, IO[bytes]]]) -> Outcome:
        """Attach files, each a name and its content, to a record: all of them, or none.

        Raises NotFound, NotAllowed and Invalid.
        """
        plan = call.blueprint.objects.get(companion_name(Feature.ATTACHMENTS, object))
        rights = Rights(call.blueprint, call.actor)
        if plan is None or plan.object.holder(Feature.ATTACHMENTS) is None or not rights.knows(plan.name):
            raise NotFound("there is no such list")
        self.records.get(call, object, id, ("id",))
        decision = rights.may(plan.name, "create")
        if not decision.allowed:
            raise NotAllowed(decision.reason)
        kept = [self.upload(call, name, stream, plan.fields["file"].field) for name, stream in sent]
        return self.records.create(call, plan.name, [{object: id, "file": one.id} for one in kept])

    def _ready(self, call: Call) -> Contents:
        rights = Rights(call.blueprint, call.actor)
        plans = call.blueprint.objects.values()
        held = (
            (plan.name, name) for plan in plans for name, one in plan.fields.items() if one.field.type in FILE_FIELDS
        )
        if not any(rights.level(*place) == "edit" for place in held):
            raise NotAllowed("no field you may write holds files")
        if self.contents is None:
            raise Invalid((problem("D585"),))
        return self.contents

    def _looked_at(
        self, contents: Contents, content: Content, name: str, plain: Field | None
    ) -> tuple[str, Content | None]:
        """The media type, and the small picture of an image; a damaged one is only bytes."""
        media = media_type(contents.path(content.key), name)
        if not is_image(media):
            return media, None
        try:
            small = thumbnail(contents.path(content.key))
        except Damaged:
            return UNKNOWN, None
        except TooManyPixels:
            if plain is not None:
                raise Invalid((problem("D584"),)) from None
            return UNKNOWN, None
        return media, contents.put(BytesIO(small), LARGEST)

    def _described(self, call: Call, content: Content, name: str, media: str, small: Content | None) -> StoredFile:
        now = self.clock.now()
        key = None if small is None else small.key
        return StoredFile(
            Ids(now).next(), content.key, name, media, content.size, content.sha256, key, call.actor.id, now
        )

    def _keep(self, call: Call, file: StoredFile) -> None:
        """The row, once the content is safe.  Raises Invalid where too many files wait already."""

        def attempt() -> None:
            with self.store.write(self.store.revision()) as transaction:
                count, size = transaction.files.waiting(call.actor.id)
                if not call.actor.is_system and (count >= MOST_WAITING or size + file.size > MOST_WAITING_BYTES):
                    raise Invalid((problem("D586"),))
                transaction.files.add(file)

        self.store.restart(attempt)

    def find(self, call: Call, id: str) -> StoredFile:
        """The file, for its uploader while no record holds it, then for those who may read the field that does.

        Raises NotFound; why there is nothing is not told.
        """
        wanted = identifier(id)
        with self.store.read() as reading:
            found = reading.files.find([wanted]).get(wanted) if wanted else None
        if found is None or not self._open_to(call, found):
            raise NotFound("there is no such file")
        return found

    def _open_to(self, call: Call, file: StoredFile) -> bool:
        if file.object is None or file.record is None:
            return file.uploaded_by == call.actor.id
        plan = call.blueprint.objects.get(file.object)
        rights = Rights(call.blueprint, call.actor)
        names = [name for name in rights.readable(file.object) if plan and plan.fields[name].field.type in FILE_FIELDS]
        if not names:
            return False
        try:
            record = self.records.get(call, file.object, file.record, names)
        except DoorError:
            return False
        return file.id in record.values.values()

    def path(self, file: StoredFile, *, small: bool = False) -> Path:
        """Where the content lies, or that of the small picture.  Raises NotFound."""
        key = file.thumbnail if small else file.key
        path = self.contents.path(key) if self.contents is not None and key is not None else None
        if path is None or not path.is_file():
            raise NotFound("there is no such file")
        return path

    def _sweep_now_and_then(self) -> None:
        now = self.clock.now()
        if self._swept is None or now - self._swept > SWEEP_EVERY:
            self._swept = now
            self.sweep()

    def sweep(self) -> int:
        """Throw away what no record took within a day, and what records let go of once no history tells of it.

        Rows go first: a crash in between leaves contents without a row, which go next time.  How many files went.
        """
        if self.contents is None:
            return 0
        now = self.clock.now()
        with self.store.write(self.store.revision()) as transaction:
            idle = transaction.files.idle(now - UNBOUND, now - RELEASED, AT_A_TIME)
            transaction.files.remove([one.id for one in idle])
        keys = [key for one in idle for key in (one.key, one.thumbnail) if key is not None]
        for key in (*keys, *self._orphans(self.contents, now - UNBOUND)):
            self.contents.remove(key)
        return len(idle)

    def _orphans(self, contents: Contents, before: datetime) -> list[str]:
        """Contents that no row names, left by a crash."""
        old = list(contents.older(before))[:AT_A_TIME]
        with self.store.read() as reading:
            return sorted(set(old) - reading.files.known(old)) if old else []
