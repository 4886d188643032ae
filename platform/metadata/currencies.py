"""Several currencies: what objects with amounts get when the settings declare more than one.

Each such object has a `currency`, and `exchange_rates`, the rates in force on its day.  Beside each amount of its own
stands the same amount in the organisation's currency, `<amount>_corporate`, a formula: corrected rates count at once.
Where the settings name one currency there is none of this.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

from objectry.diagnostics import Diagnostics
from objectry.metadata.model import (
    Field,
    FieldType,
    Form,
    Layout,
    Object,
    OnDelete,
    PermissionSet,
    Picklist,
    PicklistValue,
    RuleText,
    Section,
    Settings,
)

RATES = "exchange_rate"  # the object
CURRENCY, IN_FORCE, CORPORATE = "currency", "exchange_rates", "_corporate"
LABELS = "generated.corporate"
RATE_DIGITS = (18, 8)
SMALLEST = Decimal(1).scaleb(-RATE_DIGITS[1])
Labels = Mapping[str, str]
Objects = dict[str, Object]


def with_currencies(
    objects: Objects, settings: Settings, words: Mapping[str, Labels], problems: Diagnostics
) -> Objects:
    """The objects as the settings need them."""
    if len(settings.currencies) < 2:
        return {name: one for name, one in objects.items() if name != RATES}
    made = {name: with_amounts(one, settings, words.get(one.app, {}), problems) for name, one in objects.items()}
    return made | ({RATES: with_rates(made[RATES], settings)} if RATES in made else {})


def with_rates(one: Object, settings: Settings) -> Object:
    """The sheet of rates, with a column for each currency but the organisation's."""
    precision, scale = RATE_DIGITS
    fields = dict(one.fields)
    for code in others(settings):
        name, label = rate_field(code), f"{code} / {settings.currency}"
        fields[name] = Field(name, FieldType.DECIMAL, label, precision=precision, scale=scale, minimum=SMALLEST)
    return replace(one, fields=MappingProxyType(fields))


def others(settings: Settings) -> tuple[str, ...]:
    """The currencies that have a rate."""
    return tuple(code for code in settings.currencies if code != settings.currency)


def rate_field(code: str) -> str:
    """The column of a currency on the sheet of rates."""
    return f"rate_{code.lower()}"


def corporate_field(amount: str) -> str:
    """The name of the same amount in the organisation's currency."""
    return amount + CORPORATE


def is_amount(field: Field) -> bool:
    """An amount people write: it is in its record's currency."""
    return field.type is FieldType.CURRENCY and not field.computed


def with_amounts(one: Object, settings: Settings, words: Labels, problems: Diagnostics) -> Object:
    """The object with its currency, its rates and its amounts in the organisation's currency."""
    amounts = [field for field in one.fields.values() if is_amount(field)]
    if not amounts:
        return one
    added = {field.name: field for field in added_fields(amounts, settings, words)}
    clashes = [field for name, field in one.fields.items() if name in added]
    for field in clashes:
        message = f'"{field.name}" is what objects with amounts have where there are several currencies'
        problems.error("M263", message, field.span)
    if clashes:
        return one
    fields: dict[str, Field] = {}
    for name, field in one.fields.items():
        if is_amount(field) and CURRENCY not in fields:
            fields[CURRENCY] = added.pop(CURRENCY)
        fields[name] = replace(field, in_currency=_holder(field))
    return replace(one, fields=MappingProxyType({**fields, **added}))


def _holder(field: Field) -> str | None:
    """The field that says in which currency an amount is; roll-ups are in the organisation's."""
    return CURRENCY if field.type is FieldType.CURRENCY and field.rollup is None else None


def added_fields(amounts: list[Field], settings: Settings, words: Labels) -> Iterator[Field]:
    choices = {code: PicklistValue(code, code) for code in settings.currencies}
    yield Field(
        CURRENCY,
        FieldType.PICKLIST,
        words.get(CURRENCY, "Currency"),
        required=True,
        default=settings.currency,
        picklist=Picklist(MappingProxyType(choices)),
        max_length=255,
    )
    yield Field(
        IN_FORCE,
        FieldType.LOOKUP,
        words.get(IN_FORCE, "Exchange rates"),
        to=(RATES,),
        on_delete=OnDelete.RESTRICT,
        read_only=True,
        history=False,
        system=True,
    )
    for field in amounts:
        yield Field(
            field.name + CORPORATE,
            FieldType.CURRENCY,
            corporate_label(field.label, settings, words),
            formula=RuleText(formula(field.name, settings), field.span),
            read_only=True,
            history=False,
            system=True,
            precision=18,
            scale=field.scale,
            sensitive=field.sensitive,
            blanks="null",
        )


def corporate_label(label: str, settings: Settings, words: Labels) -> str:
    said = words.get(LABELS, "{field} ({currency})")
    return said.replace("{field}", label).replace("{currency}", settings.currency)


def formula(amount: str, settings: Settings) -> str:
    """The amount in the organisation's currency; blank where the sheet in force has no rate for it."""
    rates = ", ".join(f'"{code}", {IN_FORCE}.{rate_field(code)}' for code in others(settings))
    return f'IF({CURRENCY} = "{settings.currency}", {amount}, {amount} * CASE({CURRENCY}, {rates}, null))'


def with_currency_inputs(layouts: Mapping[str, Layout], objects: Mapping[str, Object]) -> dict[str, Layout]:
    """A form that shows an amount shows its currency too, ahead of the first, where its author has not placed it."""
    return {name: _with_input(layout, objects[name]) for name, layout in layouts.items()}


def _with_input(layout: Layout, one: Object) -> Layout:
    if IN_FORCE not in one.fields:
        return layout
    forms = {name: _placed(form, one) for name, form in layout.forms.items()}
    return replace(layout, forms=MappingProxyType(forms))


def _placed(form: Form, one: Object) -> Form:
    sections = dict(form.sections)
    if any(CURRENCY in section.fields for section in sections.values()):
        return form
    for name, section in sections.items():
        at = next(
            (at for at, field in enumerate(section.fields) if field in one.fields and is_amount(one.fields[field])),
            None,
        )
        if at is not None:
            sections[name] = _with(section, at)
            break
    return replace(form, sections=MappingProxyType(sections))


def _with(section: Section, at: int) -> Section:
    return replace(section, fields=(*section.fields[:at], CURRENCY, *section.fields[at:]))


def with_rates_read(sets: Mapping[str, PermissionSet], settings: Settings) -> dict[str, PermissionSet]:
    """Everybody may read the rates, or nobody could read an amount in the organisation's currency."""
    if len(settings.currencies) < 2:
        return dict(sets)
    return {
        name: replace(
            one, objects=MappingProxyType({**one.objects, RATES: one.objects.get(RATES, frozenset()) | {"read"}})
        )
        for name, one in sets.items()
    }
