"""Worked examples from the literature and from other programs: exact ones to 1e-9, published ones as they were rounded.

Each entry of `tests/data/iaa_reference.json` has a test here, chosen by its kind; none is left over.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from annotator.agreement import AC1, METRICS, Score, Tables
from annotator.agreement import ac1 as gwet
from annotator.agreement.base import IntArray, Reason, Scope
from annotator.agreement.cohen_kappa import bennett, cohen, light, observed
from annotator.agreement.fleiss_kappa import from_ratings
from annotator.agreement.gamma import Costs, Placed, best_alignment, distance, gamma
from annotator.agreement.krippendorff_alpha import coincidences, from_coincidences
from annotator.agreement.unitizing_alpha import disagreements, overall
from annotator.agreement.unitizing_family import family
from annotator.agreement.units import Document, Tokens, corpus_of, label_numbers, pack
from annotator.domain.span import Span
from tests.unit.agreement.making import Drawn, corpus_from, corpus_of_ratings

REFERENCE = json.loads((Path(__file__).parents[2] / "data" / "iaa_reference.json").read_text(encoding="utf-8"))
EXACT: float = REFERENCE["tolerance"]
ENTRIES: list[dict[str, Any]] = REFERENCE["entries"]
Value = float | None


def scores(tables: Tables, scope: Scope | None = None) -> dict[str, Score]:
    return {metric.name: metric.score(tables, scope or tables.everybody, interval=False) for metric in METRICS}


def number(value: float) -> Value:
    return None if np.isnan(value) else value


def ratings_of(entry: dict[str, Any]) -> IntArray:
    """Return the entry's ratings [items, people], categories as numbers, -1 where one is missing."""
    given = entry["input"]
    items: list[list[Any]] = given.get("items", [])
    categories: list[Any] = given.get("categories") or sorted(
        {one for item in items for one in item if one is not None}
    )
    for one, row in zip(categories, given.get("contingency_table_rows_rater1_cols_rater2", []), strict=False):
        for other, times in zip(categories, row, strict=True):
            items += [[one, other]] * times
    return np.array([[-1 if one is None else categories.index(one) for one in item] for item in items], np.int64)


def pair_tables(ratings: IntArray) -> IntArray:
    size, people = int(ratings.max()) + 1, ratings.shape[1]
    found: list[IntArray] = []
    for one in range(people):
        for other in range(one + 1, people):
            table = np.zeros((size, size), np.int64)
            np.add.at(table, (ratings[:, one], ratings[:, other]), 1)
            found.append(table)
    return np.stack(found)


def coding(entry: dict[str, Any]) -> dict[str, list[Value]]:
    """Return every number of an entry in each way there is to get it: from ratings, and through a whole corpus."""
    ratings = ratings_of(entry)
    size = int(ratings.max()) + 1
    corpus = scores(Tables(corpus_of_ratings(ratings, size)))
    found: dict[str, list[Value]] = {
        "alpha_nominal": [corpus["alpha"].value, number(float(from_coincidences(coincidences(ratings, size))))],
        "gwet_ac1": [AC1.score(ratings).value, number(gwet.ac1(ratings))],
        "percent": [gwet.observed(ratings)],
    }
    if (ratings >= 0).all():
        tables = pair_tables(ratings)
        fleiss: list[Value] = [corpus["fleiss"].value, number(float(from_ratings(ratings, size)))]
        found |= {"fleiss_kappa": fleiss, "light_kappa": [corpus["kappa_all"].value, number(light(tables))]}
        if len(tables) == 1:
            found |= {
                "cohen_kappa": [corpus["kappa_all"].value, number(float(cohen(tables[0])))],
                "scott_pi": fleiss,
                "bennett_s": [number(float(bennett(tables[0])))],
                "percent": [*found["percent"], number(float(observed(tables[0])))],
            }
    return found


def check_coding(entry: dict[str, Any]) -> None:
    found = coding(entry)
    for name, expected in entry["expected"].items():
        for value in found[name]:
            assert value == (None if expected is None else pytest.approx(expected, abs=EXACT)), name
    for name, (expected, tolerance) in entry.get("published", {}).items():
        for value in found[name]:
            assert value == pytest.approx(expected, abs=tolerance), name


