"""Names on their way out: whoever writes one in a rule text is warned at its place, and nobody at run time."""

import pytest

from objectry.metadata import load_stack
from objectry.plan import compile_model
from tests.metadata.stacks import sources, split

TELEX = '"telex" of visit.kind is deprecated: use call'
APP = """
=== below: objects/memo.yaml
object: memo
deprecated: use visit
fields: {text: {type: text}}
=== below: objects/visit.yaml
object: visit
fields:
  fax: {type: text, deprecated: use phone}
  phone: {type: text, renamed_from: [tel]}
  kind: {type: picklist, values: {call: {}, telex: {deprecated: use call}}}
=== objects/visit.yaml
extend: visit
"""


@pytest.mark.parametrize(
    ("written", "column", "words"),
    [
        ("fields: {f: {type: text, formula: fax & name}}", 35, "visit.fax is deprecated: use phone"),
        ("fields: {f: {type: text, formula: $record.tel & name}}", 43, "visit.tel is called visit.phone now"),
        ('validations: {v: {error_if: kind = "telex", message: No.}}', 36, TELEX),
        ("validations: {v: {error_if: ISBLANK(phone), message: '{fax}'}}", 56, "visit.fax is deprecated: use phone"),
    ],
)  # fmt: skip
def test_the_use_in_a_rule_text_is_told(written: str, column: int, words: str) -> None:
    """Fields, names of old, choices; also inside messages."""
    model, loading = load_stack(sources(split(f"{APP}{written}\n")))
    assert not loading.errors
    warnings = {(one.code, one.span.file, one.span.column, one.message) for one in compile_model(model)[1]}
    assert ("R346", "objects/visit.yaml", column, words) in warnings


def test_actions_are_read_too() -> None:
    """An object that is created, and a field that is set."""
    flows = (
        "=== flows/a.yaml\nobject: visit\nrules:\n  one:\n    when: created\n    then: |\n"
        '      create memo { text = "x" }\n      set fax = "1"\n'
    )
    model, loading = load_stack(sources(split(f"{APP}{flows}")))
    assert not loading.errors
    told = {(one.code, one.span.line, one.message) for one in compile_model(model)[1]}
    assert {("R346", 6, "memo is deprecated: use visit"), ("R346", 7, "visit.fax is deprecated: use phone")} <= told
