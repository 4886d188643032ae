"""What the runtime refuses, as a sentence or as problems with their places.  Loaded when something goes wrong."""

from objectry.diagnostics import Diagnostics
from objectry.faces.cli.problems import show
from objectry.faces.cli.terminal import note
from objectry.runtime import DeploymentRefused, DoorError, StoreError


def tell(error: Exception) -> bool:
    """Tell an error that is no fault of the program; False when it is one."""
    if isinstance(error, DeploymentRefused):
        show(Diagnostics(error.problems))
    elif isinstance(error, DoorError | StoreError | OSError):
        note(f"error: {said(error)}", "bold red")
    else:
        return False
    return True


def said(error: Exception) -> str:
    """The sentence of an error."""
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    return str(error) or type(error).__name__
