"""The Flask blueprint of the web face: its addresses, templates and own files."""

from hashlib import blake2b
from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory
from flask.blueprints import BlueprintSetupState
from jinja2 import StrictUndefined
from werkzeug.wrappers import Response as AnyResponse

from objectry.faces.web.filling.forms import typed
from objectry.faces.web.routes import answered, register
from objectry.faces.web.showing.cells import colour_of, initials
from objectry.faces.web.visit import Visit
from objectry.runtime import Platform

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"
FOREVER = "public, max-age=31536000, immutable"


def fingerprint(folder: Path) -> str:
    """A name for the content of the static files, so that browsers may keep them for ever under it."""
    digest = blake2b(digest_size=6)
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def web_pages(platform: Platform, *, insecure_http: bool) -> Blueprint:
    """The web face over one platform."""
    face = Blueprint("web", __name__, template_folder="templates")
    known = fingerprint(STATIC)
    vendored = (STATIC / "vendor" / "tabler.min.css").is_file()

    @face.get("/static/<version>/<path:name>")
    def static_file(version: str, name: str) -> Response:
        """An own or fetched file; its address changes with its content."""
        response = send_from_directory(STATIC, name)
        response.headers["Cache-Control"] = FOREVER if version == known else "no-cache"
        return response

    @face.record_once
    def prepare(state: BlueprintSetupState) -> None:
        app = state.app
        app.jinja_env.undefined = StrictUndefined
        app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
        app.jinja_env.filters.update(initials=initials, tone=colour_of, typed=typed)
        app.jinja_env.globals.update(static=f"/static/{known}", vendored=vendored)

    register(face, platform, insecure=insecure_http)
    return face


def web_error(platform: Platform, error: Exception, *, insecure_http: bool) -> AnyResponse:
    """An error outside every view (an unknown address, say) as a page."""

    def fail(_: Visit) -> AnyResponse:
        raise error

    return answered(platform, fail, insecure=insecure_http)


def wants_page() -> bool:
    """Whether the request is a person's in a browser and not a program's."""
    return not request.path.startswith("/api/") and request.accept_mimetypes.accept_html
