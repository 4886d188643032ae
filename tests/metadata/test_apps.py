"""Apps: folders, versions, bases, and how files of several apps are told apart."""

from pathlib import Path

import pytest

from objectry.diagnostics import Severity
from objectry.metadata import AppSource, core_app, load_stack, quote_lines, read_folder
from objectry.metadata.codes import CODES
from objectry.metadata.layering.versions import satisfied
from tests.metadata.stacks import load, load_clean, told


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")


def test_a_folder_is_read(tmp_path: Path) -> None:
    """The kind folders and the two files on top; nothing hidden, nothing foreign."""
    ours = {
        "app.yaml": "name: x\n",
        "settings.yml": "currency: EUR\n",
        "objects/a.yaml": "1",
        "objects/b.json": "2",
        "layouts/a.yml": "3",
        "permissions/a.yaml": "4",
        "flows/a.yaml": "5",
        "translations/de.yaml": "6",
        "data/a.csv": "7",
        "reports/a.yaml": "8",
    }
    foreign = {
        "README.md": "",
        "objects/.a.yaml.swp": "",
        "objects/.hidden.yaml": "",
        "objects/notes.txt": "",
        "objects/deep/c.yaml": "",
        "objects/a.csv": "",
        "docker-compose.yaml": "",
        "node_modules/x/app.yaml": "",
        ".git/objects/x.yaml": "",
    }
    write(tmp_path, ours | foreign)
    source = read_folder(tmp_path)
    assert source.files == ours
    assert source.name == tmp_path.name


def test_a_byte_order_mark_is_dropped_and_line_ends_kept(tmp_path: Path) -> None:
    """Files of other systems are read as they are."""
    (tmp_path / "app.yaml").write_bytes(b"\xef\xbb\xbfname: x\r\nversion: 1\r\n")
    assert read_folder(tmp_path).files["app.yaml"] == "name: x\r\nversion: 1\r\n"


def test_bytes_that_are_no_utf_8_are_told_with_their_place(tmp_path: Path) -> None:
    """Reading a folder never fails for what is in a file."""
    write(tmp_path, {"app.yaml": "name: x\nversion: 1\n", "objects/a.yaml": ""})
    (tmp_path / "objects" / "a.yaml").write_bytes(b"object: a\nlabel: Caf\xe9\n")
    _, problems = load_stack([core_app(), read_folder(tmp_path)])
    assert [(one.code, one.span.line, one.span.column) for one in problems] == [("S107", 2, 11)]


def test_there_must_be_a_folder(tmp_path: Path) -> None:
    """A path that is no folder is the caller's error."""
    with pytest.raises(FileNotFoundError):
        read_folder(tmp_path / "nowhere")


def test_an_app_needs_an_app_file() -> None:
    """Without app.yaml it is told, and the rest is read all the same."""
    model, problems = load_stack([core_app(), AppSource("x", {"objects/visit.yaml": "object: visit\nlable: x\n"})])
    assert [one.code for one in problems] == ["M224", "M201"]
    assert "visit" in model.objects


def test_an_empty_stack_is_an_empty_model() -> None:
    """No apps, no objects, no problems."""
    model, problems = load_stack([])
    assert not model.objects
    assert not list(problems)


def test_objects_belong_to_the_app_by_its_own_name() -> None:
    """Not to the folder it lies in."""
    files = {"app.yaml": "name: crm\nversion: 1\n", "objects/visit.yaml": "object: visit\n"}
    model, _ = load_stack([core_app(), AppSource("checkout-2", files)])
    assert model.objects["visit"].app == "crm"


@pytest.mark.parametrize(
    ("have", "wanted", "fits"),
    [
        ("1.0", "1.0", True), ("1.0", "==1", True), ("1.0", ">=0.9,<2", True), ("2.0", ">=0.9,<2", False),
        ("1.9.9", "~1.2", True), ("2.0", "~1.2", False), ("1.1", "~1.2", False), ("1.10", ">1.9", True),
        ("0.1.0", "<=0.1", True), ("1.0", "latest", False), ("1.0", "", False), ("1.2.3.dev4", ">=1.2.3", True),
    ],
)  # fmt: skip
def test_versions(have: str, wanted: str, fits: bool) -> None:  # noqa: FBT001 - a column of a table
    """Conditions on versions, number by number; what is no condition never fits."""
    assert satisfied(have, wanted) is fits


