"""Lists, single records, groups, search and cursors: only what the actor may read enters a query, anywhere."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from objectry.runtime.calls import Change, Query
from objectry.runtime.errors import Invalid, NotAllowed, NotFound
from tests.runtime.worlds import World

HIDDEN = ("secret", "Secret", "shout", "best", "parent.secret", "parent.shout")
UNKNOWN = ("sxcret", "Sxcret", "shxut", "bxst", "parent.sxcret", "parent.shxut")


def problems(world: World, who: str, **query: object) -> list[str]:
    with pytest.raises(Invalid) as wrong:
        world.platform.records.find(world.call(who), Query("account", **query))  # type: ignore[arg-type]
    return [f"{one.code} {one.message}" for one in wrong.value.problems]


class TestForbiddenNames:
    @pytest.mark.parametrize(("hidden", "unknown"), list(zip(HIDDEN, UNKNOWN, strict=True)))
    def test_answer_like_unknown_ones_everywhere(self, sqlite_world: World, hidden: str, unknown: str) -> None:
        """As output, sort key, filter, group and figure, a forbidden field is a name that does not exist."""
        answers = []
        for name in (hidden, unknown):
            told = [
                problems(sqlite_world, "bob", fields=(name,)),
                problems(sqlite_world, "bob", sort=(name,)),
                problems(sqlite_world, "bob", sort=(f"-{name}",)),
                problems(sqlite_world, "bob", filter=f'{name} = "x"'),
                problems(sqlite_world, "bob", filter=f'not ISBLANK({name}) or name = "x"'),
                problems(sqlite_world, "bob", filter=f'CONTAINS(LOWER(TEXT({name})), "x")'),
            ]
            for by, figures in (([name], {"n": "COUNT"}), ([], {"n": f"MAX({name})"}), ([], {"n": f"COUNT({name})"})):
                with pytest.raises(Invalid) as wrong:
                    sqlite_world.platform.records.group(sqlite_world.call("bob"), "account", by, figures)
                told.append([f"{one.code} {one.message}" for one in wrong.value.problems])
            answers.append(str(told).replace(name, "NAME").replace(name.rpartition(".")[2], "NAME"))
        assert answers[0] == answers[1]

    def test_an_aggregate_over_hidden_records_sees_only_ones_own(self, world: World) -> None:
        """An ad-hoc figure in a filter counts only rows the reader sees."""
        (account,) = world.create("bob", "account", {"name": "A"})
        world.create("root", "deal", {"name": "hidden", "account": account.id, "amount": 9})
        for filter, expected in (("COUNT(deals) > 0", []), ("COUNT(deals) = 0", ["A"]), ("SUM(deals.amount) = 9", [])):
            assert world.names("bob", "account", filter=filter) == expected
        assert world.names("dora", "account", filter="COUNT(deals) = 1") == ["A"]

    def test_a_hop_to_a_hidden_record_is_null(self, world: World) -> None:
        """Through a lookup to an invisible record everything reads as blank, and its name is not told, only its id."""
        (secret,) = world.create("cid", "account", {"name": "Hidden"})
        (deal,) = world.create("root", "deal", {"name": "D", "account": secret.id, "owner": world.people["bob"].id})
        record = world.platform.records.get(world.call("bob"), "deal", deal.id, ("account", "account.name", "name"))
        assert record.values == {"id": deal.id, "account": secret.id, "account.name": None, "name": "D"}
        assert record.labels == {}
        assert world.names("bob", "deal", filter='account.name = "Hidden"') == []
        assert world.names("bob", "deal", filter="ISBLANK(account.name)") == ["D"]
        seen = world.platform.records.get(world.call("dora"), "deal", deal.id, ("account",))
        assert seen.labels == {"account": "Hidden"}

    def test_a_view_is_read_with_the_readers_eyes(self, sqlite_world: World) -> None:
        """An unknown view is told; a view's filter is checked like any other."""
        found = problems(sqlite_world, "bob", view="nothing")
        assert found == ['D541 There is no view "nothing".']


