"""Which layers make a stack: the platform's core, base apps, packs, and the customer's own layer on top."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from objectry.metadata.layering.versions import satisfied, version_key
from objectry.metadata.model import App
from objectry.metadata.reading.app_files import AppSource, core_app
from objectry.metadata.stack import load_stack

CORE = "core"
APP_FILES = ("app.yaml", "app.yml", "app.json")
Available = Callable[[], Mapping[str, AppSource]]


def head(source: AppSource) -> App:
    """What the app's own app.yaml says, its faults left aside; an app without one is called as its folder."""
    said = MappingProxyType({name: text for name, text in source.files.items() if name in APP_FILES})
    model, _ = load_stack([AppSource(source.name, said)])
    return model.apps[0]


def named(source: AppSource) -> AppSource:
    """The same files under the app's own name, whatever the folder is called."""
    return replace(source, name=head(source).name)


def lay(own: AppSource, deployed: Sequence[AppSource], available: Available) -> tuple[AppSource, ...]:
    """The stack after `own` has taken its place: instead of its deployed version, else on top of everything.

    What it stands on comes from what is deployed, else from what is available, each app above those it stands on
    itself; the core always comes with the platform that does the work.  An app that is nowhere is left out: loading
    tells it, with its place.
    """
    layer = named(own)
    layers = [one for one in deployed if one.name != CORE]
    names = [one.name for one in layers]
    at = names.index(layer.name) if layer.name in names else len(layers)
    beneath = {one.name: one for one in layers}
    missing = [one for one in _below(layer, beneath, available) if one.name not in beneath]
    return (core_app(), *layers[:at], *missing, layer, *layers[at + 1 :])


def upgraded(
    deployed: Sequence[AppSource], names: Sequence[str], available: Mapping[str, AppSource]
) -> tuple[AppSource, ...]:
    """The deployed stack with these apps as they are available, and what they newly stand on below them."""
    layers = [core_app() if one.name == CORE else one for one in deployed]
    for name in names:
        beneath = {one.name: one for one in layers}
        if name in available and name in beneath:
            new = available[name]
            at = [one.name for one in layers].index(name)
            missing = [one for one in _below(new, beneath, lambda: available) if one.name not in beneath]
            layers[at : at + 1] = [*missing, new]
    return tuple(layers)


def installed(
    deployed: Sequence[AppSource], name: str, available: Mapping[str, AppSource], own: str
) -> tuple[AppSource, ...]:
    """The deployed stack with an app more, and with what that stands on, below the layer `own`."""
    layers = [core_app() if one.name == CORE else one for one in deployed]
    names = [one.name for one in layers]
    beneath = {one.name: one for one in layers}
    new = [*_below(available[name], beneath, lambda: available), available[name]]
    at = names.index(own) if own in names else len(layers)
    return (*layers[:at], *(one for one in new if one.name not in beneath), *layers[at:])


def without_app(deployed: Sequence[AppSource], name: str) -> tuple[AppSource, ...]:
    """The deployed stack without one of its layers."""
    return tuple(core_app() if one.name == CORE else one for one in deployed if one.name != name)


def standing_on(app: App) -> Mapping[str, str]:
    """The apps an app stands on, with the versions it wants: base, packs, and what it requires."""
    return {**app.base, **app.packs, **app.requires}


def newest(candidates: Sequence[AppSource], wanted: Mapping[str, str]) -> dict[str, AppSource]:
    """Of each app the newest version that fits what is wanted of it; the newest of all where none fits."""
    found: dict[str, AppSource] = {}
    for one in sorted(candidates, key=lambda source: _rank(source, wanted)):
        found[head(one).name] = named(one)
    return found


def _rank(source: AppSource, wanted: Mapping[str, str]) -> tuple[bool, tuple[int, ...]]:
    app = head(source)
    return satisfied(app.version, wanted.get(app.name, ">=0")), version_key(app.version)


def _below(own: AppSource, known: Mapping[str, AppSource], available: Available) -> Iterator[AppSource]:
    """Everything an app stands on, over any number of others, the lowest first."""
    told: set[str] = {own.name, CORE}

    def descend(source: AppSource) -> Iterator[AppSource]:
        for name in standing_on(head(source)):
            if name in told:
                continue
            told.add(name)
            found = known.get(name) or available().get(name)
            if found is not None:
                yield from descend(found)
                yield found

    return descend(own)
