"""From the path of a thing in the tree to its place in a file."""

from objectry.diagnostics import NOWHERE, Span
from objectry.metadata.reading.nodes import ListNode, MapNode, Node, ScalarNode


def locate(node: Node | None, *path: str, item: str | None = None) -> Span:
    """The place of the value under `path`, or of `item` in the list there; as near as can be where it is missing."""
    if node is None:
        return NOWHERE
    above: Node = node  # the key of `here`, once one is passed
    here: Node = node
    for key in path:
        entry = here.entries.get(key) if isinstance(here, MapNode) else None
        if entry is None:
            return above.span
        above, here = entry
    return value_span(here, above, item)


def value_span(node: Node, key: Node, item: str | None) -> Span:
    """A scalar is marked itself, a list at one of its items, a mapping at its key."""
    if isinstance(node, ScalarNode):
        return key.span if node.is_null else node.span
    if isinstance(node, ListNode) and item is not None:
        return next((one for one in node.items if isinstance(one, ScalarNode) and one.text == item), key).span
    if isinstance(node, MapNode) and item is not None and item in node.entries:
        return node.key_span(item)
    return key.span


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