class TestQueries:
    def test_filter_sort_fields_and_count(self, world: World) -> None:
        """The plain case, on both databases."""
        deals = [
            {"name": f"d{place}", "amount": place, "stage": "won" if place % 2 else "open"} for place in range(1, 7)
        ]
        world.create("bob", "deal", *deals)
        query = Query(
            "deal", filter='stage = "won" and amount > 1', sort=("-amount",), fields=("name", "amount"), count="exact"
        )
        page = world.platform.records.find(world.call("bob"), query)
        assert [one.values["name"] for one in page.records] == ["d5", "d3"]
        assert page.total == 2
        assert page.records[0].values.keys() == {"id", "name", "amount"}
        assert page.records[0].version == 1

    def test_views_filter_and_sort(self, world: World) -> None:
        """A view brings its filter and its order; the caller's filter narrows it, his sort replaces its."""
        world.create(
            "bob",
            "deal",
            {"name": "a", "amount": 1},
            {"name": "b", "amount": 3},
            {"name": "c", "amount": 2, "stage": "won"},
        )
        assert world.names("bob", "deal", view="open") == ["b", "a"]
        assert world.names("bob", "deal", view="open", sort=("name",)) == ["a", "b"]
        assert world.names("bob", "deal", view="open", filter="amount < 3") == ["a"]

    def test_children_of_one_record(self, world: World) -> None:
        """`related` lists the records whose lookup points to one."""
        one, two = world.create("bob", "account", {"name": "1"}, {"name": "2"})
        world.create("bob", "deal", {"name": "a", "account": one.id}, {"name": "b", "account": two.id})
        assert world.names("bob", "deal", related=("account", one.id)) == ["a"]
        assert world.names("bob", "deal", related=("account", "no id")) == []
        with pytest.raises(Invalid):
            world.names("bob", "deal", related=("nothing", one.id))

    def test_groups(self, world: World) -> None:
        """Figures by key over what the actor sees, nulls first."""
        world.create(
            "bob",
            "deal",
            {"name": "a", "amount": 1},
            {"name": "b", "amount": 3},
            {"name": "c", "amount": 2, "stage": "won"},
        )
        world.create("root", "deal", {"name": "hidden", "amount": 100})
        figures = {"number": "COUNT", "total": "SUM(amount)", "most": "max( amount )"}
        found = world.platform.records.group(world.call("bob"), "deal", ["stage"], figures)
        assert [(one.key, one.figures) for one in found] == [
            (("open",), {"number": 2, "total": 4, "most": 3}),
            (("won",), {"number": 1, "total": 2, "most": 2}),
        ]
        narrowed = world.platform.records.group(world.call("bob"), "deal", [], {"n": "COUNT"}, "amount > 1", "open")
        assert [one.figures for one in narrowed] == [{"n": 1}]

    @pytest.mark.parametrize("figure", ["SUM", "SUM()", "SUM(name)", "DROP(amount)", "amount", "COUNT); --", ""])
    def test_wrong_figures_are_told(self, sqlite_world: World, figure: str) -> None:
        """A figure that is none is a problem of the call."""
        with pytest.raises(Invalid):
            sqlite_world.platform.records.group(sqlite_world.call("bob"), "deal", [], {"n": figure})

    @pytest.mark.parametrize(
        ("query", "code"),
        [
            ({"limit": 0}, "D544"),
            ({"limit": 1001}, "D544"),
            ({"count": "all"}, "D545"),
            ({"filter": "name ="}, "D540"),
            ({"filter": "name"}, "D540"),
            ({"filter": "1; DROP TABLE deal"}, "D540"),
            ({"sort": ("name; DROP TABLE deal",)}, "D510"),
            ({"sort": ("--name",)}, "D510"),
            ({"sort": ("null",)}, "D510"),
            ({"fields": ("true",)}, "D510"),
            ({"fields": ("TODAY",)}, "D510"),
            ({"fields": ("name, amount",)}, "D510"),
            ({"fields": ("UPPER(name)",)}, "D510"),
            ({"after": "nonsense"}, "D543"),
            ({"filter": "(" * 200 + "1" + ")" * 200}, "D540"),
        ],
    )
    def test_wrong_queries_are_told(self, sqlite_world: World, query: dict[str, object], code: str) -> None:
        """Each mistake in a query has its code; none reaches the database."""
        with pytest.raises(Invalid) as wrong:
            sqlite_world.platform.records.find(sqlite_world.call("bob"), Query("deal", **query))  # type: ignore[arg-type]
        assert {one.code for one in wrong.value.problems} == {code}

    def test_a_capped_count_says_so(self, world: World) -> None:
        """A capped count stops at 1,000 and says that there are more."""
        world.create("root", "topic", *[{"name": f"{place}"} for place in range(1001)])
        capped = world.platform.records.find(world.call("bob"), Query("topic", limit=1, count="capped"))
        assert (capped.total, capped.capped) == (1000, True)
        exact = world.platform.records.find(world.call("bob"), Query("topic", limit=1, count="exact"))
        assert (exact.total, exact.capped) == (1001, False)
        few = world.platform.records.find(
            world.call("bob"), Query("topic", limit=1, count="capped", filter='name = "7"')
        )
        assert (few.total, few.capped) == (1, False)


