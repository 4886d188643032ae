"""Who stands in for the caller, and for whom she stands in."""

from datetime import datetime

from flask import Response, jsonify

from objectry.faces.rest.arguments import read_arguments, read_body, refuse_headers
from objectry.faces.rest.bodies import read_json
from objectry.faces.rest.codec import moment
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import DelegationBody, NoArguments
from objectry.runtime import Delegation, WantedDelegation

BODY, NONE = DelegationBody(), NoArguments()


def delegations(asked: Asked) -> Response:
    """What the caller has handed over, and what was handed to her."""
    read_arguments(asked.request, NONE)
    return jsonify(delegations=[_document(one) for one in asked.platform.delegations.mine(asked.call)])


def delegate(asked: Asked) -> Response:
    """Let somebody stand in."""
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    body = read_body(read_json(asked.request), BODY)
    starts, ends, user = body.get("starts_at"), body["ends_at"], body.get("user")
    assert isinstance(ends, datetime)
    wanted = WantedDelegation(
        str(body["to"]),
        ends,
        str(body["access"]),
        starts if isinstance(starts, datetime) else None,
        user if isinstance(user, str) else None,
    )
    answer = jsonify(_document(asked.platform.delegations.give(asked.call, wanted)))
    answer.status_code = 201
    return answer


def end(asked: Asked, id: str) -> Response:
    """It ends."""
    refuse_headers(asked.request)
    read_arguments(asked.request, NONE)
    asked.platform.delegations.end(asked.call, id)
    return Response(status=204)


def _document(one: Delegation) -> dict[str, object]:
    return {
        "id": one.id,
        "user": one.user,
        "user_name": one.user_name,
        "to": one.deputy,
        "to_name": one.deputy_name,
        "access": one.level,
        "starts_at": moment(one.starts_at),
        "ends_at": moment(one.ends_at),
    }
