"""Sharing rules and validations: conditions about records, checked.

Rights themselves (permission sets, roles, sharing base) go into the blueprint as they stand in the model; who may see
what is decided by the access part of the runtime, from these and the actor.
"""

from objectry.metadata import Object, SharingRule, Validation
from objectry.plan.checking import Compilation
from objectry.plan.reads import own_fields
from objectry.plan.shapes import SharingPlan, ValidationPlan


def compile_sharing(work: Compilation) -> tuple[SharingPlan, ...]:
    """The criteria sharing rules of all objects."""
    plans = (_sharing(rule, work) for rule in work.model.sharing_rules if rule.object in work.model.objects)
    return tuple(plan for plan in plans if plan is not None)


def _sharing(rule: SharingRule, work: Compilation) -> SharingPlan | None:
    when = work.condition(rule.when, work.scope(rule.object))
    if when is None:
        return None
    if not own_fields(when) & _indexed(work.model.objects[rule.object]):
        message = (
            f"sharing rule {rule.name} reads no field with an index: lists of {rule.object} will be slow when long"
        )
        work.found.warn("P403", message, rule.when.span)
    return SharingPlan(rule.name, rule.object, when, rule.to, rule.access, rule.when)


def _indexed(thing: Object) -> frozenset[str]:
    """The fields by which the database finds records."""
    alone = {field.name for field in thing.fields.values() if field.index or field.unique or field.to}
    return frozenset(alone | {index.fields[0] for index in thing.indexes.values()})


def compile_validations(thing: Object, work: Compilation) -> tuple[ValidationPlan, ...]:
    """The validations of one object in their order."""
    plans = (_validation(thing.name, one, work) for one in thing.validations.values())
    return tuple(plan for plan in plans if plan is not None)


def _validation(thing: str, validation: Validation, work: Compilation) -> ValidationPlan | None:
    scope = work.scope(thing, moment=True)
    condition = work.condition(validation.error_if, scope)
    message = work.template(validation.message, scope)
    if condition is None:
        return None
    return ValidationPlan(validation.name, condition, message, validation.at, validation.sources, own_fields(condition))
