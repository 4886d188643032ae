"""What editors say of a function or an action: its signature, and its page of the manual."""

from dataclasses import dataclass

from objectry.rules.actions import ACTIONS
from objectry.rules.library import FUNCTIONS
from objectry.rules.manual import action_text, function_text


@dataclass(frozen=True, slots=True)
class Help:
    """`parameters` are as the signature shows them; of the last one there may be more."""

    signature: str
    parameters: tuple[str, ...]
    text: str

    def parameter(self, argument: int) -> int | None:
        """Which parameter an argument is for; None where there are not so many."""
        if argument < len(self.parameters):
            return argument
        last = len(self.parameters) - 1
        return last if self.parameters and "..." in self.parameters[last] else None


def help_of(name: str) -> Help | None:
    """The help of a function or action by its canonical name."""
    function = FUNCTIONS.get(name)
    if function is not None:
        return _help(function.signature, function_text(function))
    action = ACTIONS.get(name)
    return _help(action.signature, action_text(action)) if action is not None else None


def _help(signature: str, text: str) -> Help:
    inside = signature.partition("(")[2].removesuffix(")")
    return Help(signature, tuple(inside.split(", ")) if inside else (), text)
