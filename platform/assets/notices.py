"""The notice that travels with the files of others: whose they are and under which licence."""

import json
from pathlib import Path

from .manifest import Manifest, Package

HEAD = """\
Third-party notices
===================

The files in this folder were made by others. They are unchanged, except that icons.svg is put together from single
icons. Each part is listed with its version, its licence and the text of that licence.
"""

MIT = """\
Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated
documentation files (the "Software"), to deal in the Software without restriction, including without limitation the
rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit
persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the
Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE
WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR
COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR
OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
TEXTS = {"MIT": MIT, "Apache-2.0": "The text of the Apache License, Version 2.0 stands elsewhere in this file.\n"}


def notices(manifest: Manifest, modules: Path) -> str:
    parts = [notice(package, modules) for package in (*manifest.packages, *manifest.contained)]
    return "\n".join([HEAD, *parts])


def notice(package: Package, modules: Path) -> str:
    title = f"{package.name}{version(package, modules)} ({package.licence})"
    return "\n".join([title, "-" * len(title), "", text(package, modules)])


def version(package: Package, modules: Path) -> str:
    described = modules / package.name / "package.json"
    return f" {json.loads(described.read_text(encoding='utf-8'))['version']}" if described.exists() else ""


def text(package: Package, modules: Path) -> str:
    if package.licence_file:
        return (modules / package.name / package.licence_file).read_text(encoding="utf-8")
    return f"{package.copyright}\n\n{TEXTS[package.licence]}"
