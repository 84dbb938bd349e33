"""Trying suggesters on texts whose labels are known: each kind of knowledge by itself, together, and while it learns.

What comes out is what was suggested; how good that is, is counted in `evaluating.py`. No project is read or written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Region
from annotator.domain.span import SpanIndex
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import AnnotatorError, SuggesterError
from annotator.resources import resource
from annotator.workflow.labelled_texts import LabelledText
from annotator.workflow.learning import SHIPPED
from annotator.workflow.suggesters import load_suggester

if TYPE_CHECKING:
    from annotator.suggest.base import Suggester
    from annotator.suggest.memory import Memory

Progress = Callable[[int, int], None]
Said = Sequence[Sequence[Suggestion]]
"""What was suggested, text by text."""


class Way(StrEnum):
    """What is known when suggestions are made; the value is its name on a command line."""

    RULES = "rules"
    NER = "ner"
    BOTH = "both"
    MEMORY = "memory"


_NAMES = {Way.RULES: "rules", Way.BOTH: "news"}
"""What the program calls the suggester that is tried in a way."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What one way suggested: its title for people, the suggester's version, and the suggestions text by text."""

    title: str
    version: str
    said: Said


def shipped_pipeline() -> Path | None:
    """Return the folder of the pipeline that comes with the program, None where it came without."""
    path = resource().joinpath(*SHIPPED)
    return path if (path / "config.cfg").is_file() else None


def try_ways(
    texts: Sequence[LabelledText],
    ways: Sequence[Way],
    *,
    labels: frozenset[str],
    pipeline: Path | None = None,
    suggester: str = "",
    progress: Progress | None = None,
) -> Iterator[Tried]:
    """Yield what each way suggests for the texts, in the usual order; then what the suggester named does.

    `ner` and `both` need a pipeline: the folder given, else the one that ships; without one `memory` goes with the
    rules. What is remembered are the labels of the texts before, as if an analyst had gone through what was suggested
    and put it right. Raise SuggesterError when a suggester cannot be loaded or stops, and whatever `progress` raises.
    """
    pipeline = pipeline or shipped_pipeline()
    best = Way.BOTH if pipeline else Way.RULES
    wanted = [way for way in Way if way in ways]
    beside = suggester if suggester not in {_NAMES[way] for way in wanted if way in _NAMES} else ""
    at = _Steps(progress, (len(wanted) + bool(beside) * (1 + (Way.MEMORY in wanted))) * len(texts))
    known: dict[Way, Tried] = {}
    for way in wanted:
        if way is not Way.MEMORY:
            known[way] = _ask(load_way(way, pipeline), texts, labels, title=way, told=at.step)
            yield known[way]
            continue
        base = known.get(best) or _ask(load_way(best, pipeline), texts, labels, title=best)
        yield _with_memory(base, texts, labels, at.step)
    if beside:
        found = _ask(load_suggester(beside), texts, labels, title=beside, told=at.step)
        yield found
        if Way.MEMORY in wanted:
            yield _with_memory(found, texts, labels, at.step)


def _with_memory(
    base: Tried, texts: Sequence[LabelledText], labels: frozenset[str], told: Callable[[], object]
) -> Tried:
    learnt = remembered(texts, base.said, labels=labels, told=told)
    return Tried(f"{base.title} + memory", base.version, learnt)


def remembered(
    texts: Sequence[LabelledText],
    said: Said,
    *,
    labels: frozenset[str],
    memory: Memory | None = None,
    told: Callable[[], object] = lambda: None,
) -> Said:
    """Return what becomes of suggestions when each text's labels are remembered for the texts behind it.

    A memory that is given is used, and learns.
    """
    from annotator.suggest.memory import Memory  # noqa: PLC0415 - only for whoever suggests
    from annotator.suggest.recalling import Recalling  # noqa: PLC0415 - likewise

    memory = memory or Memory()
    found: list[Sequence[Suggestion]] = []
    for one, before in zip(texts, said, strict=True):
        recalling = Recalling(_Said(before), memory)
        found.append(next(iter(recalling.suggest([one.text], labels=labels))))
        learn(memory, one, found[-1])
        told()
    return found


def learn(memory: Memory, one: LabelledText, said: Iterable[Suggestion]) -> None:
    """Remember a text's labels, and which suggestions an analyst must have rejected or shortened to get there."""
    first = len(memory)
    judged = SpanIndex(Region(start, end, "") for start, end in one.regions)
    spans = SpanIndex(span for span in one.spans if not judged.touching(span.start, span.end))
    told = [(one.text[span.start : span.end], span.label) for span in spans]
    for wrong in said:
        there = spans.touching(wrong.start, wrong.end)
        same = any((span.start, span.end) == (wrong.start, wrong.end) for span in there)
        longer = any(wrong.start <= span.start and span.end <= wrong.end for span in there)
        if not same and (longer or not there) and not judged.touching(wrong.start, wrong.end):
            told.append((one.text[wrong.start : wrong.end], ""))
    for number, (surface, label) in enumerate(told):
        memory.learn(f"{one.sha256}/{number}", surface, label, first + number)


def usual_ways(pipeline: Path | None = None) -> tuple[Way, ...]:
    """Return the ways there are with this pipeline, or with the one that ships; without one, those that need none."""
    return tuple(Way) if pipeline or shipped_pipeline() else (Way.RULES, Way.MEMORY)


def load_way(way: Way, pipeline: Path | None) -> Suggester:
    """Load what suggests in a way (all but `MEMORY`); raise SuggesterError when it needs a pipeline and has none."""
    if way is Way.RULES:
        return load_suggester("rules")
    if pipeline is None:
        raise SuggesterError(
            "The program came without a trained pipeline.",
            remedy="Name the folder of one: --pipeline FOLDER; or try what needs none: --with rules,memory.",
        )
    from annotator.suggest.alone import RecogniserAlone  # noqa: PLC0415 - only for whoever suggests
    from annotator.suggest.news import load_news  # noqa: PLC0415 - likewise
    from annotator.suggest.others import describe  # noqa: PLC0415 - likewise

    if way is Way.NER:
        return RecogniserAlone(resource(), pipeline)
    return load_news(resource(), pipeline=pipeline, language=describe(pipeline).language)


def _ask(
    suggester: Suggester,
    texts: Sequence[LabelledText],
    labels: frozenset[str],
    *,
    title: str,
    told: Callable[[], object] = lambda: None,
) -> Tried:
    said: list[Sequence[Suggestion]] = []
    try:
        for found in suggester.suggest((one.text for one in texts), labels=labels):
            said.append(found)
            told()
    except AnnotatorError:
        raise
    except Exception as error:
        # Whatever is wrong in a suggester, ours or somebody's, is to be said with the text it stopped at.
        where = texts[min(len(said), len(texts) - 1)].title
        raise SuggesterError(
            f"The suggester {suggester.info.name} stopped at or behind “{where[:60]}”: {error}.",
            remedy="Leave that article out, or choose another suggester.",
        ) from error
    return Tried(title, suggester.info.version, said)


class _Steps:
    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress, self._total, self._done = progress, total, 0

    def step(self) -> None:
        self._done += 1
        if self._progress is not None:
            self._progress(self._done, self._total)


class _Said:
    """A suggester that has spoken already."""

    info = SuggesterInfo("said", "1")

    def __init__(self, said: Sequence[Suggestion]) -> None:
        self._said = said

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        del labels
        for _ in texts:
            yield self._said
