"""The numbers of whole corpora: against plain loops, whatever the order, with their reasons, edit by edit."""

from __future__ import annotations

import importlib
import pkgutil
import random
from itertools import combinations
from math import isnan

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import annotator.agreement
from annotator.agreement import AC1, DOCUMENT_METRICS, METRICS, Score, Tables
from annotator.agreement.base import LANDIS_KOCH, IntArray, Reason, RowArray, Scope
from annotator.agreement.cohen_kappa import cohen
from annotator.agreement.krippendorff_alpha import coincidences, from_coincidences
from annotator.agreement.scoring import Pooled
from annotator.agreement.units import Corpus, Document, chunks, corpus_of, label_numbers, pack, tokens_of
from annotator.domain.span import Span
from tests.unit.agreement.making import LABELS, SIZE, Drawn, corpora, corpus_from, every, seeded

NONE = len(LABELS)
EVERYBODY = Scope((0, 1, 2))
SCOPES = [EVERYBODY, Scope((0, 1)), Scope((0, 2)), Scope((1, 2)), *(Scope((0, 1, 2), label) for label in range(3))]
quick = settings(max_examples=30)


def values(tables: Tables, scope: Scope = EVERYBODY) -> dict[str, Score]:
    return {metric.name: metric.score(tables, scope) for metric in METRICS}


def everything(tables: Tables) -> list[Score]:
    return [metric.score(tables, scope) for scope in SCOPES for metric in METRICS]


def numbers(scores: list[Score]) -> list[float]:
    """Return value, ends, n, documents and what was left out of each score; nan where there is none."""
    return [
        float("nan") if one is None else float(one)
        for score in scores
        for one in (score.value, score.low, score.high, score.n, score.documents, *(lo.count for lo in score.left_out))
    ]


def token_labels(corpus: Corpus, document: int, who: int) -> list[int]:
    """Return the label of the longest span over each token, by trying every span on every token."""
    rows = sorted(corpus.set_of(document, who).tolist(), key=lambda row: (row[0] - row[1], row[0], row[2]))
    length = int(corpus.tokens[document])
    return [next((row[2] for row in rows if row[3] <= token < row[4]), NONE) for token in range(length)]


def common(corpus: Corpus, *people: int) -> list[int]:
    return [number for number in range(len(corpus)) if all(corpus.finished[number, who] for who in people)]


def plain_pair(corpus: Corpus, one: int, other: int) -> dict[str, float]:
    """Return the numbers of a pair from sets and loops; nan where there is none."""
    exact = same_range = spans = 0
    covered, sizes = [0, 0], [0, 0]
    table = np.zeros((NONE + 1, NONE + 1), np.int64)
    for document in common(corpus, one, other):
        sides = [{tuple(row[:3]) for row in corpus.set_of(document, who).tolist()} for who in (one, other)]
        exact += len(sides[0] & sides[1])
        spans += len(sides[0]) + len(sides[1])
        for at in (0, 1):
            sizes[at] += len(sides[at])
            covered[at] += sum(
                any(s[2] == o[2] and s[0] < o[1] and o[0] < s[1] for o in sides[1 - at]) for s in sides[at]
            )
        ranges = [[span[:2] for span in found] for found in sides]
        same_range += sum(min(found.count(r) for found in ranges) for r in set(ranges[0]))
        for a, b in zip(*(token_labels(corpus, document, who) for who in (one, other)), strict=True):
            table[a, b] += 1
    shares = [covered[at] / sizes[at] if sizes[at] else 0.0 for at in (0, 1)]
    marked = table.copy()
    marked[NONE, NONE] = 0
    nan = float("nan")
    return {
        "strict_f1": 2 * exact / spans if spans else nan,
        "relaxed_f1": (2 * shares[0] * shares[1] / sum(shares) if sum(shares) else 0.0) if spans else nan,
        "boundary_f1": 2 * same_range / spans if spans else nan,
        "label_agreement": exact / same_range if same_range else nan,
        "kappa_all": float(cohen(table)),
        "kappa_annotated": float(cohen(marked)),
    }


@quick
@given(corpora)
def test_pairs_against_plain_loops(documents: list[Drawn]) -> None:
    corpus = corpus_from(documents, step=2)
    tables = Tables(corpus)
    for one, other in corpus.pairs:
        found = values(tables, Scope((one, other)))
        for name, value in plain_pair(corpus, one, other).items():
            assert found[name].value == (None if isnan(value) else pytest.approx(value, abs=1e-12)), name


