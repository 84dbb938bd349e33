"""The people of a project."""

from __future__ import annotations

from datetime import UTC, datetime

from annotator.domain.identity import new_id
from annotator.errors import DecisionError
from annotator.store.connection import Project

_LONGEST_NAME = 64


def annotator_number(project: Project, name: str) -> int | None:
    """Return the number of the annotator of that name, or None."""
    row = project.connection.execute("SELECT id FROM annotator WHERE name = ?", (name,)).fetchone()
    return None if row is None else int(row[0])


def ensure_annotator(project: Project, name: str) -> int:
    """Return the number of the annotator of that name, adding them when new; raise DecisionError for no usable name."""
    name = usable_name(name)
    number = annotator_number(project, name)
    if number is not None:
        return number
    with project.transaction():
        return add_annotator(project, name)


def add_annotator(project: Project, name: str) -> int:
    """Return the number of the annotator of that name, adding them when new inside the caller's transaction."""
    name = usable_name(name)
    project.connection.execute(
        "INSERT OR IGNORE INTO annotator (uuid, name, created) VALUES (?, ?, ?)", (new_id(), name, timestamp())
    )
    return int(project.connection.execute("SELECT id FROM annotator WHERE name = ?", (name,)).fetchone()[0])


def usable_name(name: str) -> str:
    """Return a name without space around it; raise DecisionError when nobody can be called so."""
    name = name.strip()
    if not name or len(name) > _LONGEST_NAME or not name.isprintable():
        raise DecisionError("An annotator needs a name of 1 to 64 printable characters.", remedy="Choose another name.")
    return name


def annotators(project: Project) -> dict[str, int]:
    """Return everybody's name and number, in the order of their names."""
    return {
        str(name): int(number)
        for name, number in project.connection.execute("SELECT name, id FROM annotator ORDER BY name")
    }


def timestamp() -> str:
    """Return now as stored: UTC, ISO 8601 with milliseconds."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")
