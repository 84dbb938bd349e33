"""Reports on agreement: their numbers are the library's, follow from their own JSON, and are right by hand."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.agreement import (
    METRICS,
    Bootstrap,
    Corpus,
    Document,
    Reason,
    Scope,
    Score,
    Tables,
    corpus_of,
    label_numbers,
    pack,
    tokens_of,
)
from annotator.agreement.disagreements import Kind
from annotator.domain.adjudication import GOLD, Adjudication, Cause, Ruling
from annotator.domain.annotation import Mention
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import new_id
from annotator.errors import AgreementError, OutputError
from annotator.formats.annotator_jsonl import FORMAT
from annotator.resources import seeds
from annotator.workflow.reporting import ReportKind, rendered, report, write
from annotator.workflow.reports.as_csv import safe
from annotator.workflow.reports.content import Report
from annotator.workflow.reports.quoting import quoted
from tests.unit.workflow.reporting_projects import made_project, sample_project

TEXTS = ("Kim met Putin in Moscow.", "Kim left.", "Nobody said a word.")
SETS = {
    "a": {0: [("Kim", "PERSON"), ("Moscow", "GPE")], 1: []},
    "b": {0: [("Kim", "PERSON"), ("Moscow", "LOC"), ("Putin", "PERSON")], 1: [("Kim", "PERSON")], 2: []},
}


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample_project(tmp_path_factory.mktemp("sample"))


@pytest.fixture(scope="module")
def found(sample: Path) -> Report:
    return report(sample)


def as_json(one: Report) -> dict[str, Any]:
    return json.loads(rendered(one, ReportKind.JSON), parse_constant=_no_constant)


def _no_constant(name: str) -> None:
    raise AssertionError(name)


def corpus_from_labels() -> Corpus:
    """Return the sample's labels as a corpus, straight from the files."""
    people: dict[str, dict[str, Any]] = {}
    for name in ("analyst-1", "analyst-2", GOLD):
        for one in FORMAT.read(seeds() / "labels" / f"{name}.jsonl"):
            if one.state is SetState.FINISHED:
                people.setdefault(one.article.sha256, {})[str(one.annotator)] = one
    every = [one for sets in people.values() for one in sets.values()]
    accepted = {id(one): [m for m in one.mentions if m.state is SpanState.ACCEPTED] for one in every}
    numbers = label_numbers(m.label for spans in accepted.values() for m in spans)
    documents: list[Document] = []
    for sets in people.values():
        text = next(iter(sets.values())).article.text
        tokens = tokens_of(text)
        packs = {name: pack(accepted[id(one)], numbers, tokens) for name, one in sets.items()}
        documents.append(Document(len(text), len(tokens), packs))
    return corpus_of(("analyst-1", "analyst-2", GOLD), numbers, documents)


def corpus_from_json(inputs: dict[str, Any]) -> Corpus:
    documents = [
        Document(
            one["length"],
            one["tokens"],
            {name: np.array(spans, np.int32).reshape(-1, 5) for name, spans in one["sets"].items()},
        )
        for one in inputs["documents"]
    ]
    return corpus_of(inputs["annotators"], inputs["labels"], documents)


def assert_same(said: dict[str, Any], score: Score) -> None:
    assert (said["value"], said["low"], said["high"]) == pytest.approx(
        (score.value, score.low, score.high), abs=1e-12
    ), score.metric
    assert (said["n"], said["documents"], said["reason"]) == (score.n, score.documents, score.reason)
    assert said["left_out"] == [{"count": one.count, "what": one.what} for one in score.left_out]
    assert said["definition"] == score.definition


def test_numbers_are_those_of_the_library(found: Report) -> None:
    tables = Tables(corpus_from_labels())
    assert found.overview.annotators == ("analyst-1", "analyst-2")
    assert (found.overview.documents, found.overview.articles) == (19, 20)
    for metric in METRICS:
        mine, theirs = found.overview.scores[metric.name], metric.score(tables, Scope((0, 1)))
        assert (mine.value, mine.low, mine.high) == pytest.approx((theirs.value, theirs.low, theirs.high), abs=1e-9)
        assert (mine.n, mine.left_out) == (theirs.n, theirs.left_out)
        gold = found.overview.against_gold["analyst-2"].scores[metric.name]
        assert gold.value == pytest.approx(metric.score(tables, Scope((1, 2))).value, abs=1e-9)


