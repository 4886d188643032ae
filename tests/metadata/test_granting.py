"""Packs grant nothing on others' objects unnoticed: every such grant is known by name."""

import pytest

from tests.metadata.stacks import load_clean

BASE = """
=== below: objects/visit.yaml
object: visit
fields: {subject: {type: text}, fee: {type: currency, sensitive: money}}
=== below: permissions/a.yaml
roles: {seller: {sets: []}}
permission_sets: {sales: {objects: {visit: all}}}
=== app.yaml
name: education
version: 1.0
namespace: edu
=== objects/edu__course.yaml
object: edu__course
=== objects/visit.yaml
extend: visit
fields: {edu__level: {type: text}}
"""


@pytest.mark.parametrize(
    ("written", "grants"),
    [
        ("permission_sets: {edu__all: {objects: {edu__course: all}, fields: {visit.edu__level: edit}}}", {}),
        ("permission_sets: {edu__all: {objects: {visit: {read: true, update: false}}}}", {"edu__all.visit": "read"}),
        ('permission_sets: {edu__all: {objects: {"*": all}}}', {"edu__all.*": "all"}),
        ("permission_sets: {edu__all: {fields: {visit.fee: read}}}", {"edu__all.visit.fee": "read"}),
        ("permission_sets: {edu__all: {sensitive: {money: read}}}", {"edu__all.sensitive": "money read"}),
        ("permission_sets: {edu__all: {system: [manage_users]}}", {"edu__all.system": "manage_users"}),
        ("permission_sets: {sales: {extend: true, objects: {edu__course: all}}}", {}),
        ("permission_sets: {sales: {extend: true, objects: {user: {read: true}}}}", {"sales.user": "read"}),
        ("roles: {seller: {extend: true, sets: [sales]}}", {"role.seller": "sales"}),
        ("roles: {edu__teacher: {sets: [sales]}}", {}),
        (
            'sharing_rules: {visit: {edu__open: {when: "true", to: role:seller}}}',
            {"sharing.visit.edu__open": "when true, to role:seller"},
        ),
        ('sharing_rules: {edu__course: {open: {when: "true", to: role:seller}}}', {}),
    ],
)
def test_grants_on_others_are_known(written: str, grants: dict[str, str]) -> None:
    """Objects, fields, tags, system rights, roles and sharing of others; never what is the pack's own."""
    app = load_clean(f"{BASE}=== permissions/b.yaml\n{written}\n").apps[-1]
    assert dict(app.grants) == grants


def test_a_wider_base_of_anothers_sharing_is_a_grant() -> None:
    """A pack that opens an object of another to everybody."""
    text = BASE.replace("extend: visit\n", "extend: visit\nsharing: {base: read}\n")
    assert dict(load_clean(text).apps[-1].grants) == {"sharing.visit.base": "read"}


def test_an_app_without_a_namespace_is_no_pack() -> None:
    """The organisation's own app may grant what it likes."""
    model = load_clean(
        "=== below: objects/visit.yaml\nobject: visit\n"
        "=== permissions/b.yaml\npermission_sets: {mine: {objects: {visit: all}}}\n"
    )
    assert not model.apps[-1].grants
