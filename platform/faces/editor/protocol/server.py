"""The language server: what editors ask and tell, and who answers.

Everything runs on one thread but the check of a whole workspace, which waits until somebody has stopped typing.
"""

import asyncio
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from lsprotocol import types as lsp
from pygls import uris
from pygls.lsp.server import LanguageServer

from objectry.faces.editor.answers import Answers
from objectry.faces.editor.completing import helped
from objectry.faces.editor.desk import Desk, Opening
from objectry.faces.editor.project import Checked
from objectry.faces.editor.protocol.messages import (
    Refusal,
    as_diagnostic,
    as_edit,
    as_hover,
    as_item,
    as_location,
    as_position,
    as_range,
    can_move,
)
from objectry.faces.editor.renaming import RefusedError
from objectry.wording import chosen, spoken

PAUSE = 0.2  # seconds without a key before the workspace is checked
TRIGGERS = [".", '"', "'", "$", ":", " ", "(", "{", "["]


class Server(LanguageServer):
    """The server with the workspaces it looks after."""

    def __init__(self, begin: Opening) -> None:
        super().__init__("objectry", version("objectry"), lsp.TextDocumentSyncKind.Full)
        self.desk = Desk(begin)
        self.language = "en"
        self.changes: dict[Path, int] = {}
        self.marked: dict[Path, set[str]] = {}
        self.waiting: set[asyncio.Task[None]] = set()

    def at(self, uri: str) -> tuple[Answers, str] | None:
        """The workspace of a document, and its name there."""
        path = uris.to_fs_path(uri)
        return self.desk.find(Path(path)) if path else None

    def typed(self, uri: str, text: str | None) -> None:
        """Take the present text of a document; without one, the file on disk counts again."""
        found = self.at(uri)
        if found is None:
            return
        answers, file = found
        if text is None:
            answers.project.close(file)
        else:
            answers.project.type(file, text)
        self.changes[answers.root] = self.changes.get(answers.root, 0) + 1
        task = asyncio.get_running_loop().create_task(self.check(answers, self.changes[answers.root]))
        self.waiting.add(task)
        task.add_done_callback(self.waiting.discard)

    async def check(self, answers: Answers, change: int) -> None:
        """Look at the whole workspace, unless something changes before or meanwhile."""
        await asyncio.sleep(PAUSE)
        if self.changes[answers.root] != change:
            return
        found = await asyncio.to_thread(answers.project.check)
        if self.changes[answers.root] == change:
            self.tell(answers, found)

    def tell(self, answers: Answers, found: Checked) -> None:
        """Show the problems of every file, and take away those that are gone."""
        problems = tuple(spoken(found.problems, self.language))
        by_file = answers.ranges(problems)
        before = self.marked.get(answers.root, set())
        for file in sorted(before | {name for name, told in by_file.items() if told} | set(answers.project.typed)):
            diagnostics = [as_diagnostic(place, one) for place, one in by_file.get(file, [])]
            uri = (answers.root / file).as_uri()
            self.text_document_publish_diagnostics(lsp.PublishDiagnosticsParams(uri, diagnostics))
        self.marked[answers.root] = {name for name, told in by_file.items() if told}
        answers.renew(found)


def make_server(begin: Opening) -> Server:
    """The server with its features; `begin` opens the workspace in a folder."""
    server = Server(begin)
    take_documents(server)
    take_questions(server)
    take_renaming(server)
    return server


