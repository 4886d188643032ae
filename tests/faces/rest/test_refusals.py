"""Everything that goes wrong has one shape, a fitting status, and the caller's language."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from objectry.metadata import FieldType
from tests.faces.office import Office
from tests.faces.rest.program import V1, Program, fields_of, refused
from tests.field_types.samples import SAMPLES

NOBODY = "01890000-0000-7000-8000-000000000000"


@dataclass(frozen=True)
class Failure:
    """One kind of failure and what it answers; `at` are the places its faults name."""

    name: str
    method: str
    path: str
    status: int
    code: str
    at: tuple[str | None, ...] = ()
    body: object = None
    raw: bytes | None = None
    media: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)

    def send(self, program: Program, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {program.token}", **self.headers, **headers}
        if self.raw is not None:
            return program.client.open(
                V1 + self.path, method=self.method, data=self.raw, content_type=self.media, headers=sent
            )
        return program.send(self.method, self.path, self.body, headers=sent)


FAILURES = [
    Failure("no such address", "GET", "/a/b/c/d/e", 404, "F704"),
    Failure("no such object", "GET", "/nothing", 404, "F704"),
    Failure("no such object to write", "POST", "/nothing", 404, "F704", body={}),
    Failure("no such object to describe", "GET", "/meta/nothing", 404, "F704"),
    Failure("no such record", "GET", f"/account/{NOBODY}", 404, "F704"),
    Failure("no such record to change", "PATCH", f"/account/{NOBODY}", 404, "F704", body={"name": "x"}),
    Failure("no such record to delete", "DELETE", f"/deal/{NOBODY}", 404, "F704"),
    Failure("not an id", "GET", "/account/x", 404, "F704"),
    Failure("an id of odd letters", "GET", "/account/%00%ff%E2%80%AE", 404, "F704"),
    Failure("no such relation", "GET", f"/account/{NOBODY}/related/x", 404, "F704"),
    Failure("method not offered", "PUT", "/account", 405, "F705"),
    Failure("method unknown", "BREW", "/account", 405, "F705"),
    Failure("no right", "DELETE", f"/account/{NOBODY}", 403, "F703", (None,)),
    Failure("no body", "POST", "/account", 415, "F708", (None,)),
    Failure(
        "form body", "POST", "/account", 415, "F708", (None,), raw=b"name=x", media="application/x-www-form-urlencoded"
    ),
    Failure("text body", "PATCH", f"/account/{NOBODY}", 415, "F708", (None,), raw=b"{}", media="text/plain"),
    Failure("empty body", "POST", "/account", 400, "F701", (None,), raw=b""),
    Failure("broken body", "POST", "/account", 400, "F701", (None,), raw=b'{"name": '),
    Failure("not UTF-8", "POST", "/account", 400, "F701", (None,), raw=b'{"name": "\xff"}'),
    Failure("NaN", "POST", "/account", 400, "F701", (None,), raw=b'{"rating": NaN}'),
    Failure("key twice", "POST", "/account", 400, "F701", ("name",), raw=b'{"name": "a", "name": "b"}'),
    Failure("depth bomb", "POST", "/account", 400, "F701", (None,), raw=b"[" * 100_000),
    Failure("long number", "POST", "/account", 400, "F701", (None,), raw=b'{"rating": ' + b"9" * 5000 + b"}"),
    Failure("a list for a body", "POST", "/account", 400, "F701", (None,), body=[{"name": "x"}]),
    Failure("a text for a body", "POST", "/account", 400, "F701", (None,), body="x"),
    Failure("unknown key", "POST", "/account", 422, "F709", (None,), body={"name": "x", "nmae": "y"}),
    Failure(
        "system field", "POST", "/account", 422, "F709", ("created_at",), body={"name": "x", "created_at": "2020-01-01"}
    ),
    Failure("own id", "POST", "/account", 422, "F709", ("id",), body={"name": "x", "id": NOBODY}),
    Failure("own version", "POST", "/account", 422, "F709", ("version",), body={"name": "x", "version": 5}),
    Failure("computed field", "POST", "/account", 422, "F709", ("grade",), body={"name": "x", "grade": "A"}),
    Failure("bad version", "PATCH", f"/account/{NOBODY}", 400, "F701", ("version",), body={"version": "x"}),
    Failure("bad envelope", "POST", "/account", 400, "F701", ("recrds",), body={"records": [], "recrds": []}),
    Failure("body on delete", "DELETE", f"/deal/{NOBODY}", 400, "F701", (None,), body={"version": 1}),
    Failure("argument unknown", "GET", "/account?limt=5", 400, "F701", ("limt",)),
    Failure("argument twice", "GET", "/account?limit=1&limit=2", 400, "F701", ("limit",)),
    Failure("page size", "GET", "/account?limit=1000", 400, "F701", ("limit",)),
    Failure("argument on a write", "POST", "/account?dry_run=true", 400, "F701", ("dry_run",), body={"name": "x"}),
    Failure("argument on describe", "GET", "/meta?labels=true", 400, "F701", ("labels",)),
    Failure("too many sort keys", "GET", "/account?sort=name,name,name,name,name,name", 400, "F701", ("sort",)),
    Failure("too many fields", "GET", "/account?fields=" + ",".join(["name"] * 101), 400, "F701", ("fields",)),
    Failure("bad filter", "GET", "/account?filter=name+%3D", 422, "F709", (None,)),
    Failure("filter of no truth", "GET", "/account?filter=name", 422, "F709", (None,)),
    Failure("huge filter", "GET", "/account?filter=" + "(" * 9_000, 422, "F709", (None,)),
    Failure("long filter", "GET", "/account?filter=" + "1%2B" * 9_000, 422, "F709", (None,)),
    Failure("no such view", "GET", "/account?view=x", 422, "F709", (None,)),
    Failure("bad cursor", "GET", "/account?after=x", 422, "F709", (None,)),
    Failure("unknown field", "GET", "/account?fields=nothing", 422, "F709", (None,)),
    Failure("unknown sort", "GET", "/account?sort=-nothing", 422, "F709", (None,)),
    Failure("a hostile path", "GET", "/account?sort=name;drop", 422, "F709", (None,)),
    Failure("upsert by no key", "POST", "/account?upsert=name", 422, "F709", (None,), body={"name": "x"}),
    Failure(
        "a promise not kept",
        "POST",
        "/files",
        400,
        "F701",
        ("Idempotency-Key",),
        headers={"Idempotency-Key": "1"},
    ),
    Failure(
        "a condition not kept",
        "PUT",
        "/account/by/external_id/1",
        400,
        "F701",
        ("If-Match",),
        body={"name": "x"},
        headers={"If-Match": '"1"'},
    ),
    Failure(
        "no tag of ours",
        "PATCH",
        f"/account/{NOBODY}",
        412,
        "F706",
        ("If-Match",),
        body={"name": "x"},
        headers={"If-Match": "x"},
    ),
]


@pytest.mark.parametrize("failure", FAILURES, ids=[one.name for one in FAILURES])
def test_every_failure_has_the_one_shape(rob: Program, failure: Failure) -> None:
    """Each kind of failure answers its status and code as a problem document, its faults at their places."""
    problem = refused(failure.send(rob), failure.status)
    assert problem["code"] == failure.code
    assert tuple(fields_of(problem)) == failure.at


@pytest.mark.parametrize("failure", FAILURES, ids=[one.name for one in FAILURES])
def test_every_failure_speaks_the_callers_language(rob: Program, failure: Failure) -> None:
    """With Accept-Language, title and detail come in that language: no sentence of this face stays English."""
    problem = refused(failure.send(rob, **{"Accept-Language": "zh-CN,zh;q=0.9,en;q=0.1"}), failure.status)
    assert not problem["title"].isascii()
    if not any(fault["code"] in {"D540", "D502"} for fault in problem["errors"]):
        assert not problem["detail"].isascii()


def test_the_users_own_language_counts_without_a_header(lone: Office) -> None:
    """A program that asks for no language gets that of its user."""
    from_lin = lone.platform.identity.create_token(lone.call("lin"), "test", None)
    for path, status in (("/account?limit=0", 400), ("/account?sort=nothing", 422), ("/nothing", 404)):
        answer = lone.app.test_client().get(V1 + path, headers={"Authorization": f"Bearer {from_lin}"})
        assert not refused(answer, status)["detail"].isascii()


def test_a_body_too_large_is_refused(rob: Program) -> None:
    """More than sixteen megabytes are refused before they are read."""
    failure = Failure("large", "POST", "/account", 413, "F707", raw=b'{"name": "' + b"x" * (16 * 1024 * 1024) + b'"}')
    assert refused(failure.send(rob), 413)["code"] == "F707"


def test_a_method_not_offered_names_those_that_are(rob: Program) -> None:
    """405 tells which methods the address has."""
    allowed = rob.send("PUT", "/account").headers["Allow"]
    assert {"GET", "POST", "PATCH", "DELETE"} <= {one.strip() for one in allowed.split(",")}


def test_a_misspelt_name_gets_a_suggestion(rob: Program) -> None:
    """Arguments, keys, fields and views name what was probably meant."""
    for query, hint in (("?limt=5", '"limit"'), ("?sort=regoin", '"region"'), ("?fields=nam", '"name"')):
        answer = rob.send("GET", f"/account{query}")
        assert hint in (answer.json or {})["detail"], answer.text
    assert '"region"' in (rob.send("POST", "/account", {"name": "x", "regoin": "east"}).json or {})["detail"]


WRONG: dict[str, list[object]] = {
    "name": [5, True, ["x"], {"a": 1}, "x" * 121, "a\x00b", "\ud800"],
    "notes": [5, ["x"], "\x00"],
    "website": ["x", "javascript:alert(1)", "ftp://x", 5, "http://"],
    "email": ["x", "a@", 5, ["a@b.example"]],
    "phone": ["x", 5, "+1"],
    "vip": ["yes", 1, 0, "1", [], {}],
    "employees": ["x", 1.5, "1.5", 10**30, -1, True, [], "1e400", 10**200 - 1],
    "rating": ["x", 101, "1e30", True, [], {}, "NaN", "Infinity"],
    "founded": ["x", "2026-02-30", "2026-13-01", 5, "22.11.2026", [], "0000-01-01", "99999-01-01"],
    "region": ["north", "East", 5, [], {}],
    "parent": ["x", 5, [], {"id": NOBODY}, NOBODY],
    "partners": ["x", 5, ["x"], [NOBODY], [[NOBODY]], {"id": NOBODY}],
}
WRONG_DEALS: dict[str, list[object]] = {
    "amount": ["x", True, "1e30", [], "1,000"],
    "discount": ["x", 61, -1, True, "20%"],
    "number": ["D-1"],
    "interests": ["x", 5, True, {}, ["care", 5], ["care", ["parts"]], "care;x", '["x"]', "[" * 50],
    "won_at": ["2026-01-01T00:00:00Z"],
}
WRONG_ACTIVITIES: dict[str, list[object]] = {
    "due_at": ["x", "2026-02-30T00:00", "2026-01-01T25:00", 5, [], "2026-01-01T00:00:00+99:99"]
}
WRONG_LINES: dict[str, list[object]] = {"deal": ["x", 5, [], NOBODY, None]}
TABLES = (("account", WRONG), ("deal", WRONG_DEALS), ("activity", WRONG_ACTIVITIES), ("line", WRONG_LINES))
CASES = [
    (object_name, name, value) for object_name, table in TABLES for name, values in table.items() for value in values
]


@pytest.mark.parametrize(("object_name", "name", "value"), CASES, ids=[f"{one[1]} {one[2]!r:.30}" for one in CASES])
def test_a_wrong_value_is_told_at_its_field(rob: Program, object_name: str, name: str, value: object) -> None:
    """A value that does not fit its field's type is refused at that field, whatever it is."""
    answer = rob.send("POST", f"/{object_name}", {"name": "x", name: value})
    assert set(fields_of(refused(answer, 422))) == {name}


def test_wrong_values_of_every_field_type_were_tried(shared: Office) -> None:
    """The table above has a wrong value for each field type of the sample, and each other type's own row has one."""
    objects = shared.platform.current().blueprint.objects
    tried = {objects[thing].fields[name].field.type for thing, name, _ in CASES}
    others = {kind for kind, sample in SAMPLES.items() if sample.wrong is not None}
    assert tried | others == set(FieldType)
    assert len(tried) > len(FieldType) // 2


def test_nothing_was_written_by_any_refusal(shared: Office, rob: Program) -> None:
    """After a walk over all failures and wrong values, the data are as they were."""
    counts = [rob.get(f"/{name}", count="exact", limit=1)["total"] for name in ("account", "deal", "activity")]
    for failure in FAILURES:
        failure.send(rob)
    for object_name, name, value in CASES[::5]:
        rob.send("POST", f"/{object_name}", {"name": "x", name: value})
    assert shared.people
    assert counts == [rob.get(f"/{name}", count="exact", limit=1)["total"] for name in ("account", "deal", "activity")]
