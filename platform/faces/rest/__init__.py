"""The REST face: `/api/v1`, generated from the blueprint.

It turns JSON into calls of the door and the door's answers into JSON.  What may be read or written is decided in the
door; nothing here filters fields or rows.
"""

from objectry.faces.rest.documents import openapi_document
from objectry.faces.rest.exporting import export_text
from objectry.faces.rest.routes import rest_api

__all__ = ["export_text", "openapi_document", "rest_api"]
