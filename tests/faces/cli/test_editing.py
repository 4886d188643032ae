"""`crm lsp`: how it starts."""

from importlib import import_module
from types import ModuleType

import pytest

from objectry.faces.cli.authoring import editing
from objectry.metadata import core_folder
from tests.faces.cli.shell import Shell


def test_without_its_extra_it_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence, no traceback; exit code 1."""

    def missing(name: str) -> ModuleType:
        if name == editing.SERVER:
            raise ModuleNotFoundError("No module named 'pygls'", name="pygls")
        return import_module(name)

    monkeypatch.setattr(editing, "import_module", missing)
    answer = Shell(core_folder())("lsp")
    assert answer.code == 1
    assert answer.errors == 'error: the language server needs one package more: pip install "objectry[editor]"\n'


def test_another_module_that_is_missing_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the extra is explained."""

    def missing(name: str) -> ModuleType:
        raise ModuleNotFoundError(name=name)

    monkeypatch.setattr(editing, "import_module", missing)
    with pytest.raises(ModuleNotFoundError):
        editing.lsp.main([], standalone_mode=False)
