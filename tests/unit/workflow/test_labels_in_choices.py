"""What labels that come along are taken for: decisions or suggestions, under which names, of which labels."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from annotator.domain.scheme import parse_scheme, with_labels
from annotator.errors import InputError, SchemeError
from annotator.store import schemes, suggestions
from annotator.workflow.importing import ImportReport, LabelChoice, LabelsAs, import_paths
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import TEXTS
from tests.unit.workflow.test_labels_in import lines, row, span, write_rows

Row = dict[str, Any]


def take(folder: Path, *rows: Row, labels: LabelChoice) -> ImportReport:
    return import_paths(folder / "p.annotator", [write_rows(folder / "in.jsonl", rows)], labels=labels)


def spans(folder: Path) -> list[tuple[str | None, str, list[tuple[str, str, str, str]]]]:
    return [
        (one["annotator"], one["state"], [(s["text"], s["label"], s["state"], s["source"]) for s in one["spans"]])
        for one in lines(folder / "p.annotator")
    ]


MIXED = row(
    spans=[
        span(TEXTS[0], "Putin", "PERSON"),
        span(TEXTS[0], "Kim Jong Un", "PERSON", state="suggested", source="rules", id=None),
        span(TEXTS[0], "Moscow", "ORG", state="rejected"),
    ]
)


def test_suggestions_of_a_named_run(tmp_path: Path) -> None:
    report = take(tmp_path, MIXED, labels=LabelChoice(LabelsAs.SUGGESTIONS, annotator="model-7"))
    assert (report.added, report.labelled, report.suggested) == (1, 0, 2)
    assert spans(tmp_path) == [
        (
            None,
            "new",
            [("Putin", "PERSON", "suggested", "model-7"), ("Kim Jong Un", "PERSON", "suggested", "model-7")],
        )
    ]
    with open_project(tmp_path / "p.annotator") as project:
        assert [one.name for one in suggestions.runs(project).values()] == [suggestions.IMPORTED]


def test_suggestions_keep_the_sources_they_name_themselves(tmp_path: Path) -> None:
    take(tmp_path, MIXED, labels=LabelChoice(LabelsAs.SUGGESTIONS))
    assert [one[3] for one in spans(tmp_path)[0][2]] == ["ann", "rules"]


def test_decisions_of_a_named_annotator(tmp_path: Path) -> None:
    nobodys = row(annotator=None, state="new", spans=MIXED["spans"][1:2])
    report = take(tmp_path, nobodys, labels=LabelChoice(LabelsAs.DECISIONS, annotator="eve"))
    assert (report.labelled, report.spans, report.suggested) == (1, 1, 0)
    assert spans(tmp_path) == [("eve", "finished", [("Kim Jong Un", "PERSON", "accepted", "rules")])]


def test_nobody_is_named_says_both_ways(tmp_path: Path) -> None:
    report = take(tmp_path, row(annotator=None, spans=[span(TEXTS[0], "Putin", "PERSON")]), labels=LabelChoice())
    assert "--annotator" in report.refused[0].remedy
    assert "--as suggestions" in report.refused[0].remedy


ODD = row(spans=[span(TEXTS[0], "Putin", "PER"), span(TEXTS[0], "Moscow", "STADT"), span(TEXTS[0], "Kim", "PER")])


def test_unknown_labels_are_named_with_the_ways_out(tmp_path: Path) -> None:
    [refused] = take(tmp_path, ODD, labels=LabelChoice(renamed={"X": "GPE"})).refused
    assert "has no PER (2 times), STADT (once)" in refused.reason
    assert all(way in refused.remedy for way in ("There are PERSON", "--map 'PER'=LABEL", "--add-labels", "--scheme"))
    assert not (tmp_path / "p.annotator").exists()


def test_mapped_and_left_out(tmp_path: Path) -> None:
    report = take(tmp_path, ODD, labels=LabelChoice(renamed={"PER": "PERSON", "STADT": ""}))
    assert (report.spans, report.refused) == (2, ())
    assert [one[:2] for one in spans(tmp_path)[0][2]] == [("Putin", "PERSON"), ("Kim", "PERSON")]


def test_two_labels_mapped_to_one_on_one_range_are_one_span(tmp_path: Path) -> None:
    twice = row(spans=[span(TEXTS[0], "Putin", "PER"), span(TEXTS[0], "Putin", "PERSON")])
    assert take(tmp_path, twice, labels=LabelChoice(renamed={"PER": "PERSON"})).spans == 1


def test_a_label_to_map_to_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no label 'PERS' to map to"):
        take(tmp_path, ODD, labels=LabelChoice(renamed={"PER": "PERS"}))
    assert take(tmp_path, ODD, labels=LabelChoice(renamed={"PER": "PERS"}, add=True)).new_labels == ("PERS", "STADT")


def test_labels_added_on_request_stay_with_the_project(tmp_path: Path) -> None:
    report = take(tmp_path, ODD, labels=LabelChoice(add=True))
    assert (report.new_labels, report.spans, report.refused) == (("PER", "STADT"), 3, ())
    with open_project(tmp_path / "p.annotator") as project:
        scheme = schemes.active_scheme(project)
        assert scheme is not None
        assert scheme.names[-2:] == ("PER", "STADT")
        assert scheme.name == "news"
    other = row(TEXTS[1], spans=[span(TEXTS[1], "Moscow", "STADT")])
    assert take(tmp_path, other, labels=LabelChoice()).spans == 1


def test_a_refused_file_adds_no_labels(tmp_path: Path) -> None:
    nobodys = row(TEXTS[1], annotator=None, spans=[span(TEXTS[1], "Moscow", "STADT")])
    other = write_rows(tmp_path / "other.jsonl", [row()])
    wrong = write_rows(tmp_path / "in.jsonl", [nobodys])
    report = import_paths(tmp_path / "p.annotator", [other, wrong], labels=LabelChoice(add=True))
    assert (report.added, report.new_labels, len(report.refused)) == (1, (), 1)


def test_a_label_no_scheme_can_have_is_never_added(tmp_path: Path) -> None:
    spaced = row(spans=[span(TEXTS[0], "Putin", "Big Man")])
    [refused] = take(tmp_path, spaced, labels=LabelChoice(add=True)).refused
    assert "Big Man" in refused.reason
    assert "--add-labels" not in refused.remedy
    assert take(tmp_path, spaced, labels=LabelChoice(renamed={"Big Man": "PERSON"})).spans == 1


def test_scheme_with_labels() -> None:
    scheme = parse_scheme('name = "own"\n[[label]]\nname = "A"\nguideline = """x\n"""')
    odd = ['"', "\\", "\x7f", "Ü", "#", "é\u0301"]
    assert with_labels(scheme, odd).names == ("A", *odd)
    assert with_labels(scheme, []).labels == scheme.labels
    for wrong in ("", "a b", "x" * 65):
        with pytest.raises(SchemeError):
            with_labels(scheme, [wrong])
    with pytest.raises(SchemeError, match="twice"):
        with_labels(scheme, ["A"])
