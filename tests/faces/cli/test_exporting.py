"""`crm data export`, and files that come in again without a map."""

from pathlib import Path

import pytest

from tests.faces.cli.shell import Shell

BIKE = """\
object: bike
label: Bike
fields:
  name: {type: text, required: true}
  code: {type: text, unique: true, external_id: true}
  price: {type: currency}
  maker: {type: lookup, to: maker}
  number: {type: autonumber, format: "B-{000}"}
  dear: {type: boolean, formula: price > 500}
"""
MAKER = "object: maker\nlabel: Maker\nowned: false\nfields:\n  country: {type: text}\n"
BIKES = "code,name,price,maker.name\nb1, =Racer ,900,Fast\nb2,'-Cruiser,,Fast\n"


@pytest.fixture
def store(shell: Shell) -> Shell:
    """A workspace with two bikes of one maker."""
    shell.write(objects__bike=BIKE, objects__maker=MAKER)
    assert shell("apply", "--yes").code == 0
    Path("maker.csv").write_text("name,country\nFast,IT\n", encoding="utf-8")
    Path("bike.csv").write_text(BIKES, encoding="utf-8")
    for name in ("maker", "bike"):
        answer = shell("data", "import", f"{name}.csv")
        assert answer.code == 0, answer.errors
    return shell


def test_a_file_whose_head_names_fields_needs_no_map(store: Shell) -> None:
    """The object is the file's name, known records are told by a unique field, a path finds the target by its name."""
    answer = store("data", "export", "bike", "--fields", "code,name,price,maker.name,number,dear")
    assert answer.out.splitlines() == [
        "code,name,price,maker.name,number,dear",
        "b1, =Racer ,900.00,Fast,B-001,true",
        "b2,'-Cruiser,,Fast,B-002,false",
    ]
    again = store("data", "import", "bike.csv", "--json")
    assert again.json[0]["objects"] == {"bike": {"created": 0, "updated": 0, "unchanged": 2}}


def test_what_was_exported_comes_back_by_its_ids(store: Shell) -> None:
    """All fields of a file go out and come in again: edited rows change, rows without an id are new."""
    assert store("data", "export", "bike", "-o", "out.csv").code == 0
    text = Path("out.csv").read_text(encoding="utf-8")
    assert store("data", "import", "out.csv", "--object", "bike", "--json").json[0]["objects"] == {
        "bike": {"created": 0, "updated": 0, "unchanged": 2}
    }
    head, first, *_ = text.splitlines()
    fresh = ",".join("" if name == "id" else "b3" if name == "code" else value
                     for name, value in zip(head.split(","), first.split(","), strict=True))  # fmt: skip
    Path("out.csv").write_text(f"{head}\n{first.replace('900.00', '950')}\n{fresh}\n", encoding="utf-8")
    answer = store("data", "import", "out.csv", "--object", "bike", "--json")
    assert answer.json[0]["objects"] == {"bike": {"created": 1, "updated": 1, "unchanged": 0}}


def test_a_column_that_is_no_field_stops_the_import(store: Shell) -> None:
    """Every such column is told with its code, and nothing is imported; an unknown object is told too."""
    Path("wrong.csv").write_text("code,nmae\nb9,x\n", encoding="utf-8")
    answer = store("data", "import", "wrong.csv", "--object", "bike")
    assert answer.code == 1
    assert "I610" in answer.errors + answer.out
    assert 'there is no field "nmae" on bike; did you mean "name"?' in answer.errors + answer.out
    assert "I601" in (missing := store("data", "import", "wrong.csv")).errors + missing.out
    assert store("data", "export", "bike", "--filter", 'code = "b9"').out.count("\n") == 1


def test_rejected_rows_are_mended_and_given_again(store: Shell) -> None:
    """The file of rejects of an import without a map is imported without one too."""
    Path("bike.csv").write_text("code,name,price\nb3,=City,cheap\n", encoding="utf-8")
    assert store("data", "import", "bike.csv").code == 1
    mended = Path("bike.rejects.csv").read_text(encoding="utf-8").replace("cheap", "100")
    Path("mended.csv").write_text(mended, encoding="utf-8")
    assert store("data", "import", "mended.csv", "--object", "bike").code == 0


def test_an_export_is_refused_in_a_sentence(store: Shell) -> None:
    """Unknown objects, fields and filters end with 1 and say why; no file is begun."""
    for words in (("boat",), ("bike", "--fields", "nmae"), ("bike", "--filter", "price >")):
        answer = store("data", "export", *words, "-o", "none.csv")
        assert answer.code == 1
        assert answer.errors.startswith("error: ")
        assert not Path("none.csv").exists()
