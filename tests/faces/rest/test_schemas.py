"""The shapes of requests, and the envelope of many records."""

import pytest
from flask import Flask, request

from objectry.faces.rest.arguments import EXPECTED, Batch, names_of, read_arguments, read_batch
from objectry.faces.rest.refusals import Refusal
from objectry.faces.rest.schemas import (
    MEMBERS,
    AccessArguments,
    AuditArguments,
    BatchBody,
    BinArguments,
    CallBody,
    CloneBody,
    CreateArguments,
    DelegationBody,
    DraftBody,
    Envelope,
    ExportArguments,
    ListArguments,
    NoArguments,
    QueryBody,
    ReasonArguments,
    RecordArguments,
    SearchArguments,
    ShareBody,
    Strict,
    TimelineArguments,
    TransferBody,
    record_shapes,
)
from objectry.metadata import FieldType
from objectry.runtime import Mode
from tests.faces.office import Office
from tests.plan.builder import built

SHAPES = [
    ListArguments(), RecordArguments(), CreateArguments(), NoArguments(), Envelope(), ExportArguments(),
    ReasonArguments(), DraftBody(), AccessArguments(), ShareBody(), CloneBody(), TransferBody(), SearchArguments(),
    QueryBody(), BatchBody(), CallBody(), AuditArguments(),
    BinArguments(), DelegationBody(), TimelineArguments(),
]  # fmt: skip
WRONG = [
    ("nonsense=1", {"nonsense": "argument_unknown"}),
    ("limt=5", {"limt": "argument_unknown"}),
    ("limit=0", {"limit": "argument_wrong"}),
    ("limit=201", {"limit": "argument_wrong"}),
    ("limit=many", {"limit": "argument_wrong"}),
    ("limit=", {"limit": "argument_wrong"}),
    ("limit=1.5", {"limit": "argument_wrong"}),
    ("limit=" + "9" * 5000, {"limit": "argument_wrong"}),
    ("count=all", {"count": "argument_wrong"}),
    ("labels=yes", {"labels": "argument_wrong"}),
    ("limit=1&limit=2", {"limit": "argument_twice"}),
    ("limit=0&count=x&oops=1", {"limit": "argument_wrong", "count": "argument_wrong", "oops": "argument_unknown"}),
]


def arguments(query: str, shape: Strict) -> dict[str, object]:
    with Flask("test").test_request_context(f"/?{query}"):
        return dict(read_arguments(request, shape))


def test_every_field_type_has_a_shape() -> None:
    """The table of members covers every field type."""
    assert set(MEMBERS) == set(FieldType)


def test_every_argument_has_words_for_what_it_takes() -> None:
    """Each argument and key of every shape is in the table of what is expected there."""
    names = {field.data_key or name for shape in SHAPES for name, field in shape.fields.items()}
    assert names == set(EXPECTED)


def test_a_list_has_defaults() -> None:
    """A list that asks for nothing gets fifty records, uncounted, without labels."""
    assert arguments("", ListArguments()) == {"limit": 50, "count": "none", "labels": False}


@pytest.mark.parametrize(("query", "faults"), WRONG, ids=[query[:30] for query, _ in WRONG])
def test_wrong_arguments_are_all_told(query: str, faults: dict[str, str]) -> None:
    """Unknown, wrong and repeated arguments are refused, all at once, each by its name."""
    with pytest.raises(Refusal) as caught:
        arguments(query, ListArguments())
    assert {one.place: one.key for one in caught.value.complaints} == faults


def test_a_misspelt_argument_gets_a_suggestion() -> None:
    """The refusal of an unknown argument names the one that was probably meant."""
    with pytest.raises(Refusal) as caught:
        arguments("filtr=x", ListArguments())
    assert caught.value.complaints[0].params["hint"] == ' ("filter"?)'


def test_an_address_without_arguments_takes_none() -> None:
    """Where nothing can be asked, anything asked is refused rather than left without effect."""
    with pytest.raises(Refusal):
        arguments("dry_run=true", NoArguments())


def test_names_are_separated_by_commas() -> None:
    """Lists of names may have spaces and empty places; too many are refused."""
    assert names_of({"sort": "-amount, name,,"}, "sort") == ("-amount", "name")
    with pytest.raises(Refusal):
        names_of({"sort": "a,b,c,d,e,f"}, "sort", 5)


def test_the_envelope_has_defaults() -> None:
    """Many records are written all or none, and for good, unless the caller says otherwise."""
    batch = read_batch({"records": [{"name": "x"}]}, Envelope())
    assert batch == Batch(({"name": "x"},), Mode.ALL, dry_run=False)


@pytest.mark.parametrize(
    ("body", "place", "record"),
    [
        ({}, "records", None),
        ({"records": None}, "records", None),
        ({"records": 5}, "records", None),
        ({"records": {"name": "x"}}, "records", None),
        ({"records": [1]}, "records", 0),
        ({"records": [{}, None]}, "records", 1),
        ({"records": [], "mode": "some"}, "mode", None),
        ({"records": [], "mode": ["all"]}, "mode", None),
        ({"records": [], "dry_run": "true"}, "dry_run", None),
        ({"records": [], "dry_run": [True]}, "dry_run", None),
        ({"records": [], "dryrun": True}, "dryrun", None),
    ],
)
def test_wrong_envelopes_are_refused(body: dict[str, object], place: str, record: int | None) -> None:
    """An envelope with a wrong, missing or unknown key is refused at that key, and at the record where there is one."""
    with pytest.raises(Refusal) as caught:
        read_batch(body, Envelope())
    assert [(one.place, one.record) for one in caught.value.complaints] == [(place, record)]


def test_shapes_of_records_are_cut_not_made_again(shared: Office) -> None:
    """The classes behind records are made once for a blueprint; callers get cuts of them."""
    blueprint = shared.platform.current().blueprint
    shapes = record_shapes(blueprint)
    assert set(shapes.classes) == set(blueprint.objects)
    cut = shapes.readable("deal", ("name", "amount", "number"), frozenset({"name", "amount"}))
    assert isinstance(cut, shapes.classes["deal"])
    assert set(cut.fields) == {"name", "amount", "number"}
    assert {name for name, field in cut.fields.items() if field.dump_only} == {"number"}
    assert set(shapes.writable("deal", ("name",)).fields) == {"name"}


def test_what_is_deprecated_is_marked() -> None:
    """The OpenAPI document says so of the field, with what to use instead."""
    blueprint = built(objects__deal="object: deal\nfields: {fax: {type: text, deprecated: use phone}}\n")
    member = record_shapes(blueprint).classes["deal"]().fields["fax"]
    assert member.metadata == {"title": "Fax", "description": "Deprecated: use phone", "deprecated": True}
