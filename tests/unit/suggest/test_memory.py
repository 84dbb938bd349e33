"""What one annotator decided before: what is believed of it, and where it shows again."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Sequence
from itertools import count, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.suggest.memory import Memory, Remembered, recall
from annotator.suggest.policy import Found
from annotator.suggest.recalling import Recalling


def taught(*decisions: tuple[str, str]) -> Memory:
    memory = Memory()
    for number, (surface, label) in enumerate(decisions, 1):
        memory.learn(f"subject {number}", surface, label, number)
    return memory


def found(text: str, surface: str, label: str, score: float = 0.5) -> Found:
    start = text.index(surface)
    return Found(start, start + len(surface), label, "ner", score, "guessed")


def said(text: str, result: Iterable[Found]) -> list[tuple[str, str, str]]:
    return [(text[one.start : one.end], one.label, one.source) for one in result]


def test_share_counts_and_the_newest_decision_is_named() -> None:
    memory = taught(*[("Azov", "ORG")] * 5, ("Azov", "GPE"))
    assert memory.known("Azov") == Remembered("ORG", 5 / 6, 5, 6, 5)
    assert memory.known("azov") is None
    assert memory.decided("Azov")
    assert not memory.decided("azov")


@pytest.mark.parametrize(("orgs", "others", "label"), [(1, 0, "ORG"), (3, 2, "ORG"), (2, 2, None), (5, 4, None)])
def test_what_is_not_consistent_is_not_used(orgs: int, others: int, label: str | None) -> None:
    known = taught(*[("Azov", "ORG")] * orgs, *[("Azov", "GPE")] * others).known("Azov")
    assert (known.label if known else None) == label


@pytest.mark.parametrize(
    ("rejected", "accepted", "label"),
    [(1, 0, None), (2, 0, ""), (2, 1, None), (3, 1, None), (4, 1, ""), (1, 3, "ORG"), (2, 2, None)],
)
def test_rejected_again_and_again_is_not_suggested(rejected: int, accepted: int, label: str | None) -> None:
    known = taught(*[("Azov", "")] * rejected, *[("Azov", "ORG")] * accepted).known("Azov")
    assert (known.label if known else None) == label


def test_score_grows_with_the_number_of_decisions() -> None:
    scores = [known.score for times in (1, 2, 8, 50) if (known := taught(*[("Azov", "ORG")] * times).known("Azov"))]
    assert scores == sorted(scores)
    assert 0.6 < scores[0] < scores[-1] < 1


def test_subject_that_changes_counts_once_and_undone_ones_not_at_all() -> None:
    memory = taught(("Azov", "ORG"), ("Azov", "ORG"))
    memory.learn("subject 1", "Azov", "GPE", 3)
    assert memory.known("Azov") is None
    memory.learn("subject 2", "Azov", "GPE", 4)
    assert memory.known("Azov") == Remembered("GPE", 1.0, 2, 2, 4)
    memory.forget("subject 2")
    assert memory.known("Azov") == Remembered("GPE", 1.0, 1, 1, 3)
    memory.forget("subject 1")
    memory.forget("nobody")
    assert memory.known("Azov") is None
    assert not len(memory)
    text = "Azov stands."
    assert recall(text, [], memory) == []


def test_findings_are_relabelled_dropped_and_strengthened() -> None:
    text = "Azov met Bild in Moscow and Kim in March."
    memory = taught(
        *[("Azov", "ORG")] * 5, ("Azov", "GPE"), ("Bild", ""), ("Bild", ""), *[("Moscow", "GPE")] * 9, ("March", "ORG")
    )
    before = [found(text, one, "GPE") for one in ("Azov", "Bild", "Moscow", "Kim")] + [found(text, "March", "DATE")]
    after = recall(text, before, memory)
    assert said(text, after) == [
        ("Azov", "ORG", "memory"),
        ("Moscow", "GPE", "ner"),
        ("Kim", "GPE", "ner"),
        ("March", "DATE", "ner"),
    ]
    assert after[0].reason == "you labelled “Azov” ORG 5 of 6 times"
    assert after[1].score == pytest.approx(0.95)
    assert after[1].reason == "guessed"
    assert after[2] == before[3]
    assert recall(text, before, taught(("Azov", "ORG")))[0].reason == "you labelled “Azov” ORG once"


def test_dates_and_numbers_are_not_looked_for_elsewhere_but_stay_away() -> None:
    text = "It is Monday today."
    memory = taught(*[("Monday", "DATE")] * 3, ("today", ""), ("today", ""))
    assert recall(text, [found(text, "today", "DATE")], memory) == []


def test_occurrences_nobody_found_come_in_whole_and_longest_first() -> None:
    text = "Azov, the Azov Brigade, Azovstal, AZOV and azov; the Azov\nBrigade, the Azov\u00a0Brigade."
    memory = taught(("Azov", "GPE"), ("Azov Brigade", "ORG"))
    assert said(text, recall(text, [], memory)) == [
        ("Azov", "GPE", "memory"),
        ("Azov Brigade", "ORG", "memory"),
        ("Azov", "GPE", "memory"),
        ("Azov\u00a0Brigade", "ORG", "memory"),
    ]


def test_occurrence_takes_the_place_of_shorter_findings_but_never_crosses_longer_ones() -> None:
    text = "The Bank of Japan said so."
    bank, japan = taught(("Bank of Japan", "ORG")), found(text, "Japan", "GPE")
    assert said(text, recall(text, [japan], bank)) == [("Bank of Japan", "ORG", "memory")]
    longer = found(text, "Bank of Japan", "ORG")
    assert recall(text, [longer], taught(("Japan", "GPE"))) == [longer]
    crossing = found(text, "Japan said so", "EVENT")
    both = taught(("Bank of Japan", "ORG"), ("Bank", "ORG"))
    assert said(text, recall(text, [crossing], both)) == [("Bank", "ORG", "memory"), ("Japan said so", "EVENT", "ner")]


def test_tokens_tell_where_names_may_begin_and_end() -> None:
    text = "Yesterday Trumpand Al-Shami spoke."
    memory = taught(("Trump", "PERSON"), ("Shami", "PERSON"), ("Al", "PERSON"))
    assert said(text, recall(text, [], memory)) == [("Al", "PERSON", "memory"), ("Shami", "PERSON", "memory")]
    tokens = [(0, 9), (10, 15), (15, 18), (19, 27), (28, 33), (33, 34)]
    assert said(text, recall(text, [], memory, tokens=tokens)) == [("Trump", "PERSON", "memory")]


def test_names_are_found_in_scripts_without_spaces() -> None:
    text = "习近平主席在北京会见了普京。王毅说北京大学很好。"
    memory = taught(("北京", "GPE"), ("普京", "PERSON"), ("北京大学", "ORG"))
    expected = [("北京", "GPE", "memory"), ("普京", "PERSON", "memory"), ("北京大学", "ORG", "memory")]
    assert said(text, recall(text, [], memory)) == expected
    assert said(text, recall(text, [], memory, tokens=[(0, 13), (13, 14), (14, len(text))])) == expected


@pytest.mark.parametrize(
    ("learnt", "text"),
    [
        ("O'Brien", "Then O’Brien spoke."),
        ("’Ndrangheta", "The 'Ndrangheta is named."),
        ("U.S.", "The U.S. said so."),
        ("Müller & Söhne", "Bei Müller & Söhne brennt es."),
        ("القاهرة", "زار القاهرة أمس"),
        ("दिल्ली", "वह दिल्ली में है"),
        ("กรุงเทพ", "เขาอยู่ที่กรุงเทพตอนนี้"),
    ],
)
def test_spellings_of_all_kinds_are_found_again(learnt: str, text: str) -> None:
    result = said(text, recall(text, [], taught((learnt, "ORG"))))
    assert [label for _, label, _ in result] == ["ORG"]
    assert result[0][0].replace("’", "'") == learnt.replace("’", "'")


@pytest.mark.parametrize("surface", ["", " ", "7", "2022", "…", "X"])
def test_what_is_no_name_is_not_looked_for(surface: str) -> None:
    text = "X 7 2022 … said so."
    assert recall(text, [], taught((surface, "ORG"))) == []


def test_only_labels_that_are_wanted_come_in() -> None:
    text = "Azov and Kim."
    memory = taught(("Azov", "PRODUCT"), ("Kim", "PRODUCT"))
    assert recall(text, [found(text, "Kim", "PERSON")], memory, wanted=frozenset({"PERSON"})) == []


@given(
    st.text(alphabet="ab AB北\n’.", max_size=60),
    st.lists(st.tuples(st.text(alphabet="abA B北.’", min_size=1, max_size=6), st.sampled_from(["ORG", "GPE", ""]))),
    st.lists(st.tuples(st.integers(0, 50), st.integers(1, 6))),
)
def test_what_comes_out_is_apart_in_order_and_in_the_text(
    text: str, decisions: list[tuple[str, str]], places: list[tuple[int, int]]
) -> None:
    apart: list[Found] = []
    for start, length in sorted(places):
        if start + length <= len(text) and (not apart or apart[-1].end <= start):
            apart.append(Found(start, start + length, "ORG", "ner", 0.5, ""))
    result = recall(text, apart, taught(*decisions))
    assert all(one.end <= two.start for one, two in pairwise(result))
    assert all(0 <= one.start < one.end <= len(text) for one in result)
    memory = Memory()
    for number, (surface, label) in enumerate(decisions):
        memory.learn(str(number), surface, label, number)
    for number in range(len(decisions)):
        memory.forget(str(number))
    assert not any(memory.decided(surface) for surface, _ in decisions)
    assert not list(memory.occurrences(text, None))


def test_long_texts_take_time_in_their_length() -> None:
    numbers = count()
    memory = taught(*((f"Ada Quill {next(numbers)} of the Azov Brigade", "ORG") for _ in range(2000)))
    memory.learn("most", "a a a a a a a a", "ORG", 1)

    def seconds(text: str) -> float:
        began = time.perf_counter()
        recall(text, [], memory)
        return time.perf_counter() - began

    for piece in ("a ", "Ada Quill 7 of the Azov ", "Ada Quill 7 of the Azov Brigade and "):
        short, long = piece * 500, piece * 5000
        assert min(seconds(long) for _ in range(3)) < 40 * min(seconds(short) for _ in range(3))


class Guesses:
    """Suggests what it was told to, whatever the text."""

    def __init__(self, *said: Suggestion) -> None:
        self.info = SuggesterInfo("guesses", "7")
        self.said = said

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        for _ in texts:
            yield [one for one in self.said if one.label in labels]


def test_any_suggester_can_have_a_memory_beside_it() -> None:
    first, second = (
        Suggestion(0, 3, "PERSON", "ner", None, "guessed", "3"),
        Suggestion(8, 12, "GPE", "ner", 0.4, "", "3"),
    )
    memory = Memory()
    recalling = Recalling(Guesses(first, second), memory)
    labels = frozenset({"PERSON", "GPE", "ORG"})
    text = "Kim met Azov and Quill."
    assert list(recalling.suggest([text], labels=labels)) == [[first, second]]
    memory.learn("one", "Azov", "ORG", 1)
    memory.learn("two", "Quill", "PERSON", 2)
    (after,) = recalling.suggest([text], labels=labels)
    assert after[0] == first
    assert [(one.label, one.source, one.version) for one in after[1:]] == [
        ("ORG", "memory", ""),
        ("PERSON", "memory", ""),
    ]
    assert recalling.info.version == "7"
