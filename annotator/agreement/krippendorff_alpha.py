"""Krippendorff's alpha (1970, 2004), nominal, on tokens: any number of annotators, any document unfinished by some.

Each document's pairs count 1 / (m - 1) where m people finished it. Overall, a token has the label of the longest span
over it; for one label, each token is in or out, so that nesting hides nothing.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.base import KRIPPENDORFF, FloatArray, IntArray, Pool, Reason, Unit, ratio
from annotator.agreement.scoring import Pooled


def alpha(agreed: FloatArray, values: FloatArray) -> FloatArray:
    """Return alpha from coincidences: agreed[...] on their diagonal, values[..., K] their sums by category.

    nan where a single category was used, or nothing can be paired.
    """
    total = values.sum(axis=-1)
    expected = total * total - (values * values).sum(axis=-1)
    return 1 - ratio((total - agreed) * (total - 1), expected)


def coincidences(ratings: IntArray, categories: int) -> FloatArray:
    """Return the coincidence matrix [K, K] of ratings[items, people], -1 where one is missing."""
    counts = np.stack([(ratings == category).sum(axis=1) for category in range(categories)], axis=1).astype(np.float64)
    people = counts.sum(axis=1)
    counts, people = counts[people > 1], people[people > 1]
    weighted = counts / (people - 1)[:, np.newaxis]
    return weighted.T @ counts - np.diag(weighted.sum(axis=0))


def from_coincidences(matrix: FloatArray) -> FloatArray:
    """Return alpha of coincidence matrices [..., K, K]."""
    return alpha(np.trace(matrix, axis1=-2, axis2=-1), matrix.sum(axis=-1))


def token_alpha(pool: Pool) -> FloatArray:
    """Return alpha on tokens; counts are weighted by the number of finishers, and summed over pairs here."""
    values = pool["tokens"].sum(axis=(-3, -2))
    total = 2 * pool["length"].sum(axis=-1)
    marked = values.sum(axis=-1)
    outside = total - marked - (marked - 2 * pool["both"].sum(axis=-1))
    agreed = 2 * pool["same"].sum(axis=(-2, -1)) + outside
    return alpha(agreed, np.concatenate((values, (total - marked)[..., None]), axis=-1))


def _undefined(pool: Pool) -> str:
    return Reason.ONE_CATEGORY if pool["length"].any() else Reason.NO_TOKENS


ALPHA = Pooled(
    name="alpha",
    title="Krippendorff's alpha",
    definition="Krippendorff's alpha, nominal, on every token of the documents at least two finished; a token has the "
    "label of the longest span over it, or “none”; for one label, a token is in or out.",
    unit=Unit.TOKEN,
    fields=("tokens", "same", "both", "length"),
    formula=token_alpha,
    undefined=_undefined,
    scale=KRIPPENDORFF,
    joint=True,
    by_finishers=True,
)
METRICS = (ALPHA,)
