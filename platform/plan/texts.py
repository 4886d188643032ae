"""Texts in other languages that somebody has changed: those that only come and go with what they name are not told."""

from collections.abc import Iterator, Mapping

from objectry.metadata import EMPTY
from objectry.plan.changes import Change, ChangeClass
from objectry.plan.matching import Matching, Pair

Path = tuple[str, ...]
Texts = Mapping[Path, str]
MOST_SHOWN = 3


def compare_texts(found: Matching) -> Iterator[Change]:
    """A line for each language whose texts differ, with the first few of them."""
    old, new = found.old.translations, found.new.translations
    for language in [*new, *(one for one in old if one not in new)]:
        before = _carried(old[language].texts if language in old else EMPTY, found)
        after = _there_before(new[language].texts if language in new else EMPTY, found)
        differing = [path for path in {**after, **before} if before.get(path) != after.get(path)]
        if differing:
            shown = ", ".join(".".join(path) for path in differing[:MOST_SHOWN])
            more = f" and {len(differing) - MOST_SHOWN} more" if len(differing) > MOST_SHOWN else ""
            verb = "add" if language not in old else "remove" if language not in new else "change"
            yield Change(ChangeClass.SAFE, language, f"{verb} translation {language}: {shown}{more}")


def _carried(texts: Texts, found: Matching) -> dict[Path, str]:
    """Deployed texts under the names things have from now on; without those of what is gone."""
    pairs = {pair.old.name: pair for pair in found.pairs}
    paths = ((_renamed(path, pairs), text) for path, text in texts.items())
    return {path: text for path, text in paths if path is not None}


def _renamed(path: Path, pairs: Mapping[str, Pair]) -> Path | None:
    if path[0] != "objects":
        return path
    pair = pairs.get(path[1])
    if pair is None:
        return None
    names = {old: new for new, old in pair.fields.items()}
    if path[2:3] != ("fields",):
        return (path[0], pair.new.name, *path[2:])
    return (path[0], pair.new.name, "fields", names[path[3]], *path[4:]) if path[3] in names else None


def _there_before(texts: Texts, found: Matching) -> dict[Path, str]:
    """The coming texts, without those of what is new."""
    return {path: text for path, text in texts.items() if _is_old(path, found.renamed)}


def _is_old(path: Path, pairs: Mapping[str, Pair]) -> bool:
    if path[0] != "objects":
        return True
    pair = pairs.get(path[1])
    return pair is not None and (path[2:3] != ("fields",) or path[3] in pair.fields)
