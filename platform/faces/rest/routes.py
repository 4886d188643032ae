"""The addresses under `/api` and who answers them.

Every view gets what was found out about the request (`Asked`); every refusal leaves in the one error shape.
"""

from collections.abc import Callable

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from objectry.faces.limits import Limits
from objectry.faces.rest import (
    actions,
    auditing,
    delegating,
    exporting,
    files,
    querying,
    reading,
    reasons,
    sharing,
    writing,
)
from objectry.faces.rest.addresses import CONVERTERS, Route
from objectry.faces.rest.batching import Batching
from objectry.faces.rest.documentation import Documentation
from objectry.faces.rest.outcomes import recalled
from objectry.faces.rest.refusals import Answered, Refusal
from objectry.faces.rest.requests import Entrance
from objectry.faces.rest.responses import problem, refusal
from objectry.faces.session import Jar
from objectry.runtime import DoorError, Platform

View = Callable[..., AnyResponse]
PREFIX = "/api"
LOG_IN = "/login"
VARYING = ("Accept-Language", "Authorization", "Cookie")
NO_LIMITS = Limits()

ROUTES = (
    Route("/v1/meta", reading.objects),
    Route("/v1/meta/<object:object_name>", reading.one_object),
    Route("/v1/search", reading.search),
    Route("/v1/audit", auditing.events, alone=True),
    Route("/v1/me/delegations", delegating.delegations, alone=True),
    Route("/v1/me/delegations", delegating.delegate, "POST", alone=True),
    Route("/v1/me/delegations/<id>", delegating.end, "DELETE", alone=True),
    Route("/v1/files", files.upload, "POST", alone=True),
    Route("/v1/files/<id>", files.download, alone=True),
    Route("/v1/files/<id>/thumbnail", files.thumbnail, alone=True),
    Route("/v1/<object:object_name>", reading.page),
    Route("/v1/<object:object_name>", writing.create, "POST", recalled),
    Route("/v1/<object:object_name>", writing.update_many, "PATCH", recalled),
    Route("/v1/<object:object_name>", writing.delete_many, "DELETE", recalled),
    Route("/v1/<object:object_name>/deleted", reading.deleted),
    Route("/v1/<object:object_name>/export", exporting.export, alone=True),
    Route("/v1/<object:object_name>/by/<field>/<path:value>", writing.upsert, "PUT", recalled),
    Route("/v1/<object:object_name>/<record:id>", reading.record),
    Route("/v1/<object:object_name>/<record:id>", writing.update, "PATCH", recalled),
    Route("/v1/<object:object_name>/<record:id>", writing.delete, "DELETE", recalled),
    Route("/v1/<object:object_name>/<record:id>/actions/<name>", actions.act, "POST", recalled),
    Route("/v1/<object:object_name>/<record:id>/history", reading.history),
    Route("/v1/<object:object_name>/<record:id>/timeline", reading.timeline),
    Route("/v1/<object:object_name>/<record:id>/access", sharing.access),
    Route("/v1/<object:object_name>/<record:id>/shares", sharing.shares, alone=True),
    Route("/v1/<object:object_name>/<record:id>/shares", sharing.share, "POST", alone=True),
    Route("/v1/<object:object_name>/<record:id>/shares/<share>", sharing.unshare, "DELETE", alone=True),
    Route("/v1/<object:object_name>/<record:id>/related/<name>", reading.children),
    Route("/v1/<object:object_name>/<record:id>/related/attachments", files.attach, "POST", alone=True),
    Route("/v1/<object:object_name>/<record:id>/why/<name>", reasons.why),
    Route("/v1/<object:object_name>/<record:id>/why/<name>", reasons.why_if, "POST", reads=True),
    Route("/v1/<object:object_name>/query", querying.query, "POST", reads=True),
    Route("/v1/<object:object_name>/rehearse", reasons.rehearse, "POST", reads=True),
)


def rest_api(platform: Platform, *, insecure_http: bool = False, limits: Limits = NO_LIMITS) -> Blueprint:
    """The REST face over one platform.  `insecure_http` as for the web face: it names the session's cookie."""
    face = Blueprint("rest", __name__, url_prefix=PREFIX, template_folder="templates")
    entrance = Entrance(platform, Jar(insecure_http), limits)
    documentation, batching = Documentation(), Batching(ROUTES)
    document = Route("/v1/openapi.json", documentation.document)
    batch = Route("/v1/batch", batching.batch, "POST", batching.recall)
    face.record_once(lambda state: state.app.url_map.converters.update(CONVERTERS))
    for route in (*ROUTES, document, batch):
        face.add_url_rule(route.rule, route.view.__name__, guarded(entrance, route), methods=[route.method])
    docs = for_people(guarded(entrance, Route("/docs", documentation.docs)))
    face.add_url_rule("/docs", "docs", docs, methods=["GET"])
    face.add_url_rule("/docs.css", "style", documentation.style, methods=["GET"])
    face.after_request(vary)
    return face


def guarded(entrance: Entrance, route: Route) -> View:
    """The view of an address with its caller admitted, and every refusal in the one error shape."""

    def run(**place: str) -> AnyResponse:
        asked = None
        try:
            asked = entrance.admit(request)
            if "object_name" in place:
                place["object_name"] = asked.called(place["object_name"])
            return route.answer(asked, place)
        except (Refusal, Answered, DoorError) as error:
            texts = asked.texts if asked is not None else entrance.texts(request)
            return problem(refusal(error, texts, place.get("object_name")))

    return run


def for_people(view: View) -> View:
    """The view; a person in a browser who is not logged in is led to the log-in and back."""

    def run() -> AnyResponse:
        response = view()
        if (
            response.status_code == 401
            and request.accept_mimetypes.accept_html
            and "Authorization" not in request.headers
        ):
            return redirect(f"{LOG_IN}?next={request.path}", code=303)
        return response

    return run


def vary(response: Response) -> Response:
    """What an answer depends on beside its address, for caches that keep it against our word."""
    if "Vary" in response.headers:
        response.vary.update(VARYING)
    else:
        response.headers["Vary"] = ", ".join(VARYING)
    return response
