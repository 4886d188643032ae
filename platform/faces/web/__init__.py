"""The web face: server-rendered pages from layouts, for people."""

from objectry.faces.web.face import wants_page, web_error, web_pages

__all__ = ["wants_page", "web_error", "web_pages"]
