"""Objects made up for the cases of `crm eval --cases`: one for a case, and one for each lookup that carries fields.

What a case calls its fields is up to it: files are written with names of ours, and the model then gets the case's own
names back.  Numbers are as wide as the values given, so that a row means exactly what it says.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any

from objectry.diagnostics import Diagnostic
from objectry.metadata import AppSource, Compound, Field, Model, Object, core_app, load_stack
from objectry.plan import Blueprint, compile_model

APP = "name: tried\nversion: '1'\n"
NUMBERS = frozenset({"integer", "decimal", "currency", "percent"})
LOOKUPS = frozenset({"lookup", "master_detail"})
KEPT = frozenset({"type", "formula", "rollup", "to"})
KEPT_OF = MappingProxyType(
    {
        **dict.fromkeys(NUMBERS, frozenset({"precision", "scale"})),
        "picklist": frozenset({"values", "attributes"}),
        "multi_picklist": frozenset({"values"}),
    }
)
"""Keys that say what a value is; all others say how a form takes it."""
MOST_DIGITS = 18
USUAL = MappingProxyType({"integer": (18, 0), "decimal": (18, 4), "currency": (16, 2), "percent": (7, 2)})
OBJECT = re.compile(r"objects/case_(\d+)(?:_\d+)*\.json")
OURS = re.compile(r"\bfield_\d+(?!\d)")
FORMULA = re.compile(r'\s*"(formula|rollup)": "')
OWNER = re.compile(r'  "(field_\d+)": ')
PLAIN = re.compile(r"[A-Za-z_][A-Za-z_0-9]{0,50}")  # what every database takes for a name of a column
TAKEN = frozenset({"id", "created_at", "updated_at", "version", "deleted_at"})  # columns with rules of their own
Definitions = Mapping[str, Any]
Rows = Sequence[Mapping[str, Any]]


class BadCase(Exception):
    """A case whose fields are not said as they must be; the message says how."""


@dataclass(frozen=True, slots=True)
class Made:
    """The objects of one case: their files, and by object and name of ours the given names of their fields and how
    their formulas read blank numbers."""

    files: dict[str, str] = field(default_factory=dict)
    names: dict[str, dict[str, str]] = field(default_factory=dict)
    blanks: dict[tuple[str, str], str] = field(default_factory=dict)


def object_name(number: int) -> str:
    """The object of a case."""
    return f"case_{number}"


def made(number: int, fields: Definitions, rows: Rows, blanks: str) -> Made:
    """The objects of case `number`.  Raises BadCase."""
    case = Made()
    _make(object_name(number), fields, rows, blanks, case)
    return case


def _make(thing: str, fields: Definitions, rows: Rows, blanks: str, case: Made) -> None:
    written: dict[str, object] = {}
    case.names[thing] = {}
    for at, (name, given) in enumerate(fields.items(), start=1):
        said: Any = {"type": given} if isinstance(given, str) else given
        if not isinstance(said, Mapping):
            raise BadCase(f'field "{name}": a type, or keys such as type and formula, is expected')
        values = [value for row in rows for value in _values(row, name)]
        kept = _kept(said) | _fitting(said, values)
        inner = said.get("fields")
        if isinstance(inner, Mapping):
            kept["to"] = f"{thing}_{at}"
            below = [value for value in values if isinstance(value, Mapping)]
            _make(f"{thing}_{at}", inner, below, blanks, case)
        written[f"field_{at}"] = kept
        case.names[thing][f"field_{at}"] = name
        case.blanks[thing, f"field_{at}"] = str(said.get("blanks", blanks))
    definition = {"object": thing, "owned": False, "fields": written}
    case.files[f"objects/{thing}.json"] = json.dumps(definition, indent=1, ensure_ascii=False, default=str)


def _kept(said: Mapping[str, Any]) -> dict[str, object]:
    """What a definition says about values; choices may be a plain list."""
    keys = KEPT | KEPT_OF.get(str(said.get("type")), frozenset())
    kept = {key: value for key, value in said.items() if key in keys}
    if isinstance(kept.get("values"), list):
        kept["values"] = {str(one): {} for one in kept["values"]}
    return kept


def _values(row: Mapping[str, Any], name: str) -> Iterator[object]:
    yield from (value for key, value in row.items() if key.lower() == name.lower() and value is not None)


def _fitting(said: Mapping[str, Any], values: Iterable[object]) -> dict[str, object]:
    """Precision and scale that take all values given."""
    kind = said.get("type")
    if kind not in NUMBERS or "formula" in said or "rollup" in said:
        return {}
    numbers = [one for one in map(_number, values) if one is not None]
    usual_precision, usual_scale = USUAL[str(kind)]
    declared = _whole(said.get("scale"), usual_scale)
    most = MOST_DIGITS - 2 * (kind == "percent")
    needed = min(max([1, *(one.adjusted() + 1 for one in numbers if one)]), most)
    scale = max([declared, *(-int(one.normalize().as_tuple().exponent) for one in numbers)])
    scale = max(min(scale, most - needed), 0)  # digits before the point matter more
    digits = max(needed, min(_whole(said.get("precision"), usual_precision) - declared, most - scale))
    return {"type": "decimal" if kind == "integer" else kind, "precision": digits + scale, "scale": scale}


def _number(value: object) -> Decimal | None:
    try:
        found = Decimal(str(value))
    except InvalidOperation:
        return None
    return found if found.is_finite() else None


def _whole(value: object, otherwise: int) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) else otherwise


def compiled(cases: Mapping[int, Made]) -> tuple[Blueprint | None, dict[int, Diagnostic]]:
    """The blueprint of those cases whose definitions are right, and the first error of each other one."""
    wrong: dict[int, Diagnostic] = {}
    left = dict(cases)
    while left:
        blueprint, errors = _compiled(left)
        if blueprint is not None:
            return blueprint, wrong
        found = {_case_of(one): one for one in reversed(errors)}
        found = {number: one for number, one in found.items() if number in left} or dict.fromkeys(left, errors[0])
        wrong |= {number: _in_given_names(one, left[number]) for number, one in found.items()}
        left = {number: one for number, one in left.items() if number not in found}
    return None, wrong


def _compiled(cases: Mapping[int, Made]) -> tuple[Blueprint | None, list[Diagnostic]]:
    files = {name: text for one in cases.values() for name, text in one.files.items()}
    model, loading = load_stack((core_app(), AppSource("tried", MappingProxyType({"app.yaml": APP, **files}))))
    if loading.errors:
        return None, list(loading.errors)
    blueprint, compiling = compile_model(_renamed(model, cases.values()))
    return blueprint, list(compiling.errors)


def _case_of(problem: Diagnostic) -> int:
    found = OBJECT.search(problem.span.file)
    return int(found[1]) if found else -1


def _in_given_names(problem: Diagnostic, case: Made) -> Diagnostic:
    """The problem as the case would put it: its own name of the field, and the place within the formula."""
    thing = problem.span.file.removeprefix("objects/").removesuffix(".json")
    names = case.names.get(thing, {})
    lines = case.files.get(problem.span.file, "").splitlines()[: problem.span.line]
    formula = FORMULA.match(lines[-1]) if lines else None
    column = max(problem.span.column - formula.end(), 1) if formula else 1
    owner = next((found[1] for line in reversed(lines) if (found := OWNER.match(line))), "")
    message = OURS.sub(lambda found: names.get(found[0], found[0]), problem.message)
    told = f'field "{names[owner]}": {message}' if owner in names else message
    return replace(problem, message=told, span=replace(problem.span, line=1, column=column))


def _renamed(model: Model, cases: Iterable[Made]) -> Model:
    """The model with the names the cases give."""
    things = dict(model.objects)
    for case in cases:
        things |= {name: _object(things[name], case) for name in case.names if name in things}
    return replace(model, objects=MappingProxyType(things))


def _object(thing: Object, case: Made) -> Object:
    """The object with the case's own fields, and of those each object has only its id."""
    names = case.names[thing.name]
    own = [one for one in thing.fields.values() if one.name == "id" or OURS.match(one.name)]
    fields = {one.name: one for one in (_field(one, thing, case) for one in own)}
    compounds = {name: _compound(one, names.get(name, name)) for name, one in thing.compounds.items()}
    return replace(
        thing,
        fields=MappingProxyType(fields),
        compounds=MappingProxyType(compounds),
        validations=MappingProxyType({}),
        name_field="id",
    )


def _field(one: Field, thing: Object, case: Made) -> Field:
    """A field under the name the case gives it; where an object has that name by itself, as an alias."""
    ours = OURS.match(one.name)
    if ours is None or ours[0] not in case.names[thing.name]:
        return one
    given = case.names[thing.name][ours[0]] + one.name.removeprefix(
        ours[0]
    )  # of a field of several parts: and the part
    name = given.lower() if PLAIN.fullmatch(given) and given.lower() not in TAKEN else one.name
    blanks = case.blanks[thing.name, ours[0]]
    return replace(one, name=name, aliases=() if name == given else (given,), required_if=None, blanks=blanks)


def _compound(compound: Compound, given: str) -> Compound:
    parts = {
        part: given.lower() + "_" + part if PLAIN.fullmatch(given) else name for part, name in compound.parts.items()
    }
    return replace(compound, parts=MappingProxyType(parts), aliases=(given,))
