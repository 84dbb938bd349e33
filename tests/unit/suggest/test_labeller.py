"""The labeller: learns what names look like and stand beside, says the same for the same seed, survives the disk."""

from pathlib import Path

import numpy as np
import pytest

from annotator.errors import SuggesterError
from annotator.resources import resource
from annotator.suggest.labeller import FILE, ROWS, Labeller, read_labeller, rows_of, write_labeller
from annotator.suggest.labeller_lessons import LabellerRecipe, Lesson, lessons_of, teach
from annotator.suggest.pieces import build_tokenizer
from annotator.suggest.policy import NORMAL, STRONG, Found
from annotator.suggest.relabel import relabelled
from annotator.suggest.rules import Rules
from annotator.suggest.span_features import span_features
from tests.unit.suggest.marked import read

LABELS = ("PERSON", "ORG", "GPE")
RECIPE = LabellerRecipe(rounds=12, rate=0.1, hidden=0.3)
MARKED = (
    "Mr {Quexley:PERSON} said so in {Drumport:GPE}.",
    "Shares of {Varlo Holdings:ORG} fell, {Ann Quexley:PERSON} told {Norrin Holdings:ORG}.",
    "Dr {Oswin:PERSON} said that {Velmouth:GPE} in the north had paid {Brask Holdings:ORG}.",
    "Mrs {Tarn:PERSON} said she was born in {Ostwick:GPE}.",
)


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules(resource(), build_tokenizer())


def lessons(rules: Rules, *marked: str) -> list[Lesson]:
    found: list[Lesson] = []
    for one in marked:
        text, spans = read(one)
        found += lessons_of(rules.read(text), [(s.start, s.end, s.label) for s in spans], lexicon=rules.lexicon)
    return found


def labelled(rules: Rules, labeller: Labeller, marked: str) -> list[str]:
    some = lessons(rules, marked)
    return [labeller.labels[at] for at in labeller.votes([one.rows for one in some]).argmax(axis=1)]


def test_learns_from_the_words_of_a_name_and_those_beside_it(rules: Rules) -> None:
    labeller = teach(LABELS, lessons(rules, *MARKED * 5), recipe=RECIPE, seed=1)
    new = "Mr {Ilbery:PERSON} said in {Corsk:GPE} that {Wend Holdings:ORG} was his."
    assert labelled(rules, labeller, new) == ["PERSON", "GPE", "ORG"]


def test_votes_are_probabilities(rules: Rules) -> None:
    labeller = teach(LABELS, lessons(rules, *MARKED), recipe=RECIPE, seed=1)
    votes = labeller.votes([one.rows for one in lessons(rules, *MARKED)])
    assert np.allclose(np.exp(votes).sum(axis=1), 1, atol=1e-5)


def test_the_same_seed_gives_the_same_weights(rules: Rules) -> None:
    some = lessons(rules, *MARKED)
    one, same, other = (teach(LABELS, some, recipe=RECIPE, seed=seed).weights for seed in (1, 1, 2))
    assert np.array_equal(one, same)
    assert not np.array_equal(one, other)


def test_learns_further_without_forgetting(rules: Rules) -> None:
    known = teach(LABELS, lessons(rules, *MARKED * 5), recipe=RECIPE, seed=1)
    further = teach(LABELS, lessons(rules, *["The {Drumport:ORG} won."] * 20), recipe=RECIPE, seed=1, known=known)
    assert labelled(rules, further, "The {Drumport:ORG} lost.") == ["ORG"]
    assert labelled(rules, further, MARKED[3]) == ["PERSON", "GPE"]
    assert labelled(rules, known, MARKED[0]) == ["PERSON", "GPE"]


def test_spans_inside_tokens_are_passed_over(rules: Rules) -> None:
    assert list(lessons_of(rules.read("Drumport paid."), [(0, 4, "GPE")], lexicon=rules.lexicon)) == []


def test_comes_back_from_the_disk_to_half_precision(rules: Rules, tmp_path: Path) -> None:
    labeller = teach(LABELS, lessons(rules, *MARKED), recipe=RECIPE, seed=1)
    write_labeller(labeller, tmp_path)
    back = read_labeller(tmp_path)
    assert back is not None
    assert back.labels == LABELS
    assert np.allclose(back.weights, labeller.weights, atol=2e-3)


def test_no_file_is_no_labeller_and_a_damaged_one_is_refused(tmp_path: Path) -> None:
    assert read_labeller(tmp_path) is None
    (tmp_path / FILE).write_bytes(b"PK\x03\x04 no archive")
    with pytest.raises(SuggesterError, match="cannot be read"):
        read_labeller(tmp_path)


def test_features_tell_what_stands_on_both_sides(rules: Rules) -> None:
    (part,) = rules.read("Mr Quexley said in Drumport.").parts
    place = part.piece.tokens_at(3, 10)
    assert place is not None
    features = set(span_features(part.piece, *place, found=(), lexicon=rules.lexicon))
    assert {"all=quexley", "l1=mr", "r1=said", "r12=said in", "honorific", "speaks", "no rule", "shape=Xxx"} <= features


class TestRelabelling:
    """Votes of the labeller, the recogniser and other places, put together."""

    TEXT = "Varlo paid. In Varlo it rained."

    def voting(self, **by_feature: float) -> Labeller:
        weights = np.zeros((ROWS, len(LABELS)), dtype=np.float32)
        for feature, vote in by_feature.items():
            weights[rows_of([feature.replace("_", "=")])[0], LABELS.index("GPE")] += vote
        return Labeller(LABELS, weights)

    def labels(self, rules: Rules, labeller: Labeller, first: Found, second: Found) -> list[str]:
        found = relabelled(
            rules.read(self.TEXT), [first, second], [first, second], labeller=labeller, lexicon=rules.lexicon
        )
        return [one.label for one in found]

    def test_a_doubtful_recogniser_is_outvoted_and_a_sure_one_is_not(self, rules: Rules) -> None:
        labeller = self.voting(l1_in=3.0)
        for sure, label in ((0.4, "GPE"), (0.99, "ORG")):
            alone = Found(15, 20, "ORG", "ner", sure, "")
            (found,) = relabelled(rules.read(self.TEXT), [alone], [alone], labeller=labeller, lexicon=rules.lexicon)
            assert found.label == label

    def test_the_same_name_elsewhere_votes_too(self, rules: Rules) -> None:
        first, second = Found(0, 5, "ORG", "ner", 0.5, ""), Found(15, 20, "ORG", "ner", 0.5, "")
        assert self.labels(rules, self.voting(l1_in=9.0), first, second) == ["GPE", "GPE"]

    def test_a_sure_rule_stays(self, rules: Rules) -> None:
        sure = Found(15, 20, "ORG", "gazetteer", 0.9, "", STRONG)
        (found,) = relabelled(rules.read(self.TEXT), [sure], [], labeller=self.voting(l1_in=9.0), lexicon=rules.lexicon)
        assert found == sure

    def test_labels_nobody_taught_stay(self, rules: Rules) -> None:
        other = Found(15, 20, "SHIP", "ner", 0.5, "", NORMAL)
        (found,) = relabelled(rules.read(self.TEXT), [other], [], labeller=self.voting(), lexicon=rules.lexicon)
        assert found == other
