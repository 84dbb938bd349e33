"""How far annotators agree: numbers, intervals and disagreements, from packed spans to scores. numpy and nothing else.

Documents become a `Corpus` (`units`), a corpus becomes `Tables` (`counts`, `tables`), and each metric scores them. To
add a metric: write its module with a tuple `METRICS` and name it here. No store, no text of articles, no drawing.
"""

from __future__ import annotations

from annotator.agreement import (
    ac1,
    cohen_kappa,
    f1,
    fleiss_kappa,
    krippendorff_alpha,
    unitizing_alpha,
)
from annotator.agreement.ac1 import AC1
from annotator.agreement.base import LeftOut, Metric, Reason, Scope, Score, Unit
from annotator.agreement.intervals import Bootstrap
from annotator.agreement.tables import Tables
from annotator.agreement.units import Corpus, Document, corpus_of, label_numbers, pack, tokens_of

__all__ = [
    "AC1",
    "DOCUMENT_METRICS",
    "METRICS",
    "Bootstrap",
    "Corpus",
    "Document",
    "LeftOut",
    "Metric",
    "Reason",
    "Scope",
    "Score",
    "Tables",
    "Unit",
    "corpus_of",
    "label_numbers",
    "pack",
    "tokens_of",
]

METRICS: tuple[Metric, ...] = (
    *f1.METRICS,
    *krippendorff_alpha.METRICS,
    *cohen_kappa.METRICS,
    *fleiss_kappa.METRICS,
    *unitizing_alpha.METRICS,
)
"""Those of spans and tokens, the headline first."""

DOCUMENT_METRICS = ac1.DOCUMENT_METRICS
"""Those of labels of whole documents."""
