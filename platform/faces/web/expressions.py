"""Pieces of text in the rule language, for the filters a page makes itself."""


def quoted(text: str) -> str:
    """A text literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ").replace("\r", " ")
    return f'"{escaped}"'


def both(*conditions: str) -> str:
    """All of the conditions; blank ones do not count."""
    given = [one for one in conditions if one.strip()]
    return given[0] if len(given) == 1 else " and ".join(f"({one})" for one in given)
