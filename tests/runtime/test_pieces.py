"""The small pure pieces of the door: ids, cursors, journal, texts of problems, clock, checks, events."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from objectry.metadata import FieldType, core_app, load_stack
from objectry.plan import ObjectPlan, RulePlan
from objectry.rules import Event, Value
from objectry.runtime.actor import Source
from objectry.runtime.calls import Call, Query
from objectry.runtime.clock import SetClock, SystemClock
from objectry.runtime.codes import CODES, TEXTS, near, problem
from objectry.runtime.identity.users import system_actor
from objectry.runtime.ids import Ids
from objectry.runtime.reading.cursors import Cursor, read_cursor, write_cursor
from objectry.runtime.reading.paths import quoted
from objectry.runtime.writing.checks import check_fields
from objectry.runtime.writing.drafts import Draft, Kind, all_roots, differs
from objectry.runtime.writing.events import listens
from objectry.runtime.writing.journal import Journal
from tests.runtime.blueprints import blueprint, field_plan, object_plan, picklist

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
VALUES: st.SearchStrategy[Value] = st.one_of(
    st.none(),
    st.booleans(),
    st.text(),
    st.decimals(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.datetimes(timezones=st.just(UTC)),
)


def call(revision: int = 1) -> Call:
    return Call(system_actor("worker"), blueprint(), revision, NOW, Source.API)


class TestIds:
    def test_they_are_uuid_7_and_sort_by_making(self) -> None:
        """Version 7, the time of the call, and in the order in which they were made; a later call's come later."""
        first, later = Ids(NOW), Ids(NOW + timedelta(milliseconds=1))
        made = [first.next() for _ in range(20_000)]
        assert made == sorted(made)
        assert len(set(made)) == len(made)
        assert made[-1] < later.next()
        assert {UUID(one).version for one in made[:100]} == {7}
        assert UUID(made[0]).int >> 80 == int(NOW.timestamp() * 1000)
        assert made[0] == str(UUID(made[0]))

    def test_two_calls_of_one_moment_do_not_meet(self) -> None:
        """Ids of different calls in one millisecond differ."""
        assert len({Ids(NOW).next() for _ in range(1000)}) == 1000


class TestCursors:
    @given(st.lists(VALUES, max_size=5))
    def test_what_is_written_is_read(self, values: list[Value]) -> None:
        """Every value of the language comes back as it was, with the clock of the list."""
        cursor = Cursor(tuple(values), NOW)
        query = Query("deal", filter="amount > 1")
        text = write_cursor(cursor, b"key", call(), query.bound)
        assert read_cursor(text, b"key", call(), query.bound) == cursor
        assert re.fullmatch(r"[A-Za-z0-9_-]+", text)

    @given(st.text(max_size=80))
    def test_nonsense_is_no_cursor(self, text: str) -> None:
        """Whatever comes as a cursor is read or is None, never an error."""
        assert read_cursor(text, b"key", call(), Query("deal").bound) is None

    def test_key_query_and_revision_bind(self) -> None:
        """With another key, query or revision a cursor is none."""
        text = write_cursor(Cursor(("a",), NOW), b"key", call(), Query("deal").bound)
        assert read_cursor(text, b"key", call(), Query("deal").bound) is not None
        assert read_cursor(text, b"other", call(), Query("deal").bound) is None
        assert read_cursor(text, b"key", call(2), Query("deal").bound) is None
        assert read_cursor(text, b"key", call(), Query("account").bound) is None
        assert read_cursor(text, b"key", call(), Query("deal", related=("account", "x")).bound) is None


