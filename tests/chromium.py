"""Chromium for tests: the system's own, driven by Playwright."""

import os
import shutil
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Error, Page

# Quiet and repeatable: no calls home, no first-run pages, no sandbox (tests often run as root).
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",  # small in containers
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
NAMES = ["chromium", "chromium-browser", "google-chrome"]


def find() -> str | None:
    given = os.environ.get("OBJECTRY_TEST_BROWSER")
    return given or next(filter(None, map(shutil.which, NAMES)), None)


def executable() -> str:
    """Path of the browser; its absence is a failure, for a skipped test proves nothing."""
    found = find()
    if found is None:
        raise RuntimeError("no Chromium: install it (`apt-get install chromium`) or set OBJECTRY_TEST_BROWSER")
    return found


# What htmx says when a page is left, or sent, while it still waited for an answer.
GIVEN_UP = ("htmx:sendAbort", "htmx:afterRequest")


@dataclass
class ConsoleErrors:
    """What the page complained about. A test that provokes an error says so with `allow`."""

    seen: list[str] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._message)
        page.on("pageerror", self._page_error)

    def allow(self, part: str) -> None:
        """Accept messages that contain this text, such as "status of 422"."""
        self.allowed.append(part)

    def unexpected(self) -> list[str]:
        return [text for text in self.seen if not any(part in text for part in self.allowed)]

    def _message(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(GIVEN_UP):
            self.seen.append(f"{message.text} ({message.location.get('url', '')})")

    def _page_error(self, error: Error) -> None:
        self.seen.append(str(error))