def test_json_has_the_keys_scripts_rely_on(found: Report) -> None:
    said = as_json(found)
    metrics = {"strict_f1", "relaxed_f1", "boundary_f1", "alpha", "kappa_all", "kappa_annotated", "fleiss", "alpha_u"}
    others = {"annotators", "documents", "spans", "labels", "confusion", "pairs", "left_out"}
    assert metrics | others <= set(said)
    for name in metrics:
        assert {"value", "low", "high", "n", "unit", "reason", "left_out", "definition"} <= set(said[name])
    assert set(said["confusion"]) == {"labels", "matrix"}
    assert len(said["confusion"]["matrix"]) == len(said["confusion"]["labels"])


def test_json_reproduces_every_number(found: Report) -> None:
    said = as_json(found)
    corpus = corpus_from_json(said["inputs"])
    tables = Tables(corpus)
    index = {name: at for at, name in enumerate(corpus.annotators)}
    people = tuple(index[name] for name in said["annotators"])
    for metric in METRICS:
        assert_same(said[metric.name], metric.score(tables, Scope(people)))
        for pair in said["pairs"] + said["against_gold"]:
            assert_same(pair[metric.name], metric.score(tables, Scope((index[pair["one"]], index[pair["other"]]))))
        for label, one in said["labels"].items():
            scope = Scope(people, corpus.labels.index(label))
            assert one["spans"] == tables.spans(scope)
            if metric.per_label:
                assert_same(one[metric.name], metric.score(tables, scope))
    assert said["spans"] == tables.spans(Scope(people))
    assert said["documents"] == tables.documents(Scope(people))
    assert [pair["kinds"]["exact"] for pair in said["pairs"]] == [
        int(np.trace(tables.matrices.aligned[tables.pairs.index((0, 1)), 1]))
    ]
    assert said["corrections"]["analyst-1"]["count"] == len(said["corrections"]["analyst-1"]["places"])


def test_json_is_enough_without_the_library(found: Report) -> None:
    said = as_json(found)
    both = [one["sets"] for one in said["inputs"]["documents"] if {"analyst-1", "analyst-2"} <= set(one["sets"])]
    sides = [[{tuple(span[:3]) for span in sets[name]} for name in ("analyst-1", "analyst-2")] for sets in both]
    same, every = sum(len(a & b) for a, b in sides), sum(len(a) + len(b) for a, b in sides)
    assert said["strict_f1"]["value"] == pytest.approx(2 * same / every, abs=1e-12)
    assert said["spans"] == every
    left = [2 * (same - len(a & b)) / (every - len(a) - len(b)) for a, b in sides]
    mean, count = sum(left) / len(left), len(left)
    error = ((count - 1) / count * sum((one - mean) ** 2 for one in left)) ** 0.5
    assert said["strict_f1"]["high"] == pytest.approx(2 * same / every + 1.959963984540054 * error, abs=1e-12)


def test_bootstrap_is_seeded_and_tells_how_far_it_is(sample: Path, found: Report) -> None:
    told: list[tuple[int, int]] = []
    drawn = report(sample, bootstrap=100, seed=7, progress=lambda done, total: told.append((done, total)))
    said = as_json(drawn)
    assert said["bootstrap"] == {"resamples": 100, "seed": 7}
    assert (said["strict_f1"]["interval"], said["alpha_u"]["interval"]) == ("bootstrap", "jackknife")
    assert said["strict_f1"]["low"] != as_json(found)["strict_f1"]["low"]
    tables = Tables(corpus_from_json(said["inputs"]))
    assert_same(said["alpha"], METRICS[5].score(tables, Scope((0, 1)), redraw=Bootstrap(7, 100)))
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    assert told[-1] == (1000, 1000)


