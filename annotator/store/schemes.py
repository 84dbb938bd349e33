"""The label scheme of the project, kept in the file as the text it was read from."""

from __future__ import annotations

from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.errors import SchemeError
from annotator.store.annotators import timestamp
from annotator.store.connection import Project

_KEY = "scheme"


def active_scheme(project: Project) -> LabelScheme | None:
    """Return the project's scheme, or None when none was chosen yet."""
    row = project.connection.execute(
        "SELECT toml FROM scheme WHERE id = (SELECT CAST(value AS INTEGER) FROM project WHERE key = ?)", (_KEY,)
    ).fetchone()
    return None if row is None else parse_scheme(str(row[0]), source=project.path.name)


def use_scheme(project: Project, scheme: LabelScheme) -> None:
    """Make this the project's scheme; raise SchemeError when it lacks a label that annotations stand with."""
    used = labels_in_use(project)
    missing = sorted(used - set(scheme.names))
    if missing:
        raise SchemeError(
            f"The scheme “{scheme.name}” lacks {', '.join(missing)}, which annotations in this project have.",
            remedy="Add these labels to the scheme, or keep the present one.",
        )
    with project.transaction():
        store_scheme(project, scheme)


def store_scheme(project: Project, scheme: LabelScheme) -> None:
    """Make this the project's scheme inside the caller's transaction; it must have every label that is in use."""
    connection = project.connection
    row = connection.execute("SELECT max(id) FROM scheme WHERE toml = ?", (scheme.toml,)).fetchone()
    number = (
        row[0]
        or connection.execute(
            "INSERT INTO scheme (name, toml, created) VALUES (?, ?, ?)", (scheme.name, scheme.toml, timestamp())
        ).lastrowid
    )
    connection.execute("INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)", (_KEY, str(number)))


def labels_in_use(project: Project) -> set[str]:
    """Return the labels of the annotations that stand as accepted."""
    rows = project.connection.execute(
        "SELECT DISTINCT label FROM standing WHERE kind = 'annotation' AND state = 'accepted'"
    )
    return {str(label) for (label,) in rows}
