"""A small model with a field of every type, and the means to evaluate a text against it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache

from objectry.metadata import AppSource, Model, RuleText, core_app, load_stack
from objectry.rules import (
    Aggregate,
    Catalog,
    ContextRead,
    Environment,
    Node,
    Scope,
    Type,
    Value,
    check_expression,
    compile_node,
    scalar_function,
)

OBJECT = "sample"
SAMPLE = """
object: sample
label: Sample
fields:
  name: {type: text}
  n1: {type: decimal}
  n2: {type: decimal}
  whole: {type: integer}
  price: {type: currency}
  share: {type: percent}
  t1: {type: text, aliases: [Text__c]}
  t2: {type: text}
  flag: {type: boolean}
  other: {type: boolean}
  d1: {type: date}
  d2: {type: date}
  m1: {type: datetime}
  m2: {type: datetime}
  c1: {type: time}
  c2: {type: time}
  stage:
    type: picklist
    attributes: {probability: percent, closed: boolean, note: text}
    values:
      new: {label: New, probability: 10}
      open: {label: Opened, probability: 50, note: going on}
      won: {label: Closed won, probability: 100, closed: true}
  region: {type: picklist, values: {east: {label: East}, west: {label: West}}}
  colours: {type: multi_picklist, values: {red: {label: Red}, green: {label: Green}, blue: {label: Blue}}}
  sizes: {type: multi_picklist, values: {small: {}, large: {}}}
  parent: {type: lookup, to: sample, related_as: children}
  about: {type: lookup, to: [sample, user], related_as: mentions}
  code: {type: autonumber, format: "S-{0000}"}
  mail: {type: email}
  doc: {type: json}
  pin: {type: secret}
  doubled: {type: decimal, scale: 2, formula: n1 * 2}
  strict: {type: decimal, scale: 2, blanks: "null", formula: n1 / 3}
  pair: {type: boolean, formula: n1 > 0 and n2 > 0}
  label_text: {type: text, formula: 'IF(ISBLANK(t1), "none", t1)'}
  through: {type: decimal, blanks: "null", formula: parent.n1 + 1}
  total: {type: decimal, rollup: SUM(children.n1 where children.flag)}
  above: {type: integer, rollup: COUNT(children where children.n1 > n1)}
"""
STRANGER = """
object: stranger
label: Stranger
owned: false
fields:
  name: {type: text, required: true}
  amount: {type: currency, required: true}
  sample: {type: lookup, to: sample, related_as: strangers}
  counted: {type: integer, rollup: COUNT(visits)}
  seen: {type: lookup, to: stranger, related_as: visits}
"""
ENVIRONMENT = Environment(
    now=datetime(2026, 1, 31, 9, 30, tzinfo=UTC),
    today=date(2026, 1, 31),
    user={"id": "00000000-0000-7000-8000-000000000001", "role": "rep", "name": "Ann"},
    source="web",
)


@cache
def sample_model() -> Model:
    """The model; objects `sample` and `stranger`, and those of the core."""
    files = {"app.yaml": "name: sample\nlabel: Sample\nversion: 1.0.0\n"}
    files |= {"objects/sample.yaml": SAMPLE, "objects/stranger.yaml": STRANGER}
    model, problems = load_stack([core_app(), AppSource("sample", files)])
    assert not problems.errors, [str(problem) for problem in problems]
    return model


@cache
def sample_catalog() -> Catalog:
    """Its catalog."""
    return Catalog(sample_model())


def sample_scope(blanks: str = "null", *, moment: bool = False) -> Scope:
    """The scope of an expression on `sample`."""
    return Scope(sample_catalog(), OBJECT, moment=moment, blanks=blanks)


def checked(text: str, scope: Scope | None = None, expected: Type | None = None) -> Node:
    """The tree of a text that must be right."""
    node, problems = check_expression(RuleText(text), scope or sample_scope(), expected)
    assert node is not None, [str(problem) for problem in problems]
    return node


def problems_of(text: str, scope: Scope | None = None, expected: Type | None = None) -> list[str]:
    """The problems of a text as `R303 message`."""
    _, problems = check_expression(RuleText(text), scope or sample_scope(), expected)
    return [f"{problem.code} {problem.message}" for problem in problems]


def row_for(node: Node, given: Mapping[str, Value]) -> dict[str, Value]:
    """A row with every key the tree reads: given values, else false for conditions and null for others."""
    row: dict[str, Value] = {leaf.key: _absent(leaf.type) for leaf in compile_node(node).leaves}
    return {**row, "$new": False, **given}


def _absent(kind: Type) -> Value:
    return False if str(kind) == "boolean" and not kind.nullable else None


def answer(node: Node, given: Mapping[str, Value], env: Environment = ENVIRONMENT) -> Value:
    """The value of a tree for one row, which both forms of the generated Python must agree on."""
    row = row_for(node, given)
    batch = compile_node(node).run([row], env)[0]
    inputs, function = scalar_function(node)
    single = function(*(_input(one, row, env) for one in inputs))
    assert type(batch) is type(single)
    assert batch == single
    return batch


def _input(one: object, row: Mapping[str, Value], env: Environment) -> Value:
    if isinstance(one, ContextRead):
        return row["$new"] if one.name == "$new" else env.fact(one.name)
    assert not isinstance(one, Aggregate) or one.key in row
    return row[one.key]  # type: ignore[attr-defined]
