"""Who may see a record and why, and whom it is shared with by hand."""

from datetime import datetime

from flask import Response, jsonify

from objectry.faces.rest.arguments import read_arguments, read_body, refuse_headers, text_of
from objectry.faces.rest.bodies import read_json
from objectry.faces.rest.codec import moment
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import AccessArguments, NoArguments, ShareBody
from objectry.runtime import Actor, NotAllowed, NotFound, Share

ACCESS, SHARE, NONE = AccessArguments(), ShareBody(), NoArguments()


def access(asked: Asked, object_name: str, id: str) -> Response:
    """Why the caller may see the record and what she may do with it, or why somebody else may or may not."""
    wanted = text_of(read_arguments(asked.request, ACCESS), "user")
    records = asked.records
    own = records.access(asked.call, object_name, id)
    if not own["read"].allowed:
        raise NotFound("there is no such record")
    found = own if wanted is None else records.access(asked.call, object_name, id, _somebody(asked, wanted))
    rights = {right: {"allowed": one.allowed, "reason": one.reason} for right, one in found.items()}
    return jsonify(allowed=found["read"].allowed, reason=found["read"].reason, rights=rights)


def _somebody(asked: Asked, name: str) -> Actor:
    """Another user.  Only administrators are told what others may."""
    decision = asked.rights.system("manage_users")
    if not decision.allowed:
        raise NotAllowed(decision.reason)
    actor = asked.platform.identity.actor_called(name)
    if actor is None:
        raise NotFound("there is no such user")
    return actor


def shares(asked: Asked, object_name: str, id: str) -> Response:
    """Whom the record is open to by hand, for those who may share it."""
    read_arguments(asked.request, NONE)
    return jsonify(shares=[_document(one) for one in asked.platform.sharing.shares(asked.call, object_name, id)])


def share(asked: Asked, object_name: str, id: str) -> Response:
    """Open the record to a user or a team."""
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    body = read_body(read_json(asked.request), SHARE)
    until = body.get("expires_at")
    made = asked.platform.sharing.share(
        asked.call,
        object_name,
        id,
        str(body["with_"]),
        str(body["access"]),
        until if isinstance(until, datetime) else None,
    )
    answer = jsonify(_document(made))
    answer.status_code = 201
    return answer


def unshare(asked: Asked, object_name: str, id: str, share: str) -> Response:
    """Close the record again."""
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    asked.platform.sharing.end(asked.call, object_name, id, share)
    return Response(status=204)


def _document(one: Share) -> dict[str, object]:
    return {
        "id": one.id,
        "with": one.principal,
        "name": one.name,
        "access": one.level,
        "expires_at": moment(one.expires_at),
        "shared_by": one.shared_by,
        "at": moment(one.at),
        "lasting": one.lasting,
    }
