"""Each numbered step of the order of execution, by name; and the list itself against what the docs say."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change, Mode, Query, Target
from objectry.runtime.errors import Conflict, NotAllowed, NotFound
from objectry.runtime.writing.order import ORDER
from tests.runtime.acts import codes, create, refused, update
from tests.runtime.worlds import START, World

DOC = Path(__file__).parents[2] / "docs" / "order-of-execution.md"
NOBODY = "0190b2c4-0000-7000-8000-00000000abcd"


def test_docs_tell_the_same_list() -> None:
    """docs/order-of-execution.md and the code's step list have the same numbers and titles in the same order."""
    told = re.findall(r"^(\d+)\. \*\*(.+?)\*\*", DOC.read_text(encoding="utf-8"), re.MULTILINE)
    assert [(int(number), title) for number, title in told] == [(step.number, step.title) for step in ORDER]
    assert [step.number for step in ORDER] == list(range(1, 13))


class TestStep1Permit:
    def test_an_unknown_object_is_not_there(self, sqlite_world: World) -> None:
        """No object of that name."""
        with pytest.raises(NotFound):
            create(sqlite_world, "bob", "nothing", {"name": "x"})

    def test_an_object_without_any_right_is_not_there_either(self, sqlite_world: World) -> None:
        """Whoever holds no right on an object is told the same as for an unknown one."""
        with pytest.raises(NotFound):
            create(sqlite_world, "zed", "account", {"name": "x"})

    def test_a_missing_right_is_named(self, sqlite_world: World) -> None:
        """Whoever holds some right on an object is told which one is missing."""
        with pytest.raises(NotAllowed, match="nothing grants create on account"):
            create(sqlite_world, "eve", "account", {"name": "x"})

    def test_a_batch_has_its_limit(self, sqlite_world: World) -> None:
        """10,001 records are refused before anything is done."""
        many = [{"name": "x"}] * 10_001
        assert codes(lambda: create(sqlite_world, "bob", "topic", *many)) == [("D505", None)]


class TestStep2Lock:
    def test_an_invisible_record_is_not_there(self, world: World) -> None:
        """Changing or deleting what one cannot see answers exactly like an id nobody has."""
        (account,) = world.create("bob", "account", {"name": "Acme"})
        for id in (account.id, NOBODY, "no id at all"):
            with pytest.raises(NotFound, match="there is no such record"):
                update(world, "cid", "account", id, {"name": "Mine"})
            with pytest.raises(NotFound, match="there is no such record"):
                world.platform.records.delete(world.call("cid"), "account", [Target(id)])

    def test_a_stale_version_is_a_conflict(self, world: World) -> None:
        """Who read version 1 cannot overwrite version 2, and is told the version there is."""
        (account,) = world.create("bob", "account", {"name": "Acme"})
        update(world, "ann", "account", account.id, {"name": "Acme Ltd"}, 1)
        with pytest.raises(Conflict) as stale:
            update(world, "bob", "account", account.id, {"name": "Acme Inc"}, 1)
        assert stale.value.stale == {account.id: 2}
        assert world.value("bob", "account", account.id, "name") == "Acme Ltd"

    def test_without_a_version_fields_merge(self, world: World) -> None:
        """Changes of different fields without a version both stand."""
        (account,) = world.create("bob", "account", {"name": "Acme"})
        update(world, "ann", "account", account.id, {"region": "east"})
        update(world, "bob", "account", account.id, {"name": "Acme Ltd"})
        record = world.platform.records.get(world.call("bob"), "account", account.id)
        assert (record.values["name"], record.values["region"], record.version) == ("Acme Ltd", "east", 3)

    def test_a_record_stands_once_in_a_call(self, sqlite_world: World) -> None:
        """Two changes of one record in one call are refused."""
        (account,) = sqlite_world.create("bob", "account", {"name": "Acme"})
        changes = [Change(account.id, {"name": "One"}), Change(account.id.upper(), {"name": "Two"})]
        call = sqlite_world.call("bob")
        assert codes(lambda: sqlite_world.platform.records.update(call, "account", changes)) == [("D506", None)]

    def test_seen_but_not_writable_names_the_reason(self, world: World) -> None:
        """A record shared for reading is there, but cannot be changed."""
        (topic,) = world.create("root", "topic", {"name": "news"})
        with pytest.raises(NotAllowed, match="nothing lets you update it"):
            update(world, "bob", "topic", topic.id, {"name": "mine"})


