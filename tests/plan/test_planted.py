"""Faults planted in the standard CRM are told on the line they stand on, and nothing ever raises."""

import random

import pytest

from tests.plan.planting import EDITS, Planted, on_the_line, plant, standard, told

SEEDS = range(18)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_planted_fault_is_told(seed: int) -> None:
    """Whatever is misspelt, cut, doubled or shifted: errors, each with words and a place in a file of the stack."""
    app = standard()
    planted = plant(app, random.Random(seed))
    problems = told(app, planted)
    assert problems or planted.kind in {"shifted", "key typo"}, planted  # which may leave another good file
    for one in problems:
        assert one.code
        assert one.message
        assert one.span.line >= 1
        assert one.span.column >= 1
        assert one.span.file in app.files or one.span.file.startswith("core/")


@pytest.mark.parametrize(
    ("file", "before", "after", "line"),
    [
        ("objects/account.yaml", "  number:   {type: autonumber", "  number:   {type: autonumbre", 10),
        ("objects/account.yaml", "label: Name, max_length: 120, required: true, index: true}", "label: Name", 9),
        (
            "objects/account.yaml",
            "    type: picklist\n    label: Category",
            "    type picklist\n    label: Category",
            13,
        ),
        ("objects/account.yaml", "    label: Category", '    label: "Category', 14),
        ("flows/accounts.yaml", "    when: won_total changes", '    when: "won_total changes', 5),
        ("flows/accounts.yaml", "    then: |", "    then |", 6),
        ("layouts/account.yaml", "views:", "views", 19),
        ("layouts/account.yaml", "columns: [name, category, grade,", "columns: [name, category, graed,", 20),
        ("objects/account.yaml", "  category:", "\tcategory:", None),
        ("objects/account.yaml", "object: account", "object account", 1),
    ],
)
def test_the_line_to_look_at_is_the_one_told(file: str, before: str, after: str, line: int | None) -> None:
    """A slip that the parser of YAML stumbles over later is told where it was made, and nothing else is."""
    app = standard()
    start = app.files[file].index(before)
    text = app.files[file].replace(before, after, 1)
    where = line or text[:start].count("\n") + 1
    problems = told(app, Planted("", file, where, text))
    assert on_the_line(Planted("", file, where, text), problems), problems
    assert len({(one.span.file, one.span.line) for one in problems}) == 1, problems


def test_every_kind_of_edit_fits_somewhere() -> None:
    """No kind of fault is listed that is never planted."""
    app, dice = standard(), random.Random(1)
    lines = [line for name in sorted(app.files) if name.endswith(".yaml") for line in app.files[name].split("\n")]
    for edit in EDITS.values():
        assert any(edit(line, dice) for line in lines)
