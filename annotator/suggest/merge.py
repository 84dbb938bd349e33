"""What stays when rules and a trained recogniser speak about one text. Pure: findings in, findings out.

The recogniser has seen what the rules found (see `features.py`) and weighed it with the words around; the rules keep
the last word where they are sure, say what the recogniser has no label for, and fill what it left.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from annotator.suggest.policy import NORMAL, STRONG, Found

_FILLS = 0.75  # a rule's score from which it fills a gap the recogniser left


def merge(ruled: Iterable[Found], recognised: Sequence[Found], *, known: Collection[str]) -> list[Found]:
    """Return the findings of both without overlaps, in reading order.

    Each side is given without overlaps, in reading order, in the same labels; `known` are those the recogniser has
    learnt. Of others only the rules speak.
    """
    ends = [one.end for one in recognised]
    standing: list[Found | None] = list(recognised)
    kept: list[Found] = []
    for rule in ruled:
        first = bisect_right(ends, rule.start)
        last = first
        while last < len(recognised) and recognised[last].start < rule.end:
            last += 1
        over = recognised[first:last]
        winner = _winner(rule, over, known)
        if winner is not None:
            kept.append(winner)
            standing[first:last] = [None] * (last - first)
    kept += (one for one in standing if one is not None)
    return sorted(kept, key=lambda one: one.start)


def _winner(rule: Found, over: Sequence[Found], known: Collection[str]) -> Found | None:
    """Return the finding that replaces those of the recogniser a rule's overlaps; None to leave them as they are."""
    if not over:
        return rule if rule.label not in known or rule.rank == STRONG or rule.score >= _FILLS else None
    if len(over) == 1:
        return _of_two(rule, over[0], known)
    inside = all(rule.start <= one.start and one.end <= rule.end for one in over)
    return rule if inside and (rule.rank >= NORMAL and rule.exact) else None


def _of_two(rule: Found, named: Found, known: Collection[str]) -> Found | None:
    if (rule.start, rule.end) == (named.start, named.end):
        if rule.label == named.label:
            return replace(rule, score=named.score, agreed=True)
        sure = rule.rank == STRONG or rule.label not in known or is_surname(rule)
        return rule if sure else None
    if named.start <= rule.start and rule.end <= named.end:
        return None
    if rule.label not in known:
        return rule
    longer = rule.start <= named.start and named.end <= rule.end
    return rule if longer and rule.rank >= NORMAL and rule.exact else None


def is_surname(one: Found) -> bool:
    """Tell whether a finding is the surname of somebody named in full elsewhere: a better reason than its looks."""
    return one.source == "consistency" and one.label in {"PERSON", "PER"}
