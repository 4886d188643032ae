"""`crm scenarios`: played, told, counted, for people, programs and CI."""

from pathlib import Path
from xml.etree import ElementTree as ET

from objectry.definitions import definitions_root
from objectry.faces.cli.junit import speakable
from tests.faces.cli.shell import Shell

FLOWS = """object: bike
rules:
  cheap:
    when: before save
    if: price < 100
    then: |
      set model = "cheap"
"""
GOOD = """scenario: a cheap bike
actor: {role: admin}
when:
  - create: bike
    as: one
    values: {name: One, price: 99}
then:
  - record: one
    values: {model: cheap}
"""
BAD = GOOD.replace("a cheap bike", "a dear bike").replace("99", "100")


def ready(shell: Shell) -> Shell:
    """A shop with a rule, a scenario that passes and one that fails."""
    shell.write(flows__bike=FLOWS, scenarios__good=GOOD, scenarios__bad=BAD)
    return shell


def test_all_are_played_and_told(shell: Shell) -> None:
    """A line for each, the failure with its place, and the rule behind it; the command ends with 1."""
    answer = ready(shell)("scenarios")
    assert answer.code == 1
    assert answer.lines[:2] == ["FAILED  bad: a dear bike", "ok      good: a cheap bike"]
    assert "1 of 2 scenarios passed" in answer.lines[2]
    assert "2 of 2 ways taken, 100 %" in answer.lines[2]
    assert answer.errors.splitlines() == [
        'scenarios/bad.yaml:9:21 error T810 model of one is nothing, not "cheap"',
        "        values: {model: cheap}",
        "                        ^^^^^",
        "      rule cheap: false: price < 100",
        "        false: price < 100  (price is 100)",
    ]


def test_some_are_played(shell: Shell) -> None:
    """By name, by file, by a word; a name that leads nowhere is an error with a suggestion."""
    ready(shell)
    assert shell("scenarios", "good").code == 0
    assert shell("scenarios", "-k", "CHEAP").lines[0] == "ok      good: a cheap bike"
    assert 'there is no scenario "god"; did you mean "good"?' in shell("scenarios", "god").errors


def test_coverage_is_told_and_asked_for(shell: Shell) -> None:
    """Ways never taken with file and line; too few of them end the command with 1."""
    answer = ready(shell)("scenarios", "good", "--coverage", "--min-coverage", "51")
    assert answer.code == 1
    assert "flows/bike.yaml:5 rule cheap, never: if not: price < 100" in answer.lines
    assert "the coverage of 50 % is below 51 %" in answer.errors
    assert shell("scenarios", "good", "--min-coverage", "50").code == 0


def test_it_speaks_chinese(shell: Shell) -> None:
    """Failures and the last line."""
    answer = ready(shell)("scenarios", "--language", "zh-CN")
    assert 'error T810 one 的 model 是 空，而不是 "cheap"' in answer.errors
    assert answer.lines[-1].startswith("2 个场景中 1 个通过")


def test_programs_read_json(shell: Shell) -> None:
    """All of it in one document."""
    told = ready(shell)("scenarios", "--json").json
    assert (told["passed"], told["failed"], told["coverage"]) == (1, 1, 100)
    bad, good = told["scenarios"]
    assert (good["name"], good["passed"], good["failures"]) == ("good", True, [])
    (failure,) = bad["failures"]
    assert (failure["code"], failure["file"], failure["line"]) == ("T810", "scenarios/bad.yaml", 9)
    assert failure["because"][0] == "rule cheap: false: price < 100"
    assert [way["taken"] for way in told["ways"]] == [True, True]


def test_ci_reads_junit(shell: Shell, tmp_path: Path) -> None:
    """A suite for each file, a case for each scenario, failures with their text."""
    ready(shell)("scenarios", "--junit", str(tmp_path / "junit.xml"))
    root = ET.parse(tmp_path / "junit.xml").getroot()
    assert (root.tag, root.get("tests"), root.get("failures")) == ("testsuites", "2", "1")
    assert [(suite.get("name"), suite.get("failures")) for suite in root] == [
        ("scenarios/bad.yaml", "1"),
        ("scenarios/good.yaml", "0"),
    ]
    failure = root.find("testsuite/testcase/failure")
    assert failure is not None
    assert failure.get("type") == "T810"
    assert "rule cheap: false: price < 100" in (failure.text or "")
    assert speakable("a bell\x07 rings") == "a bell\ufffd rings"


def test_a_typo_is_a_diagnostic(shell: Shell) -> None:
    """What is wrong in the files is told as `crm validate` tells it, and nothing is played."""
    ready(shell).write(scenarios__bad=BAD.replace("create: bike", "create: bke"))
    answer = shell("scenarios")
    assert (answer.code, answer.out) == (1, "")
    assert 'scenarios/bad.yaml:4:13 error M212 unknown object "bke"; did you mean "bike"?' in answer.errors
    assert shell("validate").code == 1


def test_a_workspace_without_any(shell: Shell) -> None:
    """Is told how to begin one, which then passes."""
    assert "`crm new scenario NAME`" in shell("scenarios").out
    assert shell("new", "scenario", "first_bike").code == 0
    assert shell("scenarios").lines[0] == "ok      first_bike: Bike can be made"


def test_scenarios_do_not_stand_in_the_way_of_an_apply(shell: Shell) -> None:
    """They are not deployed: neither their faults nor their changes make anything pending."""
    ready(shell)
    assert shell("apply", "--yes").code == 0
    shell.write(scenarios__bad="scenario: broken\nwhen: 3\n")
    assert shell("plan").code == 0
    assert shell("pull").code == 0
    assert (shell.folder / "scenarios" / "bad.yaml").is_file()


def test_the_standard_crm_is_played_without_a_workspace(shell: Shell) -> None:
    """In an empty folder."""
    (shell.folder / "app.yaml").unlink()
    answer = shell("scenarios", "product_margin")
    assert answer.lines[0] == "ok      product_margin: the margin of a product"
    assert (definitions_root() / "scenarios" / "work.yaml").is_file()
