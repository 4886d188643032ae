"""Other names of an object in the address: they lead to it for those who may know it, and to nothing for others."""

from dataclasses import replace
from types import MappingProxyType

import pytest
from flask import Request

from objectry.faces.rest.codec import Codec, Spelling
from objectry.faces.rest.requests import Asked
from objectry.faces.texts import Texts
from objectry.runtime import Rights
from tests.faces.office import Office


def asked(office: Office, who: str) -> Asked:
    """A request of somebody, where deals are also called Deal__c and were called trade."""
    call = office.call(who)
    plan = call.blueprint.objects["deal"]
    named = replace(plan, object=replace(plan.object, aliases=("Deal__c",), renamed_from=("trade",)))
    objects = MappingProxyType({**call.blueprint.objects, "deal": named})
    blueprint = replace(call.blueprint, objects=objects)
    texts = Texts(blueprint, "en")
    return Asked(
        office.platform,
        replace(call, blueprint=blueprint),
        Rights(blueprint, call.actor),
        texts,
        Codec(Spelling(blueprint), texts),
        office.platform.records,
        Request({}),
        "",
    )


@pytest.mark.parametrize("name", ["Deal__c", "deal__C", "trade", "deal"])
def test_other_names_lead_to_the_object(shared: Office, name: str) -> None:
    """In any spelling, and names of old too."""
    assert asked(shared, "rob").called(name) == "deal"


def test_nothing_is_told_to_those_who_may_not_know_it(shared: Office) -> None:
    """An alias of an object out of sight is as unknown as any other name."""
    assert asked(shared, "zed").called("Deal__c") == "Deal__c"
    assert asked(shared, "rob").called("Deal__x") == "Deal__x"
