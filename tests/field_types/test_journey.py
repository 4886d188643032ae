"""A field of each type from end to end: made, read, shown, found, refused, brought in, changed, cleared."""

import html
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from objectry.metadata import CompoundType, FieldType
from objectry.plan import ColumnKind
from tests.faces.rest.program import fields_of, refused
from tests.field_types.contents import CONTENTS
from tests.field_types.office import Keeping, plainly
from tests.field_types.samples import COMPOUND_SAMPLES, SAMPLES

GIVEN = [type for type in FieldType if SAMPLES[type].given]


@pytest.fixture
def name(request: pytest.FixtureRequest) -> str:
    """A name no other test of the module gives to a record."""
    return str(request.node.name).partition("[")[0]


def pair(keeping: Keeping, type: FieldType, name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Two records, with the first and with the second value."""
    sample = SAMPLES[type]
    return keeping.make(type, f"{name} 1", sample.first), keeping.make(type, f"{name} 2", sample.second)


@pytest.mark.parametrize("type", FieldType)
def test_what_is_created_is_read_back(keeping: Keeping, type: FieldType, name: str) -> None:
    """A record made through the API answers the value it was given, from its own address and in a list."""
    made, _ = pair(keeping, type, name)
    wanted = keeping.outside(SAMPLES[type].first) if SAMPLES[type].given else made["held"]
    assert plainly(made["held"]) == wanted != SAMPLES[type].cleared
    assert keeping.program.get(f"/kept_{type}/{made['id']}")["held"] == made["held"]
    listed = keeping.program.get(f"/kept_{type}", fields="held", filter=f'name = "{name} 1"')["records"]
    assert [one["held"] for one in listed] == [made["held"]]


@pytest.mark.parametrize("type", FieldType)
def test_a_person_sees_it(keeping: Keeping, type: FieldType, name: str) -> None:
    """The list and the record's page show the value as people read it."""
    made, _ = pair(keeping, type, name)
    shown = SAMPLES[type].shown if SAMPLES[type].given else made["held"]
    root = keeping.office.browser("root")
    for address in (f"/o/kept_{type}?q={name}", f"/o/kept_{type}/{made['id']}"):
        answer = root.get(address)
        assert answer.status_code == 200
        assert shown in html.unescape(answer.text)


@pytest.mark.parametrize("type", GIVEN)
def test_a_form_takes_it_and_shows_it_again(keeping: Keeping, type: FieldType, name: str) -> None:
    """What is typed into the form is stored, and the form of the record shows it in the same words."""
    root, typed = keeping.office.browser("root"), keeping.outside(SAMPLES[type].form)
    answer = root.get(f"/o/kept_{type}/new")
    assert 'id="in-held"' in answer.text
    saved = root.post(f"/o/kept_{type}/new", name=name, **entered(type, typed))
    assert saved.status_code == 303, saved.text
    (record,) = keeping.program.get(f"/kept_{type}", filter=f'name = "{name}"')["records"]
    assert plainly(record["held"]) == keeping.outside(SAMPLES[type].first)
    typed = record["held"]["id"] if SAMPLES[type].filed else typed
    again = html.unescape(root.get(f"/o/kept_{type}/{record['id']}/edit").text)
    assert f'name="base.held" value="{typed}"' in again


def entered(type: FieldType, typed: Any) -> dict[str, object]:
    """The entries of a form: a file goes along with it, of several choices each is an entry."""
    if SAMPLES[type].filed:
        return {"held": "", "upload__held": (BytesIO(CONTENTS[typed]), typed)}
    several = "\n" in typed and SAMPLES[type].column is ColumnKind.SET
    return {"several__held": "1", "held": typed.split("\n")} if several else {"held": typed}


@pytest.mark.parametrize("type", FieldType)
def test_a_filter_finds_it(keeping: Keeping, type: FieldType, name: str) -> None:
    """A filter of the list finds the first and not the second; the blank one is found as blank."""
    first, second = pair(keeping, type, name)
    chip = SAMPLES[type].chip if SAMPLES[type].given else f"is:{first['held']}"
    root = keeping.office.browser("root")
    found = root.get(f"/o/kept_{type}?q={name}&f=held:{quote(chip)}").text
    assert first["id"] in found
    assert chip == "filled:" or second["id"] not in found  # an opaque value can be asked nothing else
    if SAMPLES[type].cleared is None:
        filled = keeping.program.get(f"/kept_{type}", filter="not ISBLANK(held)", q=name)["records"]
        assert {one["id"] for one in filled} == {first["id"], second["id"]}


@pytest.mark.parametrize("type", FieldType)
def test_a_list_is_sorted_by_it_or_says_why_not(keeping: Keeping, type: FieldType, name: str) -> None:
    """Sorting works on both databases, or is refused in words."""
    pair(keeping, type, name)
    answer = keeping.program.send("GET", f"/kept_{type}", query={"sort": "-held", "q": name})
    if answer.status_code != 200:
        refused(answer, 422)
        return
    assert len(answer.json["records"] if answer.json else ()) == 2


@pytest.mark.parametrize("type", FieldType)
def test_a_wrong_value_is_refused_at_the_field(keeping: Keeping, type: FieldType, name: str) -> None:
    """The answer names the field; nothing is stored."""
    answer = keeping.program.send("POST", f"/kept_{type}", {"name": name, "held": SAMPLES[type].wrong})
    assert set(fields_of(refused(answer, 422))) == {"held"}
    assert keeping.program.get(f"/kept_{type}", filter=f'name = "{name}"')["records"] == []


@pytest.mark.parametrize("type", GIVEN)
def test_a_file_brings_it_in(keeping: Keeping, type: FieldType, name: str, tmp_path: Path) -> None:
    """The cell of a CSV file becomes the same value; a second run of the file changes nothing."""
    path = tmp_path / f"{type}.csv"
    cell = str(keeping.outside(SAMPLES[type].cell)).replace('"', '""')
    for file, content in CONTENTS.items():
        (tmp_path / file).write_bytes(content)
    path.write_text(f'name,held\n{name},"{cell}"\n', encoding="utf-8")
    for action in ("created", "unchanged"):
        report = keeping.bring_in(type, path)
        assert not report.rejects, report.rejects
        assert report.done[f"kept_{type}", action] == 1
    (record,) = keeping.program.get(f"/kept_{type}", filter=f'name = "{name}"')["records"]
    assert plainly(record["held"]) == keeping.outside(SAMPLES[type].first)


@pytest.mark.parametrize("type", [one for one in GIVEN if one is not FieldType.SECRET])  # secrets do not go out
def test_what_goes_out_comes_in_again(keeping: Keeping, type: FieldType, name: str, tmp_path: Path) -> None:
    """An exported file changes nothing when it is imported, and brings the same values back after they were lost."""
    made, path, held = pair(keeping, type, name), tmp_path / f"{type}.csv", f'BEGINS(name, "{name}")'
    keeping.sent_out(type, path, held)
    assert keeping.bring_in(type, path).done == {(f"kept_{type}", "unchanged"): 2}
    for one in made if SAMPLES[type].clearable else ():
        assert keeping.program.send("PATCH", f"/kept_{type}/{one['id']}", {"held": None}).status_code == 200
    report = keeping.bring_in(type, path)
    assert not report.rejects, report.rejects
    again = keeping.program.get(f"/kept_{type}", filter=held, sort="name")["records"]
    assert [one["held"] for one in again] == [one["held"] for one in made]


@pytest.mark.parametrize("type", GIVEN)
def test_a_change_is_kept_in_the_history(keeping: Keeping, type: FieldType, name: str) -> None:
    """The history tells old and new value, to programs and to people; clearing leaves nothing of the value."""
    made, _ = pair(keeping, type, name)
    address, first, second = f"/kept_{type}/{made['id']}", made["held"], keeping.outside(SAMPLES[type].second)
    assert keeping.program.send("PATCH", address, {"held": keeping.sent(type, second)}).status_code == 200
    assert plainly(keeping.program.get(address)["held"]) == second
    entry = keeping.program.get(f"{address}/history")["history"][0]
    kept = [SAMPLES[type].remembered or first, SAMPLES[type].remembered or second]
    told = [plainly(value) for value in entry["changes"].get("held", [])]
    assert told == ([plainly(one) for one in kept] if SAMPLES[type].history else [])
    assert keeping.office.browser("root").get(f"/o{address}?tab=history").status_code == 200
    cleared = keeping.program.send("PATCH", address, {"held": None})
    if not SAMPLES[type].clearable:
        assert set(fields_of(refused(cleared, 422))) == {"held"}
        return
    assert cleared.status_code == 200
    assert keeping.program.get(address)["held"] == SAMPLES[type].cleared


@pytest.mark.parametrize("type", FieldType)
def test_programs_are_told_of_it(keeping: Keeping, type: FieldType) -> None:
    """The description and the OpenAPI document name the field, and who may write it."""
    described = keeping.program.get(f"/meta/kept_{type}")["fields"]
    (held,) = [one for one in described if one["name"] == "held"]
    assert (held["type"], held["editable"]) == (type, SAMPLES[type].given)
    schemas = keeping.program.get("/openapi.json")["components"]["schemas"]
    assert "held" in schemas[f"kept_{type}"]["properties"]


@pytest.mark.parametrize("type", CompoundType)
def test_a_field_of_several_parts_is_made_seen_found_and_refused(
    keeping: Keeping, type: CompoundType, name: str
) -> None:
    """It is answered whole, shown in one line, typed and filtered part by part, refused at the part, and cleared."""
    sample, root = COMPOUND_SAMPLES[type], keeping.office.browser("root")
    first, second = (
        keeping.program.made(f"kept_{type}", name=f"{name} {place}", held=held)
        for place, held in enumerate((sample.first, sample.second))
    )
    assert (first["held"], second["held"]) == (sample.first, sample.second)
    for address in (f"/o/kept_{type}?q={name}", f"/o/kept_{type}/{first['id']}"):
        assert sample.shown in html.unescape(root.get(address).text)
    found = root.get(f"/o/kept_{type}?q={name}&f={quote(sample.chip)}").text
    assert (first["id"] in found, second["id"] in found) == (True, False)
    wrong = keeping.program.send("POST", f"/kept_{type}", {"name": f"{name} 3", "held": sample.wrong})
    assert set(fields_of(refused(wrong, 422))) == {sample.at}
    root.get(f"/o/kept_{type}/new")
    assert root.post(f"/o/kept_{type}/new", name=f"{name} 4", **sample.typed).status_code == 303
    (typed,) = keeping.program.get(f"/kept_{type}", filter=f'name = "{name} 4"')["records"]
    assert {f"held_{part}" for part, value in typed["held"].items() if value is not None} == set(sample.typed)
    cleared = keeping.program.send("PATCH", f"/kept_{type}/{first['id']}", {"held": None}).json or {}
    assert set(cleared["held"].values()) == {None}
    told = keeping.program.get(f"/kept_{type}/{first['id']}/history")["history"][0]["changes"]
    assert set(told) == {f"held_{part}" for part, value in sample.first.items() if value is not None}


@pytest.mark.parametrize("type", CompoundType)
def test_a_field_of_several_parts_comes_in_and_goes_out(
    keeping: Keeping, type: CompoundType, name: str, tmp_path: Path
) -> None:
    """One cell of text is taken apart; the exported columns, one a part, bring the same back after it was lost."""
    sample, path = COMPOUND_SAMPLES[type], tmp_path / "kept.csv"
    made = keeping.program.made(f"kept_{type}", name=name, held=sample.written)
    assert {part: made["held"][part] for part in sample.first} | {"country": None} == {**sample.first, "country": None}
    keeping.sent_out(type, path, f'name = "{name}"')
    assert keeping.bring_in(type, path).done == {(f"kept_{type}", "unchanged"): 1}
    keeping.program.send("PATCH", f"/kept_{type}/{made['id']}", {"held": None})
    assert not keeping.bring_in(type, path).rejects
    assert keeping.program.get(f"/kept_{type}/{made['id']}")["held"] == made["held"]
