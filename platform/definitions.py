"""Where the standard CRM app lies, which comes with the platform."""

from pathlib import Path

PACKAGE = Path(__file__).resolve().parent  # platform/ in a checkout, site-packages/objectry when installed
APP_FILE = "app.yaml"


def definitions_root() -> Path:
    """The folder with the standard app's app.yaml: the root of a checkout, else the copy in the package."""
    checkout = PACKAGE.parent
    is_checkout = (checkout / APP_FILE).is_file() and (checkout / "pyproject.toml").is_file()
    return checkout if is_checkout else PACKAGE / "defs" / "crm"
