"""The kanban board: a view's records in columns by a picklist, with counts and sums."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from flask import Response

from objectry.faces.web import addresses
from objectry.faces.web.expressions import quoted
from objectry.faces.web.pages import page
from objectry.faces.web.showing.cells import Cell, record_cell, record_name
from objectry.faces.web.showing.lists import ListPage, ListState, all_view, head_of, query_of, refused, state_of
from objectry.faces.web.showing.rows import path_label
from objectry.faces.web.showing.stages import can_move
from objectry.faces.web.visit import Visit
from objectry.metadata import FieldType, Picklist
from objectry.plan import ObjectPlan, ViewPlan
from objectry.runtime import Group, Invalid, Record

CARDS = 20


@dataclass(frozen=True, slots=True)
class CardFact:
    """One line of a card."""

    label: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Card:
    """A record on the board.  `moves` are the states it may go to, for the keyboard's menu."""

    id: str
    version: int
    name: str
    href: str
    action: str
    facts: tuple[CardFact, ...]
    moves: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Lane:
    """One column: a state with its cards, how many there are and what they sum up to."""

    value: str
    label: str
    tone: str
    count: int
    sum: str
    sum_in_full: str
    cards: tuple[Card, ...]
    more: str


@dataclass(frozen=True, slots=True)
class Board:
    """The board itself.  `field` is the picklist that moving a card changes; blank if this person may not."""

    field: str
    lanes: tuple[Lane, ...]


def is_board(view: ViewPlan | None) -> bool:
    """Whether a view is a board."""
    return view is not None and view.type == "kanban" and view.by is not None


def show(visit: Visit, object: str) -> Response:
    """A view of type kanban."""
    plan = visit.plan(object)
    state = replace(state_of(visit, plan), search="")  # sums cannot be searched, so cards are not either
    view, head = plan.views[state.view], head_of(visit, plan, state)
    try:
        board, total = board_of(visit, plan, view, state)
    except Invalid as error:
        return page(visit, "board.html", object, 422, it=refused(visit, head, error), board=Board("", ()))
    shown: ListPage = replace(head, count=visit.formats.number(Decimal(total), 0))
    return page(visit, "board.html", object, it=shown, board=board)


def board_of(visit: Visit, plan: ObjectPlan, view: ViewPlan, state: ListState) -> tuple[Board, int]:
    """The board and how many records are on it."""
    by = view.by or ""
    picklist = plan.fields[by].field.picklist
    if picklist is None or not visit.reads(plan.name, by):
        return Board("", ()), 0
    figures = _figures(visit, plan, view, state)
    may = visit.may(plan.name, "update") and visit.edits(plan.name, plan.fields[by].field)
    lanes = tuple(_lane(visit, plan, view, state, picklist, value, figures.get(value)) for value in picklist.values)
    return Board(by if may else "", lanes), sum(lane.count for lane in lanes)


def _figures(visit: Visit, plan: ObjectPlan, view: ViewPlan, state: ListState) -> Mapping[str, Group]:
    asked = {"count": "COUNT"}
    if view.sum and visit.reads(plan.name, view.sum):
        asked["sum"] = f"SUM({view.sum})"
    filter = query_of(visit, plan, state, ()).filter
    groups = visit.platform.records.group(visit.call, plan.name, [view.by or ""], asked, filter=filter, view=view.name)
    return {str(one.key[0] or ""): one for one in groups}


def _lane(
    visit: Visit,
    plan: ObjectPlan,
    view: ViewPlan,
    state: ListState,
    picklist: Picklist,
    value: str,
    figures: Group | None,
) -> Lane:
    by, facts = view.by or "", visit.readable(plan.name, view.card)
    lane = f"{by} = {quoted(value)}"
    count = int(str(figures.figures["count"])) if figures else 0
    records: tuple[Record, ...] = ()
    if count:
        query = query_of(visit, plan, state, facts, lane)
        records = visit.platform.records.find(visit.call, replace(query, limit=CARDS, count="none")).records
    total = figures.figures.get("sum") if figures else None
    amount = Decimal(str(total)) if total is not None else None
    is_money = view.sum is not None and plan.fields[view.sum].field.type is FieldType.CURRENCY
    return Lane(
        value=value,
        label=visit.texts.value(plan.name, by, value),
        tone=picklist.values[value].color or "gray",
        count=count,
        sum=sum_text(visit, amount, money=is_money),
        sum_in_full="" if amount is None else visit.formats.number(amount, 2 if is_money else 0),
        cards=tuple(_card(visit, plan, one, by, picklist, value, facts) for one in records),
        more=addresses.listing(plan.name, view=all_view(plan), where=lane) if count > CARDS else "",
    )


def sum_text(visit: Visit, amount: Decimal | None, *, money: bool) -> str:
    """A column's sum, short."""
    if amount is None:
        return ""
    return visit.formats.short_money(amount, visit.currency) if money else visit.formats.short(amount)


def _card(
    visit: Visit, plan: ObjectPlan, record: Record, by: str, picklist: Picklist, value: str, facts: tuple[str, ...]
) -> Card:
    shown = [CardFact(path_label(visit, plan, path), record_cell(visit, record, path)) for path in facts]
    return Card(
        id=record.id,
        version=record.version,
        name=record_name(visit, record),
        href=addresses.record(plan.name, record.id),
        action=addresses.moving(plan.name, record.id),
        facts=tuple(one for one in shown if one.cell.kind != "blank"),
        moves=tuple(
            (other, visit.texts.value(plan.name, by, other))
            for other in picklist.values
            if other != value and can_move(picklist, value, other)
        ),
    )
