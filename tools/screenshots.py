"""The pictures of README and docs: `.venv/bin/python tools/screenshots.py` takes them of a demo of its own.

It needs what `./crm test` has prepared: Chromium, and the environment with Playwright.
"""

import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests import chromium  # noqa: E402 (found only by the line above)

IMAGES = ROOT / "docs" / "images"
LOG_IN = re.compile(r"^(\w+)\t(\w+)\t", re.MULTILINE)
READY = re.compile(r"^Objectry demo: (\S+?)/?$", re.MULTILINE)


@dataclass(frozen=True)
class Picture:
    """One picture: who looks at which address; `opens` is what she clicks there first."""

    name: str
    who: str
    address: str
    opens: str = ""
    locale: str = "en-US"
    height: int = 800


PICTURES = (
    Picture("pipeline", "ann", "/o/opportunity?view=pipeline"),
    Picture("record", "ann", "/o/opportunity?view=open", "table.rows tbody td a", height=900),
    Picture("record-zh", "zhangmin", "/o/account?view=mine", "table.rows tbody td a", "zh-CN", 900),
    Picture("permissions", "admin", "/setup/permissions?role=rep"),
)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder, demo(Path(folder)) as (address, log_ins), sync_playwright() as web:
        browser = web.chromium.launch(executable_path=chromium.executable(), args=chromium.ARGUMENTS)
        for picture in PICTURES:
            take(browser, picture, address, log_ins)
        browser.close()


@contextmanager
def demo(folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """A demo that is served meanwhile: its address, and the passwords by user name."""
    command = [sys.executable, str(ROOT / "crm"), "demo", "--folder", str(folder)]
    serves = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder)  # noqa: S603 (a command of ours)
    with serves as serving:
        assert serving.stdout is not None
        said = ""
        while "\nadmin\t" not in said:  # the last log-in
            said += serving.stdout.readline() or sys.exit("the demo has ended")
        try:
            yield READY.findall(said)[0], dict(LOG_IN.findall(said))
        finally:
            serving.terminate()


def take(browser: Browser, picture: Picture, address: str, log_ins: dict[str, str]) -> None:
    context = browser.new_context(locale=picture.locale, viewport={"width": 1280, "height": picture.height})
    page = context.new_page()
    enter(page, address, picture.who, log_ins[picture.who])
    page.goto(address + picture.address)
    if picture.opens:
        page.locator(picture.opens).first.click()
        page.wait_for_load_state()
    page.wait_for_timeout(500)  # pictures and fonts
    page.screenshot(path=IMAGES / f"{picture.name}.png")
    print(f"docs/images/{picture.name}.png")
    context.close()


def enter(page: Page, address: str, who: str, password: str) -> None:
    for _ in range(20):  # the server says that it is there a moment before it listens
        if page.request.get(f"{address}/healthz", fail_on_status_code=False).ok:
            break
        page.wait_for_timeout(500)
    page.goto(address)
    page.fill("#name", who)
    page.fill("#password", password)
    page.press("#password", "Enter")
    page.wait_for_url(f"{address}/")


if __name__ == "__main__":
    main()
