"""The paths of an OpenAPI document: every call one caller may make on one object, and no other."""

from collections.abc import Iterator
from dataclasses import dataclass

from objectry.faces.rest.components import TEXT, Document, array, content, record, ref
from objectry.faces.rest.schemas import (
    AccessArguments,
    BinArguments,
    CreateArguments,
    ExportArguments,
    ListArguments,
    ReasonArguments,
    RecordArguments,
    TimelineArguments,
)
from objectry.metadata import Feature, companion_name
from objectry.plan import Child, ObjectPlan
from objectry.runtime import Rights, shareable

REFUSALS = ("400", "401", "403", "404", "405", "422", "429", "503")
ON_WRITES, WITH_BODY = ("409", "412", "413", "415"), ("413", "415")
ID: Document = {"name": "id", "in": "path", "required": True, "schema": {"type": "string", "format": "uuid"}}
NAME: Document = {"name": "name", "in": "path", "required": True, "schema": {"type": "string"}}
VALUE: Document = {"name": "value", "in": "path", "required": True, "schema": {"type": "string"}}
MATCH: Document = {
    "name": "If-Match",
    "in": "header",
    "schema": {"type": "string"},
    "description": "the tag the record was read with; 412 when it has changed since",
}
KEY: Document = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "a call sent again with the same key within 7 days is made once, and answered as the first time",
}


@dataclass(frozen=True, slots=True)
class Path:
    """One address and its operations by method."""

    address: str
    operations: Document
    parameters: tuple[Document, ...] = ()


