"""The words of problems in other languages than English, in which the rooms write them.

A room tells a problem as an English sentence of a fixed form; a phrasebook knows each form, and says the same with the
same names and numbers in its language.  What it does not know stays English.
"""

from objectry.wording.explanations import EXPLANATIONS, Explanation
from objectry.wording.phrasebook import Phrasebook
from objectry.wording.speaking import LANGUAGES, chosen, meanings, phrasebook, plan_phrasebook, spoken

__all__ = [
    "EXPLANATIONS",
    "LANGUAGES",
    "Explanation",
    "Phrasebook",
    "chosen",
    "meanings",
    "phrasebook",
    "plan_phrasebook",
    "spoken",
]
