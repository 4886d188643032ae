"""`POST /{object}/{id}/actions/{name}`: what can be done with a record beside changing its fields."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from objectry.faces.claiming import claim
from objectry.faces.rest.arguments import read_arguments, read_body, refuse_headers
from objectry.faces.rest.bodies import read_json
from objectry.faces.rest.outcomes import Written
from objectry.faces.rest.refusals import Refusal, malformed, near, unfit
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import CloneBody, NoArguments, TransferBody
from objectry.faces.rest.writing import MATCHING, matching, one_written
from objectry.metadata import FILE_FIELDS, FieldType
from objectry.plan import FieldPlan
from objectry.runtime import Change, NotFound

CLONE, TRANSFER, NONE = CloneBody(), TransferBody(), NoArguments()
OWNER = "owner"
NEVER_COPIED = FILE_FIELDS | {FieldType.SECRET, FieldType.AUTONUMBER}


def act(asked: Asked, object_name: str, id: str, name: str) -> Written:
    """Do one of the actions there are.  Raises NotFound for another name."""
    read_arguments(asked.request, NONE)
    if name not in ACTIONS:
        raise NotFound(f"there is no action {name}{near(name, ACTIONS)}")
    return ACTIONS[name](asked, object_name, id)


def clone(asked: Asked, object_name: str, id: str) -> Written:
    """A new record with the values of this one that the caller may read and write, but for those she sends."""
    refuse_headers(asked.request)
    values = read_body(read_json(asked.request), CLONE).get("values", {})
    if not isinstance(values, dict):
        raise Refusal(400, "F701", unfit("values", "values"))

    def copy(inside: Asked) -> Written:
        record = inside.records.get(inside.call, object_name, id, copied(inside, object_name))
        document = inside.codec.record(record, whole=False)
        kept = {name: value for name, value in document.items() if name not in {"id", "version", *values}}
        outcome = inside.records.create(inside.call, object_name, [{**kept, **values}])
        return one_written(inside, object_name, outcome)

    return asked.in_one(copy)


def copied(asked: Asked, object_name: str) -> tuple[str, ...]:
    """The fields whose values a copy takes over.  Raises NotFound for an object out of sight."""
    if not asked.rights.knows(object_name):
        raise NotFound(f"there is no object {object_name}")
    plan = asked.blueprint.objects[object_name]
    editable = asked.rights.editable(object_name)
    return tuple(name for name in asked.rights.readable(object_name) if name in editable and _fits(plan.fields[name]))


def _fits(one: FieldPlan) -> bool:
    """Whether two records may have the same value; files belong to one record alone."""
    plain = one.field
    own = plain.name == OWNER and plain.system
    return not (own or plain.unique or plain.computed or plain.read_only or plain.type in NEVER_COPIED)


def transfer(asked: Asked, object_name: str, id: str) -> Written:
    """Give the record another owner."""
    refuse_headers(asked.request, MATCHING)
    body = read_body(read_json(asked.request), TRANSFER)
    said = body.get("version")

    def write(version: int | None) -> Written:
        if version is not None and said is not None and version != said:
            raise malformed("version_differs", "version")
        known = version if version is not None or said is None else int(str(said))
        change = Change(id, {OWNER: body[OWNER]}, known)
        return one_written(asked, object_name, asked.records.update(asked.call, object_name, [change]))

    return matching(asked, object_name, id, write)


def restore(asked: Asked, object_name: str, id: str) -> Written:
    """Take the record out of the recycle bin, with all that went along with it."""
    refuse_headers(asked.request)
    if asked.request.get_data() and read_json(asked.request):
        raise malformed("no_body")
    return one_written(asked, object_name, asked.records.restore(asked.call, object_name, [id]))


def take(asked: Asked, object_name: str, id: str) -> Written:
    """Take the record out of a queue of the caller's: it is hers from now on."""
    refuse_headers(asked.request)
    if asked.request.get_data() and read_json(asked.request):
        raise malformed("no_body")
    outcome = asked.in_one(lambda inside: claim(inside.records, inside.call, inside.rights, object_name, id))
    return one_written(asked, object_name, outcome)


Action = Callable[[Asked, str, str], Written]
ACTIONS: Mapping[str, Action] = MappingProxyType(
    {"clone": clone, "transfer": transfer, "restore": restore, "claim": take}
)
