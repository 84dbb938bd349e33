"""Evaluating suggestions: precision, recall and F1 against gold, overall, by label and by source.

Stored suggestions of a project, an annotator's decisions, the labels of any file we read, or what suggesters say of
gold's texts now. Texts are matched by their digest. The numbers are the agreement library's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.agreement import LeftOut, label_numbers, pack, tokens_of
from annotator.agreement.against_gold import Against, Comparison, Rates
from annotator.agreement.base import RowArray
from annotator.agreement.units import Tokens
from annotator.domain.article import Region
from annotator.domain.span import SpanIndex
from annotator.domain.suggestion import Suggestion
from annotator.errors import InputError
from annotator.workflow.labelled_texts import LabelledText, Side, is_project, read_found, read_gold
from annotator.workflow.trying import Progress, Way, try_ways, usual_ways

__all__ = ["Against", "Evaluation", "EvaluationReport", "Measured", "Rates", "Way", "evaluate", "measure"]

NOT_IN_GOLD = "texts that are not in gold"
NOT_THERE = "texts of gold that are not there"
WITHOUT = "texts of gold without suggestions there"
UNFINISHED = "texts of gold that {} has not finished"
UNJUDGED = "spans in ignored regions or ones nobody judged"
_OTHER_LABEL = "spans found with labels that are not compared: {}"
_NOT_ASKED = "spans of gold with labels that are not compared: {}"
_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Measured:
    """The numbers of what was found in some texts: overall, by label, by source of suggestion.

    A source's recall is the share of gold that it finds by itself. `low` and `high` are the ends of strict F1's 95 %
    interval, None where there is none; `left_out` spans that count neither way.
    """

    texts: int
    overall: Against
    low: float | None
    high: float | None
    labels: dict[str, Against]
    sources: dict[str, Against]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What was measured, by its name for people and its version, and the numbers."""

    name: str
    version: str
    measured: Measured
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Gold and what was held against it.

    `stored` is what stood in a project or file, `tried` what suggesters said of gold's texts now; `left_out` are
    gold's own texts that could not be used.
    """

    gold: str
    texts: int
    spans: int
    labels: tuple[str, ...]
    left_out: tuple[LeftOut, ...]
    stored: Evaluation | None
    tried: tuple[Evaluation, ...]


def evaluate(  # noqa: PLR0913 - each may be left out
    gold: Path,
    path: Path | None = None,
    *,
    gold_annotator: str = "",
    annotator: str = "",
    ways: Sequence[Way] | None = None,
    pipeline: Path | None = None,
    suggester: str = "",
    labels: Collection[str] = (),
    progress: Progress | None = None,
) -> EvaluationReport:
    """Hold what is in a project or file against gold, and try suggesters on gold's texts.

    Suggesters are tried in the ways asked for; None is all there are where a suggester is named or nothing is stored
    to be measured, else none. `labels` are those compared. By default they are those gold uses and, where it is a
    project's, those it suggests; where a project's suggestions are measured, only those of them that it suggests.
    Raise InputError when there is no gold, nobody of that name, or no text in common.
    """
    right = read_gold(gold, annotator=gold_annotator)
    digests = {one.sha256 for one in right.texts}
    found = read_found(path, annotator=annotator, among=digests) if path is not None else None
    compared = frozenset(labels) or _usual_labels(right, found)
    if not compared:
        raise InputError(f"There is no label in {right.name}.", remedy="Name a project or file that has some.")
    alone = path is None or (not annotator and not is_project(path) and path.resolve() == gold.resolve())
    stored = _stored(right.texts, found, annotator, compared) if found is not None and not alone else None
    if ways is None:
        ways = usual_ways(pipeline) if suggester or stored is None else ()
    tried = try_ways(right.texts, ways, labels=compared, pipeline=pipeline, suggester=suggester, progress=progress)
    return EvaluationReport(
        right.name,
        len(right.texts),
        right.spans,
        tuple(sorted(compared)),
        right.left_out,
        stored,
        tuple(Evaluation(one.title, one.version, measure(right.texts, one.said, compared)) for one in tried),
    )


def _usual_labels(gold: Side, found: Side | None) -> frozenset[str]:
    used = gold.labels | gold.used
    # A project does not suggest every label, and those it does not are no misses of its suggestions.
    return used & (found.labels | found.used) if found is not None and found.labels else used


def _stored(right: Sequence[LabelledText], found: Side, annotator: str, labels: frozenset[str]) -> Evaluation | None:
    """Measure what is in a project or file; None when there is nothing but gold."""
    wanted = {one.sha256 for one in right}
    if not annotator and not found.labels and not found.used:
        return None
    known = found.known & wanted
    if not known:
        raise InputError(
            f"No text of gold is in {found.name}.",
            remedy="Texts must be the same to the letter: compare what was made from the same articles.",
        )
    by_text = {one.sha256: one for one in found.texts}
    common = [one for one in right if one.sha256 in by_text]
    if not common and not annotator:
        return None
    if not common:
        raise InputError(f"{annotator} has finished no text of gold.", remedy="Only finished articles are compared.")
    without = UNFINISHED.format(annotator) if annotator else WITHOUT
    apart = {
        NOT_THERE: len(right) - len(known),
        without: len(known) - len(common),
        NOT_IN_GOLD: found.total - len(known),
    }
    sides = [by_text[one.sha256] for one in common]
    measured = measure(common, [one.spans for one in sides], labels, regions=[one.regions for one in sides])
    versions = {one.version for side in sides for one in side.spans} - {""}
    left_out = tuple(LeftOut(count, what) for what, count in apart.items() if count)
    return Evaluation(found.name, ", ".join(sorted(versions)), measured, left_out)


# ---- numbers


@dataclass(frozen=True, slots=True)
class _Text:
    """A text's spans that count, gold's packed already."""

    length: int
    tokens: Tokens
    gold: RowArray
    found: list[Suggestion]


def measure(
    gold: Sequence[LabelledText],
    found: Sequence[Iterable[Suggestion]],
    labels: Collection[str],
    *,
    regions: Sequence[Sequence[tuple[int, int]]] | None = None,
) -> Measured:
    """Return the numbers of what was found, text by text, against gold; only these labels count.

    Spans that touch a region nobody judged, of gold or (`regions`) of what was found, count on neither side.
    """
    numbers = label_numbers(labels)
    texts: list[_Text] = []
    left: Counter[str] = Counter()
    beside: dict[str, Counter[str]] = {_OTHER_LABEL: Counter(), _NOT_ASKED: Counter()}
    for at, (one, said) in enumerate(zip(gold, found, strict=True)):
        both = (*one.regions, *(regions[at] if regions else ()))
        unjudged = SpanIndex(Region(start, end, "") for start, end in both)
        sides: list[list[Suggestion]] = []
        for spans, why in ((one.spans, _NOT_ASKED), (said, _OTHER_LABEL)):
            kept = [span for span in spans if not unjudged.touching(span.start, span.end)]
            left[UNJUDGED] += sum(1 for _ in spans) - len(kept)
            beside[why].update(span.label for span in kept if span.label not in numbers)
            sides.append([span for span in kept if span.label in numbers])
        tokens = tokens_of(one.text)
        texts.append(_Text(len(one.text), tokens, pack(sides[0], numbers, tokens), sides[1]))
    every = _comparison(texts, numbers, source=None)
    score = every.interval()
    names = sorted({one.source for text in texts for one in text.found})
    for why, counts in beside.items():
        if counts:
            named = [f"{label} {count:,}" for label, count in counts.most_common(_SHOWN)]
            named += [f"{len(counts) - _SHOWN} others"] * (len(counts) > _SHOWN)
            left[why.format(", ".join(named))] = counts.total()
    return Measured(
        len(texts),
        every.overall(),
        score.low,
        score.high,
        every.by_label(),
        {name: _comparison(texts, numbers, source=name).overall() for name in names},
        tuple(LeftOut(count, what) for what, count in left.items() if count),
    )


def _comparison(texts: Sequence[_Text], numbers: dict[str, int], *, source: str | None) -> Comparison:
    """Count all that was found, or what one source did."""
    rows = (
        pack([span for span in one.found if source is None or span.source == source], numbers, one.tokens)
        for one in texts
    )
    return Comparison(
        numbers,
        ((one.length, len(one.tokens), found, one.gold) for one, found in zip(texts, rows, strict=True)),
    )
