"""How wide a read may be."""

import pytest

from objectry.rules import TEXT, Call, FieldRead, Hop, Node
from objectry.runtime import Invalid
from objectry.runtime.conditions import AllOf, AnyOf, Everyone, Fulfils, OwnedBy
from objectry.runtime.reading.width import MOST_WAYS, check_width


def read(*hops: str) -> Node:
    return FieldRead(tuple(Hop(hop, "thing") for hop in hops), "thing", "name", TEXT)


def test_fields_behind_one_lookup_are_one_way() -> None:
    """However many fields are read through a lookup, it is joined once."""
    check_width([read("parent")] * 1000, Everyone())


def test_each_lookup_on_the_way_counts() -> None:
    """A path of five lookups is five ways; paths with the same beginning share it."""
    chain = [f"hop{place}" for place in range(MOST_WAYS)]
    check_width([read(*chain)], Everyone())
    check_width([read(*chain), read(*chain[:10])], Everyone())
    with pytest.raises(Invalid) as caught:
        check_width([read(*chain, "more")], Everyone())
    assert [one.code for one in caught.value.problems] == ["D548"]


@pytest.mark.parametrize("around", [Fulfils, lambda node: AllOf((OwnedBy("x"), AnyOf((Fulfils(node),))))])
def test_conditions_count_with_values(around: object) -> None:
    """What a filter reads counts together with what is answered, wherever it stands in the condition."""
    assert callable(around)
    values = [read(f"hop{place}") for place in range(MOST_WAYS)]
    inner = Call("=", (read("other"), read("other")), TEXT)
    check_width(values[:-1], around(inner))
    with pytest.raises(Invalid):
        check_width(values, around(inner))
