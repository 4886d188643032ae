"""A typo in each kind of file gives file:line:column and a suggestion, and several come together."""

import pytest

from tests.faces.cli.shell import APP, FIVE_LINES, Shell

TYPOS = [
    ("app", APP.replace("label", "lable"), "app.yaml:2:1", '"label"'),
    ("settings", "curency: EUR\n", "settings.yaml:1:1", '"currency"'),
    ("objects__bike", FIVE_LINES.replace("currency", "curency"), "objects/bike.yaml:5:17", '"currency"'),
    ("objects__bike", FIVE_LINES + "  net: {type: currency, formula: pice * 2}\n", "objects/bike.yaml:6:34", '"price"'),
    ("layouts__bike", "layout: bike\nviews:\n  all: {colums: [model]}\n", "layouts/bike.yaml:3:9", '"columns"'),
    ("layouts__bike", "layout: bike\nviews:\n  all: {columns: [modl]}\n", "layouts/bike.yaml:3:19", '"model"'),
    ("permissions__p", "permission_sets:\n  s:\n    objects:\n      bik: all\n", "permissions/p.yaml:4:7", '"bike"'),
    ("flows__bike",
     "object: bike\nrules:\n  r:\n    when: created\n    if: pric > 5\n    then: 'notify(owner, \"x\")'\n",
     "flows/bike.yaml:5:9", '"price"'),
    ("flows__bike", "object: bike\nrules:\n  r:\n    when: createdd\n    then: 'notify(owner, \"x\")'\n",
     "flows/bike.yaml:4:19", '"created"'),
    ("flows__bike", 'object: bike\nrules:\n  r:\n    when: created\n    then: |\n      notfy(owner, "x")\n',
     "flows/bike.yaml:6:7", '"notify"'),
    ("translations__de", "objects:\n  bike:\n    fields:\n      modl: Modell\n", "translations/de.yaml:4:7", '"model"'),
    ("data__bike", "key: modl\nrecords: []\n", "data/bike.yaml:1:6", '"model"'),
]  # fmt: skip


@pytest.mark.parametrize(("file", "text", "place", "suggested"), TYPOS, ids=[f"{one[0]}-{one[2]}" for one in TYPOS])
def test_a_typo_has_a_place_and_a_suggestion(shell: Shell, file: str, text: str, place: str, suggested: str) -> None:
    """Each kind of file, the line quoted and carets below."""
    shell.write(**{file: text})
    answer = shell("validate")
    assert answer.code == 1
    headline = next(line for line in answer.errors.splitlines() if line.startswith(place))
    assert f"did you mean {suggested}?" in headline
    line_number = int(place.split(":")[1])
    shown = answer.errors.splitlines()[answer.errors.splitlines().index(headline) + 1 :][:2]
    assert shown[0].strip() == text.splitlines()[line_number - 1].strip()
    assert set(shown[1].strip()) == {"^"}


def test_typos_in_several_files_come_together(shell: Shell) -> None:
    """One run tells them all, in the order of their places."""
    shell.write(
        objects__bike=FIVE_LINES.replace("Price}", "Price, requird: true}")
        + "  net: {type: currency, formula: pice}\n",
        settings="curency: EUR\n",
    )
    errors = [line for line in shell("validate").errors.splitlines() if " error " in line]
    assert [line.split()[0] for line in errors] == [
        "objects/bike.yaml:5:41",
        "objects/bike.yaml:6:34",
        "settings.yaml:1:1",
    ]


def test_broken_yaml_has_a_place(shell: Shell) -> None:
    """A file that cannot be read at all."""
    shell.write(objects__bike="object: bike\nfields:\n  model: {type: text\n")
    answer = shell("validate")
    assert answer.code == 1
    assert answer.errors.startswith("objects/bike.yaml:")
    assert " error S1" in answer.errors
