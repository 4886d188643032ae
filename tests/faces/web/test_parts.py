"""The small parts: tables per field type, addresses, expressions, forms as they are read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from objectry.faces.formats import Formats
from objectry.faces.session import Jar, Preferences, form_token
from objectry.faces.web import addresses
from objectry.faces.web.expressions import both, quoted
from objectry.faces.web.filling.entries import Entries
from objectry.faces.web.filling.widgets import WIDGETS
from objectry.faces.web.showing.cells import WAYS, colour_of, initials
from objectry.faces.web.showing.filters import OPERATORS
from objectry.metadata import FieldType


@pytest.mark.parametrize("table", [WAYS, WIDGETS, OPERATORS], ids=["cells", "widgets", "filters"])
def test_every_field_type_is_covered(table: dict[FieldType, object]) -> None:
    """Each table of the web face knows every field type."""
    assert set(table) == set(FieldType)


@given(st.text(max_size=60))
def test_no_text_leads_to_another_site(target: str) -> None:
    """Whatever stands in `next` or `back`, the way on is a path of this site."""
    for text in (target, f"/{target}", f"//{target}"):
        found = addresses.inside(text)
        assert found.startswith("/")
        assert not found.startswith(("//", "/\\"))
        assert "\n" not in found


@given(st.text(st.characters(codec="utf-8"), max_size=40))
def test_a_literal_never_ends_early(text: str) -> None:
    """A text put into an expression stays one literal, whatever quotes it holds."""
    inside = quoted(text)[1:-1].replace("\\\\", "").replace('\\"', "")
    assert '"' not in inside
    assert "\n" not in inside


@pytest.mark.parametrize(
    ("parts", "whole"), [((), ""), (("a",), "a"), (("a", " "), "a"), (("a or b", "c"), "(a or b) and (c)")]
)
def test_conditions_are_joined_safely(parts: tuple[str, ...], whole: str) -> None:
    """Joined conditions keep their own meaning."""
    assert both(*parts) == whole


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ann Keller", "AK"), ("Ann", "An"), ("李伟", "李伟"), ("欧阳小芳", "小芳"), ("", "?"), ("a b c", "AC")],
)
def test_initials_stand_for_people(name: str, letters: str) -> None:
    """One or two letters of a name, its last two characters in Chinese."""
    assert initials(name) == letters
    assert colour_of(name) == colour_of(name)


def test_a_checkbox_is_read_by_its_last_value() -> None:
    """An unticked box says false, a ticked one true, a field that was not there nothing."""
    entries = Entries(MultiDict([("vip", "false"), ("base.vip", "true"), ("done", "false"), ("done", "true")]))
    assert (entries.text("vip"), entries.text("done"), entries.has("other")) == ("false", "true", False)
    assert entries.changed("vip")


def test_line_ends_are_no_change() -> None:
    """The browser's CRLF is not taken for a change."""
    entries = Entries(MultiDict({"notes": "a\r\nb", "base.notes": "a\nb"}))
    assert not entries.changed("notes")


@pytest.mark.parametrize(
    ("written", "version"), [("3", 3), ("", None), ("-1", None), ("x", None), ("9" * 30, None), ("³", None)]
)
def test_versions_are_small_numbers(written: str, version: int | None) -> None:
    """A version that is no number is none."""
    assert Entries(MultiDict({"version": written})).version == version


@pytest.mark.parametrize(
    ("kind", "typed", "value"),
    [
        (FieldType.PERCENT, "20 %", "20"),
        (FieldType.PERCENT, "20％", "20"),
        (FieldType.CURRENCY, "1,000.5", "1000.5"),
        (FieldType.INTEGER, "many", "many"),
        (FieldType.BOOLEAN, "true", "True"),
        (FieldType.DATETIME, "2026-01-01T10:00", "2026-01-01 10:00:00+00:00"),
        (FieldType.DATE, "2026-01-01", "2026-01-01"),
        (FieldType.TIME, "09:30", "09:30"),
        (FieldType.JSON, "{bad", "{bad"),
    ],
)
def test_typed_text_becomes_an_outside_value(kind: FieldType, typed: str, value: str) -> None:
    """A widget reads what its field type means; nonsense goes on as typed, for the door to refuse."""
    assert str(WIDGETS[kind].read(typed, Formats("en"))) == value


def test_preferences_survive_their_cookie() -> None:
    """What a browser remembers comes back as it was, and rubbish is ignored."""
    kept = Preferences("zh-CN", "Asia/Shanghai", "dark")
    app_cookie = {"__Host-preferences": kept.text()}

    class Asked:
        cookies = app_cookie

    assert Jar().preferences(Asked()) == kept  # type: ignore[arg-type]
    app_cookie["__Host-preferences"] = "theme=<script>&language"
    assert Jar().preferences(Asked()) == Preferences()  # type: ignore[arg-type]


def test_form_tokens_do_not_tell_the_secret() -> None:
    """Each secret has its own token, from which it cannot be read."""
    assert form_token("a") != form_token("b")
    assert "secret" not in form_token("secret")
