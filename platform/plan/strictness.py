"""What is asked of records from now on, and which of those already there would not stand it.

A record that breaks a new demand stays as it is; it meets the demand when somebody next saves it.  So these changes
are told with a count, not refused.  Only a field that becomes unique is: the database itself would not take it.
"""

from collections.abc import Iterator, Mapping
from datetime import time
from decimal import Decimal

from objectry.metadata import RECORD_TYPE, Field, FieldType, Picklist
from objectry.plan.answering import in_deployed_names
from objectry.plan.changes import Change, ChangeClass, Refit
from objectry.plan.matching import Matching, Pair
from objectry.plan.narrowing import compare_narrowing, otherwise
from objectry.plan.renaming import holds, renamed_choices
from objectry.plan.shapes import FieldPlan, ValidationPlan
from objectry.plan.storage import TEXTS, label
from objectry.rules import BOOLEAN, TIME, Call, Const, FieldRead, Kind, Node, Type, number

YES = BOOLEAN.required()


def compare_strictness(found: Matching) -> Iterator[Change]:
    """Demands added and taken away, object by object."""
    for pair in found.pairs:
        for plan in pair.added:
            yield from _new_field(found, pair, plan)
        for old, new in pair.kept:
            if not (new.field.computed or new.field.system):
                yield from _field(found, pair, old, new)
        yield from _indexes(pair)
        yield from compare_narrowing(found, pair)
        yield from _validations(found, pair)


def _indexes(pair: Pair) -> Iterator[Change]:
    """Indexes that become unique; their records are looked for under the deployed names."""
    before = {one.name: one for one in pair.old.object.indexes.values() if one.unique}
    for index in pair.new.object.indexes.values():
        deployed = tuple(pair.fields.get(name, "") for name in index.fields)
        if not index.unique or (index.name in before and before[index.name].fields == deployed):
            continue
        kept = all(
            _same_values(pair.old.fields.get(old), pair.new.fields[new])
            for old, new in zip(deployed, index.fields, strict=True)
        )
        name, fields = f"{pair.new.name}.{index.name}", " and ".join(index.fields)
        text = f"{name}: {fields} become unique together"
        yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name, duplicates=deployed if kept else ())


def _same_values(old: FieldPlan | None, new: FieldPlan) -> bool:
    return old is not None and old.column is not None and old.field.type in (new.field.type, *TEXTS)


CHECKED = frozenset({FieldType.EMAIL, FieldType.PHONE, FieldType.URL})  # texts of a form of their own


def _stricter(pair: Pair, name: str, text: str, breaks: Node | None = None, refit: Refit | None = None) -> Change:
    return Change(ChangeClass.STRICTER, name, text, object=pair.old.name, breaks=breaks, refit=refit)


def _new_field(found: Matching, pair: Pair, plan: FieldPlan) -> Iterator[Change]:
    field, name = plan.field, label(pair, plan)
    filled = field.type is FieldType.BOOLEAN or field.name == RECORD_TYPE
    if field.required and not (field.computed or field.system or filled):
        yield _stricter(pair, name, f"{name} is required; existing records have none", Const(value=True, type=YES))
    elif plan.required_if is not None:
        breaks = in_deployed_names(found, pair.new.name, plan.required_if)
        yield _stricter(pair, name, f"{name} is required under a condition; existing records have none", breaks)


def _field(found: Matching, pair: Pair, old: FieldPlan, new: FieldPlan) -> Iterator[Change]:
    name, read = label(pair, new), FieldRead((), pair.old.name, old.name, old.type)
    before, after = old.field, new.field
    same_column = old.column is not None and before.type in (after.type, *TEXTS)
    if after.required and not before.required:
        yield _stricter(pair, name, f"{name} becomes required", _blank(read))
    if new.required_if is not None and new.required_if != old.required_if and not before.required:
        yield _stricter(pair, name, f"{name} becomes required under a condition", _required_if(found, pair, new, read))
    if after.unique and not before.unique:
        text = f"{name} becomes unique"
        duplicates = (old.name,) if same_column else ()
        yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name, duplicates=duplicates)
    if same_column and after.type in CHECKED and before.type is not after.type:
        yield _stricter(pair, name, f"{name} has to be of the form of {after.type}", refit=Refit(old, new))
    if after.pattern is not None and after.pattern != before.pattern:
        yield _stricter(pair, name, f"{name} has to match {after.pattern}", refit=Refit(old, new))
    if after.hierarchy and not before.hierarchy:
        tree = old.name if old.column is not None and before.to == (pair.old.name,) else None
        text = f"{name} makes a hierarchy: no circles, and few levels"
        yield Change(ChangeClass.STRICTER, name, text, object=pair.old.name, tree=tree)
    if new.filter is not None and new.filter != old.filter:
        breaks = in_deployed_names(found, pair.new.name, _unfitting(pair.new.name, new, new.filter))
        yield _stricter(pair, name, f"{name}: the records it may point to are fewer, or others", breaks)
    yield from _limits(pair, name, before, after, read)
    yield from _choices(pair, name, before, after, read, renamed_choices(old, new))


def _unfitting(thing: str, plan: FieldPlan, fits: Node) -> Node:
    """Holds where a lookup points to something its filter does not let through; what is unknown does not fit."""
    filled = Call("not", (_blank(FieldRead((), thing, plan.name, plan.type)),), YES)
    return Call("and", (filled, otherwise(fits)), YES)


