"""Trouble that people can do something about.

Every error here carries a sentence that says what happened and one that says what to do; the window shows both in its
message bar, the command line prints them. Anything else that is raised is a bug and leads to the report dialog.

    AnnotatorError
    ├── ProjectError            the project file itself
    │   ├── ForeignFileError        not one of ours, or damaged, or changed by someone
    │   ├── NewerProjectError       written by a newer version
    │   ├── ProjectBusyError        another program holds the write lock; trying again helps
    │   └── DiskFullError           there is no room to write; trying again helps once there is
    ├── InputError              something that was to be read (file, line, reason)
    ├── OutputError             something that was to be written
    ├── DecisionError           a decision that the article or the scheme does not allow
    ├── AgreementError          annotators that cannot be compared as asked
    ├── SchemeError             a label scheme that cannot be used
    ├── SuggesterError          a suggester that is missing, broken or not trusted
    ├── SettingsError           a settings file that cannot be read
    └── CancelledError          the person asked to stop; nothing was changed
"""

from __future__ import annotations


class AnnotatorError(Exception):
    """Say what happened and what to do about it.

    `what` is one sentence about what happened, `remedy` one about the way out ("" when there is nothing to do).
    """

    def __init__(self, what: str, *, remedy: str = "") -> None:
        """Keep both sentences."""
        super().__init__(f"{what} {remedy}".strip())
        self.what = what
        self.remedy = remedy


class ProjectError(AnnotatorError):
    """The project file cannot be used as asked."""


class ForeignFileError(ProjectError):
    """The file is not an Annotator project, or not one we may write to."""


class NewerProjectError(ProjectError):
    """The project was written by a newer version of the program."""


class ProjectBusyError(ProjectError):
    """Another program is writing to the project; the same call may succeed later."""


class DiskFullError(ProjectError):
    """There is no room on the disk; nothing was saved, and the same call succeeds when there is."""


class InputError(AnnotatorError):
    """Something could not be read.

    `source` names the file (or "" for none) and `line` its 1-based line (0 for the whole file).
    """

    def __init__(self, what: str, *, remedy: str = "", source: str = "", line: int = 0) -> None:
        """Keep where it happened beside the sentences."""
        place = f"{source}, line {line}: " if source and line else f"{source}: " if source else ""
        super().__init__(f"{place}{what}", remedy=remedy)
        self.reason = what
        self.source = source
        self.line = line


class OutputError(AnnotatorError):
    """Something could not be written; what was there before is untouched."""


class DecisionError(AnnotatorError):
    """The article or the label scheme does not allow this decision."""


class AgreementError(AnnotatorError):
    """Annotators cannot be compared as asked."""


class SchemeError(AnnotatorError):
    """A label scheme cannot be read or used."""


class SuggesterError(AnnotatorError):
    """A suggester is missing, broken, or not trusted."""


class SettingsError(AnnotatorError):
    """The settings file cannot be read or written."""


class CancelledError(AnnotatorError):
    """The person asked to stop; nothing was changed."""

    def __init__(self) -> None:
        """Say so in the one sentence there is."""
        super().__init__("Stopped. Nothing was changed.")
