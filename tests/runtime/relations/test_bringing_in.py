"""Links and trees come in by names: from files and from seeds, with what is wrong told by its name."""

from pathlib import Path

from objectry.metadata import FieldSource, ImportMap
from objectry.runtime import Report, Source, plan_import, read_columns, read_rows, run_import
from tests.runtime.relations.test_many_to_many import tools
from tests.runtime.relations.test_master_detail import chain
from tests.runtime.worlds import World


def bring_in(world: World, object: str, path: Path, key: str | None = None, **lookups: str) -> Report:
    """Import a CSV file whose columns are called as the fields."""
    call = world.call("system:import", Source.IMPORT, f"import {path.name}")
    columns = read_columns(path, ",", "utf-8")
    sources = {name: FieldSource(column=name, lookup=lookups.get(name)) for name in columns}
    plan = plan_import(ImportMap(object, sources, key=key), columns, call.blueprint)
    return run_import(world.platform.records, call, plan, read_rows(path, ",", "utf-8"), lambda _: None)


def test_links_are_found_by_names(workshop: World, tmp_path: Path) -> None:
    """A cell of names with semicolons between links them all; a name nobody has rejects its row."""
    axe, saw = (tools(workshop, "bob", name)[0] for name in ("axe", "saw"))
    order = chain(workshop, "bob")[1].id
    path = tmp_path / "jobs.csv"
    path.write_text(f"name,order_form,tools\ntwo,{order},saw; axe\nnone,{order},\nlost,{order},axe;hammer\n", "utf-8")
    report = bring_in(workshop, "job", path, tools="name")
    assert [one.reason for one in report.rejects] == ['Tools: no tool with name "hammer"']
    held = {"axe": axe, "saw": saw}
    found = {name: workshop.names("bob", "job", filter=f'INCLUDES(tools, "{id}")') for name, id in held.items()}
    assert found == {"axe": ["two"], "saw": ["two"]}


def test_a_circle_in_a_file_is_refused(workshop: World, tmp_path: Path) -> None:
    """Rows that would close a circle among themselves are rejected; the tree stays one."""
    path = tmp_path / "places.csv"
    path.write_text("code,name,parent\na,A,b\nb,B,a\nc,C,a\n", encoding="utf-8")
    report = bring_in(workshop, "place", path, key="code", parent="code")
    assert any("this would close a circle" in one.reason for one in report.rejects)
    above = {one: workshop.names("root", "place", filter=f'parent.code = "{one}"') for one in "ab"}
    assert not ("B" in above["a"] and "A" in above["b"])