def unitized(given: dict[str, Any]) -> Tables:
    """Return the tables of one document with the units of an entry."""
    begin, length = given["continuum_begin"], given["continuum_length"]
    units: list[tuple[int, int, int, str]] = given["units_begin_length_rater_category"]
    labels = label_numbers(category for _, _, _, category in units)
    none = Tokens(np.zeros(0, np.int32), np.zeros(0, np.int32))
    packs = {
        str(rater): pack(
            [Span(start - begin, start - begin + size, label) for start, size, who, label in units if who == rater],
            labels,
            none,
        )
        for rater in range(given["n_raters"])
    }
    return Tables(corpus_of(sorted(packs), labels, [Document(length, 0, packs)]))


def check_unitizing(entry: dict[str, Any]) -> None:
    tables = unitized(entry["input"])
    found = dict(zip(tables.labels, disagreements(tables.units), strict=True))
    expected = entry["expected"]
    assert scores(tables)["alpha_u"].value == pytest.approx(expected["alpha_u"], abs=EXACT)
    assert overall(list(found.values())) == pytest.approx(expected["alpha_u"], abs=EXACT)
    for label, one in found.items():
        assert one.alpha == pytest.approx(expected["alpha_u_per_category"][label], abs=EXACT)
        assert one.observed == pytest.approx(expected["D_o"][label], abs=EXACT)
        assert one.expected == pytest.approx(expected["D_e"][label], abs=EXACT)
    published = {"alpha_u": overall(list(found.values()))}
    for label, one in found.items():
        published |= {f"alpha_{label}": one.alpha, f"Do_{label}": one.observed, f"De_{label}": one.expected}
    for name, (value, tolerance) in entry.get("published", {}).items():
        assert published[name] == pytest.approx(value, abs=tolerance), name


def check_span_f1(entry: dict[str, Any]) -> None:
    documents: list[Drawn] = list(entry["input"].values())
    tables = Tables(corpus_from(documents, labels=("DATE", "LOC", "ORG", "PER")))
    for pair, expected in entry["expected"]["strict"].items():
        scope = Scope(tuple("ABC".index(name) for name in pair))
        pool = tables.pool(scope, ("exact", "spans", "covered"))
        assert pool["exact"].sum() == expected["tp"]
        assert pool["spans"][0].sum(axis=1).tolist() == [expected["n_i"], expected["n_j"]]
        found = scores(tables, scope)
        assert found["strict_f1"].value == pytest.approx(expected["f1"], abs=EXACT)
        relaxed = entry["expected"]["relaxed_two_sided_same_label"][pair]
        assert pool["covered"][0].tolist() == [relaxed["covered_i"], relaxed["covered_j"]]
        assert found["relaxed_f1"].value == pytest.approx(relaxed["f1"], abs=EXACT)


def check_property(entry: dict[str, Any]) -> None:
    both, one, other = (entry["input"][name] for name in ("both", "only_1", "only_2"))
    for case in entry["cases"]:
        table = np.array([[both, one], [other, case["tn"]]], np.int64)
        assert float(cohen(table)) == pytest.approx(case["kappa"], abs=EXACT)
        assert 2 * both / (2 * both + one + other) == pytest.approx(case["f1"], abs=EXACT)


def check_convention(entry: dict[str, Any]) -> None:
    """No number and the reason: for one category, for no overlap, for spans nobody marked."""
    assert len(entry["cases"]) == 3
    one = np.zeros((6, 2), np.int64)
    found = scores(Tables(corpus_of_ratings(one, 1)))
    chance = {found[name].reason for name in ("alpha", "kappa_all", "kappa_annotated", "fleiss")}
    assert chance == {AC1.score(one).reason} == {Reason.ONE_CATEGORY}
    assert gwet.observed(one) == 1.0
    assert [found[name].value for name in ("alpha", "kappa_all", "fleiss")] == [None, None, None]
    apart = np.array([[0, -1], [-1, 1], [1, -1]], np.int64)
    found = scores(Tables(corpus_of_ratings(apart, 2)))
    assert {score.reason for score in found.values()} == {AC1.score(apart).reason} == {Reason.NOTHING_COMMON}
    assert {score.value for score in found.values()} == {None}
    silent: Drawn = {"A": [], "B": []}
    found = scores(Tables(corpus_from([silent], annotators=("A", "B"))))
    assert (found["strict_f1"].value, found["strict_f1"].reason) == (None, Reason.NO_SPANS)
    spoken: Drawn = {"A": [(0, 2, "PER"), (4, 5, "LOC")], "B": [(0, 2, "PER")]}
    with_silent = scores(Tables(corpus_from([silent, spoken], annotators=("A", "B"))))["strict_f1"]
    assert with_silent.value == pytest.approx(2 / 3)
    assert with_silent.documents == 2


