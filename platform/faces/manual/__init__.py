"""The manual of a CRM as its metadata declares it: a folder of plain HTML pages for each language.

It is written for those who work with it and those who administer it: what each object and field means, what is
demanded, which rules act, who may do what.  `manual_pages` makes them from a checked stack; no database is needed.
"""

from objectry.faces.manual.site import manual_pages

__all__ = ["manual_pages"]