class TestStep3Names:
    def test_unknown_and_forbidden_answer_alike(self, sqlite_world: World) -> None:
        """A field one may not read is answered word for word like one that does not exist."""
        messages = []
        for name in ("secret", "sxcret"):
            (problem,) = refused(lambda: create(sqlite_world, "bob", "account", {"name": "x", name: "y"}))  # noqa: B023
            messages.append((problem.code, problem.field, problem.message.replace(name, "NAME")))
        assert messages[0] == messages[1]

    @pytest.mark.parametrize("name", ["id", "version", "created_at", "created_by", "updated_at", "updated_by"])
    def test_system_fields_take_no_value(self, sqlite_world: World, name: str) -> None:
        """What the platform keeps itself cannot be written."""
        assert codes(lambda: create(sqlite_world, "root", "account", {"name": "x", name: "1"})) == [("D511", name)]

    @pytest.mark.parametrize("name", ["won_total", "loud", "number", "grade"])
    def test_computed_and_read_only_fields_take_no_value(self, sqlite_world: World, name: str) -> None:
        """Formulas, roll-ups, autonumbers and read-only fields cannot be written by people."""
        assert codes(lambda: create(sqlite_world, "root", "account", {"name": "x", name: "1"})) == [("D511", name)]

    def test_names_in_any_spelling_and_aliases(self, sqlite_world: World) -> None:
        """An alias is the field; the field twice is a problem."""
        (account,) = sqlite_world.create("bob", "account", {"Title": "By alias"})
        assert account.values["name"] == "By alias"
        assert codes(lambda: create(sqlite_world, "bob", "account", {"name": "x", "title": "y"})) == [("D512", "name")]

    def test_a_transfer_needs_the_right_or_ownership(self, world: World) -> None:
        """An owner gives away what is his; another needs the right transfer."""
        (mine,) = world.create("bob", "account", {"name": "Acme", "region": "east"})
        update(world, "bob", "account", mine.id, {"owner": world.people["cid"].id})
        assert world.names("cid", "account") == ["Acme"]
        update(world, "ann", "account", mine.id, {"owner": world.people["bob"].id})
        (dotted,) = world.create("bob", "deal", {"name": "D"})
        assert codes(lambda: create(world, "bob", "deal", {"name": "E", "owner": world.people["cid"].id})) == [
            ("D514", "owner")
        ]
        assert world.value("bob", "deal", dotted.id, "owner") == world.people["bob"].id