def take_documents(server: Server) -> None:
    """What an editor tells: where it begins, and what is typed."""

    @server.feature(lsp.INITIALIZE)
    def initialize(params: lsp.InitializeParams) -> None:
        server.language = chosen(None, {"LANG": params.locale or "en"})
        server.desk.encoding = str(getattr(server.workspace.position_encoding, "value", "utf-16"))

    @server.feature(lsp.TEXT_DOCUMENT_DID_OPEN)
    async def opened(params: lsp.DidOpenTextDocumentParams) -> None:
        server.typed(params.text_document.uri, params.text_document.text)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CHANGE)
    async def changed(params: lsp.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.typed(uri, server.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_SAVE)
    async def saved(params: lsp.DidSaveTextDocumentParams) -> None:
        uri = params.text_document.uri
        server.typed(uri, server.workspace.get_text_document(uri).source)

    @server.feature(lsp.TEXT_DOCUMENT_DID_CLOSE)
    async def closed(params: lsp.DidCloseTextDocumentParams) -> None:
        server.typed(params.text_document.uri, None)


def take_questions(server: Server) -> None:
    """What an editor asks about a place."""

    @server.feature(lsp.TEXT_DOCUMENT_COMPLETION, lsp.CompletionOptions(TRIGGERS, resolve_provider=True))
    def complete(params: lsp.CompletionParams) -> lsp.CompletionList:
        found = server.at(params.text_document.uri)
        if found is None:
            return lsp.CompletionList(is_incomplete=False, items=[])
        answers, file = found
        sheet = answers.sheet(file)
        items = answers.complete(file, as_position(params.position))
        known = [as_item(one, as_range(sheet.range(one.start, one.end)), params.text_document.uri) for one in items]
        return lsp.CompletionList(is_incomplete=False, items=known)

    @server.feature(lsp.COMPLETION_ITEM_RESOLVE)
    def resolve(item: lsp.CompletionItem) -> lsp.CompletionItem:
        return with_help(server, item)

    @server.feature(lsp.TEXT_DOCUMENT_HOVER)
    def hover(params: lsp.HoverParams) -> lsp.Hover | None:
        found = server.at(params.text_document.uri)
        shown = found[0].explain(found[1], as_position(params.position)) if found is not None else None
        return as_hover(shown) if shown is not None else None

    @server.feature(lsp.TEXT_DOCUMENT_DEFINITION)
    def define(params: lsp.DefinitionParams) -> lsp.Location | None:
        found = server.at(params.text_document.uri)
        target = found[0].define(found[1], as_position(params.position)) if found is not None else None
        return as_location(target) if target is not None else None

    @server.feature(lsp.TEXT_DOCUMENT_REFERENCES)
    def uses(params: lsp.ReferenceParams) -> list[lsp.Location]:
        found = server.at(params.text_document.uri)
        return [as_location(one) for one in found[0].uses(found[1], as_position(params.position))] if found else []

    @server.feature(lsp.TEXT_DOCUMENT_SIGNATURE_HELP, lsp.SignatureHelpOptions(["(", ","]))
    def signature(params: lsp.SignatureHelpParams) -> lsp.SignatureHelp | None:
        found = server.at(params.text_document.uri)
        calling = found[0].arguments(found[1], as_position(params.position)) if found is not None else None
        if calling is None:
            return None
        parameters = [lsp.ParameterInformation(one) for one in calling.help.parameters]
        documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, calling.help.text)
        one = lsp.SignatureInformation(calling.help.signature, documentation, parameters)
        return lsp.SignatureHelp([one], 0, calling.active)


def take_renaming(server: Server) -> None:
    """Another name for a field or an object."""

    @server.feature(lsp.TEXT_DOCUMENT_PREPARE_RENAME)
    def prepare(params: lsp.PrepareRenameParams) -> lsp.PrepareRenamePlaceholder:
        found = server.at(params.text_document.uri)
        if found is None:
            raise Refusal("this file is of no workspace")
        try:
            shown = found[0].renamed(found[1], as_position(params.position))
        except RefusedError as error:
            raise Refusal(str(error)) from error
        return lsp.PrepareRenamePlaceholder(as_range(shown.range), shown.text)

    @server.feature(lsp.TEXT_DOCUMENT_RENAME, lsp.RenameOptions(prepare_provider=True))
    def rename(params: lsp.RenameParams) -> lsp.WorkspaceEdit | None:
        found = server.at(params.text_document.uri)
        if found is None:
            return None
        try:
            made = found[0].rename(found[1], as_position(params.position), params.new_name)
        except RefusedError as error:
            raise Refusal(str(error)) from error
        return as_edit(found[0], made, moves=can_move(server.client_capabilities))


def with_help(server: Server, item: lsp.CompletionItem) -> lsp.CompletionItem:
    """An item with what there is to say about it: only the one that is looked at gets it."""
    data: Any = item.data or {}
    found = server.at(data.get("uri", "")) if isinstance(data, dict) else None
    steps: Sequence[str] = data.get("meaning", ()) if isinstance(data, dict) else ()
    if found is not None and steps:
        text = helped(steps[0], tuple(steps[1:]), found[0].project.knowledge())
        item.documentation = lsp.MarkupContent(lsp.MarkupKind.Markdown, text) if text else None
    return item
