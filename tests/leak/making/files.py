"""A stack as the files an app is made of."""

import json
from typing import Any

from objectry.metadata import AppSource
from tests.leak.making.stacks import CORE
from tests.leak.oracle.world import Field, Kind, PermissionSet, Stack

File = dict[str, Any]


def app_of(stack: Stack) -> AppSource:
    """The app that declares a stack."""
    files: dict[str, File] = {"app.yaml": {"name": "leak", "version": "1.0"}}
    for name, kind in stack.kinds.items():
        if name not in CORE:
            files[f"objects/{name}.json"] = object_of(kind)
            files[f"layouts/{name}.json"] = layout_of(stack, kind)
    files["permissions/all.json"] = permissions_of(stack)
    written = {name: json.dumps(one, ensure_ascii=False, indent=1) for name, one in files.items()}
    return AppSource("leak", {**written, "app.yaml": "name: leak\nversion: 1.0\n"})


def object_of(kind: Kind) -> File:
    document: File = {"object": kind.name, "name_field": kind.name_field}
    master = kind.parent and kind.fields[kind.parent].type == "master_detail"
    if not master:
        document["owned"] = kind.owned
        document["sharing"] = {"parent": kind.parent} if kind.parent else {"base": kind.base}
        if kind.owned:
            document["sharing"]["hierarchy"] = kind.hierarchy
    document["fields"] = {name: field_of(kind, name, one) for name, one in kind.fields.items()}
    return document


def field_of(kind: Kind, name: str, declared: Field) -> File:
    document: File = {"type": declared.type}
    if declared.to:
        document |= {"to": list(declared.to) if len(declared.to) > 1 else declared.to[0]}
        document["related_as"] = declared.related_as
    if declared.type == "lookup" and name == kind.parent:
        document["required"] = True
    if declared.values:
        document["values"] = {one: {} for one in declared.values}
    if declared.tag:
        document["sensitive"] = declared.tag
    if declared.unique:
        document["unique"] = True
    if declared.computed:
        document["formula" if declared.formula is not None else "rollup"] = str(declared.formula or declared.rollup)
    if declared.reveals:
        document["reveals"] = True
    return document


def layout_of(stack: Stack, kind: Kind) -> File:
    """A layout that shows everything: what somebody may not read has to vanish from it."""
    every = list(kind.fields)
    through = [f"{name}.name" for name, one in kind.fields.items() if one.points and len(one.to) == 1]
    columns = [*every, *through, *(["owner.name"] if kind.owned else [])]
    views: File = {
        name: {"where": str(one.where), "columns": columns[:8], "sort": [f"-{one.sort}"] if one.sort else []}
        for name, one in kind.views.items()
    }
    choice = next((name for name, one in kind.fields.items() if one.type == "picklist"), None)
    number = next((name for name, one in kind.fields.items() if one.type in {"integer", "currency"}), None)
    if choice:
        views["board"] = {"type": "kanban", "by": choice, "card": columns[:4], **({"sum": number} if number else {})}
    lists = [name for name, object, _ in stack.relations(kind.name) if object not in CORE]
    tabs: File = {"details": {"form": "default"}, "past": {"timeline": True}}
    tabs |= {name: {"related": name} for name in lists}
    page: File = {"highlights": every[:4], "tabs": tabs}
    search = {"fields": [".".join(one) for one in kind.search]}
    form = {"default": {"sections": {"main": {"fields": every}}}}
    return {"layout": kind.name, "forms": form, "page": page, "views": views, "search": search}


def permissions_of(stack: Stack) -> File:
    rules: File = {}
    for rule in stack.rules:
        to = [f"role:{one}" for one in rule.to]
        rules.setdefault(rule.object, {})[rule.name] = {"when": str(rule.when), "to": to, "access": rule.access}
    return {
        "roles": {name: {"sets": list(sets)} for name, sets in stack.roles.items()},
        "permission_sets": {name: set_of(one) for name, one in stack.sets.items()},
        **({"sharing_rules": rules} if rules else {}),
    }


def set_of(given: PermissionSet) -> File:
    objects = {name: dict.fromkeys(sorted(rights), True) for name, rights in given.objects.items()}
    return {"objects": objects, "fields": given.fields, "sensitive": given.tags}