class TestStep4Values:
    def test_all_problems_of_all_records_together(self, sqlite_world: World) -> None:
        """Every faulty field of every record is told in one answer."""
        bad = {"name": "x" * 41, "amount": "many", "stage": "wno", "due": "tomorrow"}
        worse: dict[str, object] = {"amount": -1, "code": "abc"}
        found = refused(lambda: create(sqlite_world, "bob", "deal", {"name": "good"}, bad, worse))
        told = {(one.record, one.field, one.code) for one in found}
        assert told == {
            (1, "name", "D523"),
            (1, "amount", "D522"),
            (1, "stage", "D527"),
            (1, "due", "D522"),
            (2, "name", "D521"),
            (2, "amount", "D524"),
            (2, "code", "D526"),
        }
        assert sqlite_world.names("bob", "deal") == []

    def test_defaults_fill_what_is_not_given(self, world: World) -> None:
        """Literals, percent, formulas; an explicit null stays null."""
        account, bare = world.create("bob", "account", {"name": "A"}, {"name": "B", "ceiling": None})
        assert account.values["ceiling"] == Decimal(1000)
        assert account.values["rate"] == Decimal("0.05")
        assert bare.values["ceiling"] is None
        deal, undated = world.create("bob", "deal", {"name": "D"}, {"name": "E", "due": None})
        assert deal.values["due"] == date(2026, 11, 29)
        assert undated.values["due"] is None

    def test_owner_and_marks(self, sqlite_world: World) -> None:
        """A new record belongs to its maker and says who made it when."""
        (account,) = sqlite_world.create("bob", "account", {"name": "A"})
        bob = sqlite_world.people["bob"].id
        marks = ("owner", "created_by", "updated_by", "created_at", "updated_at", "version")
        assert [account.values[one] for one in marks] == [bob, bob, bob, START, START, 1]

    def test_autonumbers_are_given_in_order(self, world: World) -> None:
        """Numbers go up, one for each record; nobody's is given twice."""
        made = world.create("bob", "account", {"name": "A"}, {"name": "B"}) + world.create(
            "bob", "account", {"name": "C"}
        )
        assert [one.values["number"] for one in made] == ["A-0001", "A-0002", "A-0003"]

    def test_nothing_changed_is_nothing_done(self, world: World) -> None:
        """Sending the stored values again writes no row, bumps no version, fires no rule, leaves no history."""
        (deal,) = world.create("bob", "deal", {"name": "D", "amount": "10", "stage": "won"})
        world.clock.advance(timedelta(hours=1))
        outcome = update(world, "bob", "deal", deal.id, {"name": "D", "amount": "10.00", "stage": "won"}, 1)
        assert outcome.actions == ("unchanged",)
        (same,) = outcome.records
        assert same is not None
        assert (same.version, same.values["steps"], same.values["updated_at"]) == (1, 1, START)
        assert len(world.platform.records.history(world.call("bob"), "deal", deal.id)) == 1


class TestStep5BeforeRules:
    def test_a_rule_sets_before_the_write(self, world: World) -> None:
        """What a before-save rule sets is stored with the record, under the rule's name."""
        (deal,) = world.create("bob", "deal", {"name": "D", "amount": "10"})
        update(world, "bob", "deal", deal.id, {"stage": "won"})
        record = world.platform.records.get(world.call("bob"), "deal", deal.id)
        assert (record.values["closed_at"], record.values["steps"], record.version) == (START, 1, 2)
        entry = world.platform.records.history(world.call("bob"), "deal", deal.id)[0]
        assert entry.causes == {"closed_at": "rule closing", "steps": "rule counting"}
        assert entry.cause == "user"

    def test_a_rule_refuses(self, sqlite_world: World) -> None:
        """The admin's own words, at the field he names."""
        (problem,) = refused(lambda: create(sqlite_world, "bob", "deal", {"name": "D", "amount": 0, "stage": "won"}))
        assert (problem.code, problem.field) == ("D520", "amount")
        assert problem.message == "A deal without amount cannot be won."

    def test_faulty_records_are_no_input_of_rules(self, sqlite_world: World) -> None:
        """A record whose values have no types fires nothing, and hides no problem of another."""
        found = refused(lambda: create(sqlite_world, "bob", "deal", {"name": "D", "amount": "?", "stage": "won"}))
        assert [one.code for one in found] == ["D522"]


