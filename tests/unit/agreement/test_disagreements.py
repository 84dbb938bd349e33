"""Aligned spans, clusters and cases, against plain loops and against what the tables count."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings

from annotator.agreement import Tables
from annotator.agreement.disagreements import Aligned, Clusters, Dispute, Kind, Vote, aligned, cases, clusters
from annotator.agreement.units import Corpus
from tests.unit.agreement.making import LABELS, Drawn, corpora, corpus_from

LOC, ORG, PER = range(3)


def listed(found: Aligned) -> list[tuple[int, Kind, tuple[int, int, int], tuple[int, int, int]]]:
    sides = [
        zip(found.starts[at].tolist(), found.ends[at].tolist(), found.labels[at].tolist(), strict=True) for at in (0, 1)
    ]
    return [
        (document, Kind(kind), one, other)
        for document, kind, one, other in zip(found.document.tolist(), found.kind.tolist(), *sides, strict=True)
    ]


def turned(found: Aligned) -> list[tuple[int, Kind, tuple[int, int, int], tuple[int, int, int]]]:
    swap = {Kind.ONLY_A: Kind.ONLY_B, Kind.ONLY_B: Kind.ONLY_A}
    return sorted((document, swap.get(kind, kind), other, one) for document, kind, one, other in listed(found))


def test_hand_made_example() -> None:
    entries = json.loads((Path(__file__).parents[2] / "data" / "iaa_reference.json").read_text(encoding="utf-8"))
    entry = next(one for one in entries["entries"] if one["id"] == "span_f1_hand")
    labels = ("DATE", "LOC", "ORG", "PER")
    corpus = corpus_from([entry["input"]["d1"]], labels=labels)
    names = {"boundary": Kind.BOUNDARY, "label": Kind.LABEL, "only_A": Kind.ONLY_A, "only_B": Kind.ONLY_B}
    expected: list[tuple[Kind, list[int | str] | None, list[int | str] | None]] = [
        (names[one["type"]], one.get("A"), one.get("B")) for one in entry["disagreements_AB_d1"]
    ]
    found = [
        (kind, *([start, end, labels[label]] if label >= 0 else None for start, end, label in (one, other)))
        for _, kind, one, other in listed(aligned(corpus, 0, 1))
        if kind is not Kind.EXACT
    ]
    assert found == expected


def test_the_best_fitting_pair_is_taken_first() -> None:
    corpus = corpus_from([{"A": [(0, 10, "ORG"), (0, 4, "PER")], "B": [(0, 9, "ORG"), (5, 9, "LOC"), (12, 14, "LOC")]}])
    none = (-1, -1, -1)
    assert listed(aligned(corpus, 0, 1)) == [
        (0, Kind.ONLY_A, (0, 4, PER), none),
        (0, Kind.BOUNDARY, (0, 10, ORG), (0, 9, ORG)),
        (0, Kind.ONLY_B, none, (5, 9, LOC)),
        (0, Kind.ONLY_B, none, (12, 14, LOC)),
    ]


def test_of_equally_good_places_the_same_label_is_taken() -> None:
    corpus = corpus_from([{"A": [(2, 6, "PER")], "B": [(0, 4, "ORG"), (4, 8, "PER")]}])
    assert listed(aligned(corpus, 0, 1)) == [
        (0, Kind.ONLY_B, (-1, -1, -1), (0, 4, ORG)),
        (0, Kind.BOUNDARY, (2, 6, PER), (4, 8, PER)),
    ]


def test_documents_one_did_not_finish_are_not_aligned() -> None:
    corpus = corpus_from([{"A": [(0, 2, "PER")]}, {"A": [(0, 2, "PER")], "B": []}])
    assert [row[:2] for row in listed(aligned(corpus, 0, 1))] == [(1, Kind.ONLY_A)]
    assert aligned(corpus, 0, 1).counts()[Kind.ONLY_A] == 1


@settings(max_examples=30)
@given(corpora)
def test_alignment_is_one_to_one_symmetric_and_what_the_tables_count(documents: list[Drawn]) -> None:
    corpus = corpus_from(documents)
    tables = Tables(corpus)
    for pair, (one, other) in enumerate(corpus.pairs):
        found = aligned(corpus, one, other)
        assert sorted(listed(found)) == turned(aligned(corpus, other, one))
        rows = listed(found)
        for who, mine in ((one, [(row[0], *row[2]) for row in rows]), (other, [(row[0], *row[3]) for row in rows])):
            both = [d for d in range(len(corpus)) if corpus.finished[d, one] and corpus.finished[d, other]]
            expected = sorted((d, s, e, label) for d in both for s, e, label, *_ in corpus.set_of(d, who).tolist())
            assert sorted(row for row in mine if row[1] >= 0) == expected
        counts = found.counts()
        matrix = tables.matrices.aligned[pair]
        size = len(LABELS)
        assert counts[Kind.EXACT] == matrix[1].trace()
        assert counts[Kind.LABEL] == matrix[1].sum() - matrix[1].trace()
        assert counts[Kind.BOUNDARY] == matrix[0, :size, :size].trace()
        assert counts[Kind.BOTH] == matrix[0, :size, :size].sum() - counts[Kind.BOUNDARY]
        assert (counts[Kind.ONLY_A], counts[Kind.ONLY_B]) == (matrix[0, :, size].sum(), matrix[0, size].sum())


def described(found: Clusters) -> list[tuple[int, int, int, Dispute]]:
    columns = (found.document, found.start, found.end, found.dispute)
    return [(d, s, e, Dispute(k)) for d, s, e, k in zip(*(one.tolist() for one in columns), strict=True)]


@pytest.mark.parametrize(
    ("spans", "dispute"),
    [
        ({"A": [(0, 4, "PER")], "B": [(0, 4, "PER")]}, Dispute.NONE),
        ({"A": [(0, 4, "PER")], "B": [(0, 4, "ORG")]}, Dispute.LABEL),
        ({"A": [(0, 4, "PER")], "B": [(0, 3, "PER")]}, Dispute.BOUNDARY),
        ({"A": [(0, 4, "PER")], "B": [(0, 3, "ORG")]}, Dispute.LABEL | Dispute.BOUNDARY),
        ({"A": [(0, 4, "PER")], "B": []}, Dispute.MISSING),
        ({"A": [(0, 4, "PER")], "B": [(0, 4, "PER")], "C": []}, Dispute.MISSING),
        ({"A": [(0, 4, "PER")], "B": [(0, 4, "ORG")], "C": []}, Dispute.MISSING | Dispute.LABEL),
        ({"A": [(0, 4, "PER"), (2, 4, "ORG")], "B": [(0, 4, "ORG"), (2, 4, "PER")]}, Dispute.LABEL),
        ({"A": [(0, 4, "PER"), (2, 4, "PER")], "B": [(0, 4, "PER")]}, Dispute.BOUNDARY | Dispute.LABEL),
    ],
)
def test_what_a_cluster_is_about(spans: Drawn, dispute: Dispute) -> None:
    found = clusters(corpus_from([spans]))
    assert described(found) == [(0, 0, 4, dispute)]
    assert found.disputed.tolist() == ([0] if dispute else [])


def plain_clusters(corpus: Corpus) -> list[tuple[int, int, int, bool]]:
    """Return document, start, end and whether unanimous of each cluster, by growing one at a time."""
    result: list[tuple[int, int, int, bool]] = []
    for document in range(len(corpus)):
        people = [who for who in range(3) if corpus.finished[document, who]]
        if len(people) < 2:
            continue
        rest = [(s, e, label, who) for who in people for s, e, label, *_ in corpus.set_of(document, who).tolist()]
        while rest:
            cluster = [rest.pop()]
            while grown := [one for one in rest if any(one[0] < o[1] and o[0] < one[1] for o in cluster)]:
                cluster += grown
                rest = [one for one in rest if one not in grown]
            spans = {one[:3] for one in cluster}
            unanimous = len(cluster) == len(spans) * len(people)
            result.append((document, min(c[0] for c in cluster), max(c[1] for c in cluster), unanimous))
    return sorted(result)


@settings(max_examples=30)
@given(corpora)
def test_clusters_hold_what_overlaps(documents: list[Drawn]) -> None:
    corpus = corpus_from(documents)
    found = clusters(corpus)
    plain = [(d, s, e, kind is Dispute.NONE) for d, s, e, kind in described(found)]
    assert plain == plain_clusters(corpus)
    assert sum(len(vote.annotators) for number in range(len(found)) for vote in found.votes(number)) == len(found.spans)


def test_equal_cases_are_one() -> None:
    texts = ["Kim met Kim. Ann met Bob.", "Kim left Kim", "Kim Kim"]
    first: Drawn = {"A": [(0, 3, "PER"), (8, 11, "PER"), (13, 16, "PER")], "B": [(13, 16, "LOC")]}
    second: Drawn = {"A": [(0, 3, "PER")], "B": [(9, 12, "PER")]}
    third: Drawn = {"A": [(0, 3, "PER")], "B": [(0, 3, "PER")], "C": [(0, 3, "PER")]}
    found = clusters(corpus_from([first, second, third]))
    groups = cases(found, lambda document, start, end: texts[document][start:end])
    assert [(case.surface, case.dispute, len(case.clusters)) for case in groups] == [
        ("Kim", Dispute.MISSING, 3),
        ("Ann", Dispute.LABEL, 1),
        ("Kim", Dispute.MISSING, 1),
    ]
    assert groups[0].votes == (Vote(0, 3, PER, (0,)),)
    assert groups[0].clusters == (0, 1, 3)
    assert groups[2].votes == (Vote(0, 3, PER, (1,)),)
