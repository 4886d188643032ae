"""`crm data`: imports with their counts, rejects and refusals, and seeds."""

from pathlib import Path

import pytest

from tests.faces.cli.shell import FIVE_LINES, Shell

MAP = "import: bike\nkey: code\nfields:\n  code: Code\n  name: Name\n  price: Price\n"
ROWS = "Code,Name,Price\nb1,Racer,900\nb2,Cruiser,cheap\nb3,City,dear\n"


@pytest.fixture
def store(shell: Shell) -> Shell:
    """A workspace whose bikes have a key, applied."""
    shell.write(objects__bike=FIVE_LINES + "  code: {type: text, unique: true, external_id: true}\n")
    assert shell("apply", "--yes").code == 0
    Path("bikes.csv").write_text(ROWS)
    Path("map.yaml").write_text(MAP)
    return shell


def test_an_import_counts_and_keeps_what_it_could_not_take(store: Shell) -> None:
    """Good rows are in, bad ones in a file with number and reason, and the exit code says that there are some."""
    answer = store("data", "import", "bikes.csv", "--map", "map.yaml")
    assert answer.code == 1
    assert "3 rows, bike 1 created, 2 rejected" in answer.errors
    kept = Path("bikes.rejects.csv").read_text().splitlines()
    assert kept[0] == "Code,Name,Price,_row,_reason"
    assert [line.split(",")[:4] for line in kept[1:]] == [["b2", "Cruiser", "cheap", "2"], ["b3", "City", "dear", "3"]]


def test_mended_rejects_are_a_file_like_any_other(store: Shell) -> None:
    """The rejects, mended in place, can be imported by the same map; the rest stays as it is."""
    store("data", "import", "bikes.csv", "--map", "map.yaml")
    mended = Path("bikes.rejects.csv").read_text().replace("cheap", "100").replace("dear", "300")
    Path("mended.csv").write_text(mended)
    assert store("data", "import", "mended.csv", "--map", "map.yaml").code == 0
    again = store("data", "import", "mended.csv", "--map", "map.yaml", "--json")
    assert again.json[0]["objects"] == {"bike": {"created": 0, "updated": 0, "unchanged": 2}}


def test_a_folder_of_maps_runs_in_order_each_with_its_own_rejects(store: Shell) -> None:
    """Maps of one folder may read one file; their rejects do not overwrite each other."""
    maps = Path("maps")
    maps.mkdir()
    for name in ("1-first", "2-second"):
        (maps / f"{name}.yaml").write_text(MAP.replace("key:", "file: bikes.csv\nkey:"))
    answer = store("data", "import", ".", "--map", "maps", "--json")
    assert [one["objects"]["bike"] for one in answer.json] == [
        {"created": 1, "updated": 0, "unchanged": 0},
        {"created": 0, "updated": 0, "unchanged": 1},
    ]
    assert sorted(path.name for path in Path().glob("*.rejects.csv")) == ["1-first.rejects.csv", "2-second.rejects.csv"]
    assert "--rejects is for one map" in store("data", "import", ".", "--map", "maps", "--rejects", "x.csv").errors


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("code: Code", "code: Cod", 'map.yaml:4:3 error I603 the file has no column "Cod"; did you mean "Code"?'),
        ("import: bike", "import: bik", 'did you mean "bike"'),
        ("fields:", "feilds:", 'did you mean "fields"'),
        ("fields:\n", "fields: [\n", "map.yaml:"),
    ],
)
def test_a_wrong_map_changes_nothing(store: Shell, old: str, new: str, says: str) -> None:
    """A fault of the map is told with its place before the first row."""
    Path("map.yaml").write_text(MAP.replace(old, new))
    answer = store("data", "import", "bikes.csv", "--map", "map.yaml")
    assert answer.code == 1
    assert says in answer.errors + answer.out


def test_a_user_imports_with_her_own_rights(store: Shell) -> None:
    """`--as` counts that user's rights; without the right to import nothing comes in."""
    store.write(permissions__sales="roles: {rep: {label: Rep, sets: [sell]}}\n"
                "permission_sets: {sell: {label: Sell, objects: {bike: all}}}\n")  # fmt: skip
    assert store("apply", "--yes").code == 0
    assert store("user", "add", "ann", "--role", "rep").code == 0
    answer = store("data", "import", "bikes.csv", "--map", "map.yaml", "--as", "ann")
    assert answer.code == 1
    assert "nothing grants import on bike" in answer.errors


def test_demo_records_come_in_once(store: Shell) -> None:
    """`crm data seed` brings in what an apply leaves out; a second time it changes nothing."""
    (Path("demo")).mkdir(exist_ok=True)
    Path("demo/bike.csv").write_text("code,name,price\ns1,Seed,=100 + 20\n")
    assert store("apply", "--yes").code == 0
    assert "bike: 1 rows, bike 1 created" in store("data", "seed").out
    assert "bike: 1 rows, bike 1 unchanged" in store("data", "seed").out


def test_a_deactivated_user_does_nothing_more(store: Shell) -> None:
    """Nobody imports, explains or takes a token in the name of somebody who has left."""
    assert store("user", "add", "eve", "--role", "admin").code == 0
    assert store("user", "add", "ann", "--role", "admin").code == 0
    Path("users.csv").write_text("who\nann\n")
    Path("users.yaml").write_text(
        'import: user\nkey: username\nfields:\n  username: who\n  active: {constant: "false"}\n'
    )
    assert store("data", "import", "users.csv", "--map", "users.yaml").code == 0
    for words in (("data", "import", "bikes.csv", "--map", "map.yaml", "--as", "ann"), ("user", "token", "ann")):
        answer = store(*words)
        assert (answer.code, "ann is deactivated" in answer.errors) == (1, True)
