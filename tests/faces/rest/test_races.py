"""Two programs at once, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.faces.office import Office
from tests.faces.rest.program import Program, program

TOGETHER = 6

Sent = tuple[str, str, object, dict[str, str]]


def at_once(office: Office, programs: list[Program], send: list[Sent]) -> list[int]:
    """The statuses of calls that start together, each from a client of its own."""
    start = Barrier(len(send))

    def run(place: int) -> int:
        method, path, body, headers = send[place]
        start.wait(10)
        asks = Program(office.app.test_client(), programs[place % len(programs)].token)
        return asks.send(method, path, body, headers=headers).status_code

    with ThreadPoolExecutor(len(send)) as pool:
        return sorted(pool.map(run, range(len(send))))


def test_one_of_many_wins(office: Office) -> None:
    """Of several writers who read the same version exactly one is served; the others learn that they came late."""
    rep = program(office, "rob")
    made = rep.made("account", name="Acme")
    path = f"/account/{made['id']}"
    calls: list[Sent] = [("PATCH", path, {"name": f"by {place}"}, {"If-Match": '"1"'}) for place in range(TOGETHER)]
    assert at_once(office, [rep], calls) == [200] + [412] * (TOGETHER - 1)
    assert rep.get(path)["version"] == 2


def test_one_external_id_is_one_record(office: Office) -> None:
    """Several programs that put the same external id at once make one record."""
    rep = program(office, "rob")
    calls: list[Sent] = [
        ("PUT", "/account/by/external_id/R1", {"name": f"by {place}"}, {}) for place in range(TOGETHER)
    ]
    statuses = at_once(office, [rep], calls)
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 422}
    assert rep.get("/account", filter='external_id = "R1"', count="exact")["total"] == 1


def test_figures_add_up(office: Office) -> None:
    """The roll-up of a record whose children are written by several programs at once counts every one."""
    rep = program(office, "rob")
    account = rep.made("account", name="Acme")["id"]
    deal = {"account": account, "stage": "won", "amount": "100.10"}
    calls: list[Sent] = [("POST", "/deal", {"name": f"Deal {place}", **deal}, {}) for place in range(TOGETHER)]
    assert at_once(office, [rep], calls) == [201] * TOGETHER
    found = rep.get(f"/account/{account}")
    assert (found["won_total"], found["deal_count"]) == ("600.60", TOGETHER)
