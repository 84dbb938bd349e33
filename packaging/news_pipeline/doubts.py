"""Where a corpus cannot be believed: regions are set to missing, so that nothing is learnt from them either way.

The Groningen extract was labelled by machine and has no events, works, products or laws, and few facilities; a
capitalised word it leaves unlabelled within a sentence may be one. Where the lists and patterns of the program are sure
of another type, neither is taken.
"""

from __future__ import annotations

import re
from dataclasses import replace

from annotator.suggest.policy import WEAK
from annotator.suggest.rules import Rules
from news_pipeline.corpora import Labelled

_CAPITALISED = re.compile(r"(?<=[^.!?:\"“”'’\s]\s)[A-Z][\w.'’&-]*")
_UNKNOWN_TO_MOST = frozenset({"FAC", "EVENT", "PRODUCT", "LAW", "WORK_OF_ART", "LOC"})


def without_doubts(one: Labelled, rules: Rules, *, unlabelled: bool) -> Labelled:
    """Return a text without the spans whose type the rules contradict, and, if asked, without unlabelled capitals."""
    found = [rule for rule in rules.read(one.text).settled() if rule.rank != WEAK and rule.label in _UNKNOWN_TO_MOST]
    kept: list[tuple[int, int, str]] = []
    missing = list(one.missing)
    for start, end, label in one.spans:
        against = [rule for rule in found if rule.start < end and start < rule.end and rule.label != label]
        if against:
            missing.append((min(start, *(rule.start for rule in against)), max(end, *(rule.end for rule in against))))
        else:
            kept.append((start, end, label))
    if unlabelled:
        missing += (
            word.span()
            for word in _CAPITALISED.finditer(one.text)
            if not any(start < word.end() and word.start() < end for start, end, _ in one.spans)
        )
    return replace(one, spans=tuple(kept), missing=tuple(missing))