class TestSearch:
    def test_words_in_any_case_in_any_search_field(self, world: World) -> None:
        """Every word must stand in some search field, in any case and script; signs are no words."""
        (account,) = world.create("bob", "account", {"name": "Straßenbau Überall"})
        world.create(
            "bob",
            "deal",
            {"name": "Brücke 100%_\\", "account": account.id, "code": "ABC"},
            {"name": '远航 "x"', "code": "XYZ"},
        )
        for text, expected in [
            ("BRÜCKE", ["Brücke 100%_\\"]),
            ("überall brücke", ["Brücke 100%_\\"]),
            ("abc", ["Brücke 100%_\\"]),
            ("远", ['远航 "x"']),
            ('"x"', ['远航 "x"']),
            ("brucke 100%_\\", ["Brücke 100%_\\"]),
            ("%_\\", []),
            ("nothing", []),
            ("brücke xyz", []),
        ]:
            assert world.names("bob", "deal", search=text) == expected, text

    def test_hidden_records_and_fields_are_not_searched(self, world: World) -> None:
        """A word that stands only where the reader may not look finds nothing."""
        (account,) = world.create("cid", "account", {"name": "Hidden"})
        world.create("root", "deal", {"name": "D", "account": account.id, "owner": world.people["bob"].id})
        assert world.names("bob", "deal", search="hidden") == []
        assert world.names("dora", "deal", search="hidden") == ["D"]

    def test_an_object_without_search_fields_finds_nothing(self, sqlite_world: World) -> None:
        """Searching where nothing is searchable is an empty answer, not all records."""
        (deal,) = sqlite_world.create("bob", "deal", {"name": "d"})
        sqlite_world.create("bob", "line", {"deal": deal.id})
        assert sqlite_world.names("bob", "line", search="anything") == []


class TestCursors:
    def test_pages_walk_every_record_once(self, world: World) -> None:
        """Walking by pages of any size shows every record once, in order, nulls included."""
        amounts: list[object] = [5, None, 3, 3, None, 1, 3]
        world.create("bob", "deal", *[{"name": f"d{place}", "amount": one} for place, one in enumerate(amounts)])
        for sort in ((), ("amount",), ("-amount",), ("stage", "-amount"), ("-due", "name")):
            whole = world.names("bob", "deal", sort=sort)
            assert len(whole) == len(amounts)
            for size in (1, 2, 3, 100):
                walked: list[object] = []
                after = None
                while True:
                    page = world.platform.records.find(
                        world.call("bob"), Query("deal", sort=sort, limit=size, after=after)
                    )
                    walked += [one.values["name"] for one in page.records]
                    after = page.next
                    if after is None:
                        break
                assert walked == whole, (sort, size)

    def test_a_cursor_belongs_to_its_actor_query_and_revision(self, sqlite_world: World) -> None:
        """Another person, another query, another revision or a changed letter make it void."""
        world = sqlite_world
        world.create("bob", "deal", {"name": "a"}, {"name": "b"}, {"name": "c"})
        query = Query("deal", sort=("name",), limit=1)
        call = world.call("bob")
        cursor = world.platform.records.find(call, query).next
        assert cursor is not None
        good = replace(query, after=cursor)
        assert world.platform.records.find(call, good).records[0].values["name"] == "b"
        assert world.platform.records.find(call, replace(good, limit=2)).records[0].values["name"] == "b"
        for wrong in (
            replace(good, sort=("-name",)),
            replace(good, filter="amount = 1"),
            replace(good, search="a"),
            replace(good, view="open"),
            replace(good, after=("A" if cursor[0] != "A" else "B") + cursor[1:]),
            replace(good, after=cursor[:-2]),
            replace(good, after=""),
        ):
            with pytest.raises(Invalid) as told:
                world.platform.records.find(call, wrong)
            assert told.value.problems[0].code == "D543"
        with pytest.raises(Invalid):
            world.platform.records.find(world.call("ann"), good)
        with pytest.raises(Invalid):
            world.platform.records.find(replace(call, revision=99), good)

    def test_a_list_by_the_clock_stays_as_it_began(self, world: World) -> None:
        """The clock of the first page holds for the following ones."""
        world.create("bob", "deal", {"name": "a"}, {"name": "b"})
        query = Query("deal", filter="created_at = NOW()", limit=1, sort=("name",))
        first = world.platform.records.find(world.call("bob"), query)
        world.clock.advance(timedelta(hours=1))
        assert world.platform.records.find(world.call("bob"), query).records == ()
        second = world.platform.records.find(world.call("bob"), replace(query, after=first.next))
        assert [one.values["name"] for one in second.records] == ["b"]


