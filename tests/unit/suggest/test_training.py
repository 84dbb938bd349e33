"""Teaching recognisers: the same each time, gentle with what was known, silent about what nobody judged."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import CancelledError, SuggesterError
from annotator.resources import resource
from annotator.suggest import lessons, training
from annotator.suggest.base import Suggester
from annotator.suggest.calibration import Calibration, Line, read_calibration, write_calibration
from annotator.suggest.labeller import ROWS, Labeller, write_labeller
from annotator.suggest.lessons import Course
from annotator.suggest.news import read_news
from annotator.suggest.scoring import Judged, judge
from annotator.suggest.taught import REPLAY, Reader, TaughtText, blank, examples, read_replay, reader_for
from annotator.suggest.training import Trained, train
from tests.unit.suggest.teaching import ENGLISH, all_unmarked, make_base, unmarked

TEXTS = all_unmarked(ENGLISH)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_base(tmp_path_factory.mktemp("base") / "pipeline")


@pytest.fixture(scope="module")
def reader() -> Reader:
    return reader_for(blank("en"), resource())


def weights_of(trained: Trained) -> str:
    bytes_ = cast("bytes", cast("Any", trained.nlp.get_pipe("ner")).to_bytes(exclude=["vocab"]))
    return hashlib.sha256(bytes_).hexdigest()


def test_the_same_texts_and_seed_give_the_same_weights(base: Path) -> None:
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))

    first, again, other = (
        train(TEXTS[:2], resources=resource(), base=base, seed=seed, progress=progress) for seed in (3, 3, 4)
    )
    assert seen[-1][0] == pytest.approx(seen[-1][1], rel=0.3)
    assert all(done <= total for done, total in seen)
    assert weights_of(first) == weights_of(again) != weights_of(other)
    assert first.version == again.version != other.version
    assert first.way == "gentle"


def test_what_is_written_is_an_ordinary_pipeline(base: Path, tmp_path: Path) -> None:
    text = unmarked("[Quixbury Holdings|ORG] hired [Imre Szabo|PERSON] in [Oslo|GPE].")
    trained = train([text], resources=resource(), base=base)
    assert trained.calibration == Calibration()
    trained.to_disk(tmp_path / "out")
    nlp = spacy.load(tmp_path / "out")
    assert nlp.pipe_names == ["ner"]
    assert {one.text for one in nlp("The mayor of Oslo met Dana Okafor.").ents} >= {"Oslo"}
    assert nlp.meta["version"] == trained.version
    # Nothing of the articles goes along.
    written = b"".join(path.read_bytes() for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert b"Oslo" not in written
    assert b"Quixbury" not in written


def test_a_course_improves_on_what_it_teaches(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Three sentences are a hundredth of an article: longer lessons make up for it.
    monkeypatch.setattr(training, "GENTLE", replace(training.GENTLE, rounds=15, rate=2e-3, batch=20))
    labels = frozenset({"PERSON", "ORG", "GPE"})
    taught = all_unmarked(
        (
            "The [Varn Institute|ORG] said no. [Petra Lund|PERSON] of the [Varn Institute|ORG] agreed.",
            "A spokesman for the [Varn Institute|ORG] told [Petra Lund|PERSON] to wait.",
            "[Petra Lund|PERSON] will leave the [Varn Institute|ORG].",
        )
    )
    before = read_news(resource(), base)
    after = train(taught, resources=resource(), base=base).suggester(resource())
    assert judge(after, taught, labels).f1 > judge(before, taught, labels).f1
    # … and forgets nothing of what it is reminded of.
    assert judge(after, TEXTS, labels).f1 >= judge(before, TEXTS, labels).f1


def test_few_texts_leave_the_weights_between_old_and_new(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def weights(trained: Trained) -> list[Any]:
        return [one.copy() for one in lessons.weights(cast("Any", trained.nlp.get_pipe("ner")).model)]

    monkeypatch.setattr(training, "GENTLE", replace(training.GENTLE, rounds=2))
    old = lessons.weights(cast("Any", spacy.load(base).get_pipe("ner")).model)
    both = weights(train(TEXTS[:2], resources=resource(), base=base))
    monkeypatch.setattr(training, "GENTLE", replace(training.GENTLE, share=1.0))
    new = weights(train(TEXTS[:2], resources=resource(), base=base))
    assert any(abs(before - after).max() > 1e-3 for before, after in zip(old, new, strict=True))
    for before, after, mixed in zip(old, new, both, strict=True):
        assert abs(mixed - (0.6 * after + 0.4 * before)).max() < 1e-5


def test_scores_mean_what_they_meant(base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "GENTLE", replace(training.GENTLE, rounds=1))
    like = shutil.copytree(base, tmp_path / "base")
    said = Calibration({"ner": Line(0.5, 2.0, {"ORG": 0.25})})
    write_calibration(said, like)
    train(TEXTS[:1], resources=resource(), base=like).to_disk(tmp_path / "out")
    assert read_calibration(tmp_path / "out") == said


def test_it_suggests_in_memory_as_it_does_when_loaded(
    base: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "GENTLE", replace(training.GENTLE, rounds=1))
    like = shutil.copytree(base, tmp_path / "base")
    write_calibration(Calibration({"ner": Line(0.5, 2.0, {"ORG": 0.25})}), like)
    labels = ("PERSON", "ORG", "GPE")
    write_labeller(Labeller(labels, np.random.default_rng(1).normal(size=(ROWS, 3)).astype("float32")), like)
    trained = train(TEXTS[:2], resources=resource(), base=like)
    trained.to_disk(tmp_path / "out")
    texts = [one.text for one in TEXTS]
    wanted = frozenset({*labels, "DATE"})

    def told(suggester: Suggester) -> list[list[tuple[int, int, str, str, float]]]:
        said = suggester.suggest(texts, labels=wanted)
        return [
            [(one.start, one.end, one.label, one.source, round(one.score or 0, 2)) for one in some] for some in said
        ]

    said = told(trained.suggester(resource()))
    assert said == told(read_news(resource(), tmp_path / "out"))
    assert {"DATE", "ORG"} <= {one[2] for some in said for one in some}


def test_labels_are_added_and_dates_left_to_the_rules(base: Path) -> None:
    text = unmarked("[Imre Szabo|PERSON] of [Halvex|ORG] sold [T-90|WEAPON] tanks on [3 May|DATE].")
    ours = train([text], resources=resource(), base=base)
    assert (ours.way, ours.labels) == ("more labels", ("GPE", "ORG", "PERSON", "WEAPON"))
    everything = train([text], resources=resource(), base=base, complete=True)
    assert everything.labels == ("DATE", "GPE", "ORG", "PERSON", "WEAPON")
    assert set(cast("Any", everything.nlp.get_pipe("ner")).labels) == set(everything.labels)


def test_replayed_texts_are_no_evidence_against_new_labels(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[TaughtText] = []

    def watched(self: object, *_: object) -> int:
        course = cast("Any", self)
        drawn.extend(course._replay._lesson(one)._text for one in course._replay._texts)
        return 0

    monkeypatch.setattr(Course, "run", watched)
    text = unmarked("[Imre Szabo|PERSON] and [Halvex|ORG] sued the [court|BODY] on [Friday|DATE].")
    train([text], resources=resource(), base=base, complete=True)
    open_ = {one.text[start:end] for one in drawn for start, end in one.missing}
    assert open_ == {"court", "3 May 2024", "Monday"}


def test_other_labels_keep_the_reading_of_words(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(training, "NEW_LABELS", replace(training.NEW_LABELS, rounds=1, least=0))
        trained = train([unmarked("[Perth|PLACE] and [Oslo|PLACE] agreed.")], resources=resource(), base=base)
    assert (trained.way, trained.labels) == ("new labels", ("PLACE",))
    assert [one.text for one in trained.nlp.make_doc("Perth-led")] == ["Perth", "-", "led"]  # tokenised like the base
    conll = [
        TaughtText(one.text, tuple((s, e, {"PERSON": "PER", "GPE": "LOC"}.get(x, x)) for s, e, x in one.spans))
        for one in TEXTS
    ]
    monkeypatch.setattr(training, "NEW_LABELS", replace(training.NEW_LABELS, least=3000))
    other = train(conll, resources=resource(), base=base)
    assert (other.way, other.labels) == ("new labels", ("LOC", "ORG", "PER"))
    assert judge(other.suggester(resource()), conll, {"LOC", "ORG", "PER"}).f1 > 0.8


def test_stopping_stops(base: Path) -> None:
    seen: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        seen.append((done, total))
        if len(seen) == 2:
            raise CancelledError

    with pytest.raises(CancelledError):
        train(TEXTS, resources=resource(), base=base, progress=progress)
    assert len(seen) == 2


def test_nothing_to_learn_is_said(base: Path) -> None:
    for texts in ([], [TaughtText("Nobody.", ()), unmarked("On [Monday|DATE].")]):
        with pytest.raises(SuggesterError, match="no name"):
            train(texts, resources=resource(), base=base)


@pytest.mark.parametrize(("language", "said"), [("xq", "no language “xq”"), ("ja", "no package for the words")])
def test_a_language_spacy_cannot_read_is_said(language: str, said: str) -> None:
    with pytest.raises(SuggesterError, match=said):
        train(TEXTS, resources=resource(), language=language)


def test_a_broken_base_is_said(tmp_path: Path) -> None:
    with pytest.raises(SuggesterError, match="cannot be taught"):
        train(TEXTS, resources=resource(), base=tmp_path)
    (tmp_path / REPLAY).write_text('{"text": 1}\n')
    with pytest.raises(SuggesterError, match=REPLAY):
        read_replay(tmp_path)


# ---- examples


def tags(reader: Reader, text: TaughtText) -> str:
    (one,) = examples(text, reader.read(text.text))
    return " ".join(tag or "-" for tag in cast("list[str | None]", cast("Any", one).get_aligned_ner()))


def test_regions_nobody_judged_are_open(reader: Reader) -> None:
    text = "Kim spoke. Ad here. Kim left."
    assert tags(reader, TaughtText(text, ((0, 3, "PERSON"),), ((11, 19),))) == "U-PERSON O O - - - O O O"
    assert tags(reader, TaughtText(text, ((0, 3, "PERSON"),))) == "U-PERSON O O O O O O O O"
    assert tags(reader, TaughtText(text, ((0, 3, "PERSON"),), ((0, 10),))) == "U-PERSON - - O O O O O O"


def test_spans_that_no_token_ends_are_open_and_the_longest_stands(reader: Reader) -> None:
    assert tags(reader, TaughtText("antikim left", ((4, 7, "PERSON"),))) == "- O"
    nested = ((0, 4, "GPE"), (0, 9, "ORG"))
    assert tags(reader, TaughtText("Oslo Bank fell", nested)) == "B-ORG L-ORG O"
    crossing = ((0, 9, "ORG"), (5, 14, "PERSON"))
    assert tags(reader, TaughtText("Oslo Bank Anna fell", crossing)) == "B-ORG L-ORG - O"


@settings(max_examples=60)
@given(
    text=st.text(alphabet="aB .’\n-€普\U0001f469\u200d", max_size=40),
    places=st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6),
)
def test_any_span_of_any_text_can_be_taught(reader: Reader, text: str, places: list[tuple[int, int]]) -> None:
    spans = tuple((low, high, "ORG") for low, high in places if low < high <= len(text))
    read = reader.read(text)
    assert "".join(text[s:e] for one in read.stretches for s, e in zip(one.starts, one.ends, strict=True)) == (
        "".join(token.text for one in read.stretches for token in one.doc)
    )
    surfaces = {text[start:end] for start, end, _ in spans}
    made = examples(TaughtText(text, spans), read)
    assert sum(len(one.reference) for one in made) == len(read)
    assert {entity.text for one in made for entity in one.reference.ents} <= surfaces


def test_long_texts_are_taught_by_paragraphs(reader: Reader) -> None:
    text = unmarked("\n".join(["It rained on [Oslo|GPE] and the river rose again while nobody looked at all."] * 9))
    found = examples(text, reader.read(text.text))
    assert len(found) > 2
    assert [one.text for each in found for one in each.reference.ents] == ["Oslo"] * 9


def test_what_is_judged_is_the_same_span_with_the_same_label() -> None:
    class Said:
        info = SuggesterInfo("said", "1")

        def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[list[Suggestion]]:
            for text in texts:
                places = [(0, 3, "GPE", 0.9), (5, 8, "GPE", None), (9, 10, "GPE", 0.5)]
                yield [
                    Suggestion(s, e, x, "", score, "") for s, e, x, score in places if e <= len(text) and x in labels
                ]

    text = TaughtText("a" * 20, ((0, 3, "GPE"), (5, 8, "ORG"), (12, 14, "LAW")))
    found = judge(Said(), [text, TaughtText("", ())], {"GPE", "ORG"})
    assert found == Judged(2, ((0.9, True), (None, False), (0.5, False)))
    assert found.f1 == pytest.approx(0.4)
    # What touches a region nobody judged counts on neither side.
    assert judge(Said(), [replace(text, missing=((2, 6), (10, 12)))], {"GPE", "ORG"}) == Judged(0, ((0.5, False),))
    assert Judged(0, ()).f1 == 1.0


def test_labels_that_the_base_has_never_heard_of_are_learnt(tmp_path: Path) -> None:
    weapons = ("Zircon", "Bulava", "Kalibr", "Iskander", "Sarmat", "Yars", "Onyx", "Avangard")
    sentence = "[Petra Lund|PERSON] of [Oslo|GPE] fired a [{0}|WEAPON] near [Bergen|GPE], and the [{0}|WEAPON] hit."
    taught = [unmarked(sentence.format(one)) for one in weapons * 2]
    trained = train(taught, resources=resource(), base=resource() / "pipelines" / "news")
    trained.to_disk(tmp_path / "out")
    asked = unmarked("[Dana Okafor|PERSON] of [Lagos|GPE] fired a [Tochka|WEAPON] near [Kano|GPE].")
    found = {(one.start_char, one.end_char, one.label_) for one in spacy.load(tmp_path / "out")(asked.text).ents}
    assert trained.way == "more labels"
    # … beside those it had.
    assert found == set(asked.spans)