class TestStep6Checks:
    def test_required_if(self, sqlite_world: World) -> None:
        """A field may be required by the state of others."""
        assert codes(lambda: create(sqlite_world, "bob", "deal", {"name": "D", "stage": "lost"})) == [
            ("D521", "reason")
        ]

    def test_transitions_bind_updates_not_creation(self, sqlite_world: World) -> None:
        """A record may be born in any state, but moves only as declared; an empty list is final."""
        lost, won = sqlite_world.create(
            "bob", "deal", {"name": "L", "stage": "lost", "reason": "r"}, {"name": "W", "stage": "won", "amount": 1}
        )
        (problem,) = refused(lambda: update(sqlite_world, "bob", "deal", lost.id, {"stage": "open"}))
        assert (problem.code, problem.params["old"], problem.params["new"]) == ("D528", "Lost", "Open")
        assert update(sqlite_world, "bob", "deal", won.id, {"stage": "open"}).actions == ("updated",)

    def test_limits_bind_what_changes(self, sqlite_world: World) -> None:
        """The limits speak in the units people write."""
        (problem,) = refused(lambda: create(sqlite_world, "bob", "account", {"name": "x", "rate": 61}))
        assert (problem.code, problem.params["limit"]) == ("D525", "60")

    def test_a_target_must_be_there_and_visible(self, world: World) -> None:
        """A lookup to another's record answers exactly like one to a record that does not exist, or is deleted."""
        hidden, gone = world.create("bob", "account", {"name": "Hidden"}, {"name": "Gone"})
        world.platform.records.delete(world.call("bob"), "account", [Target(gone.id)])
        answers = [
            refused(lambda: create(world, "cid", "deal", {"name": "D", "account": id}))  # noqa: B023
            for id in (hidden.id, gone.id, NOBODY, "7")
        ]
        assert all(answer == answers[0] for answer in answers)
        assert answers[0][0].code == "D529"

    def test_a_target_of_the_wrong_object_is_not_there(self, sqlite_world: World) -> None:
        """A lookup to deals takes no account; of a parent that is not there one word is enough."""
        (account,) = sqlite_world.create("bob", "account", {"name": "A"})
        assert codes(lambda: create(sqlite_world, "bob", "line", {"deal": account.id})) == [("D529", "deal")]

    def test_several_targets(self, world: World) -> None:
        """A lookup to several objects takes a record of each of them, and names it."""
        (account,), (deal,) = world.create("bob", "account", {"name": "A"}), world.create("bob", "deal", {"name": "D"})
        tasks = world.create("bob", "task", {"name": "1", "about": account.id}, {"name": "2", "about": deal.id})
        assert [one.labels["about"] for one in tasks] == ["A", "D"]

    def test_a_validation_speaks_its_message(self, sqlite_world: World) -> None:
        """A validation's message is filled from the record and stands at its field."""
        (deal,) = sqlite_world.create("bob", "deal", {"name": "Old"})
        (problem,) = refused(lambda: update(sqlite_world, "bob", "deal", deal.id, {"due": "2026-11-21"}))
        assert (problem.code, problem.field, problem.message) == ("D520", "due", "Old cannot be due in the past.")


class TestStep7Duplicates:
    def test_unique_fields(self, world: World) -> None:
        """A value of a unique field is taken once, in the database and within a batch, also by invisible records."""
        world.create("bob", "deal", {"name": "D", "code": "ABC"})
        assert codes(lambda: create(world, "cid", "deal", {"name": "E", "code": "ABC"})) == [("D530", "code")]
        twins: list[dict[str, object]] = [{"name": "E", "code": "XYZ"}, {"name": "F", "code": "XYZ"}]
        (problem,) = refused(lambda: create(world, "cid", "deal", *twins))
        assert (problem.code, problem.record) == ("D530", 1)

    def test_a_deleted_record_frees_its_value(self, world: World) -> None:
        """What lies in the bin takes no value away."""
        (deal,) = world.create("bob", "deal", {"name": "D", "code": "ABC"})
        world.platform.records.delete(world.call("bob"), "deal", [Target(deal.id)])
        assert create(world, "cid", "deal", {"name": "E", "code": "ABC"}).actions == ("created",)

    def test_values_may_be_swapped_in_one_call(self, world: World) -> None:
        """What one record gives up in a call another may take in it."""
        one, two = world.create("bob", "deal", {"name": "D", "code": "ABC"}, {"name": "E", "code": "XYZ"})
        update(world, "bob", "deal", one.id, {"code": None})
        call = world.call("bob")
        outcome = world.platform.records.update(
            call, "deal", [Change(two.id, {"code": None}), Change(one.id, {"code": "XYZ"})]
        )
        assert outcome.actions == ("updated", "updated")

    def test_a_warning_does_not_stop(self, world: World) -> None:
        """A warning names the rule and looks only at records the actor sees."""
        world.create("bob", "account", {"name": "Acme"})
        assert [one.code for one in create(world, "ann", "account", {"name": "Acme"}).warnings] == ["D532"]
        assert create(world, "cid", "account", {"name": "Acme"}).warnings == ()

    def test_a_block_stops(self, world: World) -> None:
        """A blocking rule looks at every record, and two spellings of one number are one number."""
        world.create("bob", "account", {"name": "A", "phone": "+49 30 901820"})
        blocked = codes(lambda: create(world, "cid", "account", {"name": "B", "phone": "+49 (0)30 90 18 20"}))
        assert blocked == [("D531", "phone")]