@dataclass(frozen=True, slots=True)
class Operations:
    """The calls on one object that one caller may make."""

    plan: ObjectPlan
    rights: Rights

    def paths(self) -> Iterator[Path]:
        """All addresses that offer this caller anything."""
        name = self.plan.name
        found = [
            Path(f"/{name}", self._many()),
            Path(f"/{name}/{{id}}", self._one(), (ID,)),
            *self._by_keys(),
            *self._actions(),
            *self._aside(),
        ]
        return (path for path in found if path.operations)

    def _may(self, *rights: str) -> bool:
        return all(self.rights.may(self.plan.name, right).allowed for right in rights)

    def _many(self) -> Document:
        name, found = self.plan.name, dict[str, object]()
        if self._may("read"):
            found["get"] = self.call("list", f"{name}_page", query=ListArguments)
        if self._may("create"):
            body: Document = {"anyOf": [ref(f"{name}_new"), ref(f"{name}_new_batch")]}
            created = self.call("create", f"{name}_outcome", body=body, query=CreateArguments, writes=True)
            found["post"] = with_answer(created, "201", self._record())
        if self._may("update"):
            body = ref(f"{name}_changes")
            found["patch"] = self.call("update_many", f"{name}_outcome", body=body, writes=True)
        if self._may("delete"):
            body = ref(f"{name}_targets")
            found["delete"] = self.call("delete_many", f"{name}_outcome", body=body, writes=True)
        return found

    def _one(self) -> Document:
        name, found = self.plan.name, dict[str, object]()
        if self._may("read"):
            found["get"] = self.call("read", name, query=RecordArguments)
        if self._may("update"):
            body = ref(f"{name}_values")
            found["patch"] = self.call("update", None, body=body, writes=True, header=MATCH)
            found["patch"] = with_answer(found["patch"], "200", self._record())
        if self._may("delete"):
            gone = self.call("delete", None, writes=True, header=MATCH)
            found["delete"] = with_answer(gone, "204", {"description": "Deleted"})
        return found

    def _record(self) -> Document:
        """The answer to a write: the record, for those who may read it."""
        shape: Document = ref(self.plan.name) if self._may("read") else {"type": "object"}
        return {"description": "Done", "content": content(shape)}

    def _by_keys(self) -> Iterator[Path]:
        """One address for each unique field records can be found by."""
        name = self.plan.name
        if not self._may("create", "update"):
            return
        for field in self.plan.fields.values():
            if (
                field.field.unique
                and not field.field.system
                and field.column is not None
                and self.rights.reads(name, field.name)
            ):
                call = self.call(f"put_by_{field.name}", None, body=ref(f"{name}_values"), writes=True)
                call = with_answer(with_answer(call, "200", self._record()), "201", self._record())
                yield Path(f"/{name}/by/{field.name}/{{value}}", {"put": call}, (VALUE,))

    def _actions(self) -> Iterator[Path]:
        name, values = self.plan.name, ref(f"{self.plan.name}_values")
        if self._may("read", "create"):
            made = self.call("clone", None, body=record({"values": values}), writes=True)
            yield Path(f"/{name}/{{id}}/actions/clone", {"post": with_answer(made, "201", self._record())}, (ID,))
        if self._may("update") and self.rights.queues(name):
            taken = self.call("claim", None, writes=True)
            yield Path(f"/{name}/{{id}}/actions/claim", {"post": with_answer(taken, "200", self._record())}, (ID,))
        if self._may("delete"):
            back = self.call("restore", None, writes=True)
            yield Path(f"/{name}/{{id}}/actions/restore", {"post": with_answer(back, "200", self._record())}, (ID,))
        if self._may("update") and "owner" in self.plan.fields:
            owner: Document = {"type": "string", "format": "uuid"}
            body = record({"owner": owner, "version": {"type": "integer"}}, ["owner"])
            call = self.call("transfer", None, body=body, writes=True, header=MATCH)
            yield Path(f"/{name}/{{id}}/actions/transfer", {"post": with_answer(call, "200", self._record())}, (ID,))

    def _aside(self) -> Iterator[Path]:
        name = self.plan.name
        if not self._may("read"):
            return
        if self._may("export"):
            yield Path(f"/{name}/export", {"get": self._export()})
        yield Path(f"/{name}/deleted", {"get": self.call("deleted", "Bin", query=BinArguments)})
        yield Path(f"/{name}/{{id}}/history", {"get": self.call("history", "History")}, (ID,))
        told = self.call("timeline", "Timeline", query=TimelineArguments)
        yield Path(f"/{name}/{{id}}/timeline", {"get": told}, (ID,))
        yield Path(f"/{name}/{{id}}/access", {"get": self.call("access", "Access", query=AccessArguments)}, (ID,))
        if shareable(self.plan.object):
            yield from self._shares()
        asked = self.call("why", "Reason", query=ReasonArguments)
        supposed = self.call("why_if", "Reason", body=ref(f"{name}_values"))
        yield Path(f"/{name}/{{id}}/why/{{name}}", {"get": asked, "post": supposed}, (ID, NAME))
        yield Path(f"/{name}/query", {"post": self._query()})
        yield Path(f"/{name}/rehearse", {"post": self.call("rehearse", "Rehearsal", body=ref("Draft"))})
        for child in self.plan.children.values():
            if self.rights.reads(child.object, child.field):
                yield self._related(child)

    def _query(self) -> Document:
        """Rows or groups."""
        answer: Document = {"description": "Done", "content": content({"anyOf": [ref("Rows"), ref("Groups")]})}
        return with_answer(self.call("query", None, body=ref("Query")), "200", answer)

    def _shares(self) -> Iterator[Path]:
        """Whom a record is shared with by hand."""
        shared = self.call("share", None, body=ref("NewShare"), writes=True)
        shared = with_answer(shared, "201", {"description": "Done", "content": content(ref("Share"))})
        ended = with_answer(self.call("unshare", None, writes=True), "204", {"description": "Ended"})
        address = f"/{self.plan.name}/{{id}}/shares"
        yield Path(address, {"get": self.call("shares", "Shares"), "post": shared}, (ID,))
        yield Path(f"{address}/{{share}}", {"delete": ended}, (ID, {**ID, "name": "share"}))

    def _export(self) -> Document:
        file: Document = {
            "description": "Done",
            "content": content(TEXT, "text/csv") | content(TEXT, "application/x-ndjson"),
        }
        return with_answer(self.call("export", None, query=ExportArguments), "200", file)

    def _related(self, child: Child) -> Path:
        call = self.call(f"related_{child.name}", f"{child.object}_page", query=ListArguments)
        calls: Document = {"get": call}
        attached = child.name == Feature.ATTACHMENTS and self.rights.may(child.object, "create").allowed
        if attached and child.object == companion_name(Feature.ATTACHMENTS, self.plan.name):
            calls["post"] = self._attach(child)
        return Path(f"/{self.plan.name}/{{id}}/related/{child.name}", calls, (ID,))

    def _attach(self, child: Child) -> Document:
        """Several files in one form."""
        files = record({"file": array({"type": "string", "format": "binary"})}, ["file"])
        call = self.call("attach", None, writes=True)
        call["requestBody"] = {"required": True, "content": content(files, "multipart/form-data")}
        answer = content(record({"records": array(ref(child.object))}, ["records"]))
        return with_answer(call, "201", {"description": "Done", "content": answer})

    def call(
        self,
        verb: str,
        answer: str | None,
        *,
        body: Document | None = None,
        query: type | None = None,
        header: Document | None = None,
        writes: bool = False,
    ) -> Document:
        """One operation."""
        refusals = {*REFUSALS, *(ON_WRITES if writes else ()), *(WITH_BODY if body is not None else ())}
        refusals |= {"428"} if writes and self.plan.object.require_version else set()
        found: Document = {
            "operationId": f"{verb}_{self.plan.name}",
            "summary": f"{verb.replace('_', ' ').capitalize()}: {self.plan.object.plural}",
            "tags": [self.plan.object.plural],
            "responses": {status: ref("Problem", "responses") for status in sorted(refusals)},
        }
        if answer is not None:
            found = with_answer(found, "200", {"description": "Done", "content": content(ref(answer))})
        parameters = [{"in": "query", "schema": query}] if query is not None else []
        parameters += [header] if header is not None else []
        parameters += [KEY] if writes else []
        if parameters:
            found["parameters"] = parameters
        if body is not None:
            found["requestBody"] = {"required": True, "content": content(body)}
        return found


def with_answer(operation: object, status: str, answer: Document) -> Document:
    """The operation with one more answer."""
    if not isinstance(operation, dict):
        raise TypeError(operation)
    return {**operation, "responses": dict(sorted({**operation["responses"], status: answer}.items()))}
