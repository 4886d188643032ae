"""V40: sums that outgrow their column are refused, alike on both databases; nothing breaks, nothing is rounded."""

from tests.security.company import Company

MOST = "9999999999999999.99"


def test_a_roll_up_too_wide_refuses_its_children(company: Company) -> None:
    """A deal whose amount would overflow its account's figure is told so; the figure and the other deals stay."""
    rob, account = company.program("rob"), company.ids["rob.account"]
    before = rob.get(f"/account/{account}")["pipeline"]
    wide = {"name": "wide", "account": account, "amount": MOST}
    answer = rob.send("POST", "/opportunity", wide)
    assert answer.status_code == 422
    assert [one["code"] for one in (answer.json or {})["errors"]] == ["D537"]
    mixed = rob.send("POST", "/opportunity", {"records": [wide, {"name": "fits"}] * 3, "mode": "partial"}).json or {}
    assert mixed["actions"] == [None, "created"] * 3
    assert rob.get(f"/account/{account}")["pipeline"] == before
    widest = {"name": "widest", "account": account, "amount": "99999999998999.99"}
    assert rob.send("POST", "/opportunity", widest).status_code == 201
    assert rob.get(f"/account/{account}")["pipeline"] == "99999999999999.99"
    over = rob.send("POST", "/opportunity", {"name": "a cent more", "account": account, "amount": "0.01"})
    assert over.status_code == 422
