"""From zero labels in other languages: spaCy's tokens, the memory, and a recogniser taught by a handful of texts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.resources import resource
from annotator.suggest import training
from annotator.suggest.memory import Memory
from annotator.suggest.news import Silent, load_news
from annotator.suggest.recalling import Recalling
from annotator.suggest.scoring import judge
from annotator.suggest.taught import TaughtText, blank, reader_for
from annotator.suggest.training import train
from tests.unit.suggest.teaching import all_unmarked, small_network
from tests.unit.suggest.teaching_chinese import CHINESE
from tests.unit.suggest.teaching_german import GERMAN

LABELS = frozenset({"PER", "LOC", "ORG"})
_TAUGHT = 18
languages = pytest.mark.parametrize(("language", "marked"), [("de", GERMAN), ("zh", CHINESE)])


def remembered(texts: Sequence[TaughtText]) -> Memory:
    memory = Memory()
    for number, (surface, label) in enumerate(
        (one.text[start:end], label) for one in texts for start, end, label in one.spans
    ):
        memory.learn(str(number), surface, label, number + 1)
    return memory


@languages
def test_memory_knows_what_was_said_once(language: str, marked: tuple[str, ...]) -> None:
    texts = all_unmarked(marked)
    assert judge(Recalling(Silent(), Memory()), texts, LABELS).f1 == 0
    found = judge(Recalling(Silent(), remembered(texts[:_TAUGHT])), texts[_TAUGHT:], LABELS)
    assert 0.6 < found.f1 < 1, language


@languages
def test_a_handful_of_texts_teaches(
    tmp_path: Path, language: str, marked: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    # A narrower network, and half as long, is enough to show it.
    monkeypatch.setattr(training, "_network", small_network)
    monkeypatch.setattr(training, "SCRATCH", replace(training.SCRATCH, rate=3e-3, least=8000))
    texts = all_unmarked(marked)
    trained = train(texts[:_TAUGHT], resources=resource(), language=language, base=Path("not for this language"))
    assert (trained.way, trained.labels) == ("from scratch", ("LOC", "ORG", "PER"))
    trained.to_disk(tmp_path / "p")
    learnt, held_back = load_news(resource(), pipeline=tmp_path / "p", language=language), texts[_TAUGHT:]
    # Nothing is where such a project begins; new names are found, too.
    judged = judge(learnt, held_back, LABELS)
    assert judged.f1 > 0.6
    assert judge(trained.suggester(resource()), held_back, LABELS).f1 == judged.f1
    known = {one.text[start:end] for one in texts[:_TAUGHT] for start, end, _ in one.spans}
    said = zip(held_back, learnt.suggest((one.text for one in held_back), labels=LABELS), strict=True)
    found = {
        one.text[each.start : each.end]
        for one, some in said
        for each in some
        if (each.start, each.end, each.label) in one.spans
    }
    assert found - known


def test_tokens_are_those_of_the_language() -> None:
    read = reader_for(blank("zh"), resource()).read("王立明在上海。\n下一段。")
    assert [token.text for one in read.stretches for token in one.doc][:4] == ["王", "立", "明", "在"]
    assert not read.ruled
    german = reader_for(blank("de"), resource()).read("Z.B. Prof. Brandt aus Kiel.")
    assert next(token.text for one in german.stretches for token in one.doc) == "Z.B."


def test_a_long_text_without_spaces_keeps_its_names_whole() -> None:
    sentence = "王立明说,南湖银行将帮助成都的农民。"
    text = sentence * 400
    read = reader_for(blank("zh"), resource()).read(text)
    assert len(read.stretches) > 1
    assert all(one.starts[0] % len(sentence) == 0 for one in read.stretches)
    assert "".join(token.text for one in read.stretches for token in one.doc) == text
