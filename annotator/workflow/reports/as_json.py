"""A report as JSON that reproduces every number in it.

    {"format":"annotator-agreement/1","project","annotators":[…],"gold","documents","articles","spans",
     "strict_f1":METRIC,"relaxed_f1",…,"alpha_u",               over all annotators
     "labels":{LABEL:{"spans",METRICS}},"confusion":{"labels","matrix"},
     "pairs":[{"one","other","documents","kinds":{…},METRICS}],"against_gold":[likewise, `other` is gold],
     "disagreements","bootstrap":null|{"resamples","seed"},"left_out":[{"count","what"}],
     "metrics":{NAME:{"title","unit","definition"}},"corrections":{NAME:{"count","places":[…]}},"inputs":INPUTS}

A METRIC is {"value","low","high","n","unit","documents","interval","left_out","reason","interval_reason","definition"}.
Where there is no number `value` is null and `reason` says why; where there is no interval `low`, `high` and `interval`
are, and `interval_reason` says why; else `interval` is "jackknife" or "bootstrap".

INPUTS is {"annotators","labels","documents":[{"article","id","title","length","tokens","sets":{NAME:[SPAN,…]}}]} with a
document for each article that one of the annotators, or gold, finished; `sets` has a key for each who finished it, the
list is empty for finished without spans. A SPAN is [start, end, label, first token, end token]: code points, half-open,
the label's place in `labels`, and the tokens it shares a code point with, half-open, of the document's `tokens`.

All numbers follow from INPUTS by their definitions. `annotator.agreement` makes them so:

    packs = {name: np.array(spans, np.int32).reshape(-1, 5) for name, spans in document["sets"].items()}
    corpus_of(inputs["annotators"], inputs["labels"], [Document(length, tokens, packs), …]) → Tables → metric.score

The confusion matrix counts aligned spans, rows and columns being `labels`, the last one "none": a span the other does
not have. It adds all pairs up, both ways round, so that it is symmetric.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotator.agreement import Score
from annotator.workflow.overview import LabelOverview, PairOverview
from annotator.workflow.reports.content import KIND_NAMES, Correction, PairKinds, Report
from annotator.workflow.reports.wording import left_out_anywhere

FORMAT = "annotator-agreement/1"
_NEVER_REDRAWN = frozenset({"alpha_u"})
"""Its expectation joins all documents: its interval is by jackknife, always."""

Json = dict[str, object]


def as_json(report: Report) -> str:
    """Return the report as one line of JSON with a line feed."""
    import orjson  # noqa: PLC0415 - the inputs of many articles are long, and nothing else here needs it

    return orjson.dumps(content(report), option=orjson.OPT_APPEND_NEWLINE).decode()


def content(report: Report) -> Json:
    """Return the report as plain values."""
    found = report.overview
    return {
        "format": FORMAT,
        "project": report.project,
        "annotators": list(found.annotators),
        "gold": found.gold or None,
        "documents": found.documents,
        "articles": found.articles,
        "spans": found.spans,
        **_metrics(found.scores, redrawn=report.redrawn is not None),
        "labels": {one.label: _label(one) for one in found.labels},
        "confusion": {"labels": list(found.confusion.labels), "matrix": found.confusion.counts.tolist()},
        "pairs": _pairs(found.pairs, report.kinds),
        "against_gold": _pairs(found.against_gold.values(), report.gold_kinds),
        "disagreements": report.disputes,
        "bootstrap": None
        if report.redrawn is None
        else {"resamples": report.redrawn.resamples, "seed": report.redrawn.seed},
        "left_out": [{"count": one.count, "what": one.what} for one in left_out_anywhere(report)],
        "metrics": {
            one.name: {"title": one.title, "unit": str(one.unit), "definition": one.definition}
            for one in report.metrics
        },
        "corrections": {
            name: {"count": each.count, "places": [_correction(one) for one in each.places]}
            for name, each in report.corrections.items()
        },
        "inputs": _inputs(report),
    }


def _metrics(scores: Mapping[str, Score], *, redrawn: bool = False) -> Json:
    return {
        name: _score(one, "bootstrap" if redrawn and name not in _NEVER_REDRAWN else "jackknife")
        for name, one in scores.items()
    }


def _score(score: Score, interval: str) -> Json:
    return {
        "value": score.value,
        "low": score.low,
        "high": score.high,
        "n": score.n,
        "unit": str(score.unit),
        "documents": score.documents,
        "interval": None if score.low is None else interval,
        "left_out": [{"count": one.count, "what": one.what} for one in score.left_out],
        "reason": str(score.reason),
        "interval_reason": str(score.interval_reason or score.reason),
        "definition": score.definition,
    }


def _label(one: LabelOverview) -> Json:
    return {"spans": one.spans, **_metrics(one.scores)}


def _pairs(pairs: Iterable[PairOverview], kinds: Iterable[PairKinds]) -> list[Json]:
    return [
        {
            "one": pair.one,
            "other": pair.other,
            "documents": pair.documents,
            "kinds": {KIND_NAMES[kind]: count for kind, count in which.counts.items()},
            **_metrics(pair.scores),
        }
        for pair, which in zip(pairs, kinds, strict=True)
    ]


def _correction(one: Correction) -> Json:
    return {
        "article": one.quote.article,
        "title": one.quote.title,
        "start": one.quote.start,
        "end": one.quote.end,
        "kind": one.kind,
        "theirs": _span(one.theirs),
        "gold": _span(one.golds),
        "ruling": one.ruling,
        "adjudicator": one.adjudicator,
        "cause": one.cause,
        "note": one.note,
    }


def _span(one: tuple[str, str] | None) -> Json | None:
    return None if one is None else {"text": one[0], "label": one[1]}


def _inputs(report: Report) -> Json:
    corpus = report.corpus
    documents: list[Json] = []
    for at, name in enumerate(report.documents):
        sets = {
            annotator: corpus.set_of(at, who).tolist()
            for who, annotator in enumerate(corpus.annotators)
            if corpus.finished[at, who]
        }
        documents.append(
            {
                "article": name.article,
                "id": name.id,
                "title": name.title,
                "length": int(corpus.lengths[at]),
                "tokens": int(corpus.tokens[at]),
                "sets": sets,
            }
        )
    return {"annotators": list(corpus.annotators), "labels": list(corpus.labels), "documents": documents}
