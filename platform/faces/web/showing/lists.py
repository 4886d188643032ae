"""Lists: views as tabs, filters, sorting by the heads, paging by cursor, cards on phones."""

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from urllib.parse import urlencode

from flask import Response, request

from objectry.faces.answers import faults
from objectry.faces.several import NAME
from objectry.faces.web import addresses
from objectry.faces.web.expressions import both
from objectry.faces.web.pages import page, to
from objectry.faces.web.showing.filters import CHIP, Chip, Filterable, chips_of, expression, filterable, label
from objectry.faces.web.showing.rows import Column, Row, columns_of, row_of
from objectry.faces.web.visit import Visit
from objectry.metadata import OPAQUE_TYPES, FieldType
from objectry.plan import ObjectPlan, ViewPlan
from objectry.runtime import Invalid, NotFound, Page, Problem, Query

PAGE = 50
NO_SORT = OPAQUE_TYPES | {
    FieldType.TEXTAREA,
    FieldType.RICH_TEXT,
    FieldType.MULTI_PICKLIST,
    FieldType.MANY_TO_MANY,
}


@dataclass(frozen=True, slots=True)
class ListState:
    """What a list shows, as its address says it."""

    object: str
    view: str = ""
    where: str = ""
    chips: tuple[Chip, ...] = ()
    sort: str = ""
    search: str = ""
    related: str = ""
    of: str = ""
    after: str = ""
    start: int = 0

    def address(self) -> str:
        """The address of this list."""
        pairs = [("view", self.view), ("where", self.where), ("q", self.search), ("sort", self.sort)]
        pairs += [(CHIP, chip.text()) for chip in self.chips]
        pairs += [("related", self.related), ("of", self.of), ("after", self.after)]
        pairs += [("start", str(self.start) if self.start else "")]
        given = [(key, value) for key, value in pairs if value]
        return addresses.listing(self.object) + (f"?{urlencode(given)}" if given else "")

    def first(self, **changes: str) -> str:
        """The address of the first page with some texts changed."""
        return replace(self, after="", start=0, **changes).address()  # type: ignore[arg-type]  # texts only


@dataclass(frozen=True, slots=True)
class ViewTab:
    """One view to choose."""

    label: str
    href: str
    active: bool
    icon: str


@dataclass(frozen=True, slots=True)
class ShownChip:
    """A condition in words, and the address without it."""

    label: str
    without: str


@dataclass(frozen=True, slots=True)
class ListPage:
    """The whole list page; the kanban board shares its head."""

    state: ListState
    title: str
    icon: str
    count: str
    tabs: tuple[ViewTab, ...]
    chips: tuple[ShownChip, ...]
    filters: tuple[Filterable, ...]
    wrong: tuple[str, ...] = ()
    columns: tuple[Column, ...] = ()
    rows: tuple[Row, ...] = ()
    span: str = ""
    next: str = ""
    first: str = ""
    new: str = ""
    export: str = ""
    can_delete: bool = False
    can_change: bool = False
    as_text: str = ""
    of_name: str = ""
    hidden: tuple[tuple[str, str], ...] = ()
    marked: str = ""

    @property
    def base(self) -> str:
        """The list's address without anything."""
        return addresses.listing(self.state.object)

    @property
    def can_mark(self) -> bool:
        """Whether there is something to do with marked rows."""
        return self.can_delete or self.can_change

    @property
    def clear(self) -> str:
        """The list with its view alone."""
        return ListState(self.state.object, self.state.view).address()

    @property
    def without_where(self) -> str:
        """The list without its written expression."""
        return self.state.first(where="")

    @property
    def without_related(self) -> str:
        """The list of all records, not of one parent's."""
        return self.state.first(related="", of="")

    @property
    def narrowed(self) -> bool:
        """Whether the reader asked for less than the view holds."""
        return bool(self.state.chips or self.state.where or self.state.search or self.state.of)

    @property
    def operators(self) -> tuple[str, ...]:
        """All operators, in the order first offered."""
        return tuple(dict.fromkeys(name for one in self.filters for name in one.operators))

    @property
    def builder(self) -> str:
        """What the filter's script knows of the fields, as JSON."""
        known = {
            one.name: {"operators": one.operators, "kind": one.kind, "choices": one.choices} for one in self.filters
        }
        return json.dumps(known, ensure_ascii=False)


