"""Free text over the search fields of an object -> a condition: every word stands in a field that the reader may read.

What is in the search index is found there.  A field beyond a lookup is found in the index of the records it leads to,
of those that the reader may see.  What is computed is worked out for each record.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from objectry.metadata import RuleText
from objectry.rules import Hop
from objectry.runtime.conditions import AllOf, AnyOf, Condition, Fulfils, Nobody, Sought, Through
from objectry.runtime.reading.paths import Names, quoted
from objectry.runtime.searching.fields import is_kept, read_of
from objectry.runtime.searching.words import OPEN, name_of, sought_words
from objectry.runtime.store import mark_of_field, mark_of_name

Way = tuple[Hop, ...]


@dataclass(slots=True)
class Seeking:
    """One search in one object, in the fields that the reader may read."""

    names: Names
    policies: Mapping[str, Condition]
    fields: Sequence[str]
    kept: dict[Way, tuple[str, ...]] = field(init=False)
    computed: list[str] = field(init=False)

    def __post_init__(self) -> None:
        program, start = self.names.program, self.names.plan.name
        plans = program.blueprint.objects
        reads = {path: read_of(plans, program.catalog, start, path) for path in self.fields}
        kept = {path: read for path, read in reads.items() if read is not None and is_kept(plans, start, read)}
        in_order = sorted(kept.values(), key=lambda one: ([hop.key for hop in one.hops], one.field))
        marks = [(one.hops, mark_of_field(one.object, one.field)) for one in in_order]
        self.kept = {way: tuple(mark for _, mark in each) for way, each in groupby(marks, lambda one: one[0])}
        self.computed = [path for path in self.fields if path not in kept]

    def condition(self, text: str) -> Condition:
        """Which records are found."""
        words = sought_words(text)
        if not words or not self.fields:
            return Nobody()
        begins = self._begins(text)
        if tuple(self.kept) == ((),) and not self.computed:
            return Sought(self.kept[()], words, begins)
        each = AllOf(tuple(self._each((word,)) for word in words))
        return AnyOf((each, Sought((begins,), (OPEN,)))) if begins else each

    def _begins(self, text: str) -> str:
        """How the name of a record begins that is found whatever its words; blank where names are not searched."""
        plan, name = self.names.plan, name_of(text)
        searched = mark_of_field(plan.name, plan.object.name_field) in self.kept.get((), ())
        return mark_of_name(plan.name) + name if searched and name else ""

    def _each(self, words: tuple[str, ...]) -> Condition:
        found = [self._along(way, Sought(marks, words)) for way, marks in self.kept.items()]
        return AnyOf((*found, *self._worked_out(words)))

    def _along(self, way: Way, condition: Condition) -> Condition:
        for hop in reversed(way):
            seen = AllOf((condition, self.policies[hop.object]))
            condition = Through(hop.field, hop.object, seen, few=True)
        return condition

    def _worked_out(self, words: Sequence[str]) -> Iterator[Condition]:
        """In what no index keeps a word may stand anywhere."""
        for path in self.computed:
            parts = (f"CONTAINS(LOWER({path}), {quoted(word.removesuffix(OPEN))})" for word in words)
            yield Fulfils(self.names.expression(RuleText(" and ".join(parts))))

    def ranks(self, text: str) -> tuple[Condition, ...]:
        """From the likeliest on: records called so, those whose name begins so, those with every word in their name."""
        begins, plan = self._begins(text), self.names.plan
        if not begins:
            return ()
        named = Sought((mark_of_field(plan.name, plan.object.name_field),), sought_words(text))
        return Sought((begins,), ("",)), Sought((begins,), (OPEN,)), named