def test_a_base_lies_below() -> None:
    """The app an app stands on is in the stack, beneath it, in a version that fits."""
    base = "=== below: app.yaml\nname: crm\nversion: 1.4\n"
    model = load_clean(f'{base}=== app.yaml\nname: top\nversion: 1\nbase: {{crm: "~1.2"}}\n')
    assert model.apps[-1].base == {"crm": "~1.2"}
    assert told(f'{base}=== app.yaml\nname: top\nversion: 1\nbase: {{crm: "~1.5"}}\n') == ["M223"]
    assert told("=== app.yaml\nname: top\nversion: 1\nbase: {top: '1'}\n") == ["M272"]


def test_two_apps_of_one_name() -> None:
    """The names in a stack are different, and `core` is the platform's."""
    assert told("=== below: app.yaml\nname: a\nversion: 1\n=== app.yaml\nname: a\nversion: 1\n") == ["M209"]


def test_namespaces() -> None:
    """A pack's additions carry its prefix, also fields on others' objects; the fields of its own objects do not."""
    model = load_clean(
        "=== below: objects/visit.yaml\nobject: visit\n"
        "=== app.yaml\nname: education\nversion: 1\nnamespace: edu\n"
        "=== objects/edu__course.yaml\nobject: edu__course\nfields: {level: {type: text}}\n"
        "=== objects/visit.yaml\nextend: visit\nfields: {edu__level: {type: text}}\n"
        "=== permissions/a.yaml\nroles: {edu__teacher: {sets: []}}\npermission_sets: {edu__all: {}}\n"
        "=== flows/a.yaml\nobject: visit\nrules: {edu__first: {when: created, then: \"refuse('No')\"}}\n"
    )
    assert model.objects["edu__course"].label == "Course"
    assert "edu__level" in model.objects["visit"].fields


def test_a_stale_translation_below_is_a_warning() -> None:
    """Who removes a field cannot mend the texts of the app beneath; they are told, and that is all."""
    _, problems = load(
        "=== below: objects/visit.yaml\nobject: visit\nfields: {a: {type: text}}\n"
        "=== below: translations/de.yaml\nobjects: {visit: {fields: {a: A}}}\n"
        "=== objects/visit.yaml\nextend: visit\nfields: {a: {disabled: true}}\n"
    )
    assert [(one.code, one.severity) for one in problems] == [("M221", Severity.WARNING)]


def test_a_broken_name_does_not_breed_problems() -> None:
    """A field that cannot be read still counts as declared for whoever names it."""
    assert told(
        "=== objects/visit.yaml\nobject: visit\nfields: {a: {type: txt}}\nindexes: {i: [a]}\n"
        "=== layouts/visit.yaml\nlayout: visit\nviews: {all: {columns: [a, owner.name]}}\n"
    ) == ["M204"]


def test_lines_are_quoted_from_the_right_file() -> None:
    """Files of the same path in two apps are not mixed up."""
    apps = [
        AppSource("one", {"app.yaml": "name: one\nversion: x\n"}),
        AppSource("two", {"app.yaml": "name: two\nversion: y\n"}),
    ]
    _, problems = load_stack(apps)
    found = {one.span.file: one.source_line for one in quote_lines(problems, apps)}
    assert found == {"app.yaml": "version: y", "one/app.yaml": "version: x"}


def test_codes_are_grouped() -> None:
    """This room has S1xx and M2xx, each with its meaning."""
    assert all(code[:2] in {"S1", "M2"} and len(code) == 4 and meaning for code, meaning in CODES.items())
    assert list(CODES) == [
        *sorted(code for code in CODES if code[0] == "S"),
        *sorted(code for code in CODES if code[0] == "M"),
    ]
