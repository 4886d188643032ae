"""The codes of problems the faces find themselves.  Everything else keeps the code its room gave it."""

from collections.abc import Mapping
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "F700": "something failed on the server; the log has the details under the given id",
        "F701": "the request cannot be read",
        "F702": "log in first",
        "F703": "the actor may not do this",
        "F704": "there is nothing at this address, or the actor may not see it",
        "F705": "this address does not offer this method",
        "F706": "the record has changed in the meantime",
        "F707": "the request is too large",
        "F708": "the content type is not one this address reads",
        "F709": "some of the values cannot be accepted",
        "F710": "the form has expired or comes from another site",
        "F711": "too busy at the moment; the same call may be repeated",
        "F712": "too many tries; wait a little",
        "F713": "the name or the password is wrong",
        "F714": "the Idempotency-Key was used for another call",
        "F715": "the call with this Idempotency-Key is still at work",
        "F721": "a change of such a record has to say which version it is made from",
        "F722": "the disk is full; nothing was written",
        "F720": "the database would be at work for too long; nothing was changed",
    }
)
