"""`features: [attachments]`: files that are part of a record, any number of them.

Who may read the deal reads its files, who may update it adds and removes them, and they go to the bin with it.
"""

from objectry.metadata.model import Field, FieldType

LARGEST_ATTACHMENT = 25_000_000
NAME, FILE = "name", "file"


def attachment_fields() -> tuple[Field, ...]:
    """A name, and the file."""
    name = Field(NAME, FieldType.TEXT, "Name", max_length=255)
    return name, Field(FILE, FieldType.FILE, "File", required=True, max_size=LARGEST_ATTACHMENT)
