"""Objects whose records are only changed by those who say which version they have read."""

from objectry.metadata import AppSource, core_app
from objectry.runtime import Consent, Source
from tests.faces.office import Office, sample
from tests.faces.rest.program import program, refused


def need_versions(office: Office) -> None:
    """From now on deals are changed by version."""
    plain = sample()
    deal = plain.files["objects/deal.yaml"].replace("fields:\n", "require_version: true\nfields:\n", 1)
    app = AppSource(plain.name, {**plain.files, "objects/deal.yaml": deal})
    planned, found = office.platform.deployments.plan([core_app(), app])
    assert planned is not None, [str(one) for one in found]
    office.platform.deployments.apply(planned, Consent(), "test", "versions")


def test_a_change_says_which_version_it_is_made_from(office: Office) -> None:
    """Without If-Match or `version` a change, a deletion and a transfer are refused with 428, and nothing is changed;
    of many records each that does not say it; rules, imports and new records need none."""
    need_versions(office)
    rep = program(office, "rob")
    values = {"name": "Pumps", "close_date": "2030-01-01", "stage": "open"}
    first, second = (rep.made("deal", **values)["id"] for _ in range(2))
    for method, path, body in (
        ("PATCH", f"/deal/{first}", {"name": "X"}),
        ("DELETE", f"/deal/{first}", None),
        ("POST", f"/deal/{first}/actions/transfer", {"owner": office.people["rob"]}),
    ):
        assert refused(rep.send(method, path, body), 428)["code"] == "F721"
    refused(rep.send("PATCH", "/deal", {"records": [{"id": first, "name": "X"}, {"id": second, "name": "Y"}]}), 422)
    assert {rep.get(f"/deal/{one}")["name"] for one in (first, second)} == {"Pumps"}
    assert rep.send("PATCH", f"/deal/{first}", {"name": "A"}, headers={"If-Match": '"1"'}).status_code == 200
    refused(rep.send("PATCH", f"/deal/{first}", {"name": "B"}, headers={"If-Match": '"1"'}), 412)
    assert rep.send("PATCH", f"/deal/{first}", {"name": "B", "version": 2}).status_code == 200
    records = [{"id": first, "name": "C", "version": 3}, {"id": second, "name": "D"}]
    part = rep.send("PATCH", "/deal", {"mode": "partial", "records": records}).json or {}
    assert [(one["code"], one["record"]) for one in part["errors"]] == [("D575", 1)]
    assert rep.get(f"/deal/{first}")["name"] == "C"
    call = office.platform.call(office.platform.identity.system_actor("import"), Source.IMPORT)
    office.platform.records.upsert(
        call, "deal", "number", [{"number": rep.get(f"/deal/{first}")["number"], "name": "I"}]
    )
    assert rep.get(f"/deal/{first}")["name"] == "I"
    responses = rep.get("/openapi.json")["paths"]["/deal/{id}"]["patch"]["responses"]
    assert "428" in responses
