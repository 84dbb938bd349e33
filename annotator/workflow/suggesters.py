"""Which suggester works on a project: the one named or chosen, with what the project itself adds to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.choices import SuggestChoices
from annotator.domain.pipeline import PREFIX
from annotator.errors import SuggesterError
from annotator.resources import resource
from annotator.settings import load_settings
from annotator.store.connection import Project
from annotator.workflow.gazetteers_in import gazetteer_digest, project_gazetteer, project_patterns
from annotator.workflow.learning import pipeline_of

if TYPE_CHECKING:
    from annotator.suggest.base import Suggester
    from annotator.suggest.memory import Memory

DEFAULT_SUGGESTER = "news"
LAST_RESORT = "rules"
"""Needs nothing that can be missing or damaged."""


def load_suggester(
    name: str = "",
    *,
    choices: SuggestChoices | None = None,
    pipeline: Path | None = None,
) -> Suggester:
    """Load a suggester by name, which may take a second; raise SuggesterError when there is none or it is broken.

    Without a name it is the one that `choices` say, else the default. `pipeline` is the one that
    the project has trained, for our own suggester to use.
    """
    from annotator import suggest  # noqa: PLC0415 - only for whoever suggests

    chosen = name or (choices.suggester if choices else "") or DEFAULT_SUGGESTER
    return suggest.load_suggester(
        chosen,
        resources=resource(),
        trusted=load_settings().trusted if chosen.startswith(PREFIX) else None,
        label_map=dict(choices.label_map) if choices else None,
        pipeline=pipeline,
        language=choices.language if choices else "",
    )


def load_for(
    project: Project,
    name: str,
    *,
    choices: SuggestChoices,
    memory: Memory,
    say: Callable[[SuggesterError], object] | None = None,
) -> Suggester:
    """Load the suggester for a project: with what it has trained, its lists of names, and what was decided in it.

    `say` hears of trouble that costs a part of it only. Raise SuggesterError as `load_suggester` does.
    """
    from annotator.suggest.recalling import Recalling  # noqa: PLC0415 - only for whoever suggests

    found = load_suggester(name, choices=choices, pipeline=pipeline_of(project))
    lists = gazetteer_digest(project)
    if lists:
        from annotator.suggest.listed import Listed  # noqa: PLC0415 - likewise

        rows, patterns = project_gazetteer(project), project_patterns(project)
        listed = Listed(found, rows, patterns, digest=lists, language=choices.language or "en")
        if say is not None and listed.left_out:
            say(_without(listed.left_out))
        found = listed
    return Recalling(found, memory)


def _without(left_out: Sequence[str]) -> SuggesterError:
    what = "A name in your lists cannot be looked for and is left out:"
    if len(left_out) > 1:
        what = f"{len(left_out)} names in your lists cannot be looked for and are left out, such as"
    return SuggesterError(f"{what} {left_out[0]}.", remedy="The others work. Mend the list and bring it in anew.")
