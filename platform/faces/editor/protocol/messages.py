"""Places, items, problems and edits in the words of the Language Server Protocol."""

from typing import Any

from lsprotocol import types as lsp
from pygls.exceptions import JsonRpcException

from objectry.diagnostics import Diagnostic, Severity
from objectry.faces.editor.answers import Answers, Shown, Target
from objectry.faces.editor.completing import Item, Sort
from objectry.faces.editor.positions import Position, Range
from objectry.faces.editor.renaming import Renaming

SORTS = {
    Sort.KEY: lsp.CompletionItemKind.Property,
    Sort.FIELD: lsp.CompletionItemKind.Field,
    Sort.OBJECT: lsp.CompletionItemKind.Class,
    Sort.VALUE: lsp.CompletionItemKind.EnumMember,
    Sort.FUNCTION: lsp.CompletionItemKind.Function,
    Sort.WORD: lsp.CompletionItemKind.Keyword,
    Sort.NAME: lsp.CompletionItemKind.Reference,
}
ORDER = list(Sort)
SEVERITIES = {Severity.ERROR: lsp.DiagnosticSeverity.Error, Severity.WARNING: lsp.DiagnosticSeverity.Warning}


class Refusal(JsonRpcException):
    """A request that was understood and cannot be done, with the reason."""

    CODE = -32803


def as_position(position: lsp.Position) -> Position:
    return Position(position.line, position.character)


def as_range(found: Range) -> lsp.Range:
    start, end = found.start, found.end
    return lsp.Range(lsp.Position(start.line, start.character), lsp.Position(end.line, end.character))


def as_location(target: Target) -> lsp.Location:
    return lsp.Location(target.path.as_uri(), as_range(target.range))


def as_hover(shown: Shown) -> lsp.Hover:
    return lsp.Hover(lsp.MarkupContent(lsp.MarkupKind.Markdown, shown.text), as_range(shown.range))


def as_diagnostic(place: Range, one: Diagnostic) -> lsp.Diagnostic:
    return lsp.Diagnostic(as_range(place), one.message, SEVERITIES[one.severity], one.code, source="objectry")


def as_item(item: Item, place: lsp.Range, uri: str) -> lsp.CompletionItem:
    steps = [item.meaning.kind, *item.meaning.steps] if item.meaning is not None else []
    return lsp.CompletionItem(
        item.text,
        kind=SORTS[item.sort],
        detail=item.detail or None,
        documentation=lsp.MarkupContent(lsp.MarkupKind.Markdown, item.help) if item.help else None,
        sort_text=f"{ORDER.index(item.sort)}{item.text}",
        filter_text=item.text,
        text_edit=lsp.TextEdit(place, item.insert or item.text),
        data={"uri": uri, "meaning": steps},
    )


def can_move(capabilities: lsp.ClientCapabilities) -> bool:
    """Whether the editor gives files other names when it is asked to."""
    workspace = capabilities.workspace
    edits = workspace.workspace_edit if workspace is not None else None
    kinds = edits.resource_operations if edits is not None else None
    return bool(edits is not None and edits.document_changes and lsp.ResourceOperationKind.Rename in (kinds or ()))


def as_edit(answers: Answers, made: Renaming, *, moves: bool) -> lsp.WorkspaceEdit:
    """The edits of each file, and then the new names of files."""
    if made.moves and not moves:
        raise Refusal("this editor does not rename files; rename the object by hand, with `renamed_from` and its files")
    by_file: dict[str, list[lsp.TextEdit]] = {}
    for one in made.edits:
        place = as_range(answers.sheet(one.file).range(one.start, one.end))
        by_file.setdefault(one.file, []).append(lsp.TextEdit(place, one.text))
    if not moves:
        return lsp.WorkspaceEdit(changes={(answers.root / name).as_uri(): edits for name, edits in by_file.items()})
    changes: list[Any] = [
        lsp.TextDocumentEdit(lsp.OptionalVersionedTextDocumentIdentifier((answers.root / name).as_uri()), edits)
        for name, edits in by_file.items()
    ]
    changes += [
        lsp.RenameFile((answers.root / old).as_uri(), (answers.root / new).as_uri()) for old, new in made.moves.items()
    ]
    return lsp.WorkspaceEdit(document_changes=changes)