def check_distances(entry: dict[str, Any]) -> None:
    for case in entry["cases"]:
        one = case.get("u1") or case["unit"]
        units = [(*one, 0, "c"), *([(*case["u2"], 1, "c")] if "u2" in case else [])]
        given = {
            "continuum_begin": 0,
            "continuum_length": 500,
            "n_raters": 2,
            "units_begin_length_rater_category": units,
        }
        assert unitized(given).units.differences.tolist() == [case["d"]]


def check_family(entry: dict[str, Any]) -> None:
    given = entry["input"]
    spans: list[tuple[int, int, int, int]] = given["spans_rater_label_start_end"]
    units = [(rater, label - 1, start, end) for rater, label, start, end in spans]
    found = family(units, annotators=given["n_raters"], length=given["continuum_length"])
    assert found.u == pytest.approx(entry["expected"]["u_alpha"], abs=EXACT)
    assert found.bar_u == pytest.approx(entry["expected"]["bar_u_alpha"], abs=EXACT)
    assert found.cu == pytest.approx(entry["single_implementation"]["cu_alpha"], abs=EXACT)
    assert list(found.k_u.values()) == pytest.approx(entry["single_implementation"]["k_u_alpha"], abs=EXACT)
    named = {"u_alpha": found.u, "bar_u_alpha": found.bar_u, "cu_alpha": found.cu}
    named |= {f"k_u_alpha_{label + 1}": value for label, value in found.k_u.items()}
    published: dict[str, tuple[float, float]] = entry["published"] or {}
    for name, (value, tolerance) in published.items():
        assert named[name] == pytest.approx(value, abs=tolerance), name


def check_gamma(entry: dict[str, Any]) -> None:
    """Allow for the 32 bits the disorder was computed in, and for the 30 random samples gamma rests on."""
    given, expected = entry["input"], entry["expected"]
    units = [Placed(one["annotator"], one["start"], one["end"], one["category"]) for one in given["continuum"]]
    costs = Costs(given["params"]["alpha"], given["params"]["beta"], given["params"]["deltaEmpty"])
    best = best_alignment(units, costs, annotators=len({one.annotator for one in units}))
    assert sorted(at for found in best.sets for at in found) == list(range(len(units)))
    if "best_alignment_disorder" in expected:
        assert best.disorder == pytest.approx(expected["best_alignment_disorder"], rel=1e-7)
    else:
        disorder, tolerance = expected["best_alignment_disorder_approx"]
        assert best.disorder == pytest.approx(disorder, abs=tolerance)
        assert len(best.sets) == expected["n_unitary_alignments"]
    found = gamma(units, costs, seed=3, samples=60)
    published = np.ravel(entry["statistical"]["gamma"])
    # A range is of one seed of theirs; two numbers from 30 samples each are often this far apart.
    tolerance: float = entry["statistical"].get("tol", 0.04)
    assert published.min() - tolerance <= found <= published.max() + tolerance


def check_gamma_distance(entry: dict[str, Any]) -> None:
    for start, end, other_start, other_end, published in entry["cases"]:
        found = distance(Placed("A", start, end, "x"), Placed("B", other_start, other_end, "x"), Costs())
        assert found == pytest.approx(published, rel=0.1)


CHECKS: dict[str, Callable[[dict[str, Any]], None]] = {
    "coding": check_coding,
    "unitizing_alpha_1995_2004": check_unitizing,
    "span_f1": check_span_f1,
    "unitizing_distance": check_distances,
    "u_alpha_2016": check_family,
    "gamma": check_gamma,
    "gamma_dissimilarity": check_gamma_distance,
    "property": check_property,
    "convention": check_convention,
}


@pytest.mark.parametrize("entry", ENTRIES, ids=[entry["id"] for entry in ENTRIES])
def test_entry(entry: dict[str, Any]) -> None:
    CHECKS[entry["kind"]](entry)
