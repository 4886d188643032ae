"""What a coercion raises: the value cannot be of the field's type.  Caught where the field is known."""

from collections.abc import Mapping

from objectry.metadata import EMPTY


class Unfit(Exception):
    """The value does not fit.  `expected` says in words what would; `code` and `params` say more where needed."""

    def __init__(self, expected: str, code: str = "D522", params: Mapping[str, str] = EMPTY) -> None:
        super().__init__(expected)
        self.code = code
        self.params = {"expected": expected} if code == "D522" else dict(params)
