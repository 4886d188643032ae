"""What packs grant on things that are not theirs: each such grant is listed and wants consent before it counts."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

from objectry.metadata.layering.layers import Tree
from objectry.metadata.model import App, Object
from objectry.metadata.reading.nodes import Entry, ListNode, MapNode, Node, ScalarNode, Style

Found = tuple[App, str, str]  # whose, on what, and what


def with_grants(apps: Sequence[App], tree: Tree, objects: Mapping[str, Object]) -> tuple[App, ...]:
    """The same apps; a pack (an app with a namespace) knows what it grants on the components of others."""
    granting = Granting(apps, tree, objects)
    found: dict[str, dict[str, str]] = {}
    for app, name, what in granting.all():
        found.setdefault(app.name, {})[name] = what
    return tuple(replace(app, grants=MappingProxyType(found[app.name])) if app.name in found else app for app in apps)


@dataclass(frozen=True)
class Granting:
    """Reads, in the merged tree, who has written each grant."""

    apps: Sequence[App]
    tree: Tree
    objects: Mapping[str, Object]

    def all(self) -> Iterator[Found]:
        """Every grant of a pack on something else."""
        if not any(app.namespace for app in self.apps):
            return
        for name, declared in self.tree.part("permission_set").items():
            yield from self._of_set(name, declared.node)
        for name, declared in self.tree.part("role").items():
            sets = declared.node.entries.get("sets")
            pack = self._pack(sets.key) if sets is not None else None
            if sets is not None and pack is not None and pack.name != declared.app:
                yield pack, f"role.{name}", words(sets.value)
        yield from self._sharing()

    def _of_set(self, name: str, node: MapNode) -> Iterator[Found]:
        for target, entry in entries(node.get("objects")):
            pack = self._pack(entry.key)
            if pack is not None and self._owner(target) != pack.name:
                yield pack, f"{name}.{target}", words(entry.value)
        for path, entry in entries(node.get("fields")):
            pack = self._pack(entry.key)
            if pack is not None and self._owner(*path.split(".", 1)) != pack.name:
                yield pack, f"{name}.{path}", words(entry.value)
        for key in ("sensitive", "system"):
            written = node.entries.get(key)
            pack = self._pack(written.key) if written is not None else None
            if written is not None and pack is not None:
                yield pack, f"{name}.{key}", words(written.value)

    def _sharing(self) -> Iterator[Found]:
        for target, rules in entries(self.tree.sharing):
            for name, entry in entries(rules.value):
                pack = self._pack(entry.key)
                if pack is not None and self._owner(target) != pack.name:
                    yield pack, f"sharing.{target}.{name}", words(entry.value)
        for name, declared in self.tree.part("object").items():
            for key, entry in entries(declared.node.get("sharing")):
                pack = self._pack(entry.key)
                if pack is not None and pack.name != declared.app:
                    yield pack, f"sharing.{name}.{key}", words(entry.value)

    def _owner(self, target: str, field: str = "") -> str | None:
        one = self.objects.get(target)
        if one is None:
            return None
        return (one.fields[field].app if field in one.fields else "") or one.app

    def _pack(self, key: ScalarNode) -> App | None:
        """The pack in whose files a key stands; None for other apps."""
        top, *below = reversed(list(zip(self.apps, self.tree.apps, strict=True)))
        file = key.document.file
        app = next((app for app, (source, _) in below if file.startswith(f"{source.name}/")), top[0])
        return app if app.namespace else None


def entries(node: Node | None) -> Iterator[tuple[str, Entry]]:
    """The entries of a mapping, where there is one."""
    return iter(node.entries.items()) if isinstance(node, MapNode) else iter(())


def says(node: Node, flag: str) -> bool:
    return isinstance(node, ScalarNode) and node.style is Style.PLAIN and node.text == flag


def words(node: Node) -> str:
    """What is granted, on one line."""
    if isinstance(node, MapNode):
        said = ((name, one.value) for name, one in node.entries.items() if not says(one.value, "false"))
        return ", ".join(name if says(one, "true") else f"{name} {words(one)}" for name, one in said)
    if isinstance(node, ListNode):
        return ", ".join(words(one) for one in node.items)
    return node.text
