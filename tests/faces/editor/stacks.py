"""A small workspace on a small app, as an editor has it open."""

from pathlib import Path
from types import MappingProxyType

from objectry.faces.editor.answers import Answers
from objectry.faces.editor.positions import Position
from objectry.faces.editor.project import Project
from objectry.metadata import AppSource, core_app, core_folder

CURSOR = "§"
BASE = AppSource(
    "base",
    MappingProxyType(
        {
            "app.yaml": "name: base\nversion: 1.0\n",
            "objects/company.yaml": """\
object: company
label: Company
description: Whom we sell to.
fields:
  name: {type: text}
  city: {type: text, label: Town, help: Where its head office is.}
  parent: {type: lookup, to: company, related_as: daughters}
  site: {type: address}
""",
        }
    ),
)
OWN = {
    "app.yaml": "name: own\nversion: 1.0\nbase: {base: '1.0'}\n",
    "objects/deal.yaml": """\
object: deal
label: Deal
fields:
  name: {type: text, unique: true}
  amount: {type: currency, label: 金额}
  company: {type: lookup, to: company, related_as: deals}
  stage:
    type: picklist
    attributes: {chance: percent}
    values:
      open: {label: Open, chance: 10}
      won: {label: Won 🎉, chance: 100}
  about: {type: lookup, to: [company, deal], related_as: deals_about}
  tags: {type: multi_picklist, values: {hot: , cold: }}
  town: {type: text, formula: company.city}
  half: {type: currency, formula: "amount / 2"}
  next: {type: lookup, to: deal, filter: "amount > $record.amount"}
validations:
  large:
    error_if: amount > 1000 and stage = "won"
    message: "{amount} is too much for {company.name}"
    at: amount
""",
    "objects/company.yaml": """\
extend: company
fields:
  total: {type: currency, rollup: 'SUM(deals.amount where deals.stage = "won")'}
""",
    "layouts/deal.yaml": """\
layout: deal
forms:
  default:
    sections:
      main: {fields: [name, amount, company, stage]}
views:
  all: {columns: [name, company.city, amount], sort: [-amount], where: "amount > 5"}
""",
    "flows/deal.yaml": """\
object: deal
rules:
  won:
    when: stage changes to "won"
    if: amount > 10
    then: |
      set tags = CHOICES("hot")
      create deal { name = "商机 " & name, amount = amount * 2, company = company }
      notify(owner, "won")
""",
    "permissions/all.yaml": """\
permission_sets:
  sellers:
    objects: {deal: all, company: all}
    fields: {deal.amount: read}
roles:
  seller: {sets: [sellers]}
sharing_rules:
  deal:
    open: {when: amount < 5, to: role:seller}
""",
    "translations/de.yaml": """\
objects:
  deal:
    label: Geschäft
    fields: {amount: Betrag, stage: {label: Stufe, values: {won: Gewonnen}}}
""",
    "scenarios/deals.yaml": """\
scenario: a large deal is refused
actor: {role: seller, as: ann}
given:
  - create: company
    as: acme
    values: {name: Acme}
  - create: deal
    as: big
    values: {name: Big, amount: 2000, company: acme, stage: open}
when:
  - update: big
    values: {stage: won}
    refused: {at: amount}
then:
  - record: big
    values: {amount: 2000, company.city: Ulm}
    holds: amount > 5
""",
    "data/deal.csv": "name,amount,stage,about.deal\nA,5,open,\n",
}


def layers(own: AppSource) -> tuple[AppSource, ...]:
    return core_app(), BASE, own


def opened(files: dict[str, str] | None = None) -> Answers:
    """The workspace, checked once."""
    texts = {**OWN, **(files or {})}
    scenarios = {name: text for name, text in texts.items() if name.startswith("scenarios/")}
    deployed = {name: text for name, text in texts.items() if name not in scenarios}
    own = AppSource("own", MappingProxyType(deployed), MappingProxyType(scenarios))
    project = Project(lambda: own, layers)
    project.check()
    return Answers(project, Path("/work"), {"base": Path("/base"), "core": core_folder()})


def typing(answers: Answers, file: str, text: str) -> Position:
    """Type a text with a cursor in it into a file; where the cursor is."""
    at = text.index(CURSOR)
    answers.project.type(file, text.replace(CURSOR, "", 1))
    return answers.sheet(file).position(at)


def cursor_in(answers: Answers, file: str, around: str) -> Position:
    """Put the cursor into a text that stands in a file; where it is."""
    text = answers.project.text(file)
    plain = around.replace(CURSOR, "")
    assert text.count(plain) == 1, plain
    return answers.sheet(file).position(text.index(plain) + around.index(CURSOR))
