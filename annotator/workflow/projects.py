"""Projects: opening them for an annotator, choosing a scheme, backups. The first thing anyone does."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.errors import SchemeError
from annotator.resources import resource
from annotator.store import backups, connection, schemes
from annotator.store.connection import Project
from annotator.workflow.annotating import Session

DEFAULT_SCHEME = "news"
MADE_FOR = "annotator"
"""The project's own setting that says for whom it was made, when it was assigned to somebody."""
SUFFIX = connection.SUFFIX


def login_name() -> str:
    """Return the name a person is proposed to annotate under."""
    with suppress(OSError, KeyError, ImportError):
        return getpass.getuser()
    return "annotator"


def open_project(
    path: Path, *, create: bool = False, scheme: LabelScheme | None = None, busy_seconds: float = 10.0
) -> Project:
    """Open a project, giving a new one its scheme (default `news`); see `Project` for what is refused."""
    with ExitStack() as stack:
        project = stack.enter_context(Project(path, create=create, busy_seconds=busy_seconds))
        if schemes.active_scheme(project) is None:
            schemes.use_scheme(project, scheme or shipped_scheme(DEFAULT_SCHEME))
        stack.pop_all()
    return project


def open_session(path: Path, annotator: str, *, create: bool = False, busy_seconds: float = 10.0) -> Session:
    """Open a project for an annotator.

    `busy_seconds` is how long a write may wait for another program before it raises ProjectBusyError.
    """
    project = open_project(path, create=create, busy_seconds=busy_seconds)
    return Session(project, annotator)


def made_for(path: Path) -> str:
    """Return the name of the annotator a project was assigned to, "" for nobody or when there is no such file."""
    if not path.exists():
        return ""
    with Project(path) as project:
        return project.get(MADE_FOR) or ""


def name_to_use(chosen: str, path: Path | None) -> str:
    """Return the name to annotate under in a project.

    A name that was chosen is used everywhere. Where none was, or only the login name was taken for one, the project
    says for whom it was made; else it is the login name.
    """
    login = login_name()
    if chosen and chosen != login:
        return chosen
    return (made_for(path) if path is not None else "") or chosen or login


def shipped_scheme(name: str) -> LabelScheme:
    """Return the scheme of that name that comes with the program."""
    path = resource("schemes") / f"{name}.toml"
    if not path.is_file():
        there = ", ".join(one.stem for one in sorted(path.parent.glob("*.toml")))
        raise SchemeError(f"There is no label scheme “{name}”.", remedy=f"There are {there}; or name a TOML file.")
    return read_scheme(path)


def read_scheme(path: Path) -> LabelScheme:
    """Read a scheme of one's own from a TOML file."""
    try:
        return parse_scheme(path.read_text("utf-8"), source=path.name)
    except (OSError, UnicodeDecodeError) as error:
        raise SchemeError(
            f"The label scheme “{path}” cannot be read: {error}.", remedy="Save it as a UTF-8 text file."
        ) from error


@dataclass(frozen=True, slots=True)
class FormatInfo:
    """A kind of files: its short name, its name for people, its suffixes, and what can be done with it.

    `suffix` is that of a new file, "" for a folder of files and for what is only read.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    reads: bool
    writes: bool
    suffix: str = ""


def known_formats() -> list[FormatInfo]:
    """Return the formats that can be read or written."""
    from annotator.formats import FolderWriter, Reader, Writer, installed  # noqa: PLC0415 - opening a project needs none

    return [
        FormatInfo(
            name=one.name,
            title=one.title,
            suffixes=one.suffixes if isinstance(one, Reader) else (one.suffix,),
            reads=isinstance(one, Reader),
            writes=isinstance(one, Writer | FolderWriter),
            suffix=one.suffix if isinstance(one, Writer | FolderWriter) else "",
        )
        for one in installed().formats
    ]


def back_up(path: Path, *, why: str = "timed") -> Path:
    """Copy a project into its backups folder and return the copy; may take seconds, so not on the window's thread."""
    return backups.back_up(path, why=why)


class TimedBackup:
    """Copies a project now and then, when something was written since the last copy."""

    def __init__(self, path: Path, *, copy: Callable[[Path], object] = back_up) -> None:
        """Take the project as it is now for copied."""
        self._path = path
        self._copy = copy
        self._seen = self._stamp()

    def run(self) -> bool:
        """Copy when the project has changed since the last time; return whether it did."""
        stamp = self._stamp()
        if stamp == self._seen:
            return False
        self._copy(self._path)
        self._seen = stamp
        return True

    def _stamp(self) -> tuple[int, int, int, int]:
        files = [self._path, self._path.with_name(self._path.name + "-wal")]
        stats = [path.stat() if path.exists() else None for path in files]
        sizes = [(one.st_mtime_ns, one.st_size) if one else (0, 0) for one in stats]
        return (*sizes[0], *sizes[1])