class TestStep8Reach:
    def test_a_record_out_of_reach_is_refused(self, world: World) -> None:
        """A line may not be put below a deal one may not change."""
        (deal,) = world.create("bob", "deal", {"name": "D"})
        assert ("D529", "deal") in codes(lambda: create(world, "cid", "line", {"deal": deal.id}))

    def test_a_transfer_may_leave_sight(self, world: World) -> None:
        """Giving a record away answers with its id alone when it is out of sight."""
        (deal,) = world.create("bob", "deal", {"name": "D"})
        (left,) = update(world, "bob", "deal", deal.id, {"owner": world.people["dora"].id}).records
        assert left is not None
        assert (left.id, left.values) == (deal.id, {})
        assert world.names("bob", "deal") == []


class TestStep9Write:
    def test_version_and_marks(self, world: World) -> None:
        """Each write makes the version one higher and says who and when."""
        (deal,) = world.create("bob", "deal", {"name": "D"})
        world.clock.advance(timedelta(minutes=5))
        (changed,) = update(world, "ann", "deal", deal.id, {"name": "E"}).records
        assert changed is not None
        assert changed.version == 2
        assert changed.values["updated_at"] == START + timedelta(minutes=5)
        assert changed.labels["updated_by"] == "Ann"
        assert changed.values["created_at"] == START

    def test_one_history_row_for_each_record(self, world: World) -> None:
        """A creation is a mark, a change tells old and new, whatever number of rounds there was."""
        (deal,) = world.create("bob", "deal", {"name": "D", "amount": 5})
        update(world, "bob", "deal", deal.id, {"amount": 7, "stage": "won"})
        newest, oldest = world.platform.records.history(world.call("bob"), "deal", deal.id)
        assert (oldest.kind, oldest.changes, oldest.version) == ("create", {}, 1)
        assert newest.changes["amount"] == (Decimal(5), Decimal(7))
        assert newest.changes["stage"] == ("open", "won")
        assert (newest.kind, newest.version, newest.actor_name) == ("update", 2, "Bob")
        assert not {"updated_at", "version", "updated_by"} & newest.changes.keys()


class TestStep10Rollups:
    def test_figures_follow_creation_change_move_and_deletion(self, world: World) -> None:
        """SUM, COUNT and MAX of old and new parent follow every write, two levels up."""
        (top,) = world.create("bob", "account", {"name": "Top"})
        one, two = world.create("bob", "account", {"name": "1", "parent": top.id}, {"name": "2", "parent": top.id})

        def figures(id: str) -> list[object]:
            values = world.platform.records.get(world.call("dora"), "account", id).values
            return [values["won_total"], values["deal_count"], values["group_total"]]

        a, b = world.create(
            "bob",
            "deal",
            {"name": "a", "account": one.id, "amount": 10, "stage": "won"},
            {"name": "b", "account": one.id, "amount": 5},
        )
        assert (figures(one.id), figures(top.id)) == ([10, 2, 0], [0, 0, 10])
        update(world, "bob", "deal", b.id, {"stage": "won"})
        assert (figures(one.id), figures(top.id)) == ([15, 2, 0], [0, 0, 15])
        update(world, "bob", "deal", a.id, {"account": two.id})
        assert (figures(one.id), figures(two.id), figures(top.id)) == ([5, 1, 0], [10, 1, 0], [0, 0, 15])
        world.platform.records.delete(world.call("bob"), "deal", [Target(b.id)])
        assert (figures(one.id), figures(top.id)) == ([0, 0, 0], [0, 0, 10])

    def test_an_engine_write_bumps_no_version(self, world: World) -> None:
        """A recomputed figure leaves version, marks and history of the record above alone."""
        (account,) = world.create("bob", "account", {"name": "A"})
        world.create("bob", "deal", {"name": "D", "account": account.id, "amount": 5})
        record = world.platform.records.get(world.call("bob"), "account", account.id)
        assert (record.version, record.values["deal_count"]) == (1, 1)
        assert len(world.platform.records.history(world.call("bob"), "account", account.id)) == 1

    def test_a_validation_above_refuses_the_write_below(self, world: World) -> None:
        """A rule of the record above that reads its roll-up refuses the child, and is named."""
        (account,) = world.create("bob", "account", {"name": "Small", "ceiling": 1})
        big: dict[str, object] = {"name": "D", "account": account.id, "amount": 1001, "stage": "won"}
        (problem,) = refused(lambda: create(world, "bob", "deal", big))
        assert problem.code == "D534"
        assert problem.message == "Account, not_over_limit: Small is over its limit."
        assert world.names("bob", "deal") == []
        assert world.value("bob", "account", account.id, "deal_count") == 0


