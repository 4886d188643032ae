"""Which layers make a stack: the platform's core, base apps, packs, and the customer's own layer on top."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata import App, AppSource, core_app, load_stack
from objectry.runtime.versions import fits

CORE = "core"
APP_FILES = ("app.yaml", "app.yml", "app.json")


@dataclass(frozen=True, slots=True)
class Stack:
    """The layers in order, and the problems found in choosing them."""

    apps: tuple[AppSource, ...]
    problems: Diagnostics


def head(source: AppSource) -> App:
    """What the app's own app.yaml says, its faults left aside; an app without one is called as its folder."""
    said = MappingProxyType({name: text for name, text in source.files.items() if name in APP_FILES})
    model, _ = load_stack([AppSource(source.name, said)])
    return model.apps[0]


def named(source: AppSource) -> AppSource:
    """The same files under the app's own name, whatever the folder is called."""
    return AppSource(head(source).name, source.files)


def lay(own: AppSource, deployed: Sequence[AppSource], shipped: Callable[[], Mapping[str, AppSource]]) -> Stack:
    """The stack after `own` has taken its place: instead of its deployed version, else on top of everything.

    Apps named in `base:` come from what is deployed, else from what is shipped with the platform; the core always
    comes with the platform that does the work.
    """
    app, layer = head(own), named(own)
    layers = {one.name: one for one in deployed if one.name != CORE}
    problems = Diagnostics()
    for name, wanted in app.base.items():
        found = layers.get(name) or shipped().get(name)
        if found is None:
            problems.error("P418", f"the base app {name} is neither deployed nor shipped with the platform")
        elif not fits(head(found).version, wanted):
            problems.error("P418", f"{app.name} needs {name} {wanted}, but {head(found).version} is there")
        else:
            layers.setdefault(name, found)
    layers[layer.name] = layer
    return Stack((core_app(), *layers.values()), problems)
