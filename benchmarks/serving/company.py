"""The company of the benchmark: accounts and contacts, ten salespeople who see their own, a manager who sees all."""

from pathlib import Path

from objectry.metadata import AppSource, named, read_folder

FOLDER = Path(__file__).parent / "company"
VALIDATION = """\
validations:
  generous:
    error_if: discount > 50 and type <> "partner"
    message: Only partners get more than 50.
    at: discount
"""


def app() -> AppSource:
    """The files, with a second kind of account that has a validation and a rule."""
    plain = read_folder(FOLDER)
    account = plain.files["objects/account.yaml"]
    ruled = account.replace("object: account", "object: ruled_account", 1).replace("Account", "Ruled account")
    return named(AppSource(plain.name, {**plain.files, "objects/ruled_account.yaml": ruled + VALIDATION}))
