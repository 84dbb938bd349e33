"""Cohen's kappa (1960) of two annotators on tokens; and its relatives on one table of two annotators' choices.

Of several annotators it is the mean over pairs (Light 1971). A token has the label of the longest span over it, or
none.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.base import LANDIS_KOCH, FloatArray, IntArray, Pool, Reason, Unit, ratio
from annotator.agreement.scoring import Pooled


def kappa(agreed: FloatArray, rows: FloatArray, columns: FloatArray, total: FloatArray) -> FloatArray:
    """Return kappa from marginals: agreed[...], rows and columns[..., K], total[...]; nan for a single category.

    In whole numbers as far as possible: (agreed · total - chance) / (total² - chance), chance = Σ rows · columns.
    """
    chance = (rows * columns).sum(axis=-1)
    return ratio(agreed * total - chance, total * total - chance)


def cohen(table: IntArray | FloatArray) -> FloatArray:
    """Return Cohen's kappa of tables [..., K, K]."""
    table = table.astype(np.float64)
    return kappa(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=-1), table.sum(axis=-2), table.sum(axis=(-1, -2)))


def observed(table: IntArray | FloatArray) -> FloatArray:
    """Return the share of agreements in tables [..., K, K]."""
    table = table.astype(np.float64)
    return ratio(np.trace(table, axis1=-2, axis2=-1), table.sum(axis=(-1, -2)))


def bennett(table: IntArray | FloatArray) -> FloatArray:
    """Return Bennett's S (1954) of tables [..., K, K]: every category somebody used is equally likely by chance."""
    categories = ((table.sum(axis=-1) + table.sum(axis=-2)) > 0).sum(axis=-1).astype(np.float64)
    return ratio(observed(table) * categories - 1, categories - 1)


def all_tokens(pool: Pool) -> FloatArray:
    """Return kappa on every token, "none" being a category."""
    agreed, one, other, total = _marginals(pool)
    outside = total - one.sum(axis=-1) - other.sum(axis=-1) + pool["both"]
    one, other = (np.concatenate((side, (total - side.sum(axis=-1))[..., None]), axis=-1) for side in (one, other))
    return kappa(agreed + outside, one, other, total)


def marked_tokens(pool: Pool) -> FloatArray:
    """Return kappa on the tokens that at least one of the two marked."""
    agreed, one, other, _ = _marginals(pool)
    total = one.sum(axis=-1) + other.sum(axis=-1) - pool["both"]
    one, other = (np.concatenate((side, (total - side.sum(axis=-1))[..., None]), axis=-1) for side in (one, other))
    return kappa(agreed, one, other, total)


def _marginals(pool: Pool) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    return pool["same"].sum(axis=-1), pool["tokens"][..., 0, :], pool["tokens"][..., 1, :], pool["length"]


def light(tables: IntArray | FloatArray) -> float:
    """Return the mean kappa of the tables [P, K, K] of all pairs (Light 1971); nan when one of them has none."""
    return float(cohen(tables).mean())


def _undefined(pool: Pool) -> str:
    return Reason.ONE_CATEGORY if pool["length"].any() else Reason.NO_TOKENS


def _unmarked(pool: Pool) -> str:
    return Reason.ONE_CATEGORY if pool["tokens"].any() else Reason.NO_SPANS


def _marked(pool: Pool) -> int:
    return int((pool["tokens"].sum(axis=(-1, -2)) - pool["both"]).sum())


KAPPA_ALL = Pooled(
    name="kappa_all",
    title="Cohen's kappa, all tokens",
    definition="Cohen's kappa on every token of the documents both finished; a token has the label of the longest span "
    "over it, or “none”; the mean over pairs of annotators.",
    unit=Unit.TOKEN,
    fields=("tokens", "same", "both", "length"),
    formula=all_tokens,
    undefined=_undefined,
    scale=LANDIS_KOCH,
    every_pair=True,
)
KAPPA_ANNOTATED = Pooled(
    name="kappa_annotated",
    title="Cohen's kappa, annotated tokens",
    definition="Cohen's kappa on the tokens at least one of the two marked, in the documents both finished; a token "
    "has the label of the longest span over it, or “none”; the mean over pairs of annotators.",
    unit=Unit.TOKEN,
    fields=("tokens", "same", "both", "length"),
    formula=marked_tokens,
    undefined=_unmarked,
    scale=LANDIS_KOCH,
    every_pair=True,
    counted=_marked,
)
METRICS = (KAPPA_ALL, KAPPA_ANNOTATED)
