"""Which layers make a stack."""

from objectry.metadata import AppSource, core_app
from objectry.runtime import head, lay, named


def app(name: str, version: str = "1.0", base: str = "") -> AppSource:
    line = f"base: {{{base}}}\n" if base else ""
    return AppSource(f"folder_of_{name}", {"app.yaml": f"name: {name}\nversion: {version}\n{line}"})


CRM, PACK, MINE = app("crm", "0.1.4"), app("pack", base="crm: '~0.1'"), app("mine", base="crm: '~0.1', pack: '1'")
SHIPPED = {"crm": named(CRM)}


def layers(own: AppSource, *deployed: AppSource) -> list[str]:
    return [one.name for one in lay(own, [named(one) for one in deployed], lambda: SHIPPED)]


def test_an_app_is_called_as_it_says_itself() -> None:
    """Whatever its folder is called; without a name, as the folder."""
    assert (head(CRM).name, named(CRM).name) == ("crm", "crm")
    assert head(AppSource("x", {})).name == "x"


def test_the_core_is_below_and_the_own_layer_on_top() -> None:
    """An app that stands on nothing."""
    assert layers(app("alone")) == ["core", "alone"]


def test_a_base_comes_from_what_is_shipped() -> None:
    """At the first apply."""
    assert layers(PACK) == ["core", "crm", "pack"]


def test_a_base_comes_from_what_is_deployed() -> None:
    """Later: what is deployed stays as it is, whatever is shipped by now."""
    older = app("crm", "0.1.1")
    stack = lay(PACK, [named(older)], lambda: SHIPPED)
    assert next(one for one in stack if one.name == "crm") == named(older)


def test_the_own_layer_is_replaced_where_it_lies() -> None:
    """Layers above keep standing on it."""
    newer = app("crm", "0.1.9")
    stack = lay(newer, [named(CRM), named(PACK)], lambda: SHIPPED)
    assert [one.name for one in stack] == ["core", "crm", "pack"]
    assert stack[1] == named(newer)


def test_several_bases() -> None:
    """Each is found for itself."""
    assert layers(MINE, CRM, PACK) == ["core", "crm", "pack", "mine"]


def test_a_base_that_is_nowhere_is_left_out() -> None:
    """Loading then tells it, with its place in app.yaml."""
    assert layers(app("mine", base="nowhere: '1'")) == ["core", "mine"]


def test_the_core_is_the_platforms_own() -> None:
    """Whatever core is deployed, the next stack has that of the platform which applies it."""
    assert lay(PACK, [AppSource("core", {})], lambda: SHIPPED)[0] == core_app()
