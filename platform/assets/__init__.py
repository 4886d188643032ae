"""Files that are not written here: front-end files fetched by npm, and how they get into a build.

Used twice: by the build (as the top-level package `assets`) and by the installed program (as `objectry.assets`). So
it stands on the standard library alone and its files know one another by relative imports.
"""

from .fetch import FetchError, fetch, is_complete

__all__ = ["FetchError", "fetch", "is_complete"]