class TestProblems:
    def test_every_code_has_a_meaning_and_a_sentence(self) -> None:
        """The tables of meanings and of sentences have the same codes, all of the door's stage."""
        assert set(CODES) == set(TEXTS)
        assert all(re.fullmatch(r"D5\d\d", code) for code in CODES)

    @pytest.mark.parametrize("language", ["en", "zh-CN"])
    def test_core_tells_them_in_both_languages(self, language: str) -> None:
        """The translations have a sentence for every code, with the same places to fill; the English ones are these."""
        model, _ = load_stack([core_app()])
        texts = model.translations[language].texts
        for code, sentence in TEXTS.items():
            told = texts["texts", code]
            places = set(re.findall(r"\{(\w+)\}", sentence))
            assert set(re.findall(r"\{(\w+)\}", told)) <= places
            assert language != "en" or told == sentence

    def test_sentences_are_filled(self) -> None:
        """A problem carries its English sentence, its field, its record and what fills other languages."""
        found = problem("D523", "name", 3, label="Name", limit="40")
        assert (found.message, found.field, found.record) == ("Name: at most 40 characters.", "name", 3)
        assert found.params == {"label": "Name", "limit": "40"}

    def test_suggestions_need_no_language(self) -> None:
        """What was perhaps meant stands as an aside; without a near name there is nothing."""
        assert near("stgae", ["stage", "name"]) == ' ("stage"?)'
        assert near("zzz", ["stage"]) == ""


class TestJournal:
    def plan(self) -> ObjectPlan:
        fields = [field_plan("name"), field_plan("notes", history=False), field_plan("grade")]
        return object_plan("account", *fields)

    def draft(self, kind: Kind, old: dict[str, Value] | None, new: dict[str, Value], **causes: str) -> Draft:
        return Draft(self.plan(), kind, "1", frozenset({0}), old=old, new=new, causes=causes)

    def test_rounds_merge_to_one_entry(self) -> None:
        """A field changed in two rounds shows its values before and after the call; one that came back shows none."""
        journal = Journal()
        first: dict[str, Value] = {"name": "a", "grade": "x", "version": Decimal(1)}
        second: dict[str, Value] = {"name": "b", "grade": "y", "version": Decimal(2)}
        third: dict[str, Value] = {"name": "c", "grade": "x", "version": Decimal(3)}
        journal.add(self.draft(Kind.UPDATE, first, second), 2, "user")
        journal.add(self.draft(Kind.UPDATE, second, third, name="rule r"), 3, "rule r")
        (line,) = journal.lines.values()
        assert line.changes() == {"name": ("a", "c")}
        assert (line.version, line.cause, line.causes) == (3, "user", {"name": "rule r"})

    def test_creation_is_a_mark_and_deletion_an_image(self) -> None:
        """A new record's entry is empty; a deleted one's holds every value there was; silent fields are left out."""
        journal = Journal()
        journal.add(self.draft(Kind.CREATE, None, {"name": "a"}), 1, "user")
        assert journal.lines["account", "1"].changes() == {}
        journal = Journal()
        old: dict[str, Value] = {"name": "a", "notes": "long", "grade": None, "version": Decimal(1)}
        journal.add(self.draft(Kind.DELETE, old, dict(old)), 2, "user")
        assert journal.lines["account", "1"].changes() == {"name": ("a", None)}


class TestDrafts:
    @pytest.mark.parametrize(
        ("one", "other", "apart"),
        [
            (Decimal("1.0"), Decimal("1.00"), False),
            (Decimal(1), True, True),
            (None, "", True),
            (None, None, False),
            (date(2026, 1, 1), datetime(2026, 1, 1, tzinfo=UTC), True),
            ("a", "a", False),
        ],
    )
    def test_values_are_told_apart(self, one: Value, other: Value, *, apart: bool) -> None:
        """Equal numbers are one value however they are written; values of different kinds are two."""
        assert differs(one, other) is apart

    def test_roots_are_gathered(self) -> None:
        """All of the caller's records behind some drafts."""
        plan = object_plan("account")
        drafts = [Draft(plan, Kind.UPDATE, "1", frozenset({0, 2})), Draft(plan, Kind.UPDATE, "2", frozenset({1}))]
        assert all_roots(drafts) == {0, 1, 2}
        assert all_roots([]) == frozenset()


