"""Data goes down the page, imports point back up: who may import whom."""

import ast

from tests.architecture.house import (
    MAY_IMPORT,
    NOUNS,
    VALUES,
    Import,
    dotted,
    imports,
    is_module,
    is_ours,
    modules,
    room_of,
    tree,
    where,
)


def test_imports_point_to_earlier_rooms() -> None:
    """A room knows only the rooms it stands on."""
    wrong = [
        f"{where(path)}:{found.line}: {room} may not import {found.module}"
        for path in modules()
        for room in [room_of(dotted(path))]
        for found in imports(path)
        if is_ours(found.module) and not may_import(room, found)
    ]
    assert not wrong, "\n".join(wrong)


def test_rooms_are_entered_by_the_door() -> None:
    """Another room is imported as a whole: what is not in its `__init__.py` is its own business."""
    wrong = [
        f"{where(path)}:{found.line}: import it from objectry.{other}, not from {found.module}"
        for path in modules()
        for room in [room_of(dotted(path))]
        for found in imports(path)
        for other in [room_of(found.module)]
        if other not in {room, None, "faces"}
        if found.module != f"objectry.{other}" and found.module not in nouns_for(room)
    ]
    assert not wrong, "\n".join(wrong)


def test_no_room_uses_its_own_door() -> None:
    """Inside a room files import one another, never the `__init__.py` that gathers them: that would be a circle."""
    wrong = [
        f"{where(path)}:{found.line}: name the file"
        for path in modules()
        for found in imports(path)
        if path.name != "__init__.py" and found.module == f"objectry.{room_of(dotted(path))}" != dotted(path)
    ]
    assert not wrong, "\n".join(wrong)


def test_imports_stand_at_the_top() -> None:
    """No import hides in a function or under a condition, where it could paper over a circle."""
    hidden = [
        f"{where(path)}:{node.lineno}: import it at the top of the file"
        for path in modules()
        for top in [set(map(id, tree(path).body))]
        for node in ast.walk(tree(path))
        if isinstance(node, (ast.Import, ast.ImportFrom)) and id(node) not in top
    ]
    assert not hidden, "\n".join(hidden)


def test_relative_imports_stay_in_the_folder() -> None:
    """A relative import names a file beside this one; other rooms are named in full."""
    wide = [
        f"{where(path)}:{node.lineno}: name it in full"
        for path in modules()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ImportFrom) and node.level > 1
    ]
    assert not wide, "\n".join(wide)


def test_every_file_has_a_room() -> None:
    """Each file of the platform is in a room that has its place in the order."""
    assert not [where(path) for path in modules() if room_of(dotted(path)) is None]


def test_ours_only_is_imported_where_it_exists() -> None:
    """Every import of ours names a file or folder that is there."""
    lost = [
        f"{where(path)}:{found.line}: there is no {found.module}"
        for path in modules()
        for found in imports(path)
        if is_ours(found.module) and not is_module(found.module)
    ]
    assert not lost, "\n".join(lost)


def may_import(room: str | None, found: Import) -> bool:
    other = room_of(found.module)
    if found.module == "objectry.rules" and found.names and VALUES.issuperset(found.names):
        return room not in {"diagnostics", "metadata"}
    return other == room or other in MAY_IMPORT.get(room or "", set()) or found.module in nouns_for(room)


def nouns_for(room: str | None) -> set[str]:
    """The store lies in the runtime's folder and shares its nouns."""
    return NOUNS if room == "runtime.store" else set()
