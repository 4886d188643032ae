"""`crm show`: the definition after all layers, each line with the layer and place it comes from."""

import pytest

from tests.faces.cli.shell import FIVE_LINES, Shell

LAYOUT = "layout: bike\nviews:\n  cheap: {label: Cheap ones, where: price < 100, columns: [model, price]}\n"
FLOW = "object: bike\nrules:\n  hello: {when: created, then: \"refuse('No')\"}\n"
KIND = "  kind:\n    type: picklist\n    values:\n      city: {}\n      road: {}\n"
ACCESS = """\
roles: {rider: {label: Rider, sets: [riding]}}
permission_sets: {riding: {objects: {bike: {read: true}}}}
sharing_rules: {bike: {all: {when: "true", to: role:rider}}}
"""


@pytest.fixture
def layered(shell: Shell) -> Shell:
    """A shop on a pack: the field `kind` and its choices are written in both."""
    shell.write(
        packs__cycling__app="name: cycling\nversion: 1.0\n",
        packs__cycling__objects__bike=FIVE_LINES + KIND,
        app="name: shop\nversion: 1.0\nbase: {cycling: '1'}\n",
        objects__bike="extend: bike\nfields:\n  kind:\n    label: Sort\n    values:\n      road: {label: Racer}\n",
        layouts__bike=LAYOUT,
        flows__bike=FLOW,
        permissions__own=ACCESS,
        translations__de="objects:\n  bike: {label: Fahrrad}\ntexts: {home: Hallo}\n",
    )  # fmt: skip
    return shell


def line(shell: Shell, name: str, begin: str) -> str:
    return next(one for one in shell("show", name).lines if one.strip().startswith(begin))


def test_an_object_with_the_places_of_each_field(layered: Shell) -> None:
    """Defaults are written out; a field says every line of every layer it comes from."""
    price = line(layered, "bike", "price:")
    assert '"precision": 16' in price
    assert price.endswith("# cycling objects/bike.yaml:5")
    assert line(layered, "bike", "version:").endswith("# default")
    assert line(layered, "bike", "object: bike").endswith("# cycling objects/bike.yaml:1")
    kind = line(layered, "bike", "kind:")
    assert kind.endswith("# cycling objects/bike.yaml:7, shop objects/bike.yaml:3")


def test_a_field_line_by_line(layered: Shell) -> None:
    """Each key with its own layer, what nobody has written as a default."""
    answer = layered("show", "bike.kind")
    told = [one.split() for one in answer.lines]
    assert ["type:", "picklist", "#", "cycling", "objects/bike.yaml:7"] in told
    assert ["label:", "Sort", "#", "shop", "objects/bike.yaml:4"] in told
    assert ["label:", "Racer", "#", "shop", "objects/bike.yaml:6"] in told
    assert ["max_length:", "255", "#", "default"] in told


@pytest.mark.parametrize(
    ("name", "first", "inside"),
    [
        ("bike.kind.road", "object: bike.kind.road", "label: Racer"),
        ("bike.views.cheap", "layout: bike.views.cheap", "where: price < 100"),
        ("layout:bike", "layout: bike", "columns: [model, price]"),
        ("rider", "role: rider", "sets: [riding]"),
        ("riding", "permission_set: riding", "read: true"),
        ("hello", "rule: hello", "when: created"),
        ("bike.all", "sharing_rule: bike.all", "to: role:rider"),
        ("de.objects.bike.label", "translation: de.objects.bike.label", "Fahrrad"),
        ("de.texts.home", "translation: de.texts.home", "Hallo"),
    ],
)
def test_every_kind_is_shown(layered: Shell, name: str, first: str, inside: str) -> None:
    """Choices, views, layouts, roles, sets, rules, sharing rules and texts, each line with its place."""
    answer = layered("show", name)
    assert answer.code == 0
    assert answer.lines[0].startswith(first)
    (found,) = [one for one in answer.lines if one.strip().startswith(inside)]
    assert "# shop " in found


def test_layers_are_named(shell: Shell) -> None:
    """A field of the core says so."""
    assert "# core objects/user.yaml:" in line(shell, "user", "username:")


@pytest.mark.parametrize("name", ["bike.price", "admin", "bike.created_at"])
def test_smaller_things(shell: Shell, name: str) -> None:
    """One field, a role, and a field every record has."""
    answer = shell("show", name)
    assert answer.code == 0
    assert "label" in answer.out


def test_as_json(shell: Shell) -> None:
    """For programs: the definition as in the print of the blueprint, and each written line with its place."""
    (found,) = shell("show", "bike.price", "--json").json
    assert found["definition"] == {
        "name": "price", "type": "currency", "label": "Price", "precision": 16, "scale": 2
    }  # fmt: skip
    assert found["lines"][0] == {
        "path": ["type"], "value": "currency", "layer": "shop", "file": "objects/bike.yaml", "line": 5
    }  # fmt: skip


def test_an_unknown_name_has_a_suggestion(shell: Shell) -> None:
    """Also for fields."""
    assert shell("show", "bik").errors == 'error: there is nothing called "bik"; did you mean "bike"?\n'
    assert 'did you mean "bike.price"?' in shell("show", "bike.prise").errors


def test_it_reads_the_files_or_the_database(applied: Shell) -> None:
    """What would be applied next, and with --deployed what is in force."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    assert "  vip:" in applied("show", "bike").out
    assert "  vip:" not in applied("show", "bike", "--deployed").out
    assert "# shop objects/bike.yaml:5" in line(applied, "bike", "price:")


def test_nothing_deployed_is_told(shell: Shell) -> None:
    """--deployed needs something that is."""
    assert "nothing is deployed" in shell("show", "bike", "--deployed").errors
