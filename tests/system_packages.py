"""What the tests need of the operating system and may install by themselves: a browser and fonts for it."""

import os
import shutil
import subprocess

from playwright._impl._driver import compute_driver_executable

from tests import chromium

# A font with Chinese, small, for pictures of pages in both languages; and a library Playwright's driver wants.
PACKAGES = ["chromium", "fonts-dejavu-core", "fonts-wqy-microhei", "libatomic1"]


def ensure_browser() -> str:
    """Install Chromium where that is possible. Where it is not, the browser's tests fail and say why."""
    if chromium.find() and driver_starts():
        return "Chromium is there"
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        return f"no Chromium, and no way to install {', '.join(PACKAGES)} here: browser tests will fail"
    installed = apt("update") and apt("install", "-y", "--no-install-recommends", *PACKAGES)
    return "Chromium installed" if installed else "Chromium could not be installed: browser tests will fail"


def driver_starts() -> bool:
    node, _ = compute_driver_executable()
    return subprocess.run([node, "--version"], capture_output=True, check=False).returncode == 0


def apt(*words: str) -> bool:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    return subprocess.run(["apt-get", "-q", *words], env=quiet, capture_output=True, check=False).returncode == 0
