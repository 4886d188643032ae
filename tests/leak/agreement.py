"""The third check: one question, asked at every face that can answer it, has one answer."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

from tests.leak.asking.draws import Draw
from tests.leak.asking.rest_lists import V1, lines
from tests.leak.oracle.rights import rights
from tests.leak.served import Observation, Request

Ask = Callable[[Request], Observation]
PAGES = (1, 2, 100)
LONGEST_WALK = 30


def disagreements(draw: Draw, ask: Ask) -> Iterator[tuple[Request, str]]:
    """Every face that tells other records of an object than the oracle, or others than the list."""
    object = draw.object()
    if not draw.reader.reads(object):
        return
    expected = {str(row["id"]) for row in draw.reader.rows(object)}
    for request, found in answers(draw, ask, object):
        if found != expected:
            yield request, f"tells {sorted(found)}, not {sorted(expected)}"
    yield from single_records(draw, ask, object)


def answers(draw: Draw, ask: Ask, object: str) -> Iterator[tuple[Request, set[str]]]:
    """What each face tells of which records there are."""
    for size in PAGES:
        yield walked(draw, ask, object, size)
    counted = rest(object, {"count": draw.dice.choice(("exact", "capped")), "limit": "200"})
    told = ask(counted).json
    yield counted, {str(one["id"]) for one in told["records"]} if told["total"] == len(told["records"]) else set()
    if "export" in rights(draw.world, draw.reader.user, object):
        for format in ("csv", "jsonl"):
            request = Request("export", "GET", f"{V1}/{object}/export", {"format": format, "fields": "id"})
            yield request, {str(one["id"]) for one in lines(ask(request), format)}
    kind = draw.kind(object)
    if not (kind.views or any(one.type == "picklist" for one in kind.fields.values())):
        page = Request("web list", "GET", f"/o/{object}", by_session=True)
        shown = ask(page).text.count("<tr data-row>")  # one whose name is blank has no link of its own
        yield page, {str(row["id"]) for row in draw.reader.rows(object)[:shown]}


def rest(object: str, query: dict[str, str]) -> Request:
    return Request("list", "GET", f"{V1}/{object}", query)


def walked(draw: Draw, ask: Ask, object: str, size: int) -> tuple[Request, set[str]]:
    """The records told page by page."""
    found: list[str] = []
    sort = draw.dice.choice(("id", "-id", "created_at", "-updated_by.name"))
    query = {"limit": str(size), "fields": "id", **({"sort": sort} if draw.reader.knows(object, names(sort)) else {})}
    request = rest(object, query)
    for _ in range(LONGEST_WALK):
        told = ask(request).json
        found += [str(one["id"]) for one in told["records"]]
        if told["next"] is None:
            break
        request = rest(object, {**query, "after": told["next"]})
    return request, set(found) if len(found) == len(set(found)) else set()


def names(sort: str) -> tuple[str, ...]:
    return tuple(sort.removeprefix("-").split("."))


def single_records(draw: Draw, ask: Ask, object: str) -> Iterator[tuple[Request, str]]:
    """Each record by its id: there if it is in the list, with the same values, under every face for one."""
    listed = {str(one["id"]): one for one in ask(rest(object, {"limit": "200"})).json["records"]}
    for id in draw.world.rows[object]:
        request = Request("get", "GET", f"{V1}/{object}/{quote(id)}")
        told = ask(request)
        if told.json != listed[id] if id in listed else told.status != 404:
            yield request, f"{told.status} {told.text[:200]}, listed {listed.get(id)}"
        page = Request("web record", "GET", f"/o/{object}/{id}", by_session=True)
        status = ask(page).status
        if (status == 200) is not (id in listed):
            yield page, f"status {status}, listed {id in listed}"
