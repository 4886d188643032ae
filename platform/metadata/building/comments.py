"""`features: [comments]`: what people say to one another about a record.

Who may read the deal reads and writes comments on it; each changes and removes only her own.
"""

from objectry.metadata.model import Field, FieldType

TEXT = "text"
LONGEST_COMMENT = 10_000


def comment_fields() -> tuple[Field, ...]:
    """The text, by which a comment is called."""
    return (Field(TEXT, FieldType.TEXTAREA, "Comment", required=True, max_length=LONGEST_COMMENT),)
