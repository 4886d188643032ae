"""How often somebody may call."""

from dataclasses import dataclass

import pytest

from objectry.faces.limits import MOST_BUCKETS, Buckets, Limits, Rate, limits_of
from objectry.faces.wsgi import create_app
from tests.faces.office import Office
from tests.faces.rest.program import Program, program, refused


@dataclass
class Hand:
    """A clock moved by hand."""

    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_bucket_fills_steadily() -> None:
    """After a rest many calls are served at once, then as many a second as the rate says; the wait is told."""
    clock = Hand()
    buckets = Buckets(Rate(2, 5), clock)
    assert [buckets.take("a") for _ in range(7)] == [0, 0, 0, 0, 0, 1, 1]
    clock.now += 1
    assert [buckets.take("a") for _ in range(3)] == [0, 0, 1]
    clock.now += 100
    assert [buckets.take("a") for _ in range(6)] == [0, 0, 0, 0, 0, 1]


def test_callers_have_buckets_of_their_own() -> None:
    """One caller who uses hers up takes nothing from another."""
    buckets = Buckets(Rate(1, 1), Hand())
    assert [buckets.take(key) for key in "aab"] == [0, 1, 0]


def test_buckets_take_no_endless_room() -> None:
    """Buckets that are full again are forgotten when there are too many; one that is in use stays."""
    clock = Hand()
    buckets = Buckets(Rate(1, 2), clock)
    for number in range(MOST_BUCKETS):
        buckets.take(str(number))
    clock.now = 0.5
    busy = [buckets.take("0"), buckets.take("0")]
    clock.now = 1.2
    assert (busy, buckets.take("new")) == ([0, 1], 0)
    assert [buckets.take("0") for _ in range(2)] == [0, 1]
    assert len(buckets._left) == 2


@pytest.fixture
def limited(lone: Office) -> Office:
    limits = Limits(Buckets(Rate(0.1, 3), Hand()), Buckets(Rate(0.1, 4), Hand()), Buckets(Rate(0.1, 2), Hand()))
    return Office(lone.platform, create_app(lone.platform, limits=limits), lone.clock, lone.people)


def test_a_token_that_calls_too_often_waits(limited: Office) -> None:
    """Beyond its limit a token is answered 429 with the seconds to wait; another token of the same user has its own
    limit, but all of a user's together have one too; other users go on."""
    one, two = program(limited, "rob"), program(limited, "rob")
    assert [one.send("GET", "/meta").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = one.send("POST", "/account", {"name": "Acme"})
    assert refused(answer, 429)["code"] == "F712"
    assert answer.headers["Retry-After"] == "10"
    assert [two.send("GET", "/meta").status_code for _ in range(2)] == [200, 429]
    assert program(limited, "mia").get("/account", count="exact")["total"] == 0


def test_strangers_wait_and_others_do_not(limited: Office) -> None:
    """Who shows tokens that are none is slowed down by her address; a good token from there is served."""
    stranger = Program(limited.app.test_client(), "crm_nothing")
    assert [stranger.send("GET", "/meta").status_code for _ in range(3)] == [401, 401, 429]
    assert program(limited, "rob").send("GET", "/meta").status_code == 200


def test_the_usual_limits() -> None:
    """Without a rate only strangers are limited."""
    assert limits_of(0).of_caller("token", "user") == 0
    assert [limits_of(1).of_caller("token", "user") for _ in range(3)] == [0, 0, 0]
    one = limits_of(1)
    assert [one.of_caller("token", "user") for _ in range(11)][-1] == 1


def test_there_is_no_sharing_with_other_sites(lone: Office) -> None:
    """No answer, also none to a preflight, lets a page of another site read it."""
    rep = program(lone, "rob")
    origin = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    for method in ("GET", "OPTIONS", "POST"):
        answer = rep.send(method, "/account", headers=origin)
        assert not [name for name, _ in answer.headers if name.lower().startswith("access-control-")]
