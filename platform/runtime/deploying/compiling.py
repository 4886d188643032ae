"""Files -> blueprint: loading and compiling in one go, with all problems at once."""

import re
from collections.abc import Iterable, Sequence
from hashlib import sha256

from objectry.diagnostics import Diagnostic, Diagnostics
from objectry.metadata import AppSource, Model, load_stack, quote_lines
from objectry.plan import Blueprint, compile_model

QUOTED = re.compile(r'"([^"]+)"')
MAY_FOLLOW = frozenset({"R303", "R306", "R307", "R308", "R309", "R315"})  # problems that another one may have caused


def compile_stack(apps: Sequence[AppSource]) -> tuple[Blueprint | None, Diagnostics]:
    """The blueprint of a stack and everything found on the way; None where an error stands in the way.

    Files with errors are compiled as far as they go, so that their rules are checked too.
    """
    model, loading = load_stack(apps)
    blueprint, compiling = compile_model(model)
    quoted = quote_lines(compiling, apps)
    if not loading.errors:
        loading.extend(quoted)
        return blueprint, loading
    loading.extend(_not_following(quoted, apps, model))
    return None, loading


def _not_following(found: Iterable[Diagnostic], apps: Sequence[AppSource], model: Model) -> Iterable[Diagnostic]:
    """Without the problems that only say that something declared could not be read: that has been told already."""
    known = set(model.objects) | {name for thing in model.objects.values() for name in thing.fields}
    text = "\n".join(text for app in apps for text in app.files.values())
    for problem in found:
        names = QUOTED.findall(problem.message)[:1]
        broken = [name for name in names if name not in known and re.search(rf"(?m)\b{re.escape(name)}:", text)]
        if problem.code not in MAY_FOLLOW or not broken:
            yield problem


def hash_of(app: AppSource) -> str:
    """The SHA-256 of all files of an app."""
    digest = sha256()
    for name, text in sorted(app.files.items()):
        for part in (name, text):
            content = part.encode(errors="surrogateescape")
            digest.update(len(content).to_bytes(8) + content)
    return digest.hexdigest()
