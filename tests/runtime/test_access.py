"""Decisions of access: pure, from permission sets, role and sharing; nothing is granted by default."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from objectry.metadata import FieldType, Role, Sharing
from objectry.plan import Blueprint, SharingPlan
from objectry.rules import BOOLEAN, Call, Const, FieldRead, Hop, Type, walk
from objectry.rules import Kind as RuleKind
from objectry.runtime.access.rights import (
    HISTORIC,
    LEVELS,
    NEVER_WRITTEN,
    OBJECT_RIGHTS,
    SYSTEM_POLICIES,
    Rights,
    declared,
)
from objectry.runtime.actor import Actor
from objectry.runtime.conditions import AnyOf, Everyone, Fulfils, Nobody, OwnedBelow, OwnedBy, SharedWith, Through
from objectry.runtime.identity.users import system_actor
from objectry.runtime.reading.history import names_told
from objectry.runtime.store import SYSTEM_PRINCIPALS
from tests.runtime.blueprints import blueprint, computed_plan, field_plan, object_plan, permission_set, rolled_plan

ME = "0190b2c4-0000-7000-8000-000000000001"
TEXT = Type(RuleKind.TEXT)
EAST = Call("=", (FieldRead((Hop("account", "account"),), "account", "region", TEXT), Const("east", TEXT)), BOOLEAN)
ABOVE = FieldRead((Hop("deal", "deal"),), "deal", "name", TEXT)
FAR = FieldRead((Hop("name", "line"),), "line", "deal", TEXT)


def actor(*sets: str, role: str | None = None) -> Actor:
    return Actor(ME, "Me", role=role, sets=frozenset(sets))


def company(**sharing: Sharing) -> Blueprint:
    """Accounts, deals, lines below deals, and sets that grant a little each."""
    account = object_plan(
        "account",
        field_plan("name"),
        field_plan("secret", sensitive="financial"),
        field_plan("fixed", read_only=True),
        field_plan("number", FieldType.AUTONUMBER),
        computed_plan("open_sum", [("account", "name")]),
        computed_plan("shut_sum", [("account", "secret")]),
        rolled_plan("deals_sum", "deal", "account", "amount"),
        rolled_plan("shown_sum", "deal", "account", "amount", reveals=True),
        replace(computed_plan("line_deal", [("account", "name"), ("line", "deal")]), formula=FAR),
        sharing=sharing.get("account"),
    )
    deal = object_plan(
        "deal",
        field_plan("name"),
        field_plan("amount", FieldType.CURRENCY),
        field_plan("account", FieldType.LOOKUP, to=("account",)),
        rolled_plan("lines_sum", "line", "deal", "deal"),
        sharing=sharing.get("deal"),
    )
    line = object_plan(
        "line",
        field_plan("deal", FieldType.LOOKUP, to=("deal",)),
        replace(computed_plan("deal_name", [("line", "deal"), ("deal", "name")]), formula=ABOVE),
        owned=False,
        sharing=Sharing(parent="deal"),
    )
    person = object_plan(
        "user",
        field_plan("name"),
        field_plan("role", administered=True),
        owned=False,
        sharing=Sharing("read"),
        core=True,
    )
    note = object_plan(
        "notification",
        field_plan("recipient", FieldType.LOOKUP, to=("user",)),
        owned=False,
        sharing=Sharing("private", hierarchy=False),
        core=True,
    )
    sets = [
        permission_set("reads", {"account": ["read"], "deal": ["read"], "line": ["read"], "notification": ["read"]}),
        permission_set(
            "writes", {"account": ["create", "read", "update"], "deal": ["read", "update"], "user": ["read", "update"]}
        ),
        permission_set("hides", {"account": ["read"]}, {"account.name": "none"}),
        permission_set("shows", {}, {"account.secret": "read"}),
        permission_set("finance", {"account": ["read"]}, {}, {"financial": "edit"}),
        permission_set("sees_all", {"account": ["view_all"], "deal": ["view_all"]}),
        permission_set("does_all", {"*": ["modify_all"]}, {}, {}, ["manage_users"]),
        permission_set("creates", {"deal": ["create"]}),
        permission_set("lines", {"line": ["read", "update"], "deal": ["read", "update"]}),
    ]
    roles = [Role("rep", "Rep", ("writes",)), Role("ghost", "Ghost", ("no such set",))]
    shared = (SharingPlan("east", "deal", EAST, ("role:rep",), "read"), SharingPlan("nobody", "deal", EAST, (), "edit"))
    return blueprint(account, deal, line, person, note, sets=sets, roles=roles, sharing_rules=shared)


class TestDefaultDeny:
    @pytest.mark.parametrize("right", sorted(OBJECT_RIGHTS))
    @pytest.mark.parametrize("who", [actor(), actor("no such set"), actor(role="no such role"), actor(role="ghost")])
    def test_without_a_grant_nothing_is_allowed(self, who: Actor, right: str) -> None:
        """No set, an unknown set, an unknown role, a role of unknown sets: no right, no row, no field, no name."""
        rights = Rights(company(), who)
        for name in ("account", "deal", "line", "user", "notification", "nothing"):
            assert not rights.may(name, right).allowed
            assert rights.policy(name, right).condition == Nobody()
            assert rights.readable(name) == rights.editable(name) == ()
            assert not rights.knows(name)
        assert not rights.system("manage_users").allowed

    def test_an_unknown_right_is_held_by_nobody(self) -> None:
        """A right that does not exist is not held, not even by who may do everything."""
        rights = Rights(company(), actor("does_all"))
        assert not rights.may("account", "fly").allowed
        assert not rights.system("fly").allowed

    def test_an_unknown_system_actor_may_nothing(self) -> None:
        """Being of the system is no right by itself; only the named ones have a policy."""
        rights = Rights(company(), Actor(ME, "system:stranger", "system"))
        assert not rights.knows("account")
        assert rights.policy("account", "read").condition == Nobody()

    def test_a_user_called_like_the_system_is_a_user(self) -> None:
        """The name alone makes nobody a system actor."""
        assert not Rights(company(), Actor(ME, "system:rules")).knows("account")

    def test_a_sharing_rule_for_nobody_opens_nothing(self) -> None:
        """An empty list of receivers is nobody."""
        names = [branch.name for branch in Rights(company(), actor(role="rep")).policy("deal", "update").branches]
        assert names == ["owner", "hierarchy", "share"]


class TestDecisions:
    def test_every_decision_has_a_reason(self) -> None:
        """A grant names its set, a lack names the right and the object."""
        rights = Rights(company(), actor("reads"))
        assert rights.may("account", "read").reason == "permission set reads grants read on account"
        assert rights.may("account", "delete").reason == "nothing grants delete on account"
        assert rights.may("nothing", "read").reason == "there is no object nothing"

    def test_a_role_grants_its_sets(self) -> None:
        """The sets of the role count like those granted directly."""
        assert Rights(company(), actor(role="rep")).may("account", "create").allowed

    @pytest.mark.parametrize("right", ["read", "update", "delete", "transfer", "view_all"])
    def test_modify_all_implies(self, right: str) -> None:
        """Who may modify all may read and write all, but neither create nor export."""
        rights = Rights(company(), actor("does_all"))
        assert rights.may("deal", right).allowed
        assert not rights.may("deal", "export").allowed
        assert not rights.may("deal", "create").allowed

    @settings(deadline=None)  # a crowded machine is no fault
    @given(st.sets(st.sampled_from(["reads", "writes", "finance", "shows", "sees_all", "creates"])), st.data())
    def test_another_set_never_takes_away(self, sets: set[str], data: st.DataObject) -> None:
        """Grants only add: with one set more, no decision turns to no and no level falls."""
        more = data.draw(st.sampled_from(["reads", "writes", "hides", "finance", "shows", "sees_all", "does_all"]))
        before, after = Rights(company(), actor(*sets)), Rights(company(), actor(*sets, more))
        for name, plan in company().objects.items():
            for right in OBJECT_RIGHTS:
                assert after.may(name, right).allowed or not before.may(name, right).allowed
            for field in plan.fields:
                assert LEVELS.index(after.level(name, field)) >= LEVELS.index(before.level(name, field))


class TestFields:
    def test_levels_follow_the_object(self) -> None:
        """Without a word of its own a field is as open as its object."""
        assert Rights(company(), actor("reads")).level("account", "name") == "read"
        assert Rights(company(), actor("writes")).level("account", "name") == "edit"

    def test_sensitive_fields_are_closed_until_named(self) -> None:
        """A tag closes; the tag's or the field's name opens."""
        assert Rights(company(), actor("writes")).level("account", "secret") == "none"
        assert Rights(company(), actor("writes", "shows")).level("account", "secret") == "read"
        assert Rights(company(), actor("finance")).level("account", "secret") == "edit"
        assert Rights(company(), actor("does_all")).level("account", "secret") == "none"

    def test_none_removes_only_that_sets_default(self) -> None:
        """A set's `none` does not take what another set gives."""
        assert Rights(company(), actor("hides")).level("account", "name") == "none"
        assert Rights(company(), actor("hides", "reads")).level("account", "name") == "read"

    def test_a_field_without_its_object_is_closed(self) -> None:
        """Naming a field opens no object."""
        rights = Rights(company(), actor("shows"))
        assert rights.level("account", "secret") == "none"
        assert not rights.reads("account", "secret")

    def test_who_only_creates_reads_nothing(self) -> None:
        """The right to create lets one write fields, not read them back."""
        rights = Rights(company(), actor("creates"))
        assert rights.level("deal", "name") == "edit"
        assert not rights.reads("deal", "name")
        assert rights.readable("deal") == ()
        assert "name" in rights.editable("deal")

    @pytest.mark.parametrize("name", sorted(NEVER_WRITTEN - {"deleted_at"}))
    @pytest.mark.parametrize("who", [actor("does_all"), system_actor("rules"), system_actor("import")])
    def test_system_fields_are_written_by_nobody(self, who: Actor, name: str) -> None:
        """Not by administrators, not by rules, not by imports."""
        assert Rights(company(), who).level("account", name) == "read"

    def test_read_only_binds_people_not_rules(self) -> None:
        """A read-only field is set by rules; computed ones and numbers by nobody."""
        assert Rights(company(), actor("writes")).level("account", "fixed") == "read"
        rules = Rights(company(), system_actor("rules"))
        assert rules.level("account", "fixed") == "edit"
        assert rules.level("account", "number") == rules.level("account", "open_sum") == "read"

    def test_administered_fields_need_manage_users(self) -> None:
        """Role and such are written by administration, imports and seeds; not by a right to update, not by rules."""
        assert Rights(company(), actor("writes")).level("user", "role") == "read"
        assert Rights(company(), system_actor("rules")).level("user", "role") == "read"
        assert Rights(company(), actor("writes", "does_all")).level("user", "role") == "edit"
        assert Rights(company(), system_actor("import")).level("user", "role") == "edit"
        assert Rights(company(), system_actor("seed")).level("user", "role") == "edit"

    def test_a_computed_field_opens_with_all_its_inputs(self) -> None:
        """One value for all readers: who may not read an input may not read the result, unless it reveals."""
        rights = Rights(company(), actor("reads"))
        assert rights.level("account", "open_sum") == "read"
        assert rights.level("account", "shut_sum") == "none"
        assert rights.level("account", "shown_sum") == "read"
        assert Rights(company(), actor("reads", "finance")).level("account", "shut_sum") == "read"

    def test_a_figure_over_private_records_opens_to_those_who_see_all(self) -> None:
        """A roll-up over a private object is read by who may view all of it; over an open one by all."""
        assert Rights(company(), actor("reads")).level("account", "deals_sum") == "none"
        assert Rights(company(), actor("reads", "sees_all")).level("account", "deals_sum") == "read"
        assert Rights(company(deal=Sharing("read")), actor("reads")).level("account", "deals_sum") == "read"

    def test_a_part_is_as_open_as_what_it_is_part_of(self) -> None:
        """Between the two a value opens nothing new; from elsewhere only to those who see every record above."""
        rights = Rights(company(), actor("reads"))
        assert rights.level("deal", "lines_sum") == "read"
        assert rights.level("line", "deal_name") == "read"
        assert rights.level("account", "line_deal") == "none"
        assert Rights(company(deal=Sharing("read")), actor("reads")).level("account", "line_deal") == "read"

    def test_who_only_creates_learns_nothing_from_a_value(self) -> None:
        """An input that may be written but not read keeps the value shut."""
        open_to_all = company(deal=Sharing("edit"))
        assert Rights(open_to_all, actor("creates", "hides")).level("account", "deals_sum") == "none"
        assert Rights(open_to_all, actor("reads")).level("account", "deals_sum") == "read"

    def test_the_history_calls_people_by_name_for_those_who_may_read_names(self) -> None:
        """Whoever may not read users learns from no entry what they are called; the platform's own are no secret."""
        machine = SYSTEM_PRINCIPALS["system:rules"]
        names = {ME: "Me", machine: "system:rules"}
        assert names_told(names, Rights(company(), actor("writes"))) == names
        assert names_told(names, Rights(company(), actor("reads"))) == {machine: "system:rules"}

    def test_history_may_be_told_only_for_marks(self) -> None:
        """What imported history may say itself are the marks of who and when, never id or version."""
        assert HISTORIC < NEVER_WRITTEN
        assert not HISTORIC & {"id", "version"}


