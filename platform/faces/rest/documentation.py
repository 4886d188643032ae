"""The OpenAPI document, and the same as a page to read: our own, without a foreign viewer."""

from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from flask import Response, jsonify, make_response, render_template, send_file

from objectry.faces.rest.arguments import read_arguments
from objectry.faces.rest.components import Document
from objectry.faces.rest.documents import openapi_document
from objectry.faces.rest.requests import Asked
from objectry.faces.rest.schemas import NoArguments, RecordShapes, record_shapes
from objectry.faces.rest.sections import sections_of
from objectry.plan import Blueprint

FOLDER = Path(__file__).parent
MOST_DOCUMENTS = 20
NONE = NoArguments()


class Documentation:
    """Documents by the caller's profile of rights, kept while the blueprint they were made of is in force."""

    def __init__(self) -> None:
        self._hash = ""
        self._shapes: RecordShapes | None = None
        self._documents: Mapping[object, Document] = {}
        self._making = Lock()

    def of(self, asked: Asked) -> Document:
        """The document of this caller."""
        with self._making:
            shapes = self._shapes_of(asked.blueprint)
            key = asked.rights.profile
            found = self._documents.get(key)
            if found is None:
                found = openapi_document(asked.blueprint, asked.rights, shapes)
                newest = list(self._documents.items())[-(MOST_DOCUMENTS - 1) :]
                self._documents = {**dict(newest), key: found}
            return found

    def _shapes_of(self, blueprint: Blueprint) -> RecordShapes:
        if self._shapes is None or self._hash != blueprint.hash:
            self._shapes, self._hash, self._documents = record_shapes(blueprint), blueprint.hash, {}
        return self._shapes

    def document(self, asked: Asked) -> Response:
        """The document."""
        read_arguments(asked.request, NONE)
        return jsonify(self.of(asked))

    def docs(self, asked: Asked) -> Response:
        """The page."""
        sections = sections_of(self.of(asked))
        return make_response(render_template("api_docs.html", t=asked.texts, sections=sections))

    @staticmethod
    def style() -> Response:
        """The page's style sheet."""
        response = send_file(FOLDER / "docs.css", mimetype="text/css")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response
