"""What waits between reading and storing: all of it comes back, out of memory; common lines are counted exactly."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.article import Article
from annotator.domain.boilerplate import line_keys
from annotator.domain.dataset import LabelledArticle, unlabelled
from annotator.errors import CancelledError, DiskFullError
from annotator.workflow import repeated_lines, waiting
from annotator.workflow.collecting import Candidate, gather
from annotator.workflow.importing import LabelChoice, import_paths
from annotator.workflow.repeated_lines import COMMON, CommonLines
from annotator.workflow.waiting import Waited, Waiting
from tests.unit.formats.strategies import labelled_articles


def candidate(text: str, number: int = 0) -> Candidate:
    return Candidate(unlabelled(Article.from_raw(text, source=f"{number}.txt")), f"{number}.txt", complete=False)


@given(st.lists(labelled_articles(), max_size=6))
@settings(max_examples=30)
def test_all_of_it_comes_back(articles: Sequence[LabelledArticle]) -> None:
    every = [Candidate(one, f"{at}", complete=bool(at % 2)) for at, one in enumerate([*articles, *articles])]
    with Waiting() as held:
        for one in every:
            held.add(one)
        groups = list(held.by_text())
    assert sorted(one for some in groups for one in some) == [Waited(at, one) for at, one in enumerate(every)]
    firsts = list(dict.fromkeys(one.labelled.article.sha256 for one in every))
    assert [{one.candidate.labelled.article.sha256 for one in some} for some in groups] == [{one} for one in firsts]


def test_a_file_that_is_refused_leaves_nothing() -> None:
    with Waiting() as held:
        for text in ("One.", "Two."):
            held.add(candidate(text))
        for text in ("Two.", "Three.", "Four."):
            held.add(candidate(text))
        held.drop_from(2)
        held.add(candidate("Four.", 4))
        held.add(candidate("One.", 5))
        found = [[one.candidate.labelled.article.text for one in some] for some in held.by_text()]
    assert found == [["One.", "One."], ["Two."], ["Four."]]


def test_memory_does_not_grow_with_what_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(waiting, "_IN_MEMORY", 100_000)
    tracemalloc.start()
    try:
        with Waiting() as held:
            for number in range(400):
                held.add(candidate(f"{number} " * 10_000))
            size = sum(len(some[0].candidate.labelled.article.text) for some in held.by_text())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert size > 14_000_000
    assert peak < 2_000_000


def test_no_room_is_said_and_nothing_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Waiting, _one: Candidate) -> None:
        raise DiskFullError("There is no room.")

    (tmp_path / "a.txt").write_text("Kim met Putin.")
    monkeypatch.setattr(Waiting, "add", full)
    with pytest.raises(DiskFullError):
        import_paths(tmp_path / "p.annotator", [tmp_path / "a.txt"])
    assert not (tmp_path / "p.annotator").exists()


LINES = ["Read more:", "© Agency", "Share this", "Kim met Putin and they spoke for more than an hour.", "Subscribe"]


@given(st.lists(st.lists(st.sampled_from(LINES), min_size=1, max_size=6).map("\n".join), max_size=12), st.data())
@settings(max_examples=40)
def test_common_lines_are_those_counted_exactly(texts: list[str], data: st.DataObject) -> None:
    beside = data.draw(st.lists(st.sampled_from(texts), max_size=3)) if texts else []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(repeated_lines, "_CELLS", data.draw(st.sampled_from([1, 2, 1 << 12])))
        found = CommonLines(iter(texts), beside=lambda: beside)
    counts = Counter(key for text in texts for key in line_keys(text))
    if counts:
        counts.update(key for text in beside for key in line_keys(text))
    assert {key for key in counts if key in found} == {key for key, count in counts.items() if count >= COMMON}
    assert bool(found) == any(count >= COMMON for count in counts.values())


class Sink:
    """Counts what it is told."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def begin(self) -> None:
        self.told.append("begin")

    def take(self, one: Candidate) -> None:
        self.told.append(one.labelled.article.text)

    def end(self) -> None:
        self.told.append("end")

    def drop(self) -> None:
        self.told.append("drop")


def test_articles_come_one_by_one_and_a_large_file_can_be_stopped(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("".join(f'{{"text":"Article {number}."}}\n' for number in range(1200)) + '{"text":" "}\n')
    sink = Sink()
    assert len(gather([path], sink, progress=None).refused) == 1
    assert (sink.told[0], sink.told[1], sink.told[-1], len(sink.told)) == ("begin", "Article 0.", "drop", 1202)
    calls: Iterator[int] = iter(range(99))

    def stop(_done: int, _total: int) -> None:
        if next(calls) == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        gather([path], Sink(), progress=stop)


def test_what_is_open_at_the_end_of_a_file_refuses_all_of_it(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    rows = ['{"text":"Kim here.","label":[[0,3,"PERSON"]]}', '{"text":"Kim there.","label":[[0,3,"PER"]]}']
    path.write_text("\n".join(rows))
    project = tmp_path / "p.annotator"
    report = import_paths(project, [path], labels=LabelChoice(annotator="ann"))
    assert (report.added, len(report.refused), project.exists()) == (0, 1, False)
    assert report.refused[0].open_labels is not None
    assert report.refused[0].open_labels.unknown == {"PER": 1}
    report = import_paths(project, [path], labels=LabelChoice(annotator="ann", add=True))
    assert (report.added, report.spans, report.new_labels) == (2, 2, ("PER",))
