"""From the path of a thing in the tree to its place in a file."""

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.nodes import ListNode, MapNode, Node, ScalarNode


def locate(node: Node | None, *path: str, item: str | None = None) -> Span:
    """The place of the value under `path`, or of `item` in the list there; as near as can be where it is missing."""
    span = node.span if node is not None else NOWHERE
    here = node
    for key in path:
        if not isinstance(here, MapNode) or key not in here.entries:
            return span
        span = here.key_span(key)
        here = here.get(key)
    return value_span(here, span, item)


def value_span(node: Node | None, key_span: Span, item: str | None) -> Span:
    """A scalar is marked itself, a list at one of its items, a mapping at its key."""
    if isinstance(node, ScalarNode) and not node.is_null:
        return node.span
    if isinstance(node, ListNode) and item is not None:
        found = (one.span for one in node.items if isinstance(one, ScalarNode) and one.text == item)
        return next(found, key_span)
    if isinstance(node, MapNode) and item is not None and item in node.entries:
        return node.key_span(item)
    return key_span


def names_under(node: Node | None, *path: str) -> tuple[str, ...]:
    """The keys of the mapping under `path`: what is declared there, readable or not."""
    for key in path:
        node = node.get(key) if isinstance(node, MapNode) else None
    return tuple(node.entries) if isinstance(node, MapNode) else ()


def key_place(node: Node | None, *path: str) -> Span:
    """The place of the last key of the path."""
    *above, last = path
    for key in above:
        node = node.get(key) if isinstance(node, MapNode) else None
    return node.key_span(last) if isinstance(node, MapNode) else locate(node)
