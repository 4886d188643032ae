"""What deleting a record does to those that refer to it: every on_delete, for every kind of reference."""

import pytest

from objectry.metadata import AppSource, core_app, load_stack
from objectry.plan import compile_model
from objectry.runtime.calls import Target
from objectry.runtime.errors import Invalid
from tests.runtime.relations.workshop import FILES
from tests.runtime.worlds import Pour

REFERENCES = {
    "lookup": "{{type: lookup, to: thing, on_delete: {way}}}",
    "several": "{{type: lookup, to: [thing, place], related_as: things_of, on_delete: {way}}}",
    "master": "{{type: master_detail, to: thing}}",
    "links": "{{type: many_to_many, to: thing}}",
}
THING = "object: thing\nfields:\n  self: {{type: lookup, to: thing, related_as: selves, on_delete: {way}}}\n"
PART = "object: part\nfields:\n  about: {reference}\n"
CASES = [
    ("lookup", "restrict", "refused"),
    ("lookup", "set_null", "cleared"),
    ("lookup", "cascade", "gone"),
    ("several", "restrict", "refused"),
    ("several", "set_null", "cleared"),
    ("several", "cascade", "gone"),
    ("master", "cascade", "gone"),
    ("links", "cascade", "cleared"),
    ("self", "restrict", "refused"),
    ("self", "set_null", "cleared"),
    ("self", "cascade", "gone"),
]


def files(kind: str, way: str) -> dict[str, str]:
    """The workshop with a thing, and parts that refer to it in this way."""
    reference = REFERENCES.get(kind, REFERENCES["lookup"]).format(way=way)
    thing = THING.format(way=way if kind == "self" else "set_null")
    roles = FILES["permissions/roles.yaml"].replace("place: all}", "place: all, thing: all, part: all}")
    made = {"objects/thing.yaml": thing, "objects/part.yaml": PART.format(reference=reference)}
    return {**FILES, **made, "permissions/roles.yaml": roles}


@pytest.mark.parametrize(("kind", "way", "outcome"), CASES, ids=str)
def test_what_becomes_of_those_that_refer(poured: Pour, kind: str, way: str, outcome: str) -> None:
    """Refused, cleared or gone: also where the one who deletes does not see what refers, of which nothing is told."""
    world = poured(files(kind, way))
    (thing,) = world.create("bob", "thing", {"name": "T"})
    object, field = ("thing", "self") if kind == "self" else ("part", "about")
    value = [thing.id] if kind == "links" else thing.id
    (other,) = world.create("root", object, {"name": "secret", field: value})
    try:
        if outcome == "refused":
            with pytest.raises(Invalid) as wrong:
                world.platform.records.delete(world.call("bob"), "thing", [Target(thing.id)])
            assert [one.code for one in wrong.value.problems] == ["D533"]
            assert "secret" not in str(wrong.value)
            return
        world.platform.records.delete(world.call("bob"), "thing", [Target(thing.id)])
        left = world.names("root", object, filter='name = "secret"')
        assert left == ([] if outcome == "gone" else ["secret"])
        if left:
            assert world.value("root", object, other.id, field) is None
    finally:
        world.platform.close()


def test_a_master_always_cascades() -> None:
    """The model says so, whatever else is written; on_delete is no key of a master_detail."""
    apps = [core_app(), AppSource("workshop", files("master", "cascade"))]
    model, _ = load_stack(apps)
    blueprint, faults = compile_model(model)
    assert blueprint is not None, [str(one) for one in faults]
    assert str(blueprint.objects["part"].fields["about"].field.on_delete) == "cascade"