class TestSingleRecords:
    def test_fields_may_be_paths(self, world: World) -> None:
        """A record answers under the keys asked for, with the names of references."""
        (account,) = world.create("bob", "account", {"name": "A", "rate": 20})
        (deal,) = world.create("bob", "deal", {"name": "D", "account": account.id})
        asked = ("account.name", "account.owner", "account.owner.manager.name", "account.rate")
        record = world.platform.records.get(world.call("bob"), "deal", deal.id, asked)
        assert record.values["account.name"] == "A"
        assert record.values["account.owner.manager.name"] == "Ann"
        assert record.values["account.rate"] == Decimal("0.2")
        assert record.labels == {"account.owner": "Bob"}

    @pytest.mark.parametrize("id", ["", "7", "0190b2c4-0000-7000-8000-00000000abcd", "'; --", "\x00"])
    def test_what_is_not_there(self, world: World, id: str) -> None:
        """An id nobody has, and a text that is no id, are not found."""
        for act in (world.platform.records.get, world.platform.records.history):
            with pytest.raises(NotFound):
                act(world.call("bob"), "deal", id)
        assert not world.platform.records.explain(world.call("bob"), "deal", id).allowed

    def test_reasons(self, world: World) -> None:
        """Why a record is open: the branches of the policy by name."""
        (account,) = world.create("bob", "account", {"name": "A", "region": "east"})
        told = {
            who: world.platform.records.explain(world.call(who), "account", account.id).reason
            for who in ("bob", "ann", "dora", "eve", "root")
        }
        assert told == {
            "bob": "owner",
            "ann": "hierarchy",
            "dora": "view_all",
            "eve": "sharing rule east",
            "root": "view_all",
        }
        assert not world.platform.records.explain(world.call("cid"), "account", account.id).allowed

    def test_objects_one_may_not_read(self, sqlite_world: World) -> None:
        """Without any right an object is not there, with another right its reading is denied by name."""
        with pytest.raises(NotFound):
            sqlite_world.names("eve", "deal")
        with pytest.raises(NotFound):
            sqlite_world.names("bob", "nothing")
        with pytest.raises(NotAllowed):
            sqlite_world.platform.records.create(sqlite_world.call("eve"), "topic", [{"name": "x"}])


class TestHistory:
    def test_hidden_fields_are_cut(self, world: World) -> None:
        """History shows changes of the fields its reader may read today, and no others."""
        (account,) = world.create("bob", "account", {"name": "A"})
        world.platform.records.update(world.call("ann"), "account", [Change(account.id, {"secret": "s", "name": "B"})])
        for who, fields in (("bob", {"name"}), ("ann", {"name", "secret"})):
            entry = world.platform.records.history(world.call(who), "account", account.id)[0]
            assert entry.changes.keys() == fields
        with pytest.raises(NotFound):
            world.platform.records.history(world.call("cid"), "account", account.id)
