"""Taking part in what happens to a record: a comment on it, tags for it, and wanting to hear of it."""

from flask import Response, request

from objectry.faces.answers import faults
from objectry.faces.session import Notice
from objectry.faces.web import addresses
from objectry.faces.web.expressions import quoted
from objectry.faces.web.pages import to, to_with
from objectry.faces.web.showing import records
from objectry.faces.web.showing.composer import my_following
from objectry.faces.web.showing.tags import TAGS
from objectry.faces.web.visit import Visit
from objectry.metadata import Feature, companion_name
from objectry.runtime import Change, Invalid, NotFound, Query, Target


def comment(visit: Visit, object: str, id: str) -> Response:
    """Say something about a record; what cannot be said comes back to the box it was typed in."""
    visit.platform.records.get(visit.call, object, id, ("id",))
    name = _companion(visit, Feature.COMMENTS, object)
    try:
        visit.platform.records.create(visit.call, name, [{object: id, "text": request.form.get("text", "")}])
    except Invalid as error:
        told = " ".join(one.message for one in faults(error.problems, visit.texts, name))
        return records.show_again(visit, object, id, told, 422)
    return to(addresses.inside(request.form.get("back"), addresses.record(object, id)))


def comment_again(visit: Visit, object: str, id: str) -> Response:
    """The record with all that was typed, where the page had expired: sending it once more saves."""
    return records.show_again(visit, object, id, visit.texts("form_expired"), 403)


def reword(visit: Visit, object: str, id: str, comment: str) -> Response:
    """Change one's own words."""
    name = _companion(visit, Feature.COMMENTS, object)
    version = request.form.get("version", "")
    change = Change(comment, {"text": request.form.get("text", "")}, int(version) if version.isdecimal() else None)
    try:
        visit.platform.records.update(visit.call, name, [change])
    except Invalid as error:
        told = " ".join(one.message for one in faults(error.problems, visit.texts, name))
        return records.show_again(visit, object, id, told, 422)
    return to(addresses.inside(request.form.get("back"), addresses.record(object, id)))


def follow(visit: Visit, object: str, id: str) -> Response:
    """Begin to follow a record, or stop; what is so already stays so."""
    visit.platform.records.get(visit.call, object, id, ("id",))
    name, wanted = _companion(visit, Feature.FOLLOW, object), bool(request.form.get("on"))
    mine = my_following(visit, object, id)
    if wanted and mine is None:
        visit.platform.records.create(visit.call, name, [{object: id}])
    elif mine is not None and not wanted:
        visit.platform.records.delete(visit.call, name, [Target(mine)])
    return to(addresses.inside(request.form.get("back"), addresses.record(object, id)))


def tag(visit: Visit, object: str, id: str) -> Response:
    """Put a word on a record, one that is there in whatever case or a new one, or take one off."""
    kept = _companion(visit, Feature.TAGS, object)
    record = visit.platform.records.get(visit.call, object, id, (TAGS,))
    held = record.values[TAGS]
    now = held if isinstance(held, tuple) else ()
    back = addresses.inside(request.form.get("back"), addresses.record(object, id))
    word, gone = " ".join(request.form.get("word", "").split()), request.form.get("remove", "")
    try:
        added = (_tag_called(visit, kept, word),) if word else ()
        tags = tuple(one for one in dict.fromkeys((*now, *added)) if one != gone)
        visit.platform.records.update(visit.call, object, [Change(id, {TAGS: tags})])
    except Invalid as error:
        return to_with(visit, back, *(Notice(one.message, "warn") for one in faults(error.problems, visit.texts, kept)))
    return to(back)


def _tag_called(visit: Visit, kept: str, word: str) -> str:
    """The tag with this word; a new one where there is none."""
    query = Query(kept, filter=f"LOWER(name) = LOWER({quoted(word)})", fields=("name",), limit=1)
    found = visit.platform.records.find(visit.call, query).records
    if found:
        return found[0].id
    (made,) = visit.platform.records.create(visit.call, kept, [{"name": word}]).records
    assert made is not None
    return made.id


def _companion(visit: Visit, feature: Feature, object: str) -> str:
    """The object that keeps what a feature needs.  Raises NotFound where records have no such feature."""
    name = companion_name(feature, object)
    plan = visit.blueprint.objects.get(name)
    if plan is None or plan.object.holder(feature) != object:
        raise NotFound
    return name
