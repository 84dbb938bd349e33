"""Copies of a project beside it: before migrating, before importing, and every half hour when something changed.

They lie in a folder "<name>.backups", are made through SQLite's own backup interface from a consistent moment, checked,
and thinned to 12 of the last day's, then one a day for 10 days, one a week for 10 weeks, one a month for 9 months.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from annotator.errors import OutputError

_STAMP = "%Y%m%dT%H%M%S"
_PAGES_AT_ONCE = 512
_RECENT = 12
_CUT_OFF = timedelta(hours=6)
"""A copy not finished for so long never will be."""


def folder_of(project: Path) -> Path:
    """Return where a project's backups lie."""
    return project.with_name(project.name + ".backups")


def back_up(project: Path, *, why: str = "timed", now: datetime | None = None) -> Path:
    """Copy the project as it is now and return the copy's path; raise OutputError and leave none if it fails.

    Works beside writers: pages are copied in portions, and started over when somebody writes in between.
    """
    folder = folder_of(project)
    moment = now or datetime.now(UTC)
    final = folder / f"{moment.strftime(_STAMP)}-{why}.annotator"
    part = final.with_suffix(".part")
    try:
        project.stat()  # SQLite would make an empty file of one that is not there
        folder.mkdir(mode=0o700, exist_ok=True)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
        try:
            _copy(project, part)
            part.replace(final)
        except BaseException:
            with suppress(OSError):
                part.unlink()
            raise
    except (OSError, sqlite3.Error) as error:
        raise OutputError(
            f"“{project.name}” could not be backed up: {error}.", remedy=f"Check the folder “{folder}” and the disk."
        ) from error
    thin(folder, now=moment)
    return final


def _copy(project: Path, part: Path) -> None:
    with closing(sqlite3.connect(project)) as source, closing(sqlite3.connect(part)) as target:
        source.backup(target, pages=_PAGES_AT_ONCE, sleep=0.001)
        sound = target.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
    if not sound:
        raise OutputError(
            f"The backup of “{project.name}” was not kept: the project itself is damaged.",
            remedy="Older backups were left as they are; “annotator doctor” says what is wrong.",
        )
    with part.open("rb") as copy:
        os.fsync(copy.fileno())


def listed(project: Path) -> list[Path]:
    """Return the project's backups, newest first."""
    return sorted(folder_of(project).glob("*.annotator"), reverse=True)


def thin(folder: Path, *, now: datetime) -> None:
    """Delete the backups that the rule above does not keep, and what a copy that was cut off left."""
    for left in folder.glob("*.part*"):
        with suppress(OSError):
            if now - datetime.fromtimestamp(left.stat().st_mtime, UTC) > _CUT_OFF:
                left.unlink()
    kept: set[tuple[str, str]] = set()
    recent = 0
    for path in sorted(folder.glob("*.annotator"), reverse=True):
        try:
            made = datetime.strptime(path.name[:15], _STAMP).replace(tzinfo=UTC)
        except ValueError:
            continue  # not named by us, so not ours to delete
        age = now - made
        if age < timedelta(days=1):
            recent += 1
            slot = ("recent", path.name) if recent <= _RECENT else ("day", made.strftime("%Y%m%d"))
        elif age < timedelta(days=10):
            slot = ("day", made.strftime("%Y%m%d"))
        elif age < timedelta(weeks=10):
            slot = ("week", made.strftime("%G%V"))
        elif age < timedelta(days=275):
            slot = ("month", made.strftime("%Y%m"))
        else:
            path.unlink()
            continue
        if slot in kept:
            path.unlink()
        kept.add(slot)