def test_progress_stops_it(sample: Path) -> None:
    def stop(done: int, total: int) -> None:
        del done, total
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        report(sample, bootstrap=50, progress=stop)


def test_by_hand(tmp_path: Path) -> None:
    # Two of three articles finished by both; Kim alike, Moscow with two labels, Putin and the second Kim only by b.
    one = report(made_project(tmp_path, TEXTS, SETS))
    said = as_json(one)
    assert (said["documents"], said["articles"], said["spans"]) == (2, 3, 6)
    assert said["left_out"][0] == {"count": 1, "what": "articles not finished by two of them"}
    assert said["strict_f1"]["value"] == pytest.approx(2 * 1 / 6)
    assert said["boundary_f1"]["value"] == pytest.approx(2 * 2 / 6)
    assert (said["label_agreement"]["value"], said["label_agreement"]["n"]) == (pytest.approx(0.5), 2)
    assert (said["strict_f1"]["low"], said["strict_f1"]["interval_reason"]) == (None, Reason.TOO_FEW)
    assert said["pairs"][0]["kinds"] == {"exact": 1, "label": 1, "boundary": 0, "both": 0, "only_a": 0, "only_b": 2}
    assert said["confusion"]["labels"] == [*sorted(said["confusion"]["labels"][:-1]), "none"]
    place = {label: at for at, label in enumerate(said["confusion"]["labels"])}
    matrix = said["confusion"]["matrix"]
    assert matrix[place["PERSON"]][place["PERSON"]] == 1
    assert matrix[place["GPE"]][place["LOC"]] == matrix[place["LOC"]][place["GPE"]] == 1
    assert matrix[place["PERSON"]][place["none"]] == matrix[place["none"]][place["PERSON"]] == 2
    assert (said["gold"], said["against_gold"], said["corrections"]) == (None, [], {})
    assert one.disputes == 3
    assert [(one.article, one.disputes, one.open) for one in one.articles] == [(1, 2, 2), (2, 1, 1)]


@pytest.mark.parametrize(
    ("sets", "reason"),
    [
        ({}, Reason.FEW_PEOPLE),
        ({"a": SETS["a"]}, Reason.FEW_PEOPLE),
        ({"a": {0: []}, "b": {1: []}}, Reason.NOTHING_COMMON),
        ({"a": {0: [], 1: []}, "b": {0: [], 1: []}}, Reason.NO_SPANS),
    ],
    ids=["nobody", "one", "nothing common", "finished and empty"],
)
def test_no_number_and_the_reason(tmp_path: Path, sets: dict[str, Any], reason: str) -> None:
    one = report(made_project(tmp_path, TEXTS, sets))
    said = as_json(one)
    assert (said["strict_f1"]["value"], said["strict_f1"]["reason"]) == (None, reason)
    for metric in METRICS:
        assert said[metric.name]["value"] is None, metric.name
        assert said[metric.name]["reason"], metric.name
    for kind in ReportKind:
        assert rendered(one, kind).strip()
    assert "nan" not in rendered(one, ReportKind.LATEX).lower()


def test_csv_adds_up_to_the_numbers(found: Report) -> None:
    rows = list(csv.DictReader(io.StringIO(rendered(found, ReportKind.CSV))))
    pair = [one for one in rows if (one["annotator_a"], one["annotator_b"]) == ("analyst-1", "analyst-2")]
    totals = [one for one in pair if not one["label"]]
    labels = [one for one in pair if one["label"]]
    assert len(totals) == 19

    def total(some: list[dict[str, str]], name: str) -> int:
        return sum(int(one[name]) for one in some)

    scores = found.overview.scores
    spans = [total(totals, name) for name in ("spans_a", "spans_b")]
    assert sum(spans) == found.overview.spans
    assert scores["strict_f1"].value == pytest.approx(2 * total(totals, "exact") / sum(spans))
    one, other = (total(totals, name) for name in ("covered_a", "covered_b"))
    precision, recall = one / spans[0], other / spans[1]
    assert scores["relaxed_f1"].value == pytest.approx(2 * precision * recall / (precision + recall))
    for name in ("spans_a", "exact", "covered_b", "kind_label_a", "kind_both_b", "kind_only_b", "tokens_same"):
        assert total(totals, name) == total(labels, name), name
    assert total(totals, "kind_label_a") == total(totals, "kind_label_b") == found.kinds[0].counts[Kind.LABEL]
    tokens = total(totals, "tokens")
    assert tokens == scores["alpha"].n
    marked = [total(totals, name) for name in ("tokens_a", "tokens_b")]
    assert sum(marked) - total(totals, "tokens_both") == scores["kappa_annotated"].n
    assert {one["annotator_b"] for one in rows} == {"analyst-2", GOLD}


