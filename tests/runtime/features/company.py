"""A company whose dossiers have every feature: what the tests of features ask."""

from objectry.runtime.calls import Query, Record
from tests.runtime.worlds import World

CASE = """
object: dossier
label: Dossier
sharing: {base: private, hierarchy: true}
features: [history, attachments, comments, follow, tags, activities]
fields:
  name: {type: text, label: Name, required: true}
  code: {type: text, label: Code, sensitive: inner}
  state: {type: picklist, label: State, values: {open: {label: Open}, closed: {label: Closed}}}
  last_done: {type: date, label: Last done, rollup: MAX(activities.done), reveals: true}
  said: {type: integer, label: Said, formula: COUNT(comments), reveals: true}
  last_said: {type: datetime, label: Last said, rollup: MAX(comments.created_at), reveals: true}
"""
CODED = """
object: file
label: File
name_field: code
sharing: {base: private, hierarchy: true}
features: [comments]
fields:
  code: {type: text, label: Code, sensitive: inner}
"""
TASK = """
object: task
label: Task
name_field: subject
sharing: {base: private, hierarchy: true}
fields:
  subject: {type: text, label: Subject, required: true}
  about: {type: lookup, label: About, to: file, to_feature: activities, on_delete: set_null}
  done: {type: date, label: Done}
"""
RIGHTS = """
roles:
  rep: {label: Rep, sets: [work]}
  manager: {label: Manager, sets: [work]}
  agent: {label: Agent, sets: [look]}
  director: {label: Director, sets: [work, oversee]}
permission_sets:
  work:
    objects:
      dossier: all
      file: all
      task: all
      user: {read: true}
      notification: {read: true}
    sensitive: {inner: none}
  look: {objects: {dossier: {read: true, view_all: true}, notification: {read: true}}}
  oversee: {objects: {dossier: {modify_all: true}}, sensitive: {inner: edit}}
"""
FILES = {
    "app.yaml": "name: company\nversion: 1.0.0\n",
    "objects/dossier.yaml": CASE,
    "objects/file.yaml": CODED,
    "objects/task.yaml": TASK,
    "permissions/all.yaml": RIGHTS,
}
COMMENT, FOLLOWER = "dossier_comment", "dossier_follower"


def opened(world: World, who: str = "bob", **values: object) -> str:
    """A dossier of somebody's."""
    return world.create(who, "dossier", {"name": "D", **values})[0].id


def say(world: World, who: str, id: str, *texts: str) -> list[Record]:
    return world.create(who, COMMENT, *({"dossier": id, "text": one} for one in texts))


def follow(world: World, who: str, *ids: str) -> list[Record]:
    return world.create(who, FOLLOWER, *({"dossier": id} for id in ids))


def said(world: World, who: str, id: str) -> list[tuple[str, str]]:
    """What somebody reads: each text with its author."""
    query = Query(COMMENT, related=("dossier", id), limit=50)
    found = world.platform.records.find(world.call(who), query).records
    return sorted((str(one.values["text"]), one.labels.get("created_by", "")) for one in found)


def news(world: World, who: str, id: str) -> list[str]:
    """What somebody was told about a record."""
    query = Query("notification", filter=f'recipient = "{world.people[who].id}" and link_id = "{id}"')
    return sorted(str(one.values["message"]) for one in world.platform.records.find(world.call("root"), query).records)
