"""Gates over the code itself (G23, G28, G33): no way out to the network, nothing executed, limits that are there."""

import ast
import re
from pathlib import Path

import pytest

from objectry.faces.rest.expanding import DEEPEST
from objectry.faces.rest.parts import MOST_CALLS
from objectry.faces.rest.schemas import LARGEST_PAGE
from objectry.faces.wsgi import LARGEST_BODY
from objectry.rules.parser import MAX_DEPTH, MAX_LENGTH, MAX_NODES
from objectry.runtime import MOST_RECORDS
from objectry.runtime.store import QUICK
from tests.architecture.house import imports, modules, tree, where
from tests.security.company import Company

NETWORK = (
    "urllib.request", "http.client", "ftplib", "smtplib", "imaplib", "telnetlib", "xmlrpc", "requests", "httpx",
    "aiohttp",
    "urllib3", "socketserver", "asyncio", "websockets",
)  # fmt: skip
DOORS = {  # who may speak over the network, or listen there
    "assets/": "fetches the front end's files when a package is built",
    "faces/cli/operating/serving.py": "listens where the server is to be",
    "faces/editor/protocol/": "speaks to the editor that has started it",
    "runtime/store/holding.py": "asks for the name of this machine",
}
CALLS = {"eval", "exec", "compile", "__import__"}
EXECUTING = {"rules/evaluate.py"}  # generated from a checked tree of our own, never from a text that somebody wrote
DANGEROUS = ("pickle", "marshal", "shelve", "xml.sax", "lxml", "subprocess", "ctypes", "telnetlib")
PROCESSES = ("faces/cli/", "assets/")


def test_nothing_that_is_served_fetches_an_address() -> None:
    """No module of the platform can call another server, so none can be made to: there is nothing to guard yet.

    Whoever adds the first such module adds the guard with it: addresses resolved once, private ones refused.
    """
    wrong = [
        f"{where(path)}:{found.line}: {found.module}"
        for path in modules()
        if not where(path).startswith(tuple(DOORS))
        for found in imports(path)
        if found.module.startswith(NETWORK) or found.module == "socket"
    ]
    assert wrong == []


def test_nothing_is_executed_that_somebody_wrote() -> None:
    """eval, exec and compile stand in the one module that runs generated formulas; pickle and its like nowhere."""
    called = {
        where(path)
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in CALLS
    }
    assert called <= EXECUTING
    used = [
        f"{where(path)}: {found.module}"
        for path in modules()
        if not where(path).startswith(PROCESSES)
        for found in imports(path)
        if found.module.partition(".")[0] in DANGEROUS or found.module in DANGEROUS
    ]
    assert used == []


def test_every_rule_of_security_that_is_set_aside_says_why() -> None:
    """A finding of the security rules (bandit's, as ruff has them) is set aside on its own line, with a reason."""
    silent = [
        f"{where(path)}:{number}"
        for path in modules()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(r"noqa: [^#(]*\bS\d{3}", line) and not re.search(r"noqa: [A-Z0-9, ]+ (\(|- ).{6,}", line)
    ]
    assert silent == []


def test_template_texts_are_ours(shared: Company) -> None:
    """Pages escape everything by themselves, templates are files of the program, and none marks a value as safe."""
    assert shared.office.app.jinja_env.autoescape
    faces = Path(__file__).parents[2] / "platform" / "faces"
    texts = {path.name: path.read_text(encoding="utf-8") for path in faces.rglob("*.html")}
    assert texts
    assert [name for name, text in texts.items() if re.search(r"\|\s*safe\b|autoescape false", text)] == []
    rendered = [where(path) for path in modules() if "render_template_string" in path.read_text(encoding="utf-8")]
    assert rendered == []


class TestLimits:
    def test_a_call_has_limits_that_no_rule_can_lift(self) -> None:
        """Pages, depth, batches, records, bodies, expressions and the time of the database are bounded by constants."""
        assert (LARGEST_PAGE, DEEPEST, MOST_CALLS, MOST_RECORDS, LARGEST_BODY) == (200, 3, 100, 10_000, 16 * 2**20)
        assert (MAX_LENGTH, MAX_DEPTH, MAX_NODES, QUICK) == (10_000, 60, 2_000, 10.0)

    @pytest.mark.parametrize(
        ("address", "query"),
        [
            ("/account", {"limit": "201"}),
            ("/account", {"expand": "parent.parent.parent.parent"}),
            ("/account", {"fields": ",".join(["name"] * 101)}),
            ("/account", {"filter": "IF(" * 100 + "true" + ", true)" * 100}),
            ("/account", {"filter": " or ".join(['name = "x"'] * 3_000)}),
            ("/search", {"q": "x", "limit": "201"}),
        ],
    )
    def test_what_is_too_much_is_refused_at_once(self, shared: Company, address: str, query: dict[str, str]) -> None:
        """Beyond a limit the answer is a clear refusal, not work."""
        answer = shared.program("rob").send("GET", address, query=query)
        assert answer.status_code in {400, 413, 414, 422}, answer.text
        assert (answer.json or {})["errors"]

    def test_a_body_beyond_the_limit_is_not_read(self, shared: Company) -> None:
        """A body that says it is too large is refused by its head."""
        program = shared.program("rob")
        headers = {"Authorization": f"Bearer {program.token}", "Content-Type": "application/json"}
        answer = program.client.post(
            "/api/v1/account", headers=headers, data=b"{}", environ_overrides={"CONTENT_LENGTH": str(LARGEST_BODY + 1)}
        )
        assert answer.status_code == 413
