"""The order of execution, as data: the steps every write goes through, in the one order there is.

`docs/order-of-execution.md` tells the same list to people, and a test compares the two.  Steps 2 to 9 run for each
wave of records; 10 and 11 for all waves of a round; 1 and 12 once for the call.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from objectry.runtime.access.naming import check_names
from objectry.runtime.access.reach import check_reach
from objectry.runtime.writing.automation import run_before_rules
from objectry.runtime.writing.checking import check_values
from objectry.runtime.writing.deleting import follow_deletion, forget_cleared
from objectry.runtime.writing.duplicates import find_duplicates
from objectry.runtime.writing.locking import lock_records
from objectry.runtime.writing.preparing import prepare_values
from objectry.runtime.writing.rates import take_rates
from objectry.runtime.writing.restoring import check_links
from objectry.runtime.writing.storing import write_records
from objectry.runtime.writing.work import Wave, Work


@dataclass(frozen=True, slots=True)
class Step:
    """One step.  `run` is None for those of the call and the round, which `records.py` and `rounds.py` take."""

    number: int
    title: str
    run: Callable[[Work, Wave], None] | None = None


def check_all(work: Work, wave: Wave) -> None:
    """Step 6, for saves, for deletions and for what comes back."""
    take_rates(work, wave)
    check_values(work, wave)
    follow_deletion(work, wave)
    check_links(work, wave)


ORDER: tuple[Step, ...] = (
    Step(1, "Find the object; may this actor do this to it?"),
    Step(2, "Lock the records the actor can see, those above them first; compare versions", lock_records),
    Step(3, "May the actor write these fields?", check_names),
    Step(4, "Coerce and normalise; defaults and numbers for new records", prepare_values),
    Step(5, "Before-save rules, in dependency order", run_before_rules),
    Step(6, "Checks of fields, targets of lookups, validation rules", check_all),
    Step(7, "Unique fields and duplicate rules", find_duplicates),
    Step(8, "Is the actor allowed the records as they will be?", check_reach),
    Step(9, "Write; one history row for each record", write_records),
    Step(10, "Roll-ups of the records above, bottom-up, and the validations that read them"),
    Step(11, "After-rules and their effects, in rounds"),
    Step(12, "Commit; answer the records as the actor may see them"),
)


CHECKING: tuple[Step, ...] = tuple(step for step in ORDER if step.run is not None and step.run is not write_records)


def check_waves(work: Work, waves: Sequence[Wave]) -> list[Wave]:
    """Steps 2 to 8 for waves that belong together, and for the deletions and cleared lookups that follow from them.

    All problems of all of them are told together, and nothing is written where there are any.
    """
    done: list[Wave] = []
    todo = list(waves)
    while todo:
        for step in CHECKING:
            for wave in todo:
                if wave.drafts and step.run is not None:
                    step.run(work, wave)
        done += todo
        todo, work.followers = work.followers, []
    work.stop_if_faulty()
    forget_cleared(work, done)
    return [wave for wave in done if wave.drafts]