def state_of(visit: Visit, plan: ObjectPlan) -> ListState:
    """The list an address asks for."""
    args = request.args
    related = args.get("related", "")
    if related and not (visit.reads(plan.name, related) and plan.fields[related].field.to):
        raise NotFound
    view = args.get("view", "")
    start = args.get("start", "")
    return ListState(
        object=plan.name,
        view=view if view in plan.views else default_view(plan),
        where=args.get("where", "").strip(),
        chips=chips_of(visit, plan, args),
        sort=args.get("sort", ""),
        search=args.get("q", "").strip(),
        related=related,
        of=args.get("of", ""),
        after=args.get("after", ""),
        start=int(start) if start.isdecimal() and len(start) < 9 else 0,
    )


def default_view(plan: ObjectPlan) -> str:
    """The first view that is a table."""
    tables = [view.name for view in plan.views.values() if view.type == "table"]
    return tables[0] if tables else next(iter(plan.views), "")


def all_view(plan: ObjectPlan) -> str | None:
    """The table that leaves nothing out, for opening a figure."""
    return next((view.name for view in plan.views.values() if view.type == "table" and view.where is None), None)


def show(visit: Visit, object: str) -> Response:
    """A list of an object's records."""
    plan = visit.plan(object)
    state = state_of(visit, plan)
    if request.args.get("field"):  # the builder sent a row: to the address that holds it as a chip
        return to(replace(state, after="", start=0).address())
    view = plan.views.get(state.view)
    paths = view_columns(visit, plan, view)
    head = head_of(visit, plan, state)
    try:
        found = visit.platform.records.find(visit.call, query_of(visit, plan, state, paths))
    except Invalid as error:
        return page(visit, "list.html", object, 422, it=refused(visit, head, error))
    except NotFound:
        return page(visit, "list.html", object, it=head)
    return page(visit, "list.html", object, it=_filled(visit, plan, head, paths, found))


def refused(visit: Visit, head: ListPage, error: Invalid) -> ListPage:
    """The head with what is wrong with the filter, and the line of the expression with a mark under the column."""
    wrong = tuple(one.message for one in faults(error.problems, visit.texts, head.state.object))
    return replace(head, wrong=wrong, marked=_marked(head.as_text, error.problems))


def _marked(text: str, problems: tuple[Problem, ...]) -> str:
    for one in problems:
        line, column = one.params.get("line", ""), one.params.get("column", "")
        if line.isdecimal() and column.isdecimal() and 0 < int(line) <= len(text.splitlines()):
            return f"{text.splitlines()[int(line) - 1]}\n{' ' * (int(column) - 1)}^"
    return ""


def view_columns(visit: Visit, plan: ObjectPlan, view: ViewPlan | None) -> tuple[str, ...]:
    """The columns of a view this person may read; the name is always among them."""
    wanted = view.columns if view and view.columns else (plan.object.name_field,)
    own = visit.readable(plan.name, wanted)
    name = plan.object.name_field
    return own if name in own or not visit.reads(plan.name, name) else (name, *own)


def query_of(visit: Visit, plan: ObjectPlan, state: ListState, paths: tuple[str, ...], more: str = "") -> Query:
    """The question to the door."""
    conditions = [state.where, *(expression(visit, plan, chip) for chip in state.chips), more]
    return Query(
        object=plan.name,
        filter=both(*conditions) or None,
        view=state.view or None,
        sort=tuple(state.sort.split(",")) if state.sort else (),
        fields=tuple(dict.fromkeys((*paths, *visit.readable(plan.name, (plan.object.name_field,))))),
        search=state.search or None,
        limit=PAGE,
        after=state.after or None,
        count="capped",
        related=(state.related, state.of) if state.related and state.of else None,
    )


