"""Finding spans in texts: rules, gazetteers, pipelines, memory. The only place that knows spaCy; knows no store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib.metadata import entry_points
from pathlib import Path

from annotator.domain.pipeline import PREFIX
from annotator.errors import SuggesterError
from annotator.suggest.base import Suggester
from annotator.suggest.news import NAME as NEWS
from annotator.suggest.news import load_news
from annotator.suggest.others import load_other
from annotator.suggest.rules import NAME as RULES
from annotator.suggest.rules import load_rules
from annotator.suggest.taught import ENGLISH

# To add a suggester: one module with a loader, one line here. A loader gets the program's `resources` folder.
Loader = Callable[[Path], Suggester]
SUGGESTERS: tuple[tuple[str, Loader], ...] = ((NEWS, load_news), (RULES, load_rules))

# Other people's packages name a loader under this group; their code runs only when their suggester is asked for.
ENTRY_POINTS = "annotator.suggesters"


def suggester_names() -> tuple[str, ...]:
    """Return the names of all suggesters that can be loaded, ours first."""
    ours = tuple(name for name, _ in SUGGESTERS)
    return ours + tuple(sorted({point.name for point in entry_points(group=ENTRY_POINTS)} - set(ours)))


def load_suggester(
    name: str,
    *,
    resources: Path,
    trusted: Mapping[str, str] | None = None,
    label_map: Mapping[str, str] | None = None,
    pipeline: Path | None = None,
    language: str = "",
) -> Suggester:
    """Load the suggester of that name; raise SuggesterError when there is none or it cannot be loaded.

    "pipeline:PATH" (or the name of an installed package) is somebody's spaCy pipeline: `trusted` are the digests of
    those that may be loaded, by path, and `label_map` what its labels are called here. `pipeline` is a folder for our
    own suggester "news" to use instead of the one that ships, `language` ("" for English) that of the texts.
    """
    if name == NEWS:
        return load_news(resources, pipeline=pipeline, language=language or ENGLISH)
    if name.startswith(PREFIX):
        return load_other(name.removeprefix(PREFIX), trusted=trusted or {}, label_map=label_map or {})
    for ours, loader in SUGGESTERS:
        if ours == name:
            return loader(resources)
    for point in entry_points(group=ENTRY_POINTS):
        if point.name == name:
            try:
                suggester: Suggester = point.load()(resources)
            except Exception as error:  # other people's code may raise anything
                raise SuggesterError(
                    f"The suggester {name} cannot be loaded: {error}.",
                    remedy="Update or remove the package it comes from, or choose another suggester.",
                ) from error
            return suggester
    raise SuggesterError(
        f"There is no suggester called {name}.", remedy=f"Those there are: {', '.join(suggester_names())}."
    )
