"""How the records of a list are found that its reader may see: what suits her policy, and how much it opens to her.

What is hers and what is shared with her is followed each by itself: an index gives either in the order of the list, and
the first of both are merged.  Where the policy has other branches, there are two ways.  Who sees few of many records
gets them by their ids, from each branch of her policy by the branch's own index; then they are sorted.  Who sees many
gets the list in its order, with the branches as one condition: the first page is soon full.  Either way costs the other
reader hundreds of times as much.  Which it is, is counted once in a while and remembered: that is a question of speed
alone, and never decides who sees what.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from objectry.metadata import EMPTY
from objectry.rules import Node
from objectry.runtime.conditions import AllOf, Everyone, IdIn, OwnedBy, SharedWith
from objectry.runtime.reading.reader import Reader
from objectry.runtime.store import Context, Select, Transaction

SMALL = 20_000
"""An object with no more records than this is read in order by everybody."""
FEW = 2_000
"""Who sees no more records than this is a narrow reader."""
LASTS = timedelta(minutes=5)
NOTHING: Mapping[str, Node] = EMPTY


def suited(reader: Reader, transaction: Transaction, context: Context, select: Select) -> Select:
    """The same list, found in the way that suits its reader."""
    object = select.object
    branches = tuple(one.condition for one in reader.rights.policy(object, "read").branches)
    if len(branches) < 2 or any(isinstance(one, Everyone) for one in branches):
        return select
    if all(isinstance(one, OwnedBy | SharedWith) for one in branches):
        return replace(select, ways=branches)
    if not _is_large(reader, transaction, context, object) or _is_wide(reader, object):
        return select
    ids = transaction.union(context, object, branches, FEW)
    if len(ids) > FEW:
        reader.program.note_wide(reader.rights.actor, object, reader.call.now)
        return select
    return replace(select, where=AllOf((IdIn(tuple(ids)), select.where)))


def _is_large(reader: Reader, transaction: Transaction, context: Context, object: str) -> bool:
    known = reader.program.sizes.get(object)
    if known is None or reader.call.now - known[1] > LASTS:
        count = transaction.count(context, Select(object, NOTHING), SMALL)
        known = reader.program.sizes[object] = (count > SMALL, reader.call.now)
    return known[0]


def _is_wide(reader: Reader, object: str) -> bool:
    since = reader.program.shapes.get((reader.rights.actor, object))
    return since is not None and reader.call.now - since <= LASTS
