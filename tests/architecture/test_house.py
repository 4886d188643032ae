"""The house itself: its rooms are the ones the plan names, and the package has no file that would break it."""

from tests.architecture.house import MAY_IMPORT, NAME, NOUNS, PLATFORM, ROOT, dotted, imports, is_ours, modules

NO_ROOMS = {"__pycache__", "py.typed", "defs"}


def test_every_folder_is_a_known_room() -> None:
    """A new folder or file directly in platform/ must be given a place in the order of rooms."""
    found = {path.name.removesuffix(".py") for path in PLATFORM.iterdir()}
    assert found - NO_ROOMS <= {room.partition(".")[0] for room in MAY_IMPORT}


def test_the_order_of_rooms_has_no_circle() -> None:
    """The table of rooms is an order: no room stands, over others, on itself."""
    assert all(room not in below(room) for room in MAY_IMPORT)


def test_there_is_no_package_file_in_platform() -> None:
    """platform/__init__.py would make `import platform` find us instead of the standard library."""
    assert not (PLATFORM / "__init__.py").exists()


def test_tools_see_the_import_name() -> None:
    """Type checkers find objectry through the link .typing/objectry."""
    assert (ROOT / ".typing" / NAME).resolve() == PLATFORM


def test_every_folder_with_code_is_a_package() -> None:
    """Each folder under platform/ that holds code has an __init__.py: its door, saying what belongs here."""
    folders = {path.parent for path in modules()} - {PLATFORM}
    assert not [folder for folder in sorted(folders) if not (folder / "__init__.py").is_file()]


def test_the_nouns_of_the_runtime_know_no_behaviour() -> None:
    """The store may import the runtime's nouns because these import only earlier rooms and one another."""
    for path in modules():
        if dotted(path) in NOUNS:
            ours = {found.module for found in imports(path) if is_ours(found.module)}
            assert not {module for module in ours - NOUNS if module.startswith("objectry.runtime")}, path.name


def below(room: str) -> set[str]:
    """All rooms this one stands on, over any number of others."""
    reached: set[str] = set()
    waiting = list(MAY_IMPORT[room])
    while waiting:
        other = waiting.pop()
        if other not in reached:
            reached.add(other)
            waiting.extend(MAY_IMPORT[other])
    return reached
