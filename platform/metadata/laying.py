"""Which layers make a stack: the platform's core, base apps, packs, and the customer's own layer on top."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from objectry.metadata.app_files import AppSource, core_app
from objectry.metadata.model import App
from objectry.metadata.stack import load_stack

CORE = "core"
APP_FILES = ("app.yaml", "app.yml", "app.json")


def head(source: AppSource) -> App:
    """What the app's own app.yaml says, its faults left aside; an app without one is called as its folder."""
    said = MappingProxyType({name: text for name, text in source.files.items() if name in APP_FILES})
    model, _ = load_stack([AppSource(source.name, said)])
    return model.apps[0]


def named(source: AppSource) -> AppSource:
    """The same files under the app's own name, whatever the folder is called."""
    return AppSource(head(source).name, source.files)


def lay(
    own: AppSource, deployed: Sequence[AppSource], shipped: Callable[[], Mapping[str, AppSource]]
) -> tuple[AppSource, ...]:
    """The stack after `own` has taken its place: instead of its deployed version, else on top of everything.

    Apps named in `base:` come from what is deployed, else from what is shipped with the platform; the core always
    comes with the platform that does the work.  A base that is nowhere is left out: loading tells it, with its place.
    """
    layer = named(own)
    layers = {one.name: one for one in deployed if one.name != CORE}
    for name in head(own).base:
        if name not in layers and name in shipped():
            layers[name] = shipped()[name]
    layers[layer.name] = layer
    return (core_app(), *layers.values())
