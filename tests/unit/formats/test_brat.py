"""brat's standoff: pairs of files, fragments, notes, and what it has that we have not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import reader_for
from annotator.formats.brat import FORMAT
from annotator.workflow.importing import LabelChoice, LabelsAs, import_paths
from tests.unit.formats.round_trips import accepted, finished, losses_of, write
from tests.unit.formats.test_goldens import articles


def read(folder: Path, text: str, ann: str) -> LabelledArticle:
    (folder / "a.txt").write_text(text, newline="")
    (folder / "a.ann").write_text(ann, newline="")
    assert reader_for(folder / "a.ann") is FORMAT
    [one] = FORMAT.read(folder / "a.ann", source="sub/a.ann")
    return one


def said(one: LabelledArticle) -> list[tuple[str, str]]:
    return [(one.article.text[m.start : m.end], m.label) for m in one.mentions]


def test_a_pair(tmp_path: Path) -> None:
    ann = "T2\tPER 8 13\tPutin\nT1\tPER 0 3\tKim\n#1\tAnnotatorNotes T1\tnote\nA1\tConfidence T1 High\n"
    ann += "N1\tReference T2 Wikidata:Q7747\tVladimir Putin\nR1\tMeets Arg1:T1 Arg2:T2\t\nA2\tNegated T2\nE1\tMeet:T9\n"
    one = read(tmp_path, "Kim met Putin\n", ann)
    assert said(one) == [("Kim", "PER"), ("Putin", "PER")]
    assert (one.state, one.annotator, one.article.source) == (SetState.FINISHED, None, "sub/a.txt")
    assert [(note.text, note.start, note.end) for note in one.notes] == [
        ("note", 0, 3),
        ("Confidence: High", 0, 3),
        ("Reference: Wikidata:Q7747 Vladimir Putin", 8, 13),
        ("Meets: Arg1:T1 Arg2:T2", 0, 3),
        ("Negated", 8, 13),
        ("Meet:T9", -1, -1),
    ]


def test_fragments_over_a_line_end_are_one_span_others_are_parts(tmp_path: Path) -> None:
    text = "North and South\r\nKorea"
    one = read(tmp_path, text, "T1\tGPE 10 15;17 22\tSouth Korea\nT2\tGPE 0 5;17 22\tNorth Korea\n")
    assert said(one) == [("North", "GPE"), ("South\nKorea", "GPE"), ("Korea", "GPE")]
    assert [note.text for note in one.notes] == ["T2 was one discontinuous span of 2 parts"]


def test_fragments_with_a_space_between_stay_parts(tmp_path: Path) -> None:
    assert said(read(tmp_path, "Kim Un met", "T1\tPER 0 3;4 6\tKim Un\n")) == [("Kim", "PER"), ("Un", "PER")]


def test_nothing_annotated_is_not_begun(tmp_path: Path) -> None:
    assert read(tmp_path, "Kim", "").state is SetState.NEW


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("T1\tPER 0 3\tTim", "not what the file says"),
        ("T1\tPER 0 99\tKim", "outside the text"),
        ("T1\tPER 3 3\t", "empty"),
        ("T1\tBIG MAN 0 3\tKim", "not a label with offsets"),
        ("T1\tPER 0;3\tKim", "not a label with offsets"),
        ("T1 PER 0 3 Kim", "no line of brat's"),
        ("X", "no line of brat's"),
    ],
)
def test_refused_with_file_and_line(tmp_path: Path, line: str, reason: str) -> None:
    with pytest.raises(InputError, match=f"sub/a.ann, line 2: .*{reason}"):
        read(tmp_path, "Kim met Putin", f"T9\tPER 8 13\tPutin\n{line}\n")


def test_with_a_damaged_first_line_it_is_no_article(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sub/a.ann, line 1: .*no line of brat's"):
        read(tmp_path, "Kim met Putin", "T9 PER\nT1\tPER 0 3\tKim\nT2\tPER 8 13\tPutin\n")
    assert not FORMAT.sniff(b"Kim met Putin.\nT1\tPER 0 3\tKim\nis how brat writes it.\n", "a.txt")


def test_without_its_text_it_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.ann").write_text("T1\tPER 0 3\tKim\n")
    with pytest.raises(InputError, match=r"“a.txt” that it speaks about is not beside it"):
        list(FORMAT.read(tmp_path / "a.ann"))


def test_a_folder_of_pairs_is_read_in_pairs(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "sub").mkdir(parents=True)
    (folder / "sub" / "a.txt").write_text("Kim met Putin")
    (folder / "sub" / "a.ann").write_text("T1\tPERSON 0 3\tKim\n")
    (folder / "b.txt").write_text("Only a text.")
    report = import_paths(tmp_path / "p.annotator", [folder], labels=LabelChoice(LabelsAs.DECISIONS, annotator="eve"))
    assert (report.added, report.spans, report.duplicates, report.refused) == (2, 1, (), ())


def test_what_is_written(tmp_path: Path) -> None:
    one = finished("A North\n\nKorea b\n")
    mentions = (accepted(2, 14, "BIG GPE"), accepted(15, 17, "X"), accepted(16, 17, "Y"))
    files, losses = write(FORMAT, [replace(one, mentions=mentions)], tmp_path)
    assert files[0].read_text() == "T1\tBIG_GPE 2 7;9 14\tNorth Korea\nT2\tX 15 16\tb\n"
    assert {loss.kind: loss.count for loss in losses}.items() >= {
        "labels written differently": 1,
        "spans that begin or end with white space, or are nothing else": 2,
    }.items()


def test_losses() -> None:
    found = losses_of(FORMAT, articles())
    assert found["notes that are not about an accepted span"] == 2
    assert found["annotators’ names"] == 3
