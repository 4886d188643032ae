"""An app in which every way of relating records stands once, for the tests of relations.

A customer has orders, an order has jobs, a job has steps: each is part of the one before.
"""

from collections.abc import Mapping

PLACE = """
object: place
label: Place
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Name, required: true}
  code: {type: text, label: Code, unique: true}
  parent: {type: lookup, label: Part of, to: place, related_as: parts, hierarchy: true}
"""
TOOL = """
object: tool
label: Tool
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Name, required: true}
  home: {type: lookup, label: Home, to: place, related_as: tools}
  weight: {type: integer, label: Weight, default: 1}
"""
CUSTOMER = """
object: customer
label: Customer
sharing: {base: private, hierarchy: true}
fields:
  name: {type: text, label: Name, required: true}
"""
ORDER = """
object: order_form
label: Order
fields:
  name: {type: text, label: Name, required: true}
  customer: {type: master_detail, label: Customer, to: customer, related_as: orders}
  hours: {type: integer, label: Hours, rollup: SUM(jobs.hours), reveals: true}
"""
JOB = """
object: job
label: Job
fields:
  name: {type: text, label: Name, required: true}
  order_form: {type: master_detail, label: Order, to: order_form, related_as: jobs, reparentable: true}
  hours: {type: integer, label: Hours, default: 1}
  place: {type: lookup, label: Place, to: place, related_as: jobs}
  main_tool:
    type: lookup
    label: Main tool
    to: tool
    related_as: main_jobs
    filter: home = $record.place and (owner = $user or not BEGINS($record.name, "own"))
  tools: {type: many_to_many, label: Tools, to: tool, related_as: used_in}
  tool_count: {type: integer, label: Number of tools, rollup: COUNT(tools), reveals: true}
  heaviest: {type: integer, label: Heaviest, rollup: MAX(tools.weight), reveals: true}
  verdict: {type: text, label: Verdict}
validations:
  not_too_many:
    error_if: COUNT(tools) > 4
    message: Too many tools.
    at: tools
"""
STEP = """
object: work_step
label: Step
fields:
  name: {type: text, label: Name, required: true}
  job: {type: master_detail, label: Job, to: job, related_as: work_steps}
"""
FLOWS = """
object: job
rules:
  judge:
    when: before save
    if: ISNEW() or ISCHANGED(tools)
    then: |
      set verdict = IF(ISBLANK(tools), "bare hands", TEXT(COUNT(tools)))
  borrow:
    when: name becomes "borrow"
    then: |
      set tools = null
"""
ROLES = """
roles:
  director: {label: Director, sets: [working]}
  manager: {label: Manager, sets: [working]}
  rep: {label: Rep, sets: [working]}
  agent: {label: Agent, sets: [working, overview]}
permission_sets:
  working:
    objects: {user: {read: true}, customer: all, order_form: all, job: all, work_step: all, tool: all, place: all}
  overview:
    objects: {customer: {view_all: true}}
"""
FILES: Mapping[str, str] = {
    "app.yaml": "name: workshop\nlabel: Workshop\nversion: 1.0.0\nlanguage: en\n",
    "settings.yaml": "timezone: Asia/Shanghai\ncurrency: CNY\n",
    "objects/customer.yaml": CUSTOMER,
    "objects/order_form.yaml": ORDER,
    "objects/job.yaml": JOB,
    "objects/work_step.yaml": STEP,
    "objects/tool.yaml": TOOL,
    "objects/place.yaml": PLACE,
    "flows/job.yaml": FLOWS,
    "permissions/roles.yaml": ROLES,
}
