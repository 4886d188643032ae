"""The web application: every face that speaks HTTP, in one Flask app over one platform."""

import logging
import secrets

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from objectry.faces import answers, headers
from objectry.faces.limits import Limits
from objectry.faces.observing import Watch, told_id, watch
from objectry.faces.rest import rest_api
from objectry.faces.serializer import Serializer
from objectry.faces.site import Site
from objectry.faces.texts import Texts, best_language
from objectry.faces.web import wants_page, web_error, web_pages
from objectry.runtime import LARGEST_FILE, DeploymentRefused, DoorError, Platform

LARGEST_BODY = 16 * 1024 * 1024
FORM = "multipart/form-data"
NO_LIMITS = Limits()
ANYWHERE = Site()
UNWATCHED = Watch()
TAKES_FILES = ("/api/v1/files", "/o/")
log = logging.getLogger("objectry.faces")


def create_app(
    platform: Platform,
    *,
    insecure_http: bool = False,
    limits: Limits = NO_LIMITS,
    site: Site = ANYWHERE,
    watched: Watch = UNWATCHED,
) -> Flask:
    """The WSGI app that serves one platform.

    `insecure_http` drops the Secure mark of cookies, for plain http on hosts other than this machine; pages then
    carry a warning.  `limits` says how often programs may call, `site` which names the app answers to, `watched` who
    adds up what is going on.
    """
    app = Flask("objectry.faces", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=LARGEST_BODY, MAX_FORM_PARTS=2_000, MAX_FORM_MEMORY_SIZE=LARGEST_BODY)
    app.url_map.merge_slashes = False  # an address is what it is; a redirect would lose what was sent to it
    app.json = Serializer(app)
    site.guard(app)
    app.before_request(make_room_for_files)
    app.after_request(headers.protect)
    app.register_blueprint(web_pages(platform, insecure_http=insecure_http))
    app.register_blueprint(rest_api(platform, insecure_http=insecure_http, limits=limits))
    _register_health(app, platform, watched)
    watch(app, platform, watched)

    @app.errorhandler(HTTPException)
    @app.errorhandler(DoorError)
    def refuse(error: Exception) -> AnyResponse:
        if wants_page():
            return web_error(platform, error, insecure_http=insecure_http)
        return _problem(platform, error)

    app.register_error_handler(Exception, lambda error: _crash(platform, error))
    return app


def make_room_for_files() -> None:
    """A form with files may be larger than other requests; its files go to the disk, not into memory."""
    if request.method == "POST" and request.mimetype == FORM and request.path.startswith(TAKES_FILES):
        request.max_content_length = LARGEST_FILE + LARGEST_BODY


def _register_health(app: Flask, platform: Platform, watched: Watch) -> None:
    @app.get("/healthz")
    def alive() -> Response:
        """The process answers."""
        return jsonify(status="ok")

    @app.get("/readyz")
    def ready() -> tuple[Response, int]:
        """Whether requests should be sent here: the database answers, what is deployed is compiled, no stop is due."""
        if watched.stopping:
            return jsonify(status="stopping"), 503
        try:
            deployed = platform.current()
        except DeploymentRefused:
            log.exception("not ready: what is deployed cannot be served")
            return jsonify(status="nothing to serve"), 503
        except Exception:
            log.exception("not ready: the database does not answer")
            return jsonify(status="no database"), 503
        return jsonify(status="ok", revision=deployed.revision), 200


def _problem(platform: Platform, error: Exception) -> Response:
    """The one error shape, for everything that is not a page of the web face."""
    try:
        blueprint = platform.current().blueprint
    except Exception:  # without a deployed stack there are no words
        log.exception("nothing to answer with")
        return Response(
            "Not ready: nothing is deployed, or the database does not answer.\n", 503, mimetype="text/plain"
        )
    texts = Texts(blueprint, best_language(blueprint, request.accept_languages.values()))
    return problem_response(answers.answer(error, texts))


def problem_response(refusal: answers.Answer) -> Response:
    """An answer as `application/problem+json`."""
    response = jsonify(refusal.document() | told_id(request))
    response.status_code = refusal.status
    response.mimetype = answers.MEDIA_TYPE
    response.headers.update(refusal.headers)
    return response


def _crash(platform: Platform, error: Exception) -> Response:
    """Something nobody foresaw: the log has it under an id, the caller gets only the id."""
    reference = secrets.token_hex(4)
    route = request.url_rule.rule if request.url_rule is not None else "no address of ours"
    log.error("unforeseen error %s on %s %s", reference, request.method, route, exc_info=error)
    response = _problem(platform, error)
    response.headers["X-Error-Id"] = reference
    return response
