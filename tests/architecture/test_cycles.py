"""No file imports, over others, itself."""

from collections.abc import Mapping

from tests.architecture.house import dotted, imports, modules

Graph = Mapping[str, frozenset[str]]


def test_no_files_import_one_another_in_a_circle() -> None:
    """The imports between all files of the platform form no circle, inside rooms as well as between them."""
    circles = knots(import_graph())
    assert not circles, "\n".join(" <-> ".join(circle) for circle in circles)


def test_a_circle_would_be_found() -> None:
    """The search finds a circle of two and one of three, and nothing else."""
    graph = {"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"e"}, "e": {"c", "a"}, "f": {"a"}}
    found = knots({name: frozenset(others) for name, others in graph.items()})
    assert sorted(map(sorted, found)) == [["a", "b"], ["c", "d", "e"]]


def import_graph() -> Graph:
    known = {dotted(path): path for path in modules()}
    return {
        name: frozenset(found.module for found in imports(path) if found.module in known and found.module != name)
        for name, path in known.items()
    }


def knots(graph: Graph) -> list[list[str]]:
    """Groups of files that all reach one another (Tarjan's strongly connected components of more than one)."""
    return Knots(graph).found


class Knots:
    """The search's memory: when each file was met, and the earliest one it leads back to."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self.met: dict[str, int] = {}
        self.back_to: dict[str, int] = {}
        self.open: list[str] = []
        self.found: list[list[str]] = []
        for name in graph:
            if name not in self.met:
                self.visit(name)

    def visit(self, name: str) -> None:
        self.met[name] = self.back_to[name] = len(self.met)
        self.open.append(name)
        for other in self.graph[name]:
            if other not in self.met:
                self.visit(other)
                self.back_to[name] = min(self.back_to[name], self.back_to[other])
            elif other in self.open:
                self.back_to[name] = min(self.back_to[name], self.met[other])
        if self.back_to[name] == self.met[name]:
            self.close(name)

    def close(self, first: str) -> None:
        start = self.open.index(first)
        group = self.open[start:]
        del self.open[start:]
        if len(group) > 1:
            self.found.append(group)
