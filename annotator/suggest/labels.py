"""Which label of a scheme a finding gets: the rules speak in the news scheme's names, others are translated."""

from __future__ import annotations

NEWS_LABELS = frozenset(
    {"PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "DATE"}
    | {"TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"}
)
"""The labels of the news scheme, OntoNotes' names: what the rules and the pipeline that ships speak in."""

# CoNLL 2003 has four labels and none for dates and numbers.
_CONLL = {
    "PERSON": "PER",
    "ORG": "ORG",
    "GPE": "LOC",
    "LOC": "LOC",
    "FAC": "LOC",
    "NORP": "MISC",
    "EVENT": "MISC",
    "PRODUCT": "MISC",
    "WORK_OF_ART": "MISC",
    "LAW": "MISC",
    "LANGUAGE": "MISC",
}


def translate(label: str, wanted: frozenset[str]) -> str:
    """Return what a label of the news scheme is called among the labels wanted, "" for what nobody wants."""
    if label not in wanted and "PER" in wanted and "PERSON" not in wanted:
        label = _CONLL.get(label, "")
    return label if label in wanted else ""
