"""Others' spaCy pipelines: which there are, which are trusted, and choosing one for a project.

Whether a pipeline is trusted is the person's to say and stands in their settings, never in a project, which may come
from anybody. Nothing here loads one: that happens in the suggester's process (`suggest/others.py`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from annotator.domain.choices import SuggestChoices
from annotator.domain.pipeline import PREFIX, Pipeline
from annotator.settings import Settings
from annotator.store import choices, schemes
from annotator.store.connection import Project


def installed_pipelines() -> list[Pipeline]:
    """Return the pipelines that are installed as packages; nothing of them is run."""
    from annotator.suggest import others  # noqa: PLC0415 - only for whoever chooses

    return others.installed()


def look_at(named: str | Path) -> Pipeline:
    """Return what the pipeline in a folder, or of a package, says of itself; raise SuggesterError for none."""
    from annotator.suggest import others  # noqa: PLC0415 - as above

    return others.describe(others.find(str(named).removeprefix(PREFIX)))


def fingerprint(path: Path) -> str:
    """Return the SHA-256 over a pipeline's files, which is what is trusted; may take seconds."""
    from annotator.suggest import others  # noqa: PLC0415 - as above

    return others.fingerprint(path)


def with_trust(settings: Settings, path: Path, digest: str) -> Settings:
    """Return settings in which a pipeline with these files is trusted, and no older state of it."""
    return replace(settings, trusted=settings.trusted | {str(path): digest})


def default_map(labels: Collection[str], wanted: Collection[str]) -> dict[str, str]:
    """Return what a pipeline's labels are proposed to be called in a scheme, "" to leave them out."""
    from annotator.suggest import others  # noqa: PLC0415 - as above

    return others.default_map(labels, wanted)


def proposed_map(project: Project, pipeline: Pipeline) -> dict[str, str]:
    """Return a pipeline's labels with what they are to be in a project: as chosen before, else as proposed."""
    scheme = schemes.active_scheme(project)
    before = choices.read_choices(project)
    chosen = dict(before.label_map) if before.suggester == pipeline.chosen else {}
    return default_map(pipeline.labels, scheme.names if scheme else ()) | chosen


def choose(project: Project, pipeline: Pipeline, label_map: Mapping[str, str]) -> SuggestChoices:
    """Let a pipeline suggest in a project from now on, with its labels called so."""
    pairs = tuple(sorted(label_map.items()))
    return choices.change_choices(project, lambda now: replace(now, suggester=pipeline.chosen, label_map=pairs))
