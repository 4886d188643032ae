"""Files: taken in by themselves, had again through the record that holds them.

No browser runs what is served: it is told what it is, may not guess, and shows in place only pictures of dots.
"""

from flask import Response, jsonify, request, send_file
from werkzeug.datastructures import FileStorage

from objectry.faces.rest.arguments import read_arguments, refuse_headers
from objectry.faces.rest.codec import file_document
from objectry.faces.rest.refusals import Complaint, Refusal
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import NoArguments
from objectry.metadata import Field
from objectry.runtime import FileFacts, NotFound, is_image

FORM = "multipart/form-data"
PART = "file"
NONE = NoArguments()
POLICY = "default-src 'none'; sandbox"
KEPT = "private, no-cache"  # a browser may keep it, and asks each time whether it still may be shown


def upload(asked: Asked) -> Response:
    """A file of a form, for a record to hold it; with `object` and `field` what does not fit is refused at once."""
    refuse_headers(request)
    read_arguments(request, NONE)
    if request.mimetype != FORM:
        raise Refusal(415, "F708", Complaint("media", None, {"media": FORM}))
    sent = request.files.getlist(PART)
    if len(sent) != 1 or set(request.files) != {PART}:
        raise Refusal(400, "F701", Complaint("one_file", PART, {"name": PART}))
    kept = asked.platform.files.upload(asked.call, named(sent[0]), sent[0].stream, _field(asked))
    facts = FileFacts(kept.id, kept.name, kept.media_type, kept.size, small=kept.thumbnail is not None)
    answer = jsonify(file_document(facts))
    answer.status_code = 201
    answer.headers["Location"] = f"{request.path}/{kept.id}"
    return answer


def attach(asked: Asked, object_name: str, id: str) -> Response:
    """The files of a form, attached to a record: all of them, or none."""
    refuse_headers(request)
    read_arguments(request, NONE)
    if request.mimetype != FORM:
        raise Refusal(415, "F708", Complaint("media", None, {"media": FORM}))
    sent = request.files.getlist(PART)
    if not sent or set(request.files) != {PART}:
        raise Refusal(400, "F701", Complaint("some_files", PART, {"name": PART}))
    outcome = asked.platform.files.attach(asked.call, object_name, id, [(named(one), one.stream) for one in sent])
    answer = jsonify(records=[asked.codec.record(one) for one in outcome.records if one is not None])
    answer.status_code = 201
    return answer


def named(sent: FileStorage) -> str:
    """The name the client gave."""
    return sent.filename or ""


def _field(asked: Asked) -> Field | None:
    """The field the file is meant for.  Raises NotFound for one the caller may not write."""
    owner, name = request.form.get("object"), request.form.get("field")
    if not owner and not name:
        return None
    if asked.rights.level(owner or "", name or "") != "edit":
        raise NotFound("there is no such field")
    return asked.blueprint.objects[owner or ""].fields[name or ""].field


def download(asked: Asked, id: str) -> Response:
    """The content, for those who may read the field that holds it."""
    read_arguments(request, NONE)
    file = asked.platform.files.find(asked.call, id)
    return _sent(asked.platform.files.path(file), file.media_type, file.name, file.sha256)


def thumbnail(asked: Asked, id: str) -> Response:
    """The small picture of an image."""
    read_arguments(request, NONE)
    file = asked.platform.files.find(asked.call, id)
    return _sent(asked.platform.files.path(file, small=True), "image/webp", f"{file.name}.webp", f"s{file.sha256}")


def _sent(path: object, media: str, name: str, tag: str) -> Response:
    answer = send_file(
        str(path),
        mimetype=media,
        as_attachment=not is_image(media),
        download_name=name,
        etag=tag,
        last_modified=None,
        conditional=True,
        max_age=None,
    )
    answer.headers["Content-Security-Policy"] = POLICY
    answer.headers["Cache-Control"] = KEPT
    return answer
