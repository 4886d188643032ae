"""Search across objects, and what stands beside the records of a list: twins and canaries judge both."""

from tests.leak.asking.draws import Draw
from tests.leak.asking.faces import Face
from tests.leak.asking.rest_lists import V1
from tests.leak.making.stacks import WORDS
from tests.leak.served import Request


def ask_search(draw: Draw) -> Request:
    """A word that hidden fields and records may hold too."""
    query = {"q": draw.dice.choice(WORDS), "limit": "200"}
    if draw.chance(0.4):
        query["objects"] = draw.object()
    return Request("search", "GET", f"{V1}/search", query)


def ask_expanded(draw: Draw) -> Request | None:
    """A list with what a lookup leads to, or with a list of children, known or not."""
    object = draw.object()
    names = [*draw.kind(object).fields, *(name for name, *_ in draw.world.stack.relations(object))]
    return Request("expand", "GET", f"{V1}/{object}", {"expand": draw.dice.choice(names)}) if names else None


FACES = (
    Face("search", (("GET", "/api/v1/search"),), ask_search),
    Face("expand", (("GET", "/api/v1/<object_name>"),), ask_expanded),
)
