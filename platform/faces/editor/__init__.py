"""The editor face: what a language server answers about the files of a workspace.

`answers.py` and what lies under it know places and texts only; `protocol/` alone knows the protocol, and is loaded
where its library is installed.
"""

from objectry.faces.editor.answers import Answers
from objectry.faces.editor.project import Project

__all__ = ["Answers", "Project"]
