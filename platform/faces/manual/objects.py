"""Objects and the whole book, as the manual tells them."""

from collections.abc import Iterator

from objectry.faces.manual.access import grants_of, role_rows, sharing_rows
from objectry.faces.manual.chapters import Book, Demand, ObjectChapter, Related, RuleRow
from objectry.faces.manual.fields import field_row
from objectry.faces.texts import Texts
from objectry.metadata import Model, Object, Rule
from objectry.plan import Blueprint


def write_book(model: Model, blueprint: Blueprint, language: str) -> Book:
    """The manual of a stack in one language; core objects come last."""
    texts = Texts(blueprint, language)
    ordered = sorted(model.objects.values(), key=lambda one: one.core)
    return Book(
        language=language,
        title=texts("manual_title", app=texts.app()),
        objects=tuple(_chapter(texts, model, one) for one in ordered),
        roles=role_rows(texts, model, tuple(one.name for one in ordered)),
        sharing=sharing_rows(texts, model),
    )


def _chapter(texts: Texts, model: Model, thing: Object) -> ObjectChapter:
    rows = [(field.system, field_row(texts, thing, field)) for field in thing.fields.values()]
    return ObjectChapter(
        name=thing.name,
        label=texts.object(thing.name),
        plural=texts.plural(thing.name),
        description=texts.description(thing.name),
        sight=tuple(_sight(texts, thing)),
        fields=tuple(row for system, row in rows if not system),
        system_fields=tuple(row for system, row in rows if system),
        related=tuple(_related(texts, model, thing)),
        demands=tuple(
            Demand(texts.part(thing.name, "validations", name, one.message.text), one.error_if.text.strip())
            for name, one in thing.validations.items()
        ),
        rules=tuple(_rule(texts, one) for one in model.rules.values() if one.object == thing.name),
        views=tuple(_views(texts, model, thing)),
        grants=grants_of(texts, model, thing),
    )


def _sight(texts: Texts, thing: Object) -> Iterator[str]:
    """Who sees records that are not theirs, in sentences."""
    sharing = thing.sharing
    if sharing.parent is not None:
        yield texts("manual_sight_parent", field=texts.field(thing.name, sharing.parent))
        return
    yield texts(f"manual_sight_{sharing.base}")
    if thing.owned and sharing.hierarchy and sharing.base != "edit":
        yield texts("manual_sight_hierarchy")


def _related(texts: Texts, model: Model, thing: Object) -> Iterator[Related]:
    for other in model.objects.values():
        for field in other.fields.values():
            if thing.name in field.to and not field.system:
                yield Related(other.name, texts.plural(other.name), texts.field(other.name, field.name))


def _views(texts: Texts, model: Model, thing: Object) -> Iterator[tuple[str, str]]:
    layout = model.layouts.get(thing.name)
    for name, view in layout.views.items() if layout else ():
        yield texts.part(thing.name, "views", name, view.label), view.where.text.strip() if view.where else ""


def _rule(texts: Texts, rule: Rule) -> RuleRow:
    return RuleRow(
        label=texts.rule(rule.name),
        object=texts.object(rule.object),
        when=rule.when.text.strip(),
        condition=rule.condition.text.strip() if rule.condition else "",
        then=rule.then.text.strip(),
    )
