"""The web face: server-rendered pages from layouts, for people."""

from objectry.faces.web.face import web_error, web_pages

__all__ = ["web_error", "web_pages"]