class TestStep11AfterRules:
    def test_effects_become_records(self, world: World) -> None:
        """A rule after the write creates records and notifies, with the rule as cause and the person as actor."""
        (deal,) = world.create("bob", "deal", {"name": "D", "amount": 5, "stage": "won"})
        (task,) = world.platform.records.find(world.call("bob"), Query("task")).records
        assert (task.values["name"], task.values["about"]) == ("Thank D", deal.id)
        (entry,) = world.platform.records.history(world.call("bob"), "task", task.id)
        assert (entry.cause, entry.actor_name) == ("rule thank", "Bob")
        (note,) = world.platform.records.find(world.call("bob"), Query("notification")).records
        assert (note.values["message"], note.values["link_id"]) == ("D is won.", deal.id)
        assert world.platform.records.find(world.call("ann"), Query("notification")).records == ()

    def test_a_changed_figure_calls_rules(self, world: World) -> None:
        """A roll-up raises `changes` on the record above; a rule may fire again for a new value in a later call."""
        (account,) = world.create("bob", "account", {"name": "A"})
        (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id, "amount": 1000, "stage": "won"})
        assert world.value("bob", "account", account.id, "grade") == "gold"
        update(world, "bob", "deal", deal.id, {"amount": 10})
        assert world.value("bob", "account", account.id, "grade") == "plain"
        entry = world.platform.records.history(world.call("bob"), "account", account.id)[0]
        assert entry.cause == "rule grading"

    def test_a_refusal_after_the_write_leaves_nothing(self, world: World) -> None:
        """A rule that refuses after the write takes everything back."""
        assert codes(lambda: create(world, "bob", "deal", {"name": "good"}, {"name": "later"})) == [("D520", None)]
        assert world.names("bob", "deal") == []

    def test_endless_rules_are_stopped_with_their_chain(self, world: World) -> None:
        """After eight rounds the call is refused and the chain of rules is named."""
        (problem,) = refused(lambda: create(world, "root", "topic", {"name": "loop"}))
        assert problem.code == "D536"
        assert problem.params["chain"].count("spread -> topic") == 9
        assert world.names("root", "topic") == []

    def test_seeds_fire_no_after_rules(self, world: World) -> None:
        """Seeds run rules before the write, but not those after it."""
        create(world, "system:seed", "deal", {"name": "D", "amount": 5, "stage": "won"}, source=Source.SEED)
        (deal,) = world.platform.records.find(world.call("dora"), Query("deal")).records
        assert deal.values["closed_at"] == START
        assert world.names("dora", "task") == []


class TestStep12Answer:
    def test_answers_hold_only_readable_fields(self, world: World) -> None:
        """What comes back from a write is what the actor may read, no more."""
        (account,) = world.create("bob", "account", {"name": "A"})
        assert "secret" not in account.values
        assert "shout" not in account.values
        assert account.values["loud"] == "A"
        (seen,) = update(world, "ann", "account", account.id, {"secret": "s"}).records
        assert seen is not None
        assert (seen.values["secret"], seen.values["shout"]) == ("s", "S")

    def test_actions_say_what_was_done(self, world: World) -> None:
        """created, updated, unchanged, deleted, or None where a record failed."""
        records, call = world.platform.records, world.call("bob")
        made = records.create(call, "deal", [{"name": "D"}, {"name": ""}], Mode.PARTIAL)
        assert made.actions == ("created", None)
        first = made.records[0]
        assert first is not None
        assert records.delete(call, "deal", [Target(first.id)]).actions == ("deleted",)
