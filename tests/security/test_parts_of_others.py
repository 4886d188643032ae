"""Control by the parent, and texts about records one does not see: found by attack, kept by these tests."""

from tests.security.company import Company


def test_who_only_reads_a_deal_gives_it_no_line(company: Company) -> None:
    """A new line is a change of its deal: by creating, by upsert, in a batch and by moving one."""
    auditor, ids = company.program("aud"), company.ids
    line = {"opportunity": ids["sam.opportunity"], "product": ids["product"], "quantity": "3"}
    assert auditor.get(f"/opportunity/{ids['sam.opportunity']}")["line_total"] == "100.00"
    calls: list[tuple[str, str, object]] = [
        ("POST", "/opportunity_line", line),
        ("POST", "/opportunity_line", {"records": [line]}),
        ("POST", "/opportunity_line?upsert=external_id", {"external_id": "e1", **line}),
        ("PUT", "/opportunity_line/by/external_id/e1", line),
    ]
    for method, path, body in calls:
        answer = auditor.send(method, path, body)
        assert answer.status_code == 422, answer.text
        assert "D535" in answer.text
    for method in ("PATCH", "DELETE"):
        body = {"quantity": "9"} if method == "PATCH" else None
        assert auditor.send(method, f"/opportunity_line/{ids['sam.opportunity_line']}", body).status_code == 403
    assert auditor.get(f"/opportunity/{ids['sam.opportunity']}")["line_total"] == "100.00"
    owner = company.program("sam")
    assert owner.send("POST", "/opportunity_line", line).status_code == 201


def test_a_refusal_above_tells_nothing_of_the_record_above(company: Company) -> None:
    """Where a roll-up's record refuses, whoever cannot see that record learns the rule and no value of it."""
    ids, people = company.ids, company.office.people
    for number in range(2):
        company.seed("opportunity", name=f"Kim {number}", owner=people["kim"], account=ids["kim.account"])
    lost = {"owner": people["rob"], "stage": "lost", "loss_reason": "price"}
    deal = company.seed("opportunity", name="Far", account=ids["kim.account"], **lost)
    answer = company.program("rob").send("PATCH", f"/opportunity/{deal}", {"stage": "prospecting"})
    assert answer.status_code == 422
    assert "D534" in answer.text
    assert "Kim" not in answer.text
    assert "3" not in (answer.json or {})["detail"]
    seen = company.program("root").send("PATCH", f"/opportunity/{deal}", {"stage": "prospecting"})
    assert "Kim Holding of Kim has 3 deals." in seen.text


def test_a_validation_tells_each_reader_what_she_may_read(shared: Company) -> None:
    """A message leaves out hidden fields and records out of sight, for the one who reads it."""
    path, body = f"/account/{shared.ids['rob.account']}", {"description": "tell"}
    assert "Rob Ltd: , , ." in shared.program("rob").send("PATCH", path, body).text


def test_a_deletion_names_no_object_one_knows_nothing_of(shared: Company) -> None:
    """That others refer to a record is told, by what only to those who know of it."""
    answer = shared.program("rob").send("DELETE", f"/account/{shared.ids['kim.account']}")
    assert answer.status_code == 404
    refused = shared.program("rob").send("DELETE", f"/account/{shared.ids['rob.account']}")
    assert refused.status_code == 422
    assert "Opportunities" in refused.text
    assert "Vault" not in refused.text


def test_a_formula_over_other_records_of_its_object_is_hidden_unless_it_reveals(shared: Company) -> None:
    """The parent's name is the parent's: a formula that reads it opens to those alone who see every account."""
    path = f"/account/{shared.ids['rob.account']}"
    for who, readable in (("rob", False), ("mia", False), ("root", True)):
        shown = shared.program(who).get(path)
        assert ("above" in shown) is readable
        assert ("below" in shown) is readable
        for name in ("above", "below"):
            status = shared.program(who).send("GET", "/account", query={"filter": f"ISBLANK({name})"}).status_code
            assert status == (200 if readable else 422)


def test_nobody_addresses_a_message_as_another(company: Company) -> None:
    """A notification stays with the one it is for: its reader neither gives it away nor reads another's."""
    people = company.office.people
    mine = company.seed("notification", message="hello", recipient=people["rob"])
    rob, sam = company.program("rob"), company.program("sam")
    assert rob.send("PATCH", f"/notification/{mine}", {"recipient": people["sam"]}).status_code == 422
    assert sam.send("GET", f"/notification/{mine}").status_code == 404
    assert sam.get("/notification")["records"] == []
