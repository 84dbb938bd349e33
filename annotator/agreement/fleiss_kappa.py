"""Fleiss' kappa (1971) on tokens, for annotators who all finished the same documents.

With two annotators it is Scott's pi (1955). A token has the label of the longest span over it, or none.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.base import LANDIS_KOCH, FloatArray, IntArray, Pool, Reason, Scope, Unit, ratio
from annotator.agreement.scoring import Pooled
from annotator.agreement.tables import Tables


def fleiss(agreed: FloatArray, values: FloatArray) -> FloatArray:
    """Return kappa from the pairs of choices: agreed[...] in both orders, values[..., K] by category.

    nan where a single category was used.
    """
    total = values.sum(axis=-1)
    chance = (values * values).sum(axis=-1)
    return ratio(agreed * total - chance, total * total - chance)


def from_ratings(ratings: IntArray, categories: int) -> FloatArray:
    """Return kappa of ratings[items, people]; nan when one is missing (-1), there is one person or one category."""
    if (ratings < 0).any():
        return np.array(np.nan)
    counts = np.stack([(ratings == category).sum(axis=1) for category in range(categories)], axis=1).astype(np.float64)
    people = ratings.shape[1]
    return fleiss((counts * (counts - 1)).sum(), counts.sum(axis=0) * (people - 1))


def token_kappa(pool: Pool) -> FloatArray:
    """Return kappa on tokens from the counts of all pairs."""
    values = pool["tokens"].sum(axis=(-3, -2))
    total = 2 * pool["length"].sum(axis=-1)
    marked = values.sum(axis=-1)
    outside = total - marked - (marked - 2 * pool["both"].sum(axis=-1))
    agreed = 2 * pool["same"].sum(axis=(-2, -1)) + outside
    return fleiss(agreed, np.concatenate((values, (total - marked)[..., None]), axis=-1))


def _incomplete(tables: Tables, scope: Scope) -> str:
    """Return the reason when some of these people finished what others did not; one person's documents do not count."""
    few = tables.documents(scope, most=len(scope.annotators) - 1)
    return f"{Reason.INCOMPLETE} ({few} documents)" if few else ""


def _undefined(pool: Pool) -> str:
    return Reason.ONE_CATEGORY if pool["length"].any() else Reason.NO_TOKENS


FLEISS = Pooled(
    name="fleiss",
    title="Fleiss' kappa",
    definition="Fleiss' kappa on every token of the documents all these annotators finished; a token has the label of "
    "the longest span over it, or “none”. Not given where some finished what others did not.",
    unit=Unit.TOKEN,
    fields=("tokens", "same", "both", "length"),
    formula=token_kappa,
    undefined=_undefined,
    scale=LANDIS_KOCH,
    joint=True,
    refuses=_incomplete,
)
METRICS = (FLEISS,)
