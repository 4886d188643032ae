"""What came of scenarios as JUnit XML, which every CI shows."""

import re
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from objectry.runtime import Failure, Played, Rehearsal

UNSPEAKABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 cannot hold


def as_junit(report: Rehearsal) -> bytes:
    """One suite for each file of scenarios, one case for each scenario."""
    root = Element("testsuites", counted(report.played) | {"name": "scenarios"})
    for file in dict.fromkeys(one.scenario.span.file for one in report.played):
        played = [one for one in report.played if one.scenario.span.file == file]
        suite = SubElement(root, "testsuite", counted(played) | {"name": file})
        for one in played:
            add_case(suite, one, file)
    indent(root)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def counted(played: list[Played] | tuple[Played, ...]) -> dict[str, str]:
    """How many there are and how many failed, and how long they took."""
    failed = sum(not one.passed for one in played)
    seconds = sum(one.seconds for one in played)
    return {"tests": str(len(played)), "failures": str(failed), "errors": "0", "time": f"{seconds:.3f}"}


def add_case(suite: Element, one: Played, file: str) -> None:
    """A scenario, with a failure where it failed: all it has to tell in one."""
    name = one.scenario.name
    said = {"classname": file.removesuffix(".yaml").replace("/", "."), "name": speakable(name), "file": file}
    case = SubElement(suite, "testcase", said | {"line": str(one.scenario.span.line), "time": f"{one.seconds:.3f}"})
    if not one.passed:
        first = one.failures[0].problem
        failure = SubElement(case, "failure", {"type": first.code, "message": speakable(first.message)})
        failure.text = speakable("\n".join(line for found in one.failures for line in lines(found)))


def lines(failure: Failure) -> list[str]:
    """A failure as plain lines."""
    return [str(failure.problem), *(f"  {line}" for line in failure.because)]


def speakable(text: str) -> str:
    """The text without what XML cannot hold."""
    return UNSPEAKABLE.sub("\ufffd", text)
