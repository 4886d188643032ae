"""From the caller's waves to the end of step 11: check, write, roll up, let rules answer, and round again."""

from collections.abc import Sequence

from objectry.runtime.auditing.events import of_people
from objectry.runtime.codes import problem
from objectry.runtime.reading.history import passages
from objectry.runtime.writing.announcing import announce
from objectry.runtime.writing.automation import MAX_ROUNDS, Rounds
from objectry.runtime.writing.drafts import all_roots
from objectry.runtime.writing.links import link_waves
from objectry.runtime.writing.order import check_waves
from objectry.runtime.writing.restoring import filling_waves
from objectry.runtime.writing.rollups import recompute_rollups
from objectry.runtime.writing.storing import write_records
from objectry.runtime.writing.work import Rejected, Wave, Work


def run_rounds(work: Work, waves: Sequence[Wave]) -> None:
    """Steps 2 to 11; the history last, so that it has one row for each record; of people the audit log, too."""
    rounds = Rounds(work)
    todo = list(waves)
    while todo or (todo := announce(work)):
        if todo[0].round > MAX_ROUNDS:
            raise _too_many(todo)
        done = check_waves(work, todo)
        for wave in done:
            write_records(work, wave)
        done += _write_links(work, done)
        todo = rounds.following([*done, *recompute_rollups(work, done)])
    work.transaction.write_history(passages(work.journal, work.call))
    work.transaction.audit.add(of_people(work.journal, work.call))


def _write_links(work: Work, done: Sequence[Wave]) -> list[Wave]:
    """What records are linked to is written behind them, as are lookups to what came back: it is the same round."""
    links = check_waves(work, [*link_waves(work, done), *filling_waves(work)])
    for wave in links:
        write_records(work, wave)
    return links


def _too_many(waves: Sequence[Wave]) -> Rejected:
    drafts = [draft for wave in waves for draft in wave.drafts]
    roots = all_roots(drafts)
    chain = " -> ".join(waves[0].chain)
    return Rejected([problem("D536", None, min(roots, default=None), limit=str(MAX_ROUNDS), chain=chain)], roots)
