"""From the tree of declarations to the Model, every default resolved."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata.building.access import build_queues, build_roles, build_rules, build_sets, build_sharing
from objectry.metadata.building.layouts import build_layouts
from objectry.metadata.building.objects import build_objects
from objectry.metadata.building.scenarios import build_scenarios
from objectry.metadata.building.seeds import SeedFile, seed_formulas
from objectry.metadata.building.texts import build_translation, generated_words, read_translations
from objectry.metadata.checking.places import locate, names_under
from objectry.metadata.currencies import with_currencies, with_currency_inputs, with_rates_read
from objectry.metadata.keys.kinds import APP, HALF_APP, SETTINGS
from objectry.metadata.keys.shapes import BAD
from objectry.metadata.layering.granting import with_grants
from objectry.metadata.layering.layers import Tree, app_name
from objectry.metadata.layering.notices import find_notices
from objectry.metadata.layering.owning import with_moves, with_owners
from objectry.metadata.layering.value_lists import with_value_lists
from objectry.metadata.layering.versions import UNKNOWN
from objectry.metadata.model import EMPTY, App, Model, Settings
from objectry.metadata.names import sentence
from objectry.metadata.reading.app_files import AppSource
from objectry.metadata.reading.nodes import MapNode, Node


def build_model(tree: Tree, seeds: Sequence[SeedFile], problems: Diagnostics, pins: Mapping[str, Any] = EMPTY) -> Model:
    """Everything that could be read; what could not is left out and told."""
    apps = tuple(build_app(source, node, problems) for source, node in tree.apps)
    spoken = read_translations(tree.part("translation"), problems)
    words = {app.name: generated_words(spoken.get(app.language)) for app in apps}
    declared = with_value_lists(tree.part("object"), tree.part("value_list"), problems)
    objects = build_objects(declared, words, problems, pins)
    objects = with_owners(objects, tree, apps)
    settings = build_settings(tree, problems)
    objects = with_currencies(objects, settings, words, problems)
    layouts = with_currency_inputs(build_layouts(tree.part("layout"), objects, words, problems), objects)
    translations = {name: build_translation(name, said, objects, layouts, settings) for name, said in spoken.items()}
    sets = build_sets(tree.part("permission_set"), objects, problems)
    return Model(
        apps=with_grants(apps, tree, objects),
        settings=settings,
        objects=MappingProxyType(objects),
        layouts=MappingProxyType(layouts),
        roles=MappingProxyType(with_moves("role", build_roles(tree.part("role"), problems), apps)),
        permission_sets=MappingProxyType(with_rates_read(with_moves("permission_set", sets, apps), settings)),
        sharing_rules=build_sharing(tree.sharing, problems),
        queues=MappingProxyType(build_queues(tree.part("queue"), problems)),
        rules=MappingProxyType(build_rules(tree.part("rule"), problems)),
        seeds=tuple(one.seed for one in seeds),
        cells=tuple(seed_formulas(seeds)),
        translations=MappingProxyType(translations),
        notices=MappingProxyType(dict(find_notices(objects, tree, apps))),
        scenarios=MappingProxyType(build_scenarios(tree.part("scenario"), problems)),
        changed=tree.changed,
        value_lists=MappingProxyType(
            {name: names_under(one.node, "values") for name, one in tree.part("value_list").items()}
        ),
    )


def build_app(source: AppSource, node: MapNode | None, problems: Diagnostics) -> App:
    """What app.yaml says; without one, the app is called as its source."""
    if node is None:
        problems.error("M224", f"the app {source.name} has no app.yaml that can be read", Span("app.yaml"))
    said = APP.read(node, problems) if node is not None else {}
    if said is BAD and node is not None:
        said = HALF_APP.read(node, Diagnostics())  # what is wrong has been told
    if said is BAD:
        said = {}
    name = said.get("name", app_name(source, node))
    return App(
        name=name,
        label=said.get("label", sentence(name)),
        version=said.get("version", UNKNOWN),
        namespace=said.get("namespace"),
        language=said.get("language", "en"),
        base=MappingProxyType(dict(said.get("base", {}))),
        packs=MappingProxyType(dict(said.get("packs", {}))),
        requires=MappingProxyType(dict(said.get("requires", {}).get("packs", {}))),
        moved=MappingProxyType(dict(said.get("moved", {}))),
    )


def build_settings(tree: Tree, problems: Diagnostics) -> Settings:
    found = tree.part("settings").get("settings")
    said = SETTINGS.read(found.node, problems) if found else {}
    if said is BAD:
        return Settings()
    said = {**said, **{name: int(said[name]) for name in ("fiscal_year_start", "purge_after") if name in said}}
    return Settings(**own_currency(said, found.node if found else None, problems))


def own_currency(said: Mapping[str, Any], node: Node | None, problems: Diagnostics) -> dict[str, Any]:
    """The settings with the organisation's currency among its currencies; one currency alone is as none declared."""
    several = said.get("currencies", ())
    own = said.get("currency", several[0] if several else None)
    if several and own not in several:
        problems.error("M264", f"{own} is not among the currencies {', '.join(several)}", locate(node, "currency"))
        return dict(said)
    chosen = {"currency": own} if own else {}
    return {**said, **chosen, "currencies": several if len(several) > 1 else ()}
