"""Explanations as documents for programs and as lines for people, in English and Chinese."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import MappingProxyType

from objectry.rules import (
    Effect,
    FieldSet,
    Notified,
    Part,
    RecordChanged,
    RecordCreated,
    RecordDeleted,
    Refused,
    Value,
)
from objectry.runtime import Explained, Rehearsed

HIDDEN = "hidden"
WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "hidden": "hidden", "blank": "blank", "true": "true", "false": "false",
            "save": "save of version {version}, {at}", "thought": "as it is, or would be with the values given",
            "when": "when", "if": "if", "value": "value", "happened": "happened", "not_happened": "did not happen",
            "because": "because", "not_true": "{text} does not hold", "fired": "fires", "not_fired": "does not fire",
            "fired_hidden": "whether it fires cannot be told", "refuses": "refuses", "passes": "does not refuse",
            "does": "does", "did": "has set", "nothing": "nothing",
            "rehearsed": "would have refused {held} of {records}", "sample": "for example {ids}",
            "rehearsed_then": "would have fired for {held} of {records}",
        },
        "zh-CN": {
            "hidden": "已隐藏", "blank": "空", "true": "真", "false": "假",
            "save": "版本 {version} 的保存，{at}", "thought": "当前状态，或采用所给的值时",
            "when": "事件", "if": "条件", "value": "值", "happened": "已发生", "not_happened": "未发生",
            "because": "原因", "not_true": "{text} 不成立", "fired": "触发", "not_fired": "不触发",
            "fired_hidden": "是否触发无法告知", "refuses": "拒绝", "passes": "不拒绝",
            "does": "执行", "did": "已设置", "nothing": "无",
            "rehearsed": "在 {records} 条记录中会拒绝 {held} 条", "sample": "例如 {ids}",
            "rehearsed_then": "在 {records} 条记录中会触发 {held} 条",
        },
    }
)  # fmt: skip


# -------------------------------------------------------------------- for programs


def explained_document(one: Explained) -> dict[str, object]:
    """An explanation as JSON: what is hidden is null and marked."""
    return {
        "object": one.object,
        "record": one.record,
        "name": one.subject,
        "kind": one.kind,
        "label": one.label,
        "version": one.version,
        "at": None if one.at is None else plain(one.at),
        "holds": one.holds,
        "because": None if one.because is None else one.because.text,
        "condition": None if one.condition is None else part_document(one.condition),
        "events": [{"event": event.text, "happened": event.happened} for event in one.events],
        "fired": one.fired,
        "effects": None if one.effects is None else [effect_document(effect) for effect in one.effects],
        "did": list(one.did),
    }


def part_document(part: Part) -> dict[str, object]:
    """A part with its value and its own parts."""
    shown: dict[str, object] = {"text": part.text, "value": plain(part.value, percent=part.type.percent)}
    if part.hidden:
        shown[HIDDEN] = True
    if part.parts:
        shown["parts"] = [part_document(one) for one in part.parts]
    return shown


def effect_document(effect: Effect) -> dict[str, object]:
    """What a statement asks for."""
    if isinstance(effect, FieldSet):
        return {"set": effect.field, "value": plain(effect.value)}
    if isinstance(effect, RecordCreated):
        return {"create": effect.object, "values": {name: plain(value) for name, value in effect.values}}
    if isinstance(effect, RecordChanged):
        return {"update": effect.object, "id": effect.id, "values": {name: plain(one) for name, one in effect.values}}
    if isinstance(effect, RecordDeleted):
        return {"delete": effect.object, "id": effect.id}
    if isinstance(effect, Refused):
        return {"refuse": effect.message, "at": effect.at}
    assert isinstance(effect, Notified)
    return {"notify": effect.to, "message": effect.message}


def rehearsed_document(one: Rehearsed) -> dict[str, object]:
    """What a draft would have done."""
    effects = dict(sorted(one.effects.items()))
    return {"records": one.records, "held": one.held, "samples": one.samples, "effects": effects}


def plain(value: Value, *, percent: bool = False) -> object:
    """A value as JSON has it: numbers as text, a percentage as people write it."""
    if isinstance(value, Decimal):
        shown = format(value.scaleb(2) if percent else value, "f")
        return shown.rstrip("0").rstrip(".") if "." in shown else shown
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, tuple):
        return list(value)
    return value.isoformat() if isinstance(value, date | time) else value


# -------------------------------------------------------------------- for people


def explained_lines(one: Explained, language: str) -> Iterator[str]:
    """An explanation, line by line."""
    words = WORDS[language]
    yield f"{one.subject}: {one.label} ({one.object} {one.record})"
    thought = words["thought"]
    yield thought if one.at is None else words["save"].format(version=one.version, at=plain(one.at))
    for event in one.events:
        state = words["hidden"] if event.happened is None else words["happened" if event.happened else "not_happened"]
        yield f"{words['when']}  {event.text}: {state}"
    if one.condition is not None:
        yield from _tree(one.condition, words, words["value" if one.kind == "formula" else "if"] + "  ")
    if one.because is not None and one.kind in ("rule", "visible_if", "required_if", "sharing_rule"):
        yield f"{words['because']}  {words['not_true'].format(text=one.because.text)}"
    yield from _verdict(one, words)


def _tree(part: Part, words: Mapping[str, str], before: str = "") -> Iterator[str]:
    value = words["hidden"] if part.hidden else _shown(part, words)
    yield f"{before}{part.text} = {value}"
    for one in part.parts:
        yield from _tree(one, words, " " * (len(before) - len(before.lstrip())) + "    ")


def _shown(part: Part, words: Mapping[str, str]) -> str:
    if part.value is None:
        return words["blank"]
    if isinstance(part.value, bool):
        return words["true" if part.value else "false"]
    shown = plain(part.value, percent=part.type.percent)
    return ", ".join(shown) if isinstance(shown, list) else f"{shown}{'%' if part.type.percent else ''}"


def _verdict(one: Explained, words: Mapping[str, str]) -> Iterator[str]:
    if one.kind == "validation":
        yield words["hidden" if one.holds is None else "refuses" if one.holds else "passes"]
    if one.kind != "rule":
        return
    yield words["fired_hidden" if one.fired is None else "fired" if one.fired else "not_fired"]
    if one.fired is not False:
        if one.effects is None:
            yield f"{words['does']}  {words['hidden']}"
        for effect in one.effects or ():
            yield f"{words['does']}  {_effect_words(effect_document(effect))}"
    if one.did:
        yield f"{words['did']}  {', '.join(one.did)}"


def _effect_words(effect: Mapping[str, object]) -> str:
    """`set grade = gold`; `create task name = ...`."""
    (verb, subject), *others = effect.items()
    values = effect.get("values")
    if isinstance(values, Mapping):
        return f"{verb} {subject} {{ {', '.join(f'{name} = {value}' for name, value in values.items())} }}"
    return f"{verb} {subject}" + "".join(
        f" {'=' if name == 'value' else name} {value}" for name, value in others if value
    )


def rehearsed_lines(one: Rehearsed, language: str, *, statements: bool) -> Iterator[str]:
    """What a draft would have done, line by line."""
    words = WORDS[language]
    told = words["rehearsed_then" if statements else "rehearsed"]
    yield told.format(held=f"{one.held:,}", records=f"{one.records:,}")
    if one.samples:
        yield words["sample"].format(ids=", ".join(one.samples))
    for name, count in sorted(one.effects.items()):
        yield f"{name}: {count:,}"
