"""From the syntax of `then:` to typed statements."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from objectry.diagnostics import Diagnostics, Span
from objectry.metadata import Field, FieldType, Object, RuleText
from objectry.rules import codes
from objectry.rules.actions import Action, ActionParameter, known_actions
from objectry.rules.check import Checker
from objectry.rules.fitting import BROKEN, fit
from objectry.rules.hints import hint
from objectry.rules.notices import tell_notice
from objectry.rules.parser import parse
from objectry.rules.scope import Scope
from objectry.rules.statements import (
    Act,
    Branch,
    CreateRecord,
    DeleteRecords,
    SetField,
    Statement,
    Target,
    UpdateRecords,
)
from objectry.rules.syntax import (
    STEPS,
    Argument,
    Assignment,
    Choice,
    Create,
    Delete,
    Expression,
    Set,
    Step,
    Text,
    Update,
)
from objectry.rules.syntax import Action as ActionStep
from objectry.rules.targets import target_of
from objectry.rules.typed import Const, FieldRead, Node, walk
from objectry.rules.types import BOOLEAN, TEXT, Type

PROTECTED = frozenset({"id", "created_at", "created_by", "updated_at", "updated_by", "version", "deleted_at"})
MAX_CASES = 50


def check_actions(
    text: RuleText,
    scope: Scope,
    before_save: bool,  # noqa: FBT001 (an option)
    *,
    gone: bool = False,
) -> tuple[tuple[Statement, ...], Diagnostics]:
    """The statements of a `then:`.  Before the save a rule may only set fields of its own record, and refuse.

    `gone` says that the record is deleted when the rule runs: then nothing can be set in it.
    """
    syntax, found = parse(text, "actions")
    if syntax is None:
        return (), found
    assert isinstance(syntax, tuple)
    if not syntax:
        found.error(codes.SYNTAX, "the text ends too early; expected a statement", text.at(1, 1))
    steps = [step for step in syntax if isinstance(step, STEPS)]
    statements = StatementChecker(replace(scope, moment=True), found, before_save=before_save, gone=gone).block(steps)
    return (() if found.errors else statements), found


class StatementChecker:
    """Checks the statements of one rule.  `_set` are the lookups that earlier statements have set."""

    def __init__(self, scope: Scope, found: Diagnostics, *, before_save: bool, gone: bool = False) -> None:
        self._scope = scope
        self._found = found
        self._before_save = before_save
        self._gone = gone
        self._set: set[str] = set()

    def block(self, steps: Sequence[Step]) -> tuple[Statement, ...]:
        """The statements in order; faulty ones are left out after their errors are reported."""
        return tuple(one for one in map(self._statement, steps) if one is not None)

    def _statement(self, step: Step) -> Statement | None:
        if isinstance(step, Set):
            return self._set_field(step)
        if isinstance(step, Choice):
            return self._branch(step)
        if isinstance(step, ActionStep):
            return self._act(step)
        if isinstance(step, Create):
            return self._create(step)
        return self._update(step) if isinstance(step, Update) else self._delete(step)

    # ------------------------------------------------------------ expressions

    def _value(self, syntax: Expression, wanted: Type, scope: Scope | None = None) -> Node:
        checker = Checker(scope or self._scope, self._found)
        node = fit(checker.node(syntax), wanted, checker.on)
        finished = checker.finished(node, syntax.span) or BROKEN
        self._refuse_stale(finished, syntax.span)
        return finished

    def _refuse_stale(self, node: Node, span: Span) -> None:
        for read in walk(node):
            if isinstance(read, FieldRead) and read.hops and not read.child and read.hops[0].field in self._set:
                first = read.hops[0].field
                message = f"{read.path} still leads through the old {first}, which this rule has set; use a second rule"
                self._found.error(codes.STALE_PATH, message, span)
                return

    # ------------------------------------------------------------ set, create

    def _set_field(self, step: Set) -> Statement | None:
        if len(step.path.names) > 1:
            way = f"update {'.'.join(step.path.names[:-1])} {{ {step.path.names[-1]} = ... }}"
            message = f"`set` writes fields of the record itself, one name; `{way}` writes into another record"
            self._found.error(codes.NOT_SETTABLE, message, step.path.span)
            return None
        if self._gone:
            self._found.error(codes.NOT_SETTABLE, "the record is deleted when this rule runs", step.span)
        field = self._field(self._scope.object, step.path.names[0], step.path.span)
        if field is None:
            self._value(step.value, Type(BROKEN.type.kind))
            return None
        value = self._value(step.value, self._type(self._scope.object, field))
        if self._before_save and field.refers:
            self._set.add(field.name)
        return SetField(field.name, value, step.span)

    def _type(self, owner: str, field: Field) -> Type:
        return self._scope.catalog.type_of(owner, field)

    def _field(self, owner: str, name: str, span: Span) -> Field | None:
        field = self._scope.catalog.field(owner, name)
        if field is None:
            tail = hint(name, (one.name for one in self._scope.catalog.fields(owner)), self._found)
            self._found.error(codes.UNKNOWN_NAME, f'unknown field "{name}" on {owner}{tail}', span)
            return None
        tell_notice(self._scope.catalog, self._found, span, owner, name)
        reason = unsettable(field)
        if reason:
            self._found.error(codes.NOT_SETTABLE, f"{owner}.{field.name} cannot be written by a rule: {reason}", span)
            return None
        return field

    def _create(self, step: Create) -> Statement | None:
        self._not_before_save("create", step.span)
        catalog = self._scope.catalog
        target = catalog.object(step.object)
        if target is None:
            tail = hint(step.object, catalog.model.objects, self._found)
            self._found.error(codes.UNKNOWN_NAME, f'unknown object "{step.object}"{tail}', step.span)
            return None
        tell_notice(catalog, self._found, step.span, target.name)
        values = self._assignments(target, step.values, step.span, self._scope)
        self._warn_of_missing(target, {name for name, _ in values}, step.span)
        return CreateRecord(target.name, values, step.span)

    def _assignments(
        self, target: Object, given: Sequence[Assignment], span: Span, scope: Scope
    ) -> tuple[tuple[str, Node], ...]:
        values = [pair for one in given for pair in self._assigned(target, one, scope)]
        names = [name for name, _ in values]
        for one in {name for name in names if names.count(name) > 1}:
            self._found.error(codes.NOT_SETTABLE, f"{one} is given twice", span)
        return tuple(values)

    def _assigned(self, target: Object, one: Assignment, scope: Scope) -> Iterator[tuple[str, Node]]:
        field = self._field(target.name, one.name, one.span)
        if field is not None:
            yield field.name, self._value(one.value, self._type(target.name, field), scope)

    def _warn_of_missing(self, target: Object, given: set[str], span: Span) -> None:
        for field in target.fields.values():
            needed = field.required and field.default is None and field.default_formula is None
            if needed and not field.computed and not field.system and field.name not in given:
                automatic = field.type in (FieldType.AUTONUMBER, FieldType.BOOLEAN)
                if not automatic:
                    message = f"{target.name}.{field.name} is required and not given, so nothing can be created"
                    self._found.warn(codes.MISSING_FIELD, message, span)

    # ------------------------------------------------------------ update, delete

    def _update(self, step: Update) -> Statement | None:
        self._not_before_save("update", step.span)
        if not step.values:
            self._found.error(codes.NOT_SETTABLE, "`update` needs at least one field in its braces", step.span)
        aimed = target_of(step.path, "update", self._scope, self._found)
        if aimed is None:
            return None
        target, scope = aimed
        thing = self._scope.catalog.model.objects[target.object]
        tell_notice(self._scope.catalog, self._found, step.path.span, target.object)
        return UpdateRecords(
            self._narrowed(target, step.where, scope),
            self._assignments(thing, step.values, step.span, scope),
            step.span,
        )

    def _delete(self, step: Delete) -> Statement | None:
        self._not_before_save("delete", step.span)
        aimed = target_of(step.path, "delete", self._scope, self._found)
        return None if aimed is None else DeleteRecords(self._narrowed(aimed[0], step.where, aimed[1]), step.span)

    def _narrowed(self, target: Target, where: Expression | None, scope: Scope) -> Target:
        return target if where is None else replace(target, where=self._value(where, BOOLEAN, scope))

    # ------------------------------------------------------------ if

    def _branch(self, step: Choice) -> Statement | None:
        if len(step.cases) > MAX_CASES:
            self._found.error(codes.TOO_LARGE, f"an `if` has at most {MAX_CASES} branches", step.span)
            return None
        before = frozenset(self._set)
        after = set(before)
        conditions = [
            (self._value(condition, BOOLEAN), self._inner(block, before, after)) for condition, block in step.cases
        ]
        otherwise = self._inner(step.otherwise, before, after)
        self._set = after
        for condition, then in reversed(conditions):
            otherwise = (Branch(condition, then, otherwise, step.span),)
        made = otherwise[0]
        assert isinstance(made, Branch)
        return made

    def _inner(self, steps: tuple[Step, ...], before: frozenset[str], after: set[str]) -> tuple[Statement, ...]:
        """One branch: it starts with what was set before, and adds what it sets to `after`."""
        self._set = set(before)
        made = self.block(steps)
        after |= self._set
        self._set = set(before)
        return made

    def _not_before_save(self, what: str, span: Span) -> None:
        if self._before_save:
            message = f"`{what}` cannot run before the save; there a rule may only set fields of its record, and refuse"
            self._found.error(codes.NOT_BEFORE_SAVE, message, span)

    # ------------------------------------------------------------ actions

    def _act(self, step: ActionStep) -> Statement | None:
        action = known_actions().get(step.call.name.lower())
        if action is None:
            tail = hint(step.call.name, known_actions(), self._found)
            message = f'unknown action "{step.call.name}"{tail or "; there are " + ", ".join(known_actions())}'
            self._found.error(codes.UNKNOWN_ACTION, message, step.call.name_span)
            return None
        if not action.before_save:
            self._not_before_save(action.name, step.call.name_span)
        if action.needs_owner and not self._scope.catalog.model.objects[self._scope.object].owned:
            message = f"{self._scope.object} has no owner, so {action.name} means nothing"
            self._found.error(codes.NOT_HERE, message, step.call.name_span)
        if action.needs_owner and self._before_save:
            self._set.add("owner")
        given = self._arguments(action, step)
        return Act(action.name, tuple((one.name, node) for one, node in given), step.span)

    def _arguments(self, action: Action, step: ActionStep) -> list[tuple[ActionParameter, Node]]:
        paired: dict[str, Argument] = {}
        for at, argument in enumerate(step.call.arguments):
            parameter = self._parameter(action, at, argument)
            if parameter is not None and parameter.name in paired:
                self._found.error(codes.ACTION_ARGUMENT, f"{parameter.name} is given twice", argument.span)
            elif parameter is not None:
                paired[parameter.name] = argument
        missing = [one.name for one in action.parameters if not one.optional and one.name not in paired]
        if missing:
            message = f"{action.signature} needs {' and '.join(missing)}"
            self._found.error(codes.ACTION_ARGUMENT, message, step.call.name_span)
        return [(one, self._argument(one, paired[one.name])) for one in action.parameters if one.name in paired]

    def _parameter(self, action: Action, at: int, argument: Argument) -> ActionParameter | None:
        if argument.where is not None:
            self._found.error(codes.ACTION_ARGUMENT, f"{action.name} takes no `where`", argument.span)
            return None
        if argument.name is None:
            if at < len(action.parameters):
                return action.parameters[at]
            message = f"too many arguments; the action is {action.signature}"
            self._found.error(codes.ACTION_ARGUMENT, message, argument.span)
            return None
        known = {one.name: one for one in action.parameters}
        if argument.name.lower() not in known:
            message = f'{action.signature} has no parameter "{argument.name}"{hint(argument.name, known, self._found)}'
            self._found.error(codes.ACTION_ARGUMENT, message, argument.span)
        return known.get(argument.name.lower())

    def _argument(self, parameter: ActionParameter, argument: Argument) -> Node:
        if parameter.type is not None:
            return self._value(argument.value, parameter.type)
        if not isinstance(argument.value, Text):
            message = f'{parameter.name} is the name of a field, written as a text: "due_on"'
            self._found.error(codes.ACTION_ARGUMENT, message, argument.span)
            return BROKEN
        catalog, owner, name = self._scope.catalog, self._scope.object, argument.value.value
        field = catalog.field(owner, name)
        if field is None:
            tail = hint(name, (one.name for one in catalog.fields(owner)), self._found)
            self._found.error(codes.UNKNOWN_NAME, f'unknown field "{name}" on {owner}{tail}', argument.span)
        return Const(field.name if field else name, TEXT.required(), argument.span)


def unsettable(field: Field) -> str | None:
    """Why rules cannot write this field, or None when they can."""
    if field.computed:
        return "it is computed"
    if field.type is FieldType.AUTONUMBER:
        return "it is numbered automatically"
    if field.system and field.name in PROTECTED:
        return "the platform keeps it"
    return "only administrators change it" if field.administered else None