def head_of(visit: Visit, plan: ObjectPlan, state: ListState) -> ListPage:
    """Title, tabs and filters: what list and board share."""
    conditions = [state.where, *(expression(visit, plan, chip) for chip in state.chips)]
    return ListPage(
        state=state,
        title=visit.texts.plural(plan.name),
        icon=plan.object.icon,
        count="",
        tabs=tuple(_tab(visit, plan, state, view) for view in plan.views.values()),
        chips=tuple(
            ShownChip(
                label(visit, plan, chip),
                replace(state, chips=tuple(one for one in state.chips if one != chip), after="", start=0).address(),
            )
            for chip in state.chips
        ),
        filters=filterable(visit, plan),
        new=addresses.creating(plan.name) if visit.may(plan.name, "create") else "",
        export=_export(visit, plan, state, both(*conditions)),
        can_delete=visit.may(plan.name, "delete"),
        can_change=visit.may(plan.name, "update"),
        as_text=both(*conditions),
        of_name=_parent_label(visit, plan, state),
        hidden=_hidden(state),
    )


def _export(visit: Visit, plan: ObjectPlan, state: ListState, where: str) -> str:
    """Where the list's records are had as a file, for those who may; the children of one record are not a list."""
    if state.of or not visit.may(plan.name, "export"):
        return ""
    asked = {"view": state.view, "filter": where, "q": state.search, "spreadsheet": "true"}
    return addresses.exporting(plan.name, **asked)


def _tab(visit: Visit, plan: ObjectPlan, state: ListState, view: ViewPlan) -> ViewTab:
    text = visit.texts.part(plan.name, "views", view.name, view.label)
    icon = {"kanban": "layout-kanban", "calendar": "calendar"}.get(view.type, "")
    path = addresses.listing(plan.name, view=view.name)
    return ViewTab(text, path, view.name == state.view, icon)


def _hidden(state: ListState) -> tuple[tuple[str, str], ...]:
    """What the filter's form carries along."""
    pairs = [("view", state.view), ("sort", state.sort), ("related", state.related), ("of", state.of)]
    return tuple((key, value) for key, value in pairs if value)


def _parent_label(visit: Visit, plan: ObjectPlan, state: ListState) -> str:
    if not state.related or state.related not in plan.fields or not visit.reads(plan.name, state.related):
        return ""
    return visit.texts.field(plan.name, state.related)


def _filled(visit: Visit, plan: ObjectPlan, head: ListPage, paths: tuple[str, ...], found: Page) -> ListPage:
    state, shown = head.state, len(found.records)
    total = visit.formats.number(Decimal(found.total or 0), 0) + ("+" if found.capped else "")
    end = state.start + shown
    return replace(
        head,
        count=total,
        columns=_sortable(visit, plan, state, columns_of(visit, plan, paths)),
        rows=tuple(row_of(visit, one, paths) for one in found.records),
        span=visit.texts("list_span", start=state.start + 1, end=end, total=total) if shown else "",
        next=replace(state, after=found.next, start=end).address() if found.next else "",
        first=state.first() if state.after else "",
    )


def _sortable(visit: Visit, plan: ObjectPlan, state: ListState, columns: tuple[Column, ...]) -> tuple[Column, ...]:
    view = plan.views.get(state.view)
    keys = state.sort.split(",") if state.sort else list(view.sort if view else ())
    return tuple(_sorting(visit, plan, state, one, keys[0] if keys else "") for one in columns)


def _sorting(visit: Visit, plan: ObjectPlan, state: ListState, column: Column, key: str) -> Column:
    found = visit.path(plan.name, column.path)
    if found is None or found[1].field.type in NO_SORT:
        return column
    path = column.path
    if found[1].field.refers:  # people sort by the name they see, not by an id
        to = found[1].field.to
        if len(to) == 1 and not visit.may(to[0], "read"):
            return column
        path = f"{path}.{visit.blueprint.objects[to[0]].object.name_field if len(to) == 1 else NAME}"
    now = {path: "ascending", f"-{path}": "descending"}.get(key, "")
    return replace(column, sort=state.first(sort=f"-{path}" if now == "ascending" else path), sorted=now)