def test_csv_is_the_same_whichever_way_round(sample: Path) -> None:
    one = report(sample, names=["analyst-1"], gold="analyst-2")
    rows = list(csv.DictReader(io.StringIO(rendered(one, ReportKind.CSV))))
    turned = report(sample, names=["analyst-2"], gold="analyst-1")
    others = list(csv.DictReader(io.StringIO(rendered(turned, ReportKind.CSV))))
    assert (others[0]["annotator_a"], others[0]["annotator_b"]) == ("analyst-2", "analyst-1")
    for name in ("spans", "covered", "kind_label", "kind_both", "kind_only", "tokens"):
        assert [row[f"{name}_a"] for row in rows] == [row[f"{name}_b"] for row in others], name
        assert [row[f"{name}_b"] for row in rows] == [row[f"{name}_a"] for row in others], name


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_csv_holds_no_formula(text: str) -> None:
    assert safe(text) == f"'{text}"
    assert safe(f"x{text}") == f"x{text}"


def test_latex_row(found: Report, tmp_path: Path) -> None:
    comment, row, *rest = rendered(found, ReportKind.LATEX).splitlines()
    assert rest == []
    assert comment.startswith("% annotators & articles & spans & Strict F1")
    assert comment.count("&") == row.count("&") == 12
    assert row.startswith("analyst-1, analyst-2 & 19 & 5232 & 0.836 [0.812, 0.860] & ")
    assert row.endswith(r"\\")
    awkward = report(made_project(tmp_path, TEXTS, {"_x&%": SETS["a"], "a\\b{$}": SETS["b"]}))
    row = rendered(awkward, ReportKind.LATEX).splitlines()[1]
    assert r"\_x\&\%" in row
    assert r"a\textbackslash{}b\{\$\}" in row
    assert " & --" not in row
    assert "$-0.364$" in row


def gold_mention(text: str, surface: str, label: str, how: Adjudication) -> Mention:
    start = text.index(surface)
    state = SpanState.REJECTED if how.ruling is Ruling.REJECTED else SpanState.ACCEPTED
    return Mention(
        new_id(), start, start + len(surface), label, state, str(how.ruling), how.adjudicator, None, how.as_text()
    )


def test_corrections_say_why(tmp_path: Path) -> None:
    votes = {"a": [(17, 23, "GPE")], "b": [(17, 23, "LOC")]}
    moscow = Adjudication(Ruling.PICKED, "chief", votes, "b", Cause.GUIDELINE, "cities | are <LOC> here")
    putin = Adjudication(Ruling.REJECTED, "chief", {"a": [], "b": [(8, 13, "PERSON")]}, note="not him")
    gold = {
        0: [
            ("Kim", "PERSON"),
            gold_mention(TEXTS[0], "Moscow", "LOC", moscow),
            gold_mention(TEXTS[0], "Putin", "PERSON", putin),
        ],
        1: [("Kim", "PERSON")],
    }
    one = report(made_project(tmp_path, TEXTS, {**SETS, GOLD: gold}))
    mine = [
        (each.kind, each.theirs, each.golds, each.ruling, each.cause, each.note) for each in one.corrections["a"].places
    ]
    assert mine == [
        ("label", ("Moscow", "GPE"), ("Moscow", "LOC"), "picked", "guideline gap", "cities | are <LOC> here"),
        ("missed", None, ("Kim", "PERSON"), "", "", ""),
    ]
    assert [(each.kind, each.theirs, each.golds, each.note) for each in one.corrections["b"].places] == [
        ("no entity", ("Putin", "PERSON"), None, "not him"),
    ]
    assert one.corrections["b"].places[0].quote.before == "Kim met "
    assert [each.open for each in one.articles] == [0, 0]
    assert as_json(report(tmp_path / "made.annotator", corrected=["b"]))["corrections"].keys() == {"b"}
    few = report(tmp_path / "made.annotator", most_corrections=1)
    assert (few.corrections["a"].count, len(few.corrections["a"].places)) == (2, 1)
    assert "Where gold differs from a: 1 of 2 places." in rendered(few, ReportKind.MARKDOWN)