def _required_if(found: Matching, pair: Pair, plan: FieldPlan, read: FieldRead) -> Node | None:
    condition = None if plan.required_if is None else in_deployed_names(found, pair.new.name, plan.required_if)
    return None if condition is None else Call("and", (condition, _blank(read)), BOOLEAN)


def _blank(read: FieldRead) -> Node:
    return Call("ISBLANK", (read,), YES)


def _limits(pair: Pair, name: str, before: Field, after: Field, read: FieldRead) -> Iterator[Change]:
    if after.max_length is not None and (before.max_length is None or after.max_length < before.max_length):
        breaks = _compare(">", Call("LEN", (read,), number(9, 0)), after.max_length) if _is_text(read) else None
        yield _stricter(pair, name, f"{name} holds at most {after.max_length} characters", breaks)
    if after.minimum is not None and _rises(before.minimum, after.minimum):
        text = f"{name} is at least {_written(after, after.minimum)}"
        yield _stricter(pair, name, text, _beyond("<", read, after.minimum))
    if after.maximum is not None and (before.maximum is None or _rises(after.maximum, before.maximum)):
        text = f"{name} is at most {_written(after, after.maximum)}"
        yield _stricter(pair, name, text, _beyond(">", read, after.maximum))
    if _whole_digits(after) < _whole_digits(before):
        limit = Decimal(10) ** _whole_digits(after)
        breaks = _beyond(">=", Call("ABS", (read,), read.type), limit) if _is_number(read) else None
        yield _stricter(pair, name, f"{name} has at most {_whole_digits(after)} digits before the point", breaks)


def _rises(low: Decimal | time | None, high: Decimal | time) -> bool:
    """Whether a limit is above another; above none, and above one of another type, it always is."""
    return type(low) is not type(high) or low < high  # type: ignore[operator]  # of one type now


def _is_text(read: FieldRead) -> bool:
    return read.type.kind is Kind.TEXT


def _is_number(read: FieldRead) -> bool:
    return read.type.kind is Kind.NUMBER


def _whole_digits(field: Field) -> int:
    """Digits before the point; as many as anybody wants where nothing is said."""
    return 99 if field.precision is None else field.precision - (field.scale or 0)


def _compare(operator: str, left: Node, right: Decimal | int) -> Node:
    return Call(operator, (left, _number(Decimal(right))), BOOLEAN)


def _beyond(operator: str, left: Node, limit: Decimal | time) -> Node | None:
    if isinstance(limit, time):
        return Call(operator, (left, Const(limit, TIME.required())), BOOLEAN) if left.type.kind is Kind.TIME else None
    return _compare(operator, left, limit) if left.type.kind is Kind.NUMBER else None


def _written(field: Field, limit: Decimal | time) -> str:
    """A bound as people write it: 20 for a fraction of 0.20."""
    if isinstance(limit, time):
        return limit.isoformat()
    return f"{(limit * 100 if field.type is FieldType.PERCENT else limit).normalize():f}"


def _number(value: Decimal) -> Const:
    plain = value.normalize()
    scale = max(0, -int(plain.as_tuple().exponent))
    return Const(value, number(max(1, plain.adjusted() + 1), scale, nullable=False))


def _choices(
    pair: Pair, name: str, before: Field, after: Field, read: FieldRead, renamed: Mapping[str, str]
) -> Iterator[Change]:
    if after.picklist is None:
        return
    if before.picklist is None or before.type is not after.type:
        breaks = _not_among(read, after.picklist) if _is_text(read) else None
        yield _stricter(pair, name, f"{name} becomes a choice of {len(after.picklist.values)} values", breaks)
        return
    for value in before.picklist.values:
        if value not in after.picklist.values and value not in renamed:
            yield _stricter(pair, name, f"{name} loses the choice {value}", holds(read, value))
    if after.picklist.transitions != _in_new_names(before.picklist.transitions, renamed):
        yield Change(ChangeClass.STRICTER, name, f"{name}: the allowed moves change", object=pair.old.name)


def _in_new_names(moves: Mapping[str, tuple[str, ...]], renamed: Mapping[str, str]) -> Mapping[str, tuple[str, ...]]:
    return {renamed.get(one, one): tuple(renamed.get(to, to) for to in after) for one, after in moves.items()}


def _not_among(read: FieldRead, picklist: Picklist) -> Node:
    type_ = Type(Kind.TEXT, nullable=False)
    values = tuple(Const(value, type_) for value in picklist.values)
    unlisted = Call("not", (Call("in", (read, *values), YES),), YES)
    return Call("and", (Call("not", (_blank(read),), YES), unlisted), YES)


def _validations(found: Matching, pair: Pair) -> Iterator[Change]:
    old = {plan.name: plan for plan in pair.old.validations}
    new = {plan.name: plan for plan in pair.new.validations}
    for name, plan in new.items():
        if name not in old or plan.condition != old[name].condition:
            yield _validation(found, pair, plan, "changes" if name in old else "is added")
        elif plan != old[name]:
            full = f"{pair.new.name}.{name}"
            yield Change(ChangeClass.SAFE, full, f"validation {full}: message or place changes")
    for name in old.keys() - new.keys():
        full = f"{pair.new.name}.{name}"
        yield Change(ChangeClass.SAFE, full, f"remove validation {full}")


def _validation(found: Matching, pair: Pair, plan: ValidationPlan, verb: str) -> Change:
    name = f"{pair.new.name}.{plan.name}"
    return _stricter(pair, name, f"validation {name} {verb}", in_deployed_names(found, pair.new.name, plan.condition))
