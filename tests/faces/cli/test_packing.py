"""`crm pack`: what a pack brings is planned, what it grants on others is asked for, and it leaves without loss."""

import pytest

from objectry.runtime import Query, Source, assemble
from tests.faces.cli.shell import Shell

EDU = "name: edu\nversion: 1.2\nnamespace: edu\n"
SETS = "permission_sets: {edu__riders: {objects: {bike: {read: true}}}}\n"


COURSE = "object: edu__course\nfields:\n  title: {type: text}\n"
CONSENT = ("--consent", "edu:edu__riders.bike")


def put(shell: Shell, path: str, text: str) -> None:
    place = shell.folder / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text, encoding="utf-8")


@pytest.fixture
def school(applied: Shell) -> Shell:
    """An applied shop, and a pack that brings an object of its own, and a grant on the shop's."""
    put(applied, "packs/edu/app.yaml", EDU)
    put(applied, "packs/edu/objects/edu__course.yaml", COURSE)
    put(applied, "packs/edu/permissions/edu.yaml", SETS)
    return applied


def courses(shell: Shell) -> list[object]:
    platform = assemble(shell.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    page = platform.records.find(call, Query("edu__course", fields=("title",)))
    platform.close()
    return [record.values["title"] for record in page.records]


def test_a_pack_comes_in_with_consent(school: Shell) -> None:
    """Its grant on the object of another is listed, refused without consent, and named for it."""
    answer = school("pack", "install", "edu", "--yes")
    assert answer.code == 1
    assert "P432 the pack edu grants read by edu__riders.bike, which is not its own" in answer.errors
    assert "say --consent edu:edu__riders.bike if that is meant" in answer.errors
    answer = school("pack", "install", "edu", "--yes", *CONSENT)
    assert answer.code == 0
    assert "create table edu__course" in answer.out
    assert 'edu: "~1.2"' in (school.folder / "app.yaml").read_text()
    assert "edu" in (school.folder / "stack.lock").read_text()
    assert school("apply", "--yes").code == 0
    assert [one.split() for one in school("pack", "list").lines if one.startswith("edu")] == [["edu", "1.2", "1.2"]]


def test_a_pack_leaves_and_its_data_is_kept(school: Shell) -> None:
    """Each loss is named, or all of them agreed to; the way back brings the records back."""
    assert school("pack", "install", "edu", "--yes", *CONSENT).code == 0
    platform = assemble(school.url)
    call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
    platform.records.create(call, "edu__course", [{"title": "Wheels"}])
    platform.close()
    answer = school("pack", "uninstall", "edu", "--yes")
    assert (answer.code, "say --allow-data-loss edu__course" in answer.errors) == (1, True)
    assert school("pack", "uninstall", "edu", "--yes", "--keep-data").code == 0
    assert "edu__course" not in {one["name"] for one in school("pack", "list", "--json").json if one["deployed"]}
    answer = school("rollback", "--yes", *CONSENT)
    assert answer.code == 0
    assert courses(school) == ["Wheels"]


def test_a_pack_that_is_built_upon_stays(school: Shell) -> None:
    """The organisation's app names it: that is told, with the place."""
    assert school("pack", "install", "edu", "--yes", *CONSENT).code == 0
    assert school("apply", "--yes").code == 0
    put(school, "objects/edu__course.yaml", "extend: edu__course\nfields: {mark: {type: integer}}\n")
    assert school("apply", "--yes").code == 0
    answer = school("pack", "uninstall", "edu", "--yes", "--keep-data")
    assert answer.code == 1
    assert 'M210 there is no object "edu__course" to extend' in answer.errors


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["install", "ed"], 'there is no pack "ed"; did you mean "edu"?'),
        (["install", "shop"], "shop is installed"),
        (["uninstall", "shop"], '"shop" is no layer that can be taken out'),
    ],
)
def test_what_cannot_be_done_is_told(school: Shell, words: list[str], told: str) -> None:
    """A misspelt pack, one that is there, and the organisation's own app."""
    answer = school("pack", *words)
    assert (answer.code, told in answer.errors) == (1, True)
