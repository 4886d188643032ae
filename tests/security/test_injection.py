"""Injection of SQL (G25): a payload where a name belongs answers as any name that is unknown, in every place."""

import pytest

from tests.runtime.digests import digest
from tests.security.company import Company

PAYLOADS = (
    "x'; DROP TABLE account; --",
    'x"; DROP TABLE account; --',
    "x' OR '1'='1",
    "1 OR 1=1",
    "x') UNION SELECT digest FROM _credential --",
    "name COLLATE nocase",
    "name; SELECT pg_sleep(5)",
    "(SELECT 1)",
    "name--",
    "name/**/",
    "a\\'b",
    "x%27%20OR%201=1",
    "`name`",
    "[name]",
    "_credential.digest",
    "account.__class__",
    "$user.password",
    "pg_catalog.pg_user",
    "sqlite_master",
    "name\x00",
    "ｎame'",
    "%s",
    ":x",
    "?",
)
UNKNOWN = "no_such_name"
PLACES = ("sort", "fields", "view", "expand")
ROUTES = (
    "/{0}",
    "/account/{0}",
    "/account/export?fields={0}",
    "/meta/{0}",
    "/account/{id}/related/{0}",
    "/search?q=x&objects={0}",
    "/account/{id}/why/{0}",
)


@pytest.mark.parametrize("place", PLACES)
def test_a_payload_in_an_argument_is_an_unknown_name(shared: Company, place: str) -> None:
    """Sorts, fields, views and expansions: the same answer as for any other name that is not there."""
    program, before = shared.program("rob"), digest(shared.database)
    plain = program.send("GET", "/account", query={place: UNKNOWN})
    assert 400 <= plain.status_code < 500
    for payload in PAYLOADS:
        answer = program.send("GET", "/account", query={place: payload})
        assert answer.status_code in {plain.status_code, 400}, (payload, answer.text)
        assert 'records":[{' not in answer.text
        assert "syntax" not in answer.text.lower()
    assert digest(shared.database) == before


def test_a_payload_in_an_address_is_an_unknown_address(shared: Company) -> None:
    """Objects, ids, lists and rules: what is not there is not there, whatever it is called."""
    program, before = shared.program("rob"), digest(shared.database)
    for route in ROUTES:
        address = route.replace("{id}", shared.ids["rob.account"])
        plain = program.send("GET", address.format(UNKNOWN))
        for payload in PAYLOADS:
            quoted = payload.replace("%", "%25").replace("?", "%3F").replace("/", "%2F").replace("\x00", "%00")
            answer = program.send("GET", address.format(quoted))
            assert answer.status_code in {plain.status_code, 400, 404}, (address, payload, answer.text)
    assert digest(shared.database) == before


@pytest.mark.parametrize("quote", ["'", '"', "\\", "';--", "%", "_", "\x00", "’", "＇"])
def test_a_payload_in_a_value_is_a_value(shared: Company, quote: str) -> None:
    """In filters, searches and keys a text finds exactly itself, which is nothing here."""
    program = shared.program("rob")
    text = f"{quote} OR 1=1 {quote}"
    for operator in ("=", "!="):
        found = program.send("GET", "/account", query={"filter": f"name {operator} $text", "q": text})
        assert found.status_code in {200, 400, 422}
    written = text.replace("\\", "\\\\").replace('"', '\\"')
    asked = program.send("GET", "/account", query={"filter": f'name = "{written}" or CONTAINS(name, "{written}")'})
    assert asked.status_code in {200, 400, 422}
    assert 'records":[{' not in asked.text
    assert program.send("GET", "/search", query={"q": f"{quote}zzz{quote}"}).status_code in {200, 400, 422}
