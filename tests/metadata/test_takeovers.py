"""A new release below brings what this app had added itself: nothing is merged in silence."""

import pytest

from objectry.metadata import AppSource, core_app, find_takeovers, load_stack, version_key

DEAL = "object: deal\nfields:\n  a: {type: text}\n  kind: {type: picklist, values: {x: {}}}\n"
WAYS = "; to build on it, say extend: true; to keep yours, call it differently"
LAYOUT = "layout: deal\nviews: {all: {columns: [a]}}\n"


def stacked(base: dict[str, str], own: dict[str, str]) -> list[AppSource]:
    crm = {"app.yaml": "name: crm\nversion: 1.0\n", "objects/deal.yaml": DEAL, "layouts/deal.yaml": LAYOUT, **base}
    return [core_app(), AppSource("crm", crm), AppSource("own", {"app.yaml": "name: own\nversion: 1.0\n", **own})]


CASES = [
    (
        {"objects/deal.yaml": DEAL + "  level: {type: text}\n"},
        {"objects/deal.yaml": "extend: deal\nfields:\n  level: {type: text, %slabel: Mine}\n"},
        "objects/deal.yaml:3:3",
        f'crm has "level" among its fields now{WAYS} and write moved: {{deal.level: deal.my_level}} in app.yaml',
    ),
    (
        {"objects/deal.yaml": DEAL.replace("{x: {}}", "{x: {}, y: {}}")},
        {"objects/deal.yaml": "extend: deal\nfields:\n  kind: {values: {y: {%slabel: Mine}}}\n"},
        "objects/deal.yaml:3:19",
        f'crm has "y" among its choices now{WAYS} and write moved: {{deal.kind.y: deal.kind.my_y}} in app.yaml',
    ),
    (
        {"layouts/deal.yaml": LAYOUT + "page: {tabs: {story: {timeline: true}}}\n"},
        {"layouts/deal.yaml": "extend: deal\npage: {tabs: {story: {%stimeline: true}}}\n"},
        "layouts/deal.yaml:2:15",
        f'crm has "story" among its tabs now{WAYS}',
    ),
]


@pytest.mark.parametrize(("release", "own", "place", "words"), CASES, ids=["field", "choice", "tab"])
def test_a_name_that_is_taken_over_is_told(
    release: dict[str, str], own: dict[str, str], place: str, words: str
) -> None:
    """At the place in the app's own file, with both ways out; with extend: true the app has chosen."""
    bare = {name: text.replace("%s", "") for name, text in own.items()}
    chosen = {name: text.replace("%s", "extend: true, ") for name, text in own.items()}
    deployed = stacked({}, bare)
    assert not load_stack(deployed)[1].errors
    (problem,) = find_takeovers(deployed, stacked(release, bare))
    assert (problem.code, str(problem.span), problem.message) == ("M271", place, words)
    assert problem.source_line.strip()
    assert not list(find_takeovers(deployed, stacked(release, chosen)))
    assert not list(find_takeovers(deployed, deployed))


def test_what_was_the_bases_before_is_no_takeover() -> None:
    """An app that overrides what a layer below has always had goes on doing so."""
    own = {"objects/deal.yaml": "extend: deal\nfields:\n  a: {label: Mine}\n"}
    assert not list(find_takeovers(stacked({}, own), stacked({"objects/deal.yaml": DEAL + "  z: {type: text}\n"}, own)))


def test_an_object_that_is_taken_over_is_told_with_the_way_out() -> None:
    """Two whole objects of one name never merge."""
    project = {"objects/project.yaml": "object: project\n"}
    _, problems = load_stack(stacked(project, project))
    (problem,) = problems
    assert problem.code == "M209"
    assert problem.message.endswith(
        "to keep both, call this one differently and write moved: {project: ...} in app.yaml"
    )


def test_versions_sort_by_their_numbers() -> None:
    """1.10 comes after 1.9."""
    assert sorted(["1.10", "1.9", "2", "1.9.1"], key=version_key) == ["1.9", "1.9.1", "1.10", "2"]
