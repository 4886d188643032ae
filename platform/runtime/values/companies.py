"""What is compared of a company's name: all ways in which people write one company come to one key.

Legal forms, signs and letter case go; a place in brackets stands in front, as 远景科技（北京） is 北京远景科技.
The place stays in the key: of the same name elsewhere there may be another company.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

from objectry.runtime.values.postal import CHINA, IDEOGRAPHS, KINDS, divisions

WORD = re.compile(r"[^\W_]+")
SILENT = re.compile(r"(?<=\w)[.'’](?=\w)|(?<=\w)\.")  # S.A. is SA, Co. is Co
BRACKETED = re.compile(r"\(\s*([\u3400-\u9fff]{2,12})\s*\)")
CHINESE_FORMS = re.compile(
    r"(?<=.)(?:股份有限公司|有限责任公司|集团有限公司|有限公司|股份公司|分公司|子公司|总公司|公司|集团|株式会社)$"
)
FORMS = frozenset(
    "ab ag aps as bv co company corp corporation gmbh inc incorporated kg kgaa limited llc llp lp ltd mbh nv ohg oy "
    "plc pte pty sa sarl sas se spa srl ug".split()
)
JOINING = frozenset({"and", "und"})  # GmbH & Co. KG


def company_key(name: str) -> str:
    """The key of a name; never empty where the name has a letter or a digit."""
    plain = _folded(name)
    if IDEOGRAPHS.search(plain):
        return _chinese(plain)
    return " ".join(_without_forms(WORD.findall(SILENT.sub("", plain.replace("&", " and ")))))


def _folded(name: str) -> str:
    """One width and one case; twice, as a folded letter may be written in two ways."""
    for _ in range(2):
        name = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", name)


def _without_forms(words: Sequence[str]) -> Sequence[str]:
    """The words up to the legal forms at the end; the first always stays."""
    while len(words) > 1 and words[-1] in FORMS | JOINING:
        words = words[:-1]
    return words


def _chinese(name: str) -> str:
    for found in BRACKETED.finditer(name):
        place = KINDS.sub("", found[1])
        if place in _places():
            name = place + name[: found.start()].removeprefix(place) + name[found.end() :]
            break
    core = "".join(WORD.findall(name))
    for kind in ("省", "市"):
        start, sign, rest = core.partition(kind)
        core = start + rest if sign and start in _places() and rest else core
    return _without_chinese_forms(core)


def _without_chinese_forms(name: str) -> str:
    """The name up to its legal forms; one that is nothing but a place and a form keeps the form."""
    shorter = CHINESE_FORMS.sub("", name)
    while shorter != name and shorter not in _places():
        name, shorter = shorter, CHINESE_FORMS.sub("", shorter)
    return name


@cache
def _places() -> frozenset[str]:
    """The provinces and cities of China by their short names, and China itself."""
    provinces = divisions(CHINA)
    cities = (city for province in provinces for city in divisions(CHINA, province))
    return frozenset({"中国", *(KINDS.sub("", name) for name in (*provinces, *cities))})
