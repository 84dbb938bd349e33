"""Which articles are worth an annotator's time first: how unsure the suggestions are, and how much of it is new."""

from __future__ import annotations

from collections.abc import Iterable

ORDERS = ("imported", "uncertain", "informative", "open", "shortest")
"""The orders of a listing; the second and third by what is worked out here."""

_UNKNOWN = 0.5  # the score of a suggestion that came without one
_SURE_BEFOREHAND = 5
"""So many sure suggestions are counted besides: one wild guess in a short text is not much to learn from."""


def uncertainty(scores: Iterable[float | None]) -> float:
    """Return how unsure suggestions are, 0 to 1: the mean of 1 - score, a little lower where there are few.

    What was not suggested at all is not guessed at: how many names a text should have differs more between lists and
    reports than between good and bad suggestions.
    """
    doubts = [1 - (_UNKNOWN if score is None else score) for score in scores]
    return sum(doubts) / (len(doubts) + _SURE_BEFOREHAND)


def novelty(surfaces: Iterable[str], *, decided: Iterable[str]) -> float:
    """Return the share of different surfaces that nobody has decided about, 0 where there are none."""
    different = set(surfaces)
    return len(different.difference(decided)) / len(different) if different else 0.0