class TestPolicies:
    @pytest.mark.parametrize(
        ("base", "right", "names"),
        [
            ("private", "read", ["owner", "hierarchy", "share"]),
            ("private", "update", ["owner", "hierarchy", "share"]),
            ("read", "read", ["base"]),
            ("read", "update", ["owner", "hierarchy", "share"]),
            ("edit", "read", ["base"]),
            ("edit", "update", ["base"]),
        ],
    )
    def test_base_sharing(self, base: str, right: str, names: list[str]) -> None:
        """Who sees what is not his: nobody, all for reading, all for writing."""
        policy = Rights(company(account=Sharing(base)), actor("writes")).policy("account", right)
        assert [branch.name for branch in policy.branches] == names

    def test_owner_and_those_above(self) -> None:
        """The owner's branch names the actor, the hierarchy's those who report to her."""
        policy = Rights(company(), actor("reads")).policy("account", "read")
        assert policy.condition == AnyOf((OwnedBy(ME), OwnedBelow(ME), SharedWith((ME,), "read")))

    def test_without_hierarchy_managers_see_nothing(self) -> None:
        """`hierarchy: false` leaves the owner alone."""
        policy = Rights(company(account=Sharing("private", hierarchy=False)), actor("reads")).policy("account", "read")
        assert [branch.name for branch in policy.branches] == ["owner", "share"]

    def test_view_all_reads_and_writes_nothing_more(self) -> None:
        """View all opens every row to reading only."""
        rights = Rights(company(), actor("writes", "sees_all"))
        assert rights.policy("account", "read").condition == Everyone()
        assert [branch.name for branch in rights.policy("account", "update").branches] == [
            "owner",
            "hierarchy",
            "share",
        ]

    def test_sharing_rules_reach_roles(self) -> None:
        """A criteria rule opens rows to its roles at its level, with one meaning for all."""
        branches = Rights(company(), actor(role="rep")).policy("deal", "read").branches
        assert [branch.name for branch in branches] == ["owner", "hierarchy", "share", "rule:east"]
        (shared,) = [branch.condition for branch in branches if branch.name == "rule:east"]
        assert isinstance(shared, Fulfils)
        assert all(node.declared for node in walk(shared.node) if isinstance(node, FieldRead))
        assert "rule:east" not in [
            one.name for one in Rights(company(), actor("reads")).policy("deal", "read").branches
        ]

    def test_control_by_the_parent(self) -> None:
        """Who may read the parent reads, who may update the parent writes; without a right on it, nothing."""
        reading = Rights(company(), actor("lines")).policy("line", "read")
        deal = Rights(company(), actor("lines")).policy("deal", "read")
        assert reading.condition == AnyOf((Through("deal", "deal", deal.condition),))
        only_reads = Rights(company(), actor("reads"))
        assert only_reads.policy("line", "update").condition == Nobody()

    def test_messages_are_their_recipients(self) -> None:
        """A notification is open to the one it is addressed to and to nobody above."""
        policy = Rights(company(), actor("reads")).policy("notification", "read")
        assert [branch.name for branch in policy.branches] == ["recipient"]

    def test_system_actors_act_by_their_table(self) -> None:
        """Each system actor has the rights its policy names and no other."""
        for name, policy in SYSTEM_POLICIES.items():
            rights = Rights(company(), system_actor(name))
            assert rights.may("deal", "create").allowed == ("create" in policy.objects)
            assert rights.system("manage_users").allowed == ("manage_users" in policy.system)
        assert not Rights(company(), system_actor("worker")).may("deal", "update").allowed
        assert not Rights(company(), system_actor("rules")).system("manage_users").allowed

    def test_declared_leaves_constants_alone(self) -> None:
        """Only what is read is marked; the criterion stays the same otherwise."""
        changed = declared(EAST)
        assert isinstance(changed, Call)
        assert changed.args[1] == EAST.args[1]
        assert changed.function == EAST.function
