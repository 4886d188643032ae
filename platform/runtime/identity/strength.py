"""How many guesses a password stands: common ones, names, dates, runs of keys and words of its owner stand few."""

from collections.abc import Sequence
from string import punctuation, whitespace

from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it has none

FEWEST_GUESSES = 10_000_000
"""As many as somebody may try over a network in years, with the waiting there is between tries."""
READ = 72  # what stands behind that makes no password weaker
OURS = ("objectry", "crm")


def guessable(password: str, words: Sequence[str]) -> bool:
    """Whether somebody who knows these words of its owner would soon guess the password."""
    dressed = password[:READ]
    bare = dressed.strip(punctuation + whitespace).casefold()  # a capital and a sign at the end are what everybody adds
    return min(_guesses(one, words) for one in {dressed, bare} if one) < FEWEST_GUESSES


def _guesses(password: str, words: Sequence[str]) -> int:
    return int(zxcvbn(password, user_inputs=[*OURS, *words])["guesses"])
