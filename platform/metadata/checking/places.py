"""From the path of a thing in the tree to its place in a file."""

from collections.abc import Callable

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


def locate_items(node: Node | None, *path: str) -> Callable[[str], Span]:
    """What answers the place of an item of the list under `path`, as `locate` does, looking for the list only once."""
    there = node_under(node, *path)
    items = (
        {one.text: one for one in reversed(there.items) if isinstance(one, ScalarNode)}
        if isinstance(there, ListNode)
        else {}
    )
    return lambda item: items[item].span if item in items else locate(node, *path, item=item)


def node_under(node: Node | None, *path: str) -> Node | None:
    """What stands under `path`, or nothing."""
    for key in path:
        node = node.get(key) if isinstance(node, MapNode) else None
    return node


def names_under(node: Node | None, *path: str) -> tuple[str, ...]:
    """The keys of the mapping under `path`: what is declared there, readable or not."""
    found = node_under(node, *path)
    return tuple(found.entries) if isinstance(found, MapNode) else ()


def key_place(node: Node | None, *path: str) -> Span:
    """The place of the last key of the path."""
    *above, last = path
    found = node_under(node, *above)
    return found.key_span(last) if isinstance(found, MapNode) else locate(found)
