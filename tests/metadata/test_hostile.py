"""Broken and hostile files: always problems with a place inside a file, never an exception, never a long wait."""

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from objectry.metadata import AppSource, core_app, load_stack
from tests.metadata.stacks import told
from tests.metadata.test_manual import apps

BASE, ABOVE = apps()
FILES = sorted(BASE.files)
PIECES = st.sampled_from(
    ["", " ", "\n", "\t", ":", "- ", "{", "}", "[", "]", '"', "'", "#", "&a ", "*a", "!x ", "|", ">", "~", "? ",
     "---\n", "é", "\x00", "\ud800", "null", "true", "99999999999999999999", "extend: deal\n", "type: text", ", ",
     "<<: ", "disabled: true\n", "%"]
)  # fmt: skip


@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_damage_to_any_file_raises(data: st.DataObject) -> None:
    """Whatever is cut out of or put into a good file, loading answers a model, and problems with places."""
    name = data.draw(st.sampled_from(FILES))
    text = BASE.files[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    damaged = text[:start] + data.draw(PIECES) + text[end:]
    app = AppSource("damaged", {**BASE.files, name: damaged})
    _, problems = load_stack([core_app(), app, ABOVE])
    for one in problems:
        assert one.code
        assert one.message
        assert one.span.line >= 1
        assert one.span.column >= 1
        assert one.span.file.removeprefix("damaged/") in {*app.files, *ABOVE.files} | {
            f"core/{path}" for path in core_app().files
        }


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(FILES), st.sampled_from(FILES))
def test_files_in_each_others_place_do_not_raise(one: str, other: str) -> None:
    """The content of any kind of file under the name of any other."""
    load_stack([core_app(), AppSource("mixed", {**BASE.files, one: BASE.files[other], other: BASE.files[one]}), ABOVE])


@pytest.mark.parametrize(
    "text",
    [
        "a: x" + " " * 500_000 + "y: z",
        "\n".join(["\ta: 1"] * 100_000),
        "a: '" + "''" * 500_000,
        "{" * 30 + "a: " + "}" * 30,
        "a: " + "(" * 500_000,
        "? " * 10_000,
        "a" * 1_000_000 + ": 1",
        "- " * 30 + "x\n" + "# " + "x" * 1_000_000,
        "\n".join(f"k{number}: 1" for number in range(100_000)),
        "a: |\n" + "  x\n" * 200_000,
        "[" + "a, " * 300_000 + "]",
        "{" + "a, " * 100_000 + "}",
    ],
    ids=range(12),
)
def test_no_file_takes_long(text: str) -> None:
    """Files made to be slow are answered within seconds, whatever they hold."""
    started = time.process_time()
    told(f"=== objects/visit.yaml\n{text}\n")
    assert time.process_time() - started < 8


def test_names_that_are_paths_lead_nowhere() -> None:
    """A file outside the kind folders is told, not read."""
    files = {
        "app.yaml": "name: x\nversion: 1\n",
        "../objects/a.yaml": "object: a\n",
        "objects/../../a.yaml": "object: a\n",
    }
    model, problems = load_stack([core_app(), AppSource("x", files)])
    assert [one.code for one in problems] == ["S118", "S118"]
    assert "a" not in model.objects


def test_a_list_without_end_is_refused() -> None:
    """Each item of a list is compared with the others, so a list of tens of thousands is told at once."""
    many = ", ".join(f"a{number}" for number in range(60_000))
    started = time.process_time()
    found = told(f"=== objects/visit.yaml\nobject: visit\nlabel: Visit\naliases: [{many}]\n")
    assert time.process_time() - started < 8
    assert found == ["M205"]
