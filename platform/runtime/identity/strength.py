"""How many guesses a password stands: common ones, names, dates, runs of keys and words of its owner stand few."""

from collections.abc import Sequence

from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # it has none

FEWEST_GUESSES = 10_000_000
"""As many as somebody may try over a network in years, with the waiting there is between tries."""
READ = 72  # what stands behind that makes no password weaker
OURS = ("objectry", "crm")


def guessable(password: str, words: Sequence[str]) -> bool:
    """Whether somebody who knows these words of its owner would soon guess the password."""
    found = zxcvbn(password[:READ], user_inputs=[*OURS, *words])
    return int(found["guesses"]) < FEWEST_GUESSES