def test_names_that_are_not_there(sample: Path) -> None:
    with pytest.raises(AgreementError, match="no annotator “nobody”"):
        report(sample, names=["nobody"])
    with pytest.raises(AgreementError, match="not among those compared"):
        report(sample, names=["analyst-1"], corrected=["analyst-2"])
    with pytest.raises(AgreementError, match="no gold"):
        report(sample, gold=None, corrected=["analyst-2"])


def test_nothing_is_written_over_a_project(sample: Path, found: Report, tmp_path: Path) -> None:
    before = sample.read_bytes()
    other = tmp_path / "other.db"
    other.write_bytes(before)
    for path in (sample, other, tmp_path / "new.annotator"):
        with pytest.raises(OutputError, match="project"):
            write(found, ReportKind.CSV, path)
    assert sample.read_bytes() == before
    assert other.read_bytes() == before
    write(found, ReportKind.LATEX, tmp_path / "row.tex")
    assert (tmp_path / "row.tex").read_text("utf-8") == rendered(found, ReportKind.LATEX)


@pytest.mark.parametrize(
    ("text", "surface", "before", "after"),
    [
        ("One. Kim left! Two.", "Kim", "", " left!"),
        ("Title\nHe said “yes.” Then Kim left", "Kim", "Then ", " left"),
        ("Kim", "Kim", "", ""),
        ("a" * 300 + " Kim " + "b" * 300, "Kim", "…" + "a" * 139 + " ", " " + "b" * 139 + "…"),
        ("At 5 a.m. Kim left the U.S. embassy. So?", "Kim", "", " left the U.S. embassy."),
    ],
)
def test_quotes_are_about_a_sentence(text: str, surface: str, before: str, after: str) -> None:
    start = text.index(surface)
    quote = quoted(1, "", text, start, start + len(surface))
    assert (quote.before, quote.surface, quote.after) == (before, surface, after)


def test_several_projects_are_brought_together(tmp_path: Path) -> None:
    paths: list[Path] = []
    for name, sets in SETS.items():
        (tmp_path / name).mkdir()
        paths.append(made_project(tmp_path / name, TEXTS, {name: sets}).rename(tmp_path / f"{name}.annotator"))
    before = [path.read_bytes() for path in paths]
    together = report(*paths)
    assert together.project == "a.annotator, b.annotator"
    mine, theirs = as_json(together), as_json(report(made_project(tmp_path, TEXTS, SETS)))
    for key in ("annotators", "documents", "articles", "spans", "disagreements", "left_out", "confusion", "pairs"):
        assert mine[key] == theirs[key], key
    assert [path.read_bytes() for path in paths] == before


def test_conflicts_between_projects_are_said(tmp_path: Path) -> None:
    paths: list[Path] = []
    for label in ("GPE", "LOC"):
        folder = tmp_path / label
        folder.mkdir()
        paths.append(made_project(folder, TEXTS, {"a": {0: [("Moscow", label)]}, label: SETS["b"]}))
    together = report(*paths)
    assert together.conflicts == 2
    said = as_json(together)["left_out"]
    assert said[-1] == {"count": 2, "what": "spans that one annotator decided differently in two projects"}
    assert "decided differently in two projects: 2" in rendered(together, ReportKind.MARKDOWN)
