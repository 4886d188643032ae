"""Messages with expressions: a fault in one is told where it stands, however the message is written."""

import pytest

from objectry.metadata import AppSource, core_app, load_stack
from objectry.plan import compile_model

HEAD = "object: bike\nfields:\n  price: {type: integer}\nvalidations:\n  dear:\n    error_if: price > 10\n"
WRITTEN = {
    "plain": ("    message: Too dear, {prise}.\n", "7:25"),
    "in quotes": ('    message: "Too \\"dear\\", {prise}."\n', "7:30"),
    "in single quotes": ("    message: 'It''s {prise}.'\n", "7:22"),
    "a block": ("    message: |\n      Too dear.\n      It is {prise}.\n", "9:14"),
    "in Chinese": ("    message: 太贵了：{prise}\n", "7:19"),
    "with a hash": ('    message: "Bike #1: {prise}"\n', "7:25"),
    "folded": ("    message: >\n      Too dear,\n      {prise}.\n", "9:8"),
    "over two lines": ("    message: Too dear,\n      {prise}.\n", "8:8"),
    "over three lines in quotes": ('    message: "Too \\"dear\\",\n\n      or\n      {prise}."\n', "10:8"),
    "folded with a blank line": ("    message: >\n      Too dear,\n\n      or {prise} and\n      {prise}.\n", "10:11"),
}


@pytest.mark.parametrize(("written", "place"), WRITTEN.values(), ids=WRITTEN)
def test_a_fault_in_a_message_has_its_place(written: str, place: str) -> None:
    """Line and column of the name, also where YAML has folded lines of the file into one."""
    shop = AppSource("shop", {"app.yaml": "name: shop\nversion: 1.0\n", "objects/bike.yaml": HEAD + written})
    model, loading = load_stack([core_app(), shop])
    _, found = compile_model(model)
    assert not loading.errors
    first = next(iter(found))
    assert (first.code, str(first.span)) == ("R303", f"objects/bike.yaml:{place}")


@pytest.mark.parametrize("written", [written for written, _ in WRITTEN.values()], ids=WRITTEN)
def test_every_way_of_writing_a_message_is_read(written: str) -> None:
    """The same messages without the fault compile."""
    files = {"app.yaml": "name: shop\nversion: 1.0\n", "objects/bike.yaml": (HEAD + written).replace("prise", "price")}
    model, loading = load_stack([core_app(), AppSource("shop", files)])
    blueprint, found = compile_model(model)
    assert not loading.errors
    assert not list(found)
    assert blueprint is not None
    assert any(not isinstance(part, str) for part in blueprint.objects["bike"].validations[0].message.parts)
