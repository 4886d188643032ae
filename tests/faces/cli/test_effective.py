"""`crm show`: the definition after all layers, each line with where it comes from."""

import pytest

from tests.faces.cli.shell import FIVE_LINES, Shell


def test_an_object_with_the_place_of_each_field(shell: Shell) -> None:
    """Defaults are written out; fields the platform adds have no file."""
    answer = shell("show", "bike")
    price = next(line for line in answer.lines if line.startswith("  price:"))
    assert '"precision": 16' in price
    assert price.endswith("# shop objects/bike.yaml:5")
    assert not next(line for line in answer.lines if line.startswith("  version:")).endswith("bike.yaml")


def test_layers_are_named(shell: Shell) -> None:
    """A field of the core says so."""
    username = next(line for line in shell("show", "user").lines if line.startswith("  username:"))
    assert "# core objects/user.yaml:" in username


@pytest.mark.parametrize("name", ["bike.price", "admin"])
def test_smaller_things(shell: Shell, name: str) -> None:
    """One field, or a role or set."""
    answer = shell("show", name)
    assert answer.code == 0
    assert "label" in answer.out


def test_as_json(shell: Shell) -> None:
    """For programs, as in the print of the blueprint."""
    assert shell("show", "bike.price", "--json").json == {
        "name": "price", "type": "currency", "label": "Price", "precision": 16, "scale": 2
    }  # fmt: skip


def test_an_unknown_name_has_a_suggestion(shell: Shell) -> None:
    """Also for fields."""
    assert shell("show", "bik").errors == 'error: there is nothing called "bik"; did you mean "bike"?\n'
    assert 'did you mean "bike.price"?' in shell("show", "bike.prise").errors


def test_it_reads_the_files_not_the_database(applied: Shell) -> None:
    """What would be applied next."""
    applied.write(objects__bike=FIVE_LINES + "  vip: {type: boolean}\n")
    assert "  vip:" in applied("show", "bike").out
