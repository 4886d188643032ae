"""The OpenAPI document outside of a request, for the command line."""

from objectry.faces.rest import openapi_document
from objectry.runtime import Actor, Platform, Rights


def openapi(platform: Platform, actor: Actor) -> dict[str, object]:
    """What this actor may call, as OpenAPI 3.1."""
    blueprint = platform.current().blueprint
    return openapi_document(blueprint, Rights(blueprint, actor))
