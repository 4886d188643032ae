"""An editor in a test: it starts `crm lsp` and talks to it over standard input and output."""

import json
import subprocess
import sys
from pathlib import Path
from queue import Queue
from threading import Thread
from typing import Any

PATIENCE = 120  # seconds until an answer is given up
COMMAND = [sys.executable, "-c", "from objectry.faces.cli import main; main()", "lsp"]
CAPABILITIES = {"workspace": {"workspaceEdit": {"documentChanges": True, "resourceOperations": ["rename"]}}}


class Editor:
    """Asks and is told; what the server tells by itself is kept by method."""

    def __init__(self, root: Path) -> None:
        self.root = root
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(COMMAND, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
        self.heard: Queue[dict[str, Any]] = Queue()
        self.told: list[dict[str, Any]] = []
        self.count = 0
        Thread(target=self.listen, daemon=True).start()

    def listen(self) -> None:
        """Read message after message."""
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline():
            if line.lower().startswith(b"content-length:"):
                length = int(line.split(b":")[1])
            elif not line.strip():
                self.heard.put(json.loads(self.process.stdout.read(length)))

    def send(self, message: dict[str, Any]) -> None:
        assert self.process.stdin is not None
        content = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n" % len(content) + content)
        self.process.stdin.flush()

    def tell(self, method: str, **params: Any) -> None:
        """A notification."""
        self.send({"method": method, "params": params})

    def ask(self, method: str, **params: Any) -> Any:
        """A request, and its answer: the result, or the error."""
        self.count += 1
        self.send({"id": self.count, "method": method, "params": params})
        while True:
            message = self.heard.get(timeout=PATIENCE)
            if message.get("id") == self.count and "method" not in message:
                return message.get("result", message.get("error"))
            self.told.append(message)

    def begin(self, language: str, encodings: list[str]) -> Any:
        """Start; the server's capabilities."""
        offered = {**CAPABILITIES, "general": {"positionEncodings": encodings}}
        root = self.root.as_uri()
        found = self.ask("initialize", processId=None, rootUri=root, capabilities=offered, locale=language)
        self.tell("initialized")
        return found["capabilities"]

    def uri(self, file: str) -> str:
        return (self.root / file).as_uri()

    def open(self, file: str, text: str) -> None:
        document = {"uri": self.uri(file), "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", textDocument=document)

    def change(self, file: str, text: str) -> None:
        self.tell(
            "textDocument/didChange",
            textDocument={"uri": self.uri(file), "version": 2},
            contentChanges=[{"text": text}],
        )

    def at(self, file: str, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": self.uri(file)}, "position": {"line": line, "character": character}}

    def problems(self, file: str) -> Any:
        """The next problems the server tells of a file."""
        while True:
            known = next((one for one in self.told if one["params"].get("uri") == self.uri(file)), None)
            if known is not None:
                self.told.remove(known)
                return known["params"]["diagnostics"]
            message = self.heard.get(timeout=PATIENCE)
            if message.get("method") == "textDocument/publishDiagnostics":
                self.told.append(message)

    def end(self) -> int:
        """Leave; how the server ended."""
        self.ask("shutdown")
        self.tell("exit")
        return self.process.wait(timeout=PATIENCE)
