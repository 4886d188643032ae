"""What is kept beside the records: who stands above whom, and counters; what is wrong is found and put right."""

from contextlib import closing

import pytest
import sqlalchemy as sa

from objectry.runtime import Change, Source, assemble
from objectry.runtime.store import number_pattern
from tests.databases import Database
from tests.runtime.shops import create, deploy, shop, values
from tests.runtime.test_examining import by_hand, places

NUMBERED = shop('number: {type: autonumber, format: "D-{000}"}')


def test_counters_and_managers_are_put_right(database: Database) -> None:
    """A counter set back and chains that are lost are found, put right, and numbers go on behind the highest."""
    with closing(assemble(database.url, database.schema)) as platform:
        deploy(platform, NUMBERED)
        create(platform, {"code": "a"}, {"code": "b"})
        made = create(platform, *({"name": one, "username": one} for one in "xyz"), thing="user")
        x, y, z = (one.id for one in made.records if one is not None)
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        platform.records.update(call, "user", [Change(y, {"manager": x}), Change(z, {"manager": y})])
        assert places(platform) == []
        with by_hand(platform) as connection:
            connection.execute(sa.text("UPDATE _counter SET last = 1 WHERE name = 'deal.number'"))
            connection.execute(sa.text("DELETE FROM _manager_path WHERE depth = 2"))
        assert places(platform) == [("P461", "user.manager"), ("P462", "deal.number")]
        (above, behind) = platform.deployments.examine()
        assert (above.count, above.samples) == (1, (z,))
        assert "is at 1, and there is a number 2" in behind.text
        assert platform.deployments.put_right("ann") == 2
        assert places(platform) == []
        create(platform, {"code": "c"})
        assert values(platform, "number") == ["D-001", "D-002", "D-003"]
        assert platform.deployments.put_right("ann") == 0


@pytest.mark.parametrize(
    ("pattern", "number", "found"),
    [
        ("D-{000}", "D-007", 7),
        ("{YYYY}/{MM}-{0}", "2026/01-1234", 1234),
        ("a.b{00}", "a.b42", 42),
        ("a.b{00}", "axb42", None),
        ("D-{000}", "E-007", None),
    ],
)
def test_the_number_is_read_from_its_text(pattern: str, number: str, found: int | None) -> None:
    """Whatever stands around it; a text of another form has none."""
    match = number_pattern(pattern).fullmatch(number)
    assert (int(match["number"]) if match else None) == found