@quick
@given(corpora)
def test_alpha_against_ratings_of_tokens(documents: list[Drawn]) -> None:
    corpus = corpus_from(documents, step=2)
    tables = Tables(corpus)

    def alpha(label: int | None) -> float:
        rows: list[list[int]] = []
        for document in range(len(corpus)):
            lines: list[list[int]] = []
            for who in range(3):
                if not corpus.finished[document, who]:
                    line = [-1] * int(corpus.tokens[document])
                elif label is None:
                    line = token_labels(corpus, document, who)
                else:
                    inside = [row for row in corpus.set_of(document, who).tolist() if row[2] == label]
                    line = [int(any(row[3] <= token < row[4] for row in inside)) for token in range(SIZE // 2)]
                lines.append(line)
            rows += [list(column) for column in zip(*lines, strict=True)]
        return float(from_coincidences(coincidences(np.array(rows, np.int64), NONE + 1)))

    for label in (None, 0, 1, 2):
        expected = alpha(label)
        found = values(tables, Scope((0, 1, 2), label))["alpha"].value
        assert found == (None if isnan(expected) else pytest.approx(expected, abs=1e-12))


@quick
@given(corpora, st.randoms(use_true_random=False), st.permutations(("A", "B", "C")))
def test_no_order_matters(documents: list[Drawn], chance: random.Random, names: list[str]) -> None:
    tables = Tables(corpus_from(documents))
    shuffled = [{who: chance.sample(spans, len(spans)) for who, spans in document.items()} for document in documents]
    chance.shuffle(shuffled)
    other = Tables(corpus_from(shuffled, annotators=names))
    for scope in SCOPES:
        moved = Scope(tuple(names.index("ABC"[who]) for who in scope.annotators), scope.label)
        before = numbers(list(values(tables, scope).values()))
        after = numbers(list(values(other, moved).values()))
        assert after == pytest.approx(before, abs=1e-9, nan_ok=True)


@quick
@given(corpora, st.permutations(("A", "B", "C")))
def test_no_name_matters(documents: list[Drawn], names: list[str]) -> None:
    """Who is called A is called something else: each pair keeps its numbers."""
    tables = Tables(corpus_from(documents))
    calling = dict(zip("ABC", names, strict=True))
    other = Tables(corpus_from([{calling[who]: spans for who, spans in one.items()} for one in documents]))
    for pair in combinations("ABC", 2):
        before = values(tables, Scope(tuple("ABC".index(who) for who in pair)))
        after = values(other, Scope(tuple("ABC".index(calling[who]) for who in pair)))
        assert numbers(list(after.values())) == pytest.approx(numbers(list(before.values())), abs=1e-9, nan_ok=True)


def drawn(chance: random.Random) -> list[tuple[int, int, str]]:
    starts = [chance.randrange(SIZE - 6) for _ in range(chance.randrange(5))]
    return [(start, start + chance.randrange(1, 6), chance.choice(LABELS)) for start in starts]


def rows_of(chance: random.Random) -> RowArray:
    return pack([Span(*one) for one in drawn(chance)], label_numbers(LABELS), every(SIZE))


def with_sets(corpus: Corpus, sets: list[list[RowArray | None]]) -> Corpus:
    """Return the corpus with other rows, built anew."""
    documents = [
        Document(SIZE, SIZE, {who: rows for who, rows in zip("ABC", row, strict=True) if rows is not None})
        for row in sets
    ]
    return corpus_of(corpus.annotators, corpus.labels, documents)


def assert_equal(one: Tables, other: Tables) -> None:
    assert numbers(everything(one)) == pytest.approx(numbers(everything(other)), abs=1e-9, nan_ok=True)
    assert [score.reason for score in everything(one)] == [score.reason for score in everything(other)]
    assert np.array_equal(one.matrices.aligned, other.matrices.aligned)
    assert np.array_equal(one.matrices.confusion, other.matrices.confusion)


def test_a_thousand_edits_with_undo_give_what_counting_anew_gives() -> None:
    chance = seeded(3)
    corpus = corpus_from([{who: drawn(chance) for who in "ABC" if chance.random() < 0.9} for _ in range(30)])
    tables = Tables(corpus)
    first = numbers(everything(tables))
    now: list[list[RowArray | None]] = [
        [corpus.set_of(document, who) if corpus.finished[document, who] else None for who in range(3)]
        for document in range(30)
    ]
    done: list[tuple[int, int, RowArray | None]] = []
    for edit in range(1, 1001):
        if done and chance.random() < 0.4:
            document, who, rows = done.pop()
        else:
            document, who = chance.randrange(30), chance.randrange(3)
            done.append((document, who, now[document][who]))
            rows = None if chance.random() < 0.1 else rows_of(chance)
        now[document][who] = rows
        tables.replace(document, who, rows)
        if edit % 250 == 0:
            assert_equal(tables, Tables(with_sets(corpus, now)))
    while done:
        tables.replace(*done.pop())
    assert numbers(everything(tables)) == pytest.approx(first, abs=1e-12, nan_ok=True)
    assert_equal(tables, Tables(tables.corpus()))


def test_an_edit_of_one_length_reaches_what_is_expected_by_chance() -> None:
    documents: list[Drawn] = [{"A": [(0, 4, "PER"), (8, 10, "PER")], "B": [(1, 4, "PER")], "C": [(0, 3, "PER")]}]
    tables = Tables(corpus_from(documents))
    before = values(tables)["alpha_u"].value
    tables.replace(0, 1, pack([Span(1, 9, "PER")], label_numbers(LABELS), every(SIZE)))
    after = values(tables)["alpha_u"].value
    assert after != before
    assert after == pytest.approx(values(Tables(tables.corpus()))["alpha_u"].value, abs=1e-12)


def test_several_chunks_count_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = seeded(5)
    corpus = corpus_from([{who: drawn(chance) for who in "ABC" if chance.random() < 0.9} for _ in range(40)])
    whole = Tables(corpus)
    small = list(chunks(corpus, documents=7, tokens=100, spans=30))
    assert [chunk.start for chunk in small[1:]] == [chunk.stop for chunk in small[:-1]]
    assert len(small) > 9
    for module in ("tables", "unitizing_alpha", "disagreements"):
        monkeypatch.setattr(f"annotator.agreement.{module}.chunks", lambda _corpus: iter(small))  # pyright: ignore[reportUnknownLambdaType, reportUnknownArgumentType]
    assert_equal(Tables(corpus), whole)


def test_offsets_too_wide_for_one_key_are_sorted_all_the_same() -> None:
    far, long = 2**30, 2**29
    rows = np.array([[0, 2, 0, 0, 1], [3, 5, 1, 1, 2], [5, 9, 2, 2, 3]], np.int32)
    moved = rows.copy()
    moved[:, :2] += far
    moved[2, 1] += long
    kept = [0, 2]
    near, wide = (
        Tables(corpus_of("AB", LABELS, [Document(2**31 - 1, SIZE, {"A": one, "B": one[kept]})] * 3))
        for one in (rows, moved)
    )
    scope = Scope((0, 1))
    for name in ("strict_f1", "relaxed_f1", "boundary_f1", "alpha"):
        assert values(wide, scope)[name].value == values(near, scope)[name].value


def test_no_number_without_two_people_or_a_common_document() -> None:
    tables = Tables(corpus_from([{"A": [(0, 2, "PER")]}, {"B": []}]))
    for metric in METRICS:
        alone = metric.score(tables, Scope((0,)))
        apart = metric.score(tables, Scope((0, 1)))
        assert (alone.value, alone.reason) == (None, Reason.FEW_PEOPLE)
        assert (apart.value, apart.reason) == (None, Reason.NOTHING_COMMON)
        assert apart.left_out[0].count == 2
    assert AC1.score(np.array([[0], [1]], np.int64)).reason == Reason.FEW_PEOPLE


def test_finished_with_nothing_counts_and_not_started_does_not() -> None:
    marked: Drawn = {"A": [(0, 2, "PER")], "B": [(0, 2, "PER")]}
    finished = Tables(corpus_from([marked, {"A": [(4, 6, "PER")], "B": []}]))
    started = Tables(corpus_from([marked, {"A": [(4, 6, "PER")]}]))
    assert values(finished, Scope((0, 1)))["strict_f1"].value == pytest.approx(2 / 3)
    assert values(started, Scope((0, 1)))["strict_f1"].value == 1.0


def test_fleiss_is_refused_where_some_finished_what_others_did_not() -> None:
    full: Drawn = {"A": [(0, 2, "PER")], "B": [(0, 2, "PER")], "C": [(0, 1, "PER")]}
    one_alone: Drawn = {"A": [(0, 2, "PER")]}
    two: Drawn = {"A": [(0, 2, "PER")], "B": []}
    assert values(Tables(corpus_from([full, one_alone])))["fleiss"].value is not None
    refused = values(Tables(corpus_from([full, two])))["fleiss"]
    assert refused.value is None
    assert refused.reason.startswith(Reason.INCOMPLETE)


def test_perfect_agreement_of_kappa_needs_every_pair() -> None:
    """Two who never mark anything have no kappa, so three of whom they are two have none (Light)."""
    documents: list[Drawn] = [{"A": [(0, 2, "PER")], "B": [], "C": []}]
    scores = values(Tables(corpus_from(documents)))
    assert scores["kappa_all"].value is None
    assert scores["alpha"].value is not None
    strict = scores["strict_f1"]
    assert (strict.value, [one.count for one in strict.left_out]) == (0.0, [1])


def test_what_a_span_hides_is_told() -> None:
    documents: list[Drawn] = [{"A": [(0, 6, "ORG"), (0, 2, "PER")], "B": [(0, 6, "ORG"), (0, 2, "PER")]}]
    tables = Tables(corpus_from(documents))
    found = values(tables, Scope((0, 1)))
    assert [one.count for one in found["kappa_all"].left_out] == [2]
    assert found["strict_f1"].left_out == ()
    assert values(tables, Scope((0, 1), 2))["alpha"].value == 1.0
    nested: list[Drawn] = [{"A": [(0, 6, "PER"), (2, 4, "PER")], "B": [(0, 6, "PER")]}]
    dropped = values(Tables(corpus_from(nested)), Scope((0, 1)))["alpha_u"]
    assert (dropped.value, dropped.n, [one.count for one in dropped.left_out]) == (1.0, 2, [1])


def test_spans_take_the_tokens_they_touch() -> None:
    text = "alongsideRussia’s 平壤 Trumpand नमस्ते  end"
    tokens = tokens_of(text)
    found = [text[start:end] for start, end in zip(tokens.starts, tokens.ends, strict=True)]
    assert found == ["alongsideRussia", "’", "s", "平", "壤", "Trumpand", "नमस्ते", "end"]
    spans = [Span(9, 17, "LOC"), Span(21, 26, "PER"), Span(36, 38, "PER"), Span(21, 26, "PER")]
    rows = pack(spans, label_numbers(LABELS), tokens)
    assert rows.tolist() == [[9, 17, 0, 0, 3], [21, 26, 2, 5, 6], [36, 38, 2, 7, 7]]


def test_matrices_hold_what_single_scores_say() -> None:
    chance = seeded(11)
    tables = Tables(corpus_from([{who: drawn(chance) for who in "ABC" if chance.random() < 0.9} for _ in range(20)]))
    for metric in METRICS:
        if not isinstance(metric, Pooled):
            continue
        pairs = [metric.score(tables, Scope(pair), interval=False).value for pair in tables.pairs]
        labels = [metric.score(tables, Scope((0, 1, 2), label), interval=False).value for label in range(3)]
        for matrix, single in (
            (metric.by_pair(tables, EVERYBODY), pairs),
            (metric.by_label(tables, EVERYBODY), labels),
        ):
            expected = [float("nan") if one is None else one for one in single]
            assert matrix.tolist() == pytest.approx(expected, nan_ok=True)
        documents = metric.by_document(tables, Scope((0, 1)))
        for document in range(20):
            alone = metric.score(Tables(tables.part(document)), Scope((0, 1)), interval=False).value
            assert documents[document] == pytest.approx(float("nan") if alone is None else alone, nan_ok=True)


def test_preparing_a_document_changes_nothing() -> None:
    chance = seeded(12)
    tables = Tables(corpus_from([{who: drawn(chance) for who in "ABC"} for _ in range(4)]))
    before = numbers(everything(tables))
    tables.prepare(2)
    rows = tables.rows(2, 1)
    tables.replace(2, 1, rows_of(chance))
    tables.replace(2, 1, rows)
    assert numbers(everything(tables)) == pytest.approx(before, nan_ok=True)


def test_no_metric_is_forgotten() -> None:
    named: list[object] = []
    for module in pkgutil.iter_modules(annotator.agreement.__path__):
        found = importlib.import_module(f"annotator.agreement.{module.name}")
        named += [*getattr(found, "METRICS", ()), *getattr(found, "DOCUMENT_METRICS", ())]
    assert set(map(id, named)) == set(map(id, (*METRICS, *DOCUMENT_METRICS)))
    names = [metric.name for metric in METRICS]
    assert len(set(names)) == len(names) == 10
    assert all(metric.definition and metric.title for metric in METRICS)


def test_scales_are_an_authors_words() -> None:
    assert [LANDIS_KOCH.word(value) for value in (0.81, 0.61, -0.2)] == ["almost perfect", "substantial", "poor"]
    assert {metric.name for metric in METRICS if not metric.scale.steps} == {
        "strict_f1",
        "relaxed_f1",
        "boundary_f1",
        "label_agreement",
        "label_kappa",
    }


def test_same_label_needs_the_same_range_even_with_two_labels_on_it() -> None:
    ratings: list[Drawn] = [{"A": [(0, 2, "PER"), (0, 2, "ORG")], "B": [(0, 2, "PER")]}]
    found = values(Tables(corpus_from(ratings)), Scope((0, 1)))
    assert found["boundary_f1"].value == pytest.approx(2 / 3)
    assert (found["label_agreement"].value, found["label_agreement"].n) == (1.0, 1)
    assert found["label_kappa"].reason == Reason.ONE_CATEGORY


def test_ratings_are_read_by_items_and_people() -> None:
    ratings: IntArray = np.array([[0, 0], [1, -1]], np.int64)
    assert AC1.score(ratings).reason == ""
    assert AC1.score(ratings).left_out[0].count == 1
