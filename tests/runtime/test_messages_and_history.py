"""What a refusal tells, what the history keeps, and which calls are quiet."""

import pytest

from objectry.runtime.actor import Source
from objectry.runtime.calls import Change
from tests.runtime.acts import create, refused, update
from tests.runtime.worlds import ACCOUNT, FILES, TOPIC, Pour, World


class TestQuietCalls:
    def test_figures_of_seeds_call_no_rules(self, world: World) -> None:
        """A roll-up that a seed changes calls no rule above either."""
        seed = Source.SEED
        (account,) = create(world, "system:seed", "account", {"name": "A"}, source=seed).records
        assert account is not None
        values = {"name": "D", "account": account.id, "amount": 5000, "stage": "won"}
        create(world, "system:seed", "deal", values, source=seed)
        record = world.platform.records.get(world.call("dora"), "account", account.id)
        assert (record.values["won_total"], record.values["grade"]) == (5000, None)


class TestMessages:
    def test_a_message_tells_only_what_its_reader_may_know(self, poured: Pour) -> None:
        """A validation's text leaves out fields and records its reader may not read."""
        extra = """
  told:
    error_if: name = "tell"
    message: "[{name}] [{secret}] [{parent.name}]"
"""
        files = {**FILES, "objects/account.yaml": ACCOUNT.replace("duplicates:", extra.strip("\n") + "\nduplicates:")}
        world = poured(files)
        (top,) = world.create("cid", "account", {"name": "Top"})
        (account,) = world.create("ann", "account", {"name": "A", "secret": "s", "parent": top.id})
        bobs = {"owner": world.people["bob"].id}
        world.platform.records.update(world.call("ann"), "account", [Change(account.id, bobs)])
        tell = {"name": "tell"}
        told = {
            who: refused(lambda: update(world, who, "account", account.id, tell))[0].message  # noqa: B023
            for who in ("bob", "ann")
        }
        assert told == {"bob": "[tell] [] []", "ann": "[tell] [s] [Top]"}

    @pytest.mark.parametrize("when", ["before save", "updated"])
    def test_a_refusal_tells_only_what_its_reader_may_know(self, poured: Pour, when: str) -> None:
        """A rule's refusal that reads a field closed to the caller gives the rule's label instead."""
        rule = f"""object: account
rules:
  refusing:
    label: Not this name
    when: {when}
    if: name = "refuse"
    then: |
      refuse("No " & secret, "name")
"""
        world = poured({**FILES, "flows/refusing.yaml": rule})
        (account,) = world.create("ann", "account", {"name": "A", "secret": "s"})
        bobs = {"owner": world.people["bob"].id}
        world.platform.records.update(world.call("ann"), "account", [Change(account.id, bobs)])
        told = {
            who: refused(lambda: update(world, who, "account", account.id, {"name": "refuse"}))[0].message  # noqa: B023
            for who in ("bob", "ann")
        }
        assert told == {"bob": "Not this name", "ann": "No s"}


class TestKeptHistory:
    def test_computed_fields_are_kept_where_they_ask(self, poured: Pour) -> None:
        """A roll-up or formula with `history: true` shows in the history; objects without history have none."""
        account = ACCOUNT.replace(
            "rollup: COUNT(deals), reveals: true}", "rollup: COUNT(deals), reveals: true, history: true}"
        ).replace("formula: UPPER(name)}", "formula: UPPER(name), history: true}")
        topic = TOPIC.replace("owned: false", "owned: false\nfeatures: []")
        world = poured({**FILES, "objects/account.yaml": account, "objects/topic.yaml": topic})
        (made,) = world.create("bob", "account", {"name": "a"})
        world.create("bob", "deal", {"name": "D", "account": made.id})
        update(world, "bob", "account", made.id, {"name": "b"})
        renamed, counted, _ = world.platform.records.history(world.call("bob"), "account", made.id)
        assert counted.changes == {"deal_count": (0, 1)}
        assert (counted.version, counted.kind) == (1, "update")
        assert renamed.changes == {"name": ("a", "b"), "loud": ("A", "B")}
        (news,) = world.create("bob", "topic", {"name": "t"})
        assert world.platform.records.history(world.call("bob"), "topic", news.id) == ()
