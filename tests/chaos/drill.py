"""The upgrade drill: the standard CRM with a customer's layer and records goes to a next version and back again.

The next version renames a field, gives one another type and removes one.  After the way back every record is what it
was and the customer's layer is untouched.
"""

import hashlib
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from objectry.metadata import AppSource, read_folder
from objectry.runtime import Consent, Platform
from tests.chaos.stage import opened
from tests.databases import Database
from tests.runtime.shops import core, create

ROOT = Path(__file__).parents[2]
BATCH = 5000
FIELDS = "".join(f"  acme_{number}: {{type: text, label: Acme {number}}}\n" for number in range(1, 15))
OWN = {
    "app.yaml": 'name: acme\nversion: 1.0\nbase: {objectry_crm: "~0.1"}\n',
    "objects/product.yaml": "extend: product\nlabel: Article\nfields:\n" + FIELDS
    + "  price: {label: Price, min: 1}\n  acme_total: {type: currency, label: Total, formula: price * 2}\n"
    + 'validations:\n  acme_price: {error_if: price > 1000000, message: "Too dear."}\n',
    "layouts/product.yaml": "extend: product\nviews:\n  acme: {label: Acme, columns: [name, acme_1, price]}\n",
    "objects/acme_machine.yaml": "object: acme_machine\nlabel: Machine\nfields:\n"
    "  product: {type: lookup, label: Product, to: product, related_as: acme_machines}\n",
}  # fmt: skip
"""A customer's layer: twenty changes of a standard object, a view, an object of its own."""


@cache
def standard() -> AppSource:
    """The standard CRM as it is, without its demo data."""
    files = {path: text for path, text in read_folder(ROOT).files.items() if not path.startswith("demo/")}
    return AppSource("objectry_crm", files)


def following() -> AppSource:
    """Its next version: `series` has another name, `unit` another type, `description` is gone."""
    files = dict(standard().files)
    for path in ("objects/product.yaml", "layouts/product.yaml"):
        lines = files[path].replace("series", "product_line").splitlines()
        files[path] = "\n".join(line for line in lines if not line.startswith("  description:"))
    files["objects/product.yaml"] = (
        files["objects/product.yaml"]
        .replace("product_line: {", "product_line: {renamed_from: [series], ")
        .replace("{type: text, label: Unit, max_length: 20, default: piece}", "{type: integer, label: Unit}")
    )
    files["layouts/product.yaml"] = files["layouts/product.yaml"].replace("[description]", "[owner_note]")
    files["objects/product.yaml"] += "\n  owner_note: {type: text, label: Note}\n"
    return AppSource("objectry_crm", {path: text for path, text in files.items() if "translations" not in path})


@dataclass
class Drilled:
    """What the drill found: digests of records before and after, the customer's files, and how long each way took."""

    before: str
    after: str
    own: bool
    kept: int
    upgrade: float
    back: float

    def __str__(self) -> str:
        same = "equal" if self.before == self.after else "DIFFERENT"
        own = "intact" if self.own else "CHANGED"
        return f"dump {same}, own layer {own}, {self.kept} records, {self.upgrade:.1f} s there, {self.back:.1f} s back"


def drill(database: Database, records: int) -> Drilled:
    """There and back with so many products."""
    with opened(database) as platform:
        deploy(platform, (core(), standard(), AppSource("acme", OWN)))
        fill(platform, records)
        before, kept = digest(platform)
        upgrade = deploy(platform, (core(), following(), AppSource("acme", OWN)))
        if digest(platform)[0] == before or platform.deployments.examine():
            raise RuntimeError("the next version changed nothing, or left something behind")
        start = time.monotonic()
        plan, _ = platform.deployments.plan_rollback(1)
        if plan is None:
            raise RuntimeError("there is no way back")
        platform.deployments.apply(plan, agreeing(plan.changes.losses), "drill", "back")
        back = time.monotonic() - start
        own = next(app for app in platform.deployments.apps() if app.name == "acme").files == OWN
        if platform.deployments.examine():
            raise RuntimeError("the way back left something behind")
        return Drilled(before, digest(platform)[0], own, kept, upgrade, back)


def deploy(platform: Platform, apps: Sequence[AppSource]) -> float:
    """Plan and apply; how long it took."""
    start = time.monotonic()
    plan, found = platform.deployments.plan(apps)
    if plan is None:
        raise RuntimeError(str([str(one) for one in found.errors]))
    platform.deployments.apply(plan, agreeing(plan.changes.losses), "drill", "")
    return time.monotonic() - start


def agreeing(losses: Iterable[str]) -> Consent:
    """To everything."""
    return Consent(frozenset(losses), maintenance=True)


def fill(platform: Platform, records: int) -> None:
    """Products of all sorts: some whose unit is a number, most whose unit is a word."""
    for start in range(0, records, BATCH):
        rows = [
            {"name": f"P{n}", "code": f"C{n}", "series": f"S{n % 9}", "unit": str(n) if n % 3 else "piece",
             "description": f"About {n}", "price": n % 900 + 1, "acme_1": f"own {n}"}
            for n in range(start, min(records, start + BATCH))
        ]  # fmt: skip
        create(platform, *rows, thing="product")


def digest(platform: Platform) -> tuple[str, int]:
    """What all records come to, and how many they are."""
    found, count = hashlib.sha256(), 0
    for line in platform.deployments.dump():
        found.update(line.encode() + b"\n")
        count += 1
    return found.hexdigest(), count
