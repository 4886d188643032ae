"""master_detail: parts that have a whole, go with it, are seen with it, and stay with it."""

from collections.abc import Callable

import pytest

from objectry.runtime.calls import Change, Record, Target
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from tests.runtime.test_statements import SLACK, counted
from tests.runtime.worlds import World


def chain(world: World, who: str, name: str = "C") -> list[Record]:
    """A customer with an order, the order with a job, the job with a step."""
    (customer,) = world.create(who, "customer", {"name": name})
    (order,) = world.create(who, "order_form", {"name": "O", "customer": customer.id})
    (job,) = world.create(who, "job", {"name": "J", "order_form": order.id, "hours": 3})
    (step,) = world.create(who, "work_step", {"name": "S", "job": job.id})
    return [customer, order, job, step]


def codes(wrong: pytest.ExceptionInfo[Invalid]) -> list[tuple[str, str | None]]:
    return [(one.code, one.field) for one in wrong.value.problems]


def test_a_part_needs_its_whole(workshop: World) -> None:
    """Without one, with none that exists, or with one that is out of sight, there is no part."""
    (hidden, *_) = chain(workshop, "bob")
    for given, code in (({}, "D521"), ({"customer": None}, "D521"), ({"customer": hidden.id}, "D529")):
        with pytest.raises(Invalid) as wrong:
            workshop.create("cid", "order_form", {"name": "O", **given})
        assert codes(wrong) == [(code, "customer")]


def test_parts_are_seen_with_their_whole(workshop: World) -> None:
    """Access is the topmost parent's, through every level: its owner, his managers, whoever sees all; nobody else."""
    customer, *parts = chain(workshop, "bob")
    for object in ("order_form", "job", "work_step"):
        assert len(workshop.names("bob", object)) == 1
        assert len(workshop.names("ann", object)) == 1
        assert len(workshop.names("dora", object)) == 1
        assert workshop.names("cid", object) == []
    workshop.platform.records.update(
        workshop.call("root"), "customer", [Change(customer.id, {"owner": workshop.people["cid"].id})]
    )
    assert workshop.names("cid", "work_step") == ["S"]
    assert workshop.names("bob", "work_step") == []
    assert "owner" not in workshop.platform.current().blueprint.objects["job"].fields
    assert len(parts) == 3


def test_who_may_not_change_the_whole_changes_no_part(workshop: World) -> None:
    """Reading all customers lets nobody write, add or delete their jobs."""
    _, order, job, _ = chain(workshop, "bob")
    records, call = workshop.platform.records, workshop.call("eve")
    assert workshop.names("eve", "job") == ["J"]
    with pytest.raises(NotAllowed):
        records.update(call, "job", [Change(job.id, {"name": "mine"})])
    with pytest.raises(NotAllowed):
        records.delete(call, "job", [Target(job.id)])
    with pytest.raises(Invalid) as wrong:
        records.create(call, "job", [{"name": "new", "order_form": order.id}])
    assert [one.code for one in wrong.value.problems] == ["D535"]
    with pytest.raises(NotFound):
        records.delete(workshop.call("cid"), "job", [Target(job.id)])


def test_parts_go_with_their_whole_through_every_level(workshop: World) -> None:
    """Deleting the customer deletes order, job and step, each with the deletion it followed in its history."""
    customer, order, job, step = chain(workshop, "bob")
    workshop.platform.records.delete(workshop.call("bob"), "customer", [Target(customer.id)])
    for object in ("customer", "order_form", "job", "work_step"):
        assert workshop.names("root", object) == []
    above = {order.id: f"customer {customer.id}", job.id: f"order_form {order.id}", step.id: f"job {job.id}"}
    with workshop.store.read() as reading:
        for id, parent in above.items():
            newest = reading.history(id, 10)[0]
            assert (newest.kind, newest.cause) == ("delete", f"delete {parent}")


def test_many_parts_go_in_few_statements(workshop: World) -> None:
    """Deleting a customer with 400 jobs below takes no more statements than with one; each has its line of history."""

    def doomed(count: int) -> Callable[[], object]:
        customer, order, *_ = chain(workshop, "bob")
        jobs.extend(workshop.create("bob", "job", *({"name": "J", "order_form": order.id} for _ in range(count))))
        return lambda: workshop.platform.records.delete(workshop.call("bob"), "customer", [Target(customer.id)])

    jobs: list[Record] = []
    doomed(1)()
    few, many = (counted_statements(workshop, doomed(count)) for count in (1, 400))
    assert many <= few + SLACK, (few, many)
    assert workshop.names("root", "job") == []
    with workshop.store.read() as reading:
        assert all(reading.history(one.id, 1)[0].kind == "delete" for one in jobs[::100])


def counted_statements(world: World, act: Callable[[], object]) -> int:
    with counted(world) as seen:
        act()
    return len(seen)


def test_a_part_stays_with_its_whole(workshop: World) -> None:
    """Moving an order to another customer is refused for people; sending the parent it has already changes nothing."""
    customer, order, *_ = chain(workshop, "bob")
    (other,) = workshop.create("bob", "customer", {"name": "Other"})
    records, call = workshop.platform.records, workshop.call("bob")
    records.update(call, "order_form", [Change(order.id, {"name": "O2", "customer": customer.id})])
    for elsewhere in (other.id, None):
        with pytest.raises(Invalid) as wrong:
            records.update(call, "order_form", [Change(order.id, {"customer": elsewhere})])
        assert codes(wrong) == [("D570" if elsewhere else "D521", "customer")]
    assert workshop.value("bob", "order_form", order.id, "customer") == customer.id


def test_a_reparentable_part_moves_and_figures_follow(workshop: World) -> None:
    """A job moves to another order; the hours of both orders are right afterwards, and so are the rights."""
    _, order, job, step = chain(workshop, "bob")
    _, other, *_ = chain(workshop, "bob", "D")
    assert workshop.value("bob", "order_form", order.id, "hours") == 3
    workshop.platform.records.update(workshop.call("bob"), "job", [Change(job.id, {"order_form": other.id})])
    assert workshop.value("bob", "order_form", order.id, "hours") == 0
    assert workshop.value("bob", "order_form", other.id, "hours") == 6
    _, foreign, *_ = chain(workshop, "cid", "E")
    with pytest.raises(Invalid) as wrong:
        workshop.platform.records.update(workshop.call("bob"), "job", [Change(job.id, {"order_form": foreign.id})])
    assert codes(wrong) == [("D529", "order_form")]
    assert workshop.names("bob", "work_step") == ["S", "S"]
    assert step.id
