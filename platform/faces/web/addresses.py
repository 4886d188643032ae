"""The addresses of pages.  Built here and nowhere else; every part is encoded."""

from urllib.parse import quote, urlencode, urlsplit

HOME = "/"
LOG_IN = "/login"
NOTIFICATIONS = "/notifications"
PERMISSIONS = "/setup/permissions"
AUDIT = "/setup/audit"
BIN = "/bin"


def listing(object_name: str, **query: str | None) -> str:
    """The list of an object; parameters that are None or blank are left out."""
    return with_query(f"/o/{object_name}", **query)


def exporting(object_name: str, **query: str | None) -> str:
    """The file of a list's records, which the API writes."""
    return with_query(f"/api/v1/{object_name}/export", **query)


def file(id: str) -> str:
    """The content of a file, which the API serves."""
    return f"/api/v1/files/{quote(id, safe='')}"


def thumbnail(id: str) -> str:
    """The small picture of an image."""
    return f"{file(id)}/thumbnail"


def record(object_name: str, id: str, **query: str | None) -> str:
    """A record's page."""
    return with_query(f"/o/{object_name}/{quote(id, safe='')}", **query)


def editing(object_name: str, id: str, **query: str | None) -> str:
    """The form that edits a record."""
    return with_query(f"{record(object_name, id)}/edit", **query)


def answering(object_name: str, id: str) -> str:
    """Where a form asks what its conditions make of the values as they stand."""
    return f"{record(object_name, id)}/answer" if id else f"/o/{object_name}/answer"


def attaching(object_name: str, id: str) -> str:
    """Where files are attached to a record."""
    return f"{record(object_name, id)}/attachments"


def commenting(object_name: str, id: str, comment: str = "") -> str:
    """Where something is said about a record, or said otherwise."""
    return f"{record(object_name, id)}/comments" + (f"/{quote(comment, safe='')}" if comment else "")


def tagging(object_name: str, id: str) -> str:
    """Where words are put on a record and taken off."""
    return f"{record(object_name, id)}/tags"


def taking_interest(object_name: str, id: str) -> str:
    """Where somebody follows a record, or stops."""
    return f"{record(object_name, id)}/follow"


def deleting(object_name: str, id: str, **query: str | None) -> str:
    """Where a record is deleted, after asking."""
    return with_query(f"{record(object_name, id)}/delete", **query)


def claiming(object_name: str, id: str) -> str:
    """Where a record is taken out of a queue."""
    return f"{record(object_name, id)}/claim"


def restoring(object_name: str, id: str) -> str:
    """Where a record is taken out of the recycle bin."""
    return f"{BIN}/{object_name}/{quote(id, safe='')}/restore"


def changing(object_name: str) -> str:
    """Where one field of many records is changed."""
    return f"/o/{object_name}/change"


def moving(object_name: str, id: str) -> str:
    """Where a record changes its state: the stage bar and the kanban board send here."""
    return f"{record(object_name, id)}/move"


def creating(object_name: str, **query: str | None) -> str:
    """The form for a new record; parameters fill fields beforehand."""
    return with_query(f"/o/{object_name}/new", **query)


def following(object_name: str, field: str, id: str) -> str:
    """The record a lookup of several targets points to, whichever object it is of."""
    return f"/go/{object_name}/{field}/{quote(id, safe='')}"


def with_query(path: str, **query: str | None) -> str:
    """The path with its parameters, without empty ones."""
    given = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(given)}" if given else path


def inside(target: str | None, fallback: str = HOME) -> str:
    """The target if it is a page of this application, else the fallback: nobody is sent to another site."""
    if not target or not target.startswith("/") or target.startswith("//"):
        return fallback
    if "\\" in target or any(character < " " or character == "\x7f" for character in target):
        return fallback
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else fallback
