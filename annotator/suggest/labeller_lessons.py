"""Teaching a labeller from spans whose labels are known: from nothing, or further from what it knows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.suggest.labeller import ROWS, Labeller, log_softmax, rows_of
from annotator.suggest.span_features import span_features

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    import numpy as np
    import numpy.typing as npt

    from annotator.suggest.lexicon import Lexicon
    from annotator.suggest.rules import Reading

    Rows = npt.NDArray[np.int64]

_TOGETHER = 64  # spans a step
_LITTLE = 1e-2  # what the sums of squares begin with (AdaGrad; Duchi et al. 2011)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A span's features and label, and how much it counts."""

    rows: tuple[int, ...]
    label: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class LabellerRecipe:
    """How often every span is seen, how fast is learnt, and the share of features hidden each time."""

    rounds: int = 8
    rate: float = 0.1
    slower: float = 0.8  # the rate after each round, of that before
    hidden: float = 0.6


def lessons_of(
    reading: Reading, spans: Iterable[tuple[int, int, str]], *, lexicon: Lexicon, weight: float = 1.0
) -> Iterator[Lesson]:
    """Yield a text's spans as lessons; spans that begin or end inside a token are passed over."""
    for start, end, label in spans:
        for part in reading.parts:
            place = part.piece.tokens_at(start, end)
            if place is not None:
                here = [one for one in reading.found if one.start < end and start < one.end]
                features = span_features(part.piece, *place, found=here, lexicon=lexicon)
                yield Lesson(tuple(rows_of(features)), label, weight)
                break


def teach(
    labels: Sequence[str],
    lessons: Sequence[Lesson],
    *,
    recipe: LabellerRecipe,
    seed: int,
    known: Labeller | None = None,
) -> Labeller:
    """Return a labeller taught by these lessons, beginning with what a known one of the same labels says.

    The same lessons and seed give the same weights.
    """
    import numpy as np  # noqa: PLC0415 - see labeller.py

    random = np.random.default_rng(seed)
    weights = np.zeros((ROWS, len(labels)), dtype=np.float32) if known is None else known.weights.copy()
    squares = np.full((ROWS, 1), _LITTLE, dtype=np.float32)
    number = {label: at for at, label in enumerate(labels)}
    rows = [np.array(one.rows, dtype=np.int64) for one in lessons]
    wanted = np.array([number[one.label] for one in lessons])
    counts = np.array([one.weight for one in lessons], dtype=np.float32)
    rate = recipe.rate
    for _ in range(recipe.rounds):
        order = random.permutation(len(lessons))
        for first in range(0, len(order), _TOGETHER):
            some = order[first : first + _TOGETHER]
            shown = [_some_of(rows[int(at)], recipe.hidden, random) for at in some]
            owner = np.repeat(np.arange(len(some)), [len(one) for one in shown])
            flat = np.concatenate(shown)
            votes = np.zeros((len(some), len(labels)), dtype=np.float32)
            np.add.at(votes, owner, weights[flat])
            wrong = np.exp(log_softmax(votes))
            wrong[np.arange(len(some)), wanted[some]] -= 1
            gradient = (wrong * counts[some, None])[owner]
            np.add.at(squares, flat, (gradient**2).mean(axis=1, keepdims=True))
            np.add.at(weights, flat, -rate * gradient / np.sqrt(squares[flat]))
        rate *= recipe.slower
    return Labeller(tuple(labels), weights)


def _some_of(rows: Rows, hidden: float, random: np.random.Generator) -> Rows:
    return rows[random.random(len(rows)) > hidden]