class TestChecks:
    PLAN = object_plan(
        "deal",
        field_plan("name", required=True, max_length=3),
        field_plan("amount", FieldType.CURRENCY, minimum=Decimal(1), maximum=Decimal(5)),
        field_plan("rate", FieldType.PERCENT, maximum=Decimal("0.5")),
        field_plan("code", pattern="[A-Z]+"),
        field_plan("stage", FieldType.PICKLIST, picklist=picklist("a", "b", "c", transitions={"a": ("b",), "c": ()})),
    )
    GOOD: Mapping[str, Value] = {
        "name": "abc",
        "amount": Decimal(3),
        "rate": Decimal("0.5"),
        "code": "AB",
        "stage": "a",
    }

    def codes(self, kind: Kind, old: dict[str, Value] | None, **new: Value) -> list[tuple[str, str | None]]:
        draft = Draft(self.PLAN, kind, "1", frozenset({4}), old=old, new={**self.GOOD, **(old or {}), **new})
        found = [one for _, one in check_fields([draft])]
        assert all(one.record == 4 for one in found)
        return [(one.code, one.field) for one in found]

    def test_each_limit(self) -> None:
        """Each limit of each field has its code; a good record has none."""
        assert self.codes(Kind.CREATE, None) == []
        assert self.codes(Kind.CREATE, None, name=None) == [("D521", "name")]
        assert self.codes(Kind.CREATE, None, name="abcd") == [("D523", "name")]
        assert self.codes(Kind.CREATE, None, amount=Decimal(0)) == [("D524", "amount")]
        assert self.codes(Kind.CREATE, None, amount=Decimal(6)) == [("D525", "amount")]
        assert self.codes(Kind.CREATE, None, rate=Decimal("0.51")) == [("D525", "rate")]
        assert self.codes(Kind.CREATE, None, code="AB1") == [("D526", "code")]
        assert self.codes(Kind.CREATE, None, stage="z") == [("D527", "stage")]

    def test_limits_leave_old_values_alone(self) -> None:
        """A value that was there before a limit was tightened may stay; being required binds always."""
        old: dict[str, Value] = {**self.GOOD, "name": "too long", "amount": Decimal(99)}
        assert self.codes(Kind.UPDATE, old, code="CD") == []
        assert self.codes(Kind.UPDATE, {**old, "name": None}, code="CD") == [("D521", "name")]

    def test_transitions(self) -> None:
        """Named states move as named, an empty list is final, others are free; staying is no move."""
        assert self.codes(Kind.UPDATE, {**self.GOOD, "stage": "a"}, stage="b") == []
        assert self.codes(Kind.UPDATE, {**self.GOOD, "stage": "a"}, stage="c") == [("D528", "stage")]
        assert self.codes(Kind.UPDATE, {**self.GOOD, "stage": "b"}, stage="c") == []
        assert self.codes(Kind.UPDATE, {**self.GOOD, "stage": "c"}, stage="a") == [("D528", "stage")]
        assert self.codes(Kind.UPDATE, {**self.GOOD, "stage": "c"}, code="CD") == []


class TestEvents:
    @pytest.mark.parametrize("source", Source)
    @pytest.mark.parametrize("named", [(), ("web",), ("seed",), ("history_import",)])
    def test_who_listens(self, source: Source, named: tuple[str, ...]) -> None:
        """A rule that names sources runs for those; others for all, after the write not for seeds and told history."""
        rule = RulePlan("r", "R", "deal", (Event("saved"),), None, (), named)
        quiet = source in {Source.SEED, Source.HISTORY_IMPORT}
        assert listens(rule, source, before=True) == (source in named if named else True)
        assert listens(rule, source, before=False) == (source in named if named else not quiet)


class TestTexts:
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1))
    def test_quoted_text_stays_inside_its_quotes(self, text: str) -> None:
        """However hostile, a text is one literal: no quote in it is left unescaped."""
        inner = quoted(text)[1:-1]
        assert not re.search(r'(?<!\\)(\\\\)*"', inner)
        assert "\n" not in inner


class TestClock:
    def test_clocks(self) -> None:
        """The machine's clock is aware and in UTC; the one for tests stands until it is moved."""
        assert SystemClock().now().tzinfo is UTC
        clock = SetClock(NOW)
        clock.advance(timedelta(hours=48))
        assert clock.now() == NOW + timedelta(hours=48)
