"""`features: [follow]`: who wants to hear of what happens to a record.

A record of the object says that the one who made it follows the deal.  Each sees, adds and removes only her own.
"""

from objectry.metadata.model import Field, FieldType, RuleText


def follower_fields() -> tuple[Field, ...]:
    """The name of the one who follows."""
    formula = RuleText("created_by.name")
    return (Field("name", FieldType.TEXT, "Name", read_only=True, formula=formula, max_length=255),)
