"""Safe changes while people work: nobody's request fails, and everybody is served by the new stack at once."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from objectry.runtime import Platform, Query, Source, assemble
from tests.databases import Database
from tests.runtime.shops import create, deploy, shop

CHANGES = 10
PEOPLE = 4


def test_no_request_fails_while_safe_changes_are_applied(database: Database) -> None:
    """Writers and readers, through a platform of their own as another process has it, during ten changes."""
    admin, served = assemble(database.url, database.schema), assemble(database.url, database.schema)
    deploy(admin, shop())
    create(admin, *({"name": str(number), "code": "x"} for number in range(50)))
    stop = Event()
    with ThreadPoolExecutor(2 * PEOPLE) as pool:
        writers = [pool.submit(writing, served, stop, number) for number in range(PEOPLE)]
        readers = [pool.submit(reading, served, stop) for _ in range(PEOPLE)]
        for number in range(1, CHANGES + 1):
            deploy(admin, shop("\n".join(f"f{one}: {{type: text, index: true}}" for one in range(number))))
            time.sleep(0.05)
        assert served.current().revision == CHANGES + 1
        assert "f9" in served.current().blueprint.objects["deal"].fields
        stop.set()
        made, seen = (sum(one.result() for one in those) for those in (writers, readers))
    assert made > PEOPLE
    assert seen > PEOPLE
    call = admin.call(admin.identity.system_actor("seed"), Source.SEED)
    assert admin.records.find(call, Query("deal", count="exact")).total == 50 + made
    served.close()
    admin.close()


def writing(platform: Platform, stop: Event, number: int) -> int:
    """Records made one after another until told to stop; an error ends the test."""
    made = 0
    while not stop.is_set():
        create(platform, {"name": f"{number}-{made}"})
        made += 1
    return made


def reading(platform: Platform, stop: Event) -> int:
    """Lists read one after another."""
    seen = 0
    while not stop.is_set():
        call = platform.call(platform.identity.system_actor("seed"), Source.SEED)
        seen += bool(platform.records.find(call, Query("deal", filter="code = 'x'", fields=("name", "code"))).records)
    return seen
