"""One label for each finding, from everything there is: rules, recogniser, labeller, and the same name elsewhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import exp, log, sqrt
from typing import TYPE_CHECKING

from annotator.suggest.labeller import Labeller, log_softmax, rows_of
from annotator.suggest.lexicon import Lexicon
from annotator.suggest.merge import is_surname
from annotator.suggest.policy import STRONG, Found
from annotator.suggest.rules import Reading
from annotator.suggest.span_features import span_features

if TYPE_CHECKING:
    from annotator.suggest.labeller import Weights

_ELSEWHERE = 0.5  # of the vote of the same name at another place of the text
_SUREST = 0.999  # what the recogniser's probability may be, so that it can be outvoted


def relabelled(
    reading: Reading, merged: Sequence[Found], recognised: Sequence[Found], *, labeller: Labeller, lexicon: Lexicon
) -> list[Found]:
    """Return the merged findings of a text with the labels most votes are for, and how sure that is as their scores.

    `recognised` are the recogniser's own. Labels the labeller does not know, and rules that are sure, stay as they are.
    """
    places = [at for at, one in enumerate(merged) if one.label in labeller.labels and not _is_sure(one)]
    rows = list(_rows(reading, [merged[at] for at in places], lexicon))
    places = [at for at, row in zip(places, rows, strict=True) if row]
    if not places:
        return list(merged)
    votes = labeller.votes([row for row in rows if row])
    _add_recognised(votes, [merged[at] for at in places], recognised, labeller.labels)
    votes = log_softmax(_pooled(votes, [reading.text[merged[at].start : merged[at].end] for at in places]))
    found = list(merged)
    for at, vote in zip(places, votes, strict=True):
        best = int(vote.argmax())
        found[at] = _labelled(merged[at], labeller.labels[best], exp(float(vote[best])))
    return found


def _is_sure(one: Found) -> bool:
    return (one.rank == STRONG and one.source != "ner") or is_surname(one)


def _rows(reading: Reading, some: Sequence[Found], lexicon: Lexicon) -> Iterator[list[int]]:
    """Yield the features' rows of findings in reading order; none for one whose ends are not those of tokens."""
    rules = sorted(reading.found, key=lambda one: one.start)
    longest = max((one.end - one.start for one in rules), default=0)
    first = 0
    part = 0
    for one in some:
        while part + 1 < len(reading.parts) and reading.parts[part + 1].piece.starts[:1] <= [one.start]:
            part += 1
        piece = reading.parts[part].piece
        place = piece.tokens_at(one.start, one.end)
        while first < len(rules) and rules[first].start < one.start - longest:
            first += 1
        here: list[Found] = []
        at = first
        while at < len(rules) and rules[at].start < one.end:
            if rules[at].end > one.start:
                here.append(rules[at])
            at += 1
        yield rows_of(span_features(piece, *place, found=here, lexicon=lexicon)) if place else []


def _add_recognised(
    votes: Weights, merged: Sequence[Found], recognised: Sequence[Found], labels: Sequence[str]
) -> None:
    said = {(one.start, one.end): one for one in recognised}
    for at, one in enumerate(merged):
        named = said.get((one.start, one.end))
        if named is not None and named.label in labels:
            sure = min(_SUREST, named.score)
            votes[at] += log((1 - sure) / (len(labels) - 1))
            label = labels.index(named.label)
            votes[at, label] += log(sure) - log((1 - sure) / (len(labels) - 1))


def _pooled(votes: Weights, surfaces: Sequence[str]) -> Weights:
    """Return each finding's votes with a share of those for the same surface at other places."""
    same: defaultdict[str, list[int]] = defaultdict(list)
    for at, surface in enumerate(surfaces):
        same[surface].append(at)
    pooled = votes.copy()
    for places in same.values():
        if len(places) > 1:
            total = votes[places].sum(axis=0)
            pooled[places] += _ELSEWHERE * (total - votes[places])
    return pooled


def _labelled(one: Found, label: str, sure: float) -> Found:
    """Return a finding with this label; how sure that is, and how sure that it is a name, count alike."""
    score = sqrt(one.score * sure)
    if label == one.label:
        return replace(one, score=score)
    return replace(one, label=label, score=score, source="ner", reason="its words and those around it", agreed=False)
