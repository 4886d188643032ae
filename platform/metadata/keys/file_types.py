"""The types of files a field may ask for, by the name people know them by, with their media types."""

from collections.abc import Mapping
from types import MappingProxyType

OFFICE = "application/vnd.openxmlformats-officedocument"
OPEN = "application/vnd.oasis.opendocument"
IMAGE_TYPES: Mapping[str, str] = MappingProxyType(
    {"png": "image/png", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp"}
)
"""Pictures of dots, which every browser shows and none runs."""
TEXT_TYPES: Mapping[str, str] = MappingProxyType(
    {"txt": "text/plain", "csv": "text/csv", "md": "text/markdown", "json": "application/json"}
)
FILE_TYPES: Mapping[str, str] = MappingProxyType(
    {
        "pdf": "application/pdf",
        **IMAGE_TYPES,
        **TEXT_TYPES,
        "docx": f"{OFFICE}.wordprocessingml.document",
        "xlsx": f"{OFFICE}.spreadsheetml.sheet",
        "pptx": f"{OFFICE}.presentationml.presentation",
        "odt": f"{OPEN}.text",
        "ods": f"{OPEN}.spreadsheet",
        "odp": f"{OPEN}.presentation",
        "doc": "application/msword",
        "xls": "application/vnd.ms-excel",
        "ppt": "application/vnd.ms-powerpoint",
        "rtf": "application/rtf",
        "zip": "application/zip",
        "mp3": "audio/mpeg",
        "wav": "audio/x-wav",
        "mp4": "video/mp4",
    }
)
