"""The page of ways out says what `crm explain CODE` says.

To renew it after a change that is meant:

    OBJECTRY_RENEW_DOCS=1 ./crm test tests/architecture/test_ways_out.py
"""

import os

from objectry.wording import EXPLANATIONS
from tests.architecture.house import ROOT

PAGE = ROOT / "docs" / "ways-out.md"
HEAD = """# What to do about a problem of a file

For each code a line that gets it, and the way out; `crm explain CODE` says the same.
What the codes mean stands in [errors.md](errors.md).

| code | gets it | way out |
|---|---|---|
"""


def test_the_page_says_what_the_command_says() -> None:
    """One source for both."""
    rows = (f"| {code} | `{one.example}` | {one.way_out} |\n" for code, one in sorted(EXPLANATIONS.items()))
    wanted = HEAD + "".join(row.replace("then: | ", "then: \\| ").replace("Write | ", "Write \\| ") for row in rows)
    if os.environ.get("OBJECTRY_RENEW_DOCS"):
        PAGE.write_text(wanted, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == wanted
