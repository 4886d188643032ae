"""The pages: what they show, offer and count is judged by twins, and their rows by the oracle."""

import re

from tests.leak.asking.draws import Draw
from tests.leak.asking.faces import Face
from tests.leak.making.stacks import WORDS
from tests.leak.oracle.answers import Reader
from tests.leak.oracle.expressions import Condition
from tests.leak.oracle.rights import rights
from tests.leak.served import Observation, Request


def page(name: str, path: str, query: dict[str, str] | None = None, about: object = None, **headers: str) -> Request:
    return Request(
        name,
        "GET",
        path,
        query or {},
        headers={name.replace("_", "-"): value for name, value in headers.items()},
        by_session=True,
        about=about,
    )


def ask_list(draw: Draw) -> Request:
    """A list with a condition, an order, a search or a view; also as a board, or as the part a script asks for."""
    object = draw.object()
    query: dict[str, str] = {}
    condition: Condition | None = None
    if draw.chance(0.6):
        condition = draw.condition(object)
        query["where"] = str(condition)
    if draw.chance(0.3):
        query["sort"] = draw.dice.choice(("", "-")) + str(draw.path(object))
    if draw.chance(0.3):
        query["q"] = draw.dice.choice(WORDS)
    if draw.chance(0.4):
        query["view"] = draw.dice.choice(("mine", "board", "all"))
    plain = set(query) <= {"where"}
    return page("web list", f"/o/{object}", query, (object, condition) if plain else None)


def judge_list(reader: Reader, request: Request, observed: Observation) -> str | None:
    """Where a list is shown, its rows are records in sight."""
    if request.about is None or observed.status != 200:
        return None
    object, _ = request.about
    shown = set(re.findall(rf"/o/{object}/([0-9a-f-]{{36}})", observed.text))
    return out_of_sight(reader, object, shown)


def out_of_sight(reader: Reader, object: str, shown: set[str]) -> str | None:
    seen = {str(row["id"]) for row in reader.rows(object)} if reader.reads(object) else set()
    wrong = {one for one in shown if one in reader.world.rows[object]} - seen
    return f"shows {wrong}" if wrong else None


def ask_record(draw: Draw) -> Request:
    object = draw.object()
    end = draw.dice.choice(("", "", "/edit", "/delete"))
    return page("web record", f"/o/{object}/{draw.id(object)}{end}", about=object)


def judge_links(reader: Reader, request: Request, observed: Observation) -> str | None:
    """No page links to a record out of sight, but for the reference itself."""
    if rights(reader.world, reader.user, request.about) and observed.status not in {200, 303, 403, 404, 422}:
        return f"status {observed.status}"
    return None


def ask_form(draw: Draw) -> Request:
    object = draw.object()
    return page("web form", f"/o/{object}/new", about=object)


def ask_answer(draw: Draw) -> Request:
    """What a form shows and asks for while somebody fills it in."""
    object = draw.object()
    place = f"/o/{object}/{draw.id(object)}/answer" if draw.chance(0.6) else f"/o/{object}/answer"
    form = {"name": draw.dice.choice(WORDS), "link": draw.id("user")}
    return Request("web answer", "POST", place, form=form, by_session=True, headers={"HX-Request": "true"})


def ask_options(draw: Draw) -> Request | None:
    """What the box of a lookup offers."""
    object = draw.object()
    names = [name for name, one in draw.kind(object).fields.items() if one.points] + ["owner", "nothing"]
    name, letter = draw.dice.choice(names), draw.dice.choice(("", "a", "e", "o", *WORDS))
    if draw.chance(0.3):
        query = {"q": letter, "id": draw.id(object)} if draw.chance(0.5) else {"q": letter}
        return Request("web options", "POST", f"/lookup/{object}/{name}", query, form={"name": "oak"}, by_session=True)
    return page("web options", f"/lookup/{object}/{name}", {"q": letter}, HX_Request="true")


def ask_follow(draw: Draw) -> Request:
    """Where a reference leads."""
    object = draw.object()
    names = [name for name, one in draw.kind(object).fields.items() if one.points] or ["owner"]
    name = draw.dice.choice(names)
    others = draw.kind(object).fields[name].to if name in draw.kind(object).fields else ("user",)
    return page("web follow", f"/go/{object}/{name}/{draw.id(draw.dice.choice(others))}")


def ask_search(draw: Draw) -> Request:
    headers = {"HX_Request": "true"} if draw.chance(0.5) else {}
    return page("web search", "/search", {"q": draw.dice.choice(WORDS)}, **headers)


def ask_home(draw: Draw) -> Request:
    return page("web home", draw.dice.choice(("/", "/notifications", "/profile")))


SETUP = ("/setup", "/setup/objects/{object}", "/users/{user}/password", "/setup/permissions")


def ask_setup(draw: Draw) -> Request:
    object = draw.object()
    user = draw.id("user")
    path = draw.dice.choice(SETUP).format(object=object, user=user)
    return page("web setup", path, {"object": object} if path == SETUP[-1] else {})


FACES = (
    Face("web list", (("GET", "/o/<object>"),), ask_list, judge_list, weight=3),
    Face(
        "web record",
        (("GET", "/o/<object>/<id>"), ("GET", "/o/<object>/<id>/edit"), ("GET", "/o/<object>/<id>/delete")),
        ask_record,
        judge_links,
        weight=3,
    ),
    Face("web form", (("GET", "/o/<object>/new"),), ask_form, judge_links),
    Face("web answer", (("POST", "/o/<object>/answer"), ("POST", "/o/<object>/<id>/answer")), ask_answer),
    Face(
        "web options",
        (("GET", "/lookup/<object>/<field>"), ("POST", "/lookup/<object>/<field>")),
        ask_options,
        weight=2,
    ),
    Face("web follow", (("GET", "/go/<object>/<field>/<id>"),), ask_follow),
    Face("web search", (("GET", "/search"),), ask_search),
    Face("web home", (("GET", "/"), ("GET", "/notifications"), ("GET", "/profile")), ask_home),
    Face(
        "web setup",
        (
            ("GET", "/setup"),
            ("GET", "/setup/objects/<object>"),
            ("GET", "/users/<id>/password"),
            ("GET", "/setup/permissions"),
        ),
        ask_setup,
    ),
)
