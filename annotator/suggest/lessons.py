"""A course of lessons: texts as examples, round by round, into a recogniser. Which texts is decided elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, cast

from annotator.suggest.taught import Reader, ReadText, TaughtText, examples, reader_for

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from spacy.language import Language
    from spacy.training import Example

    Weights = Sequence[npt.NDArray[np.floating]]

Progress = Callable[[int, int], None]
"""Told how many words are done of how many; may raise to stop."""

_BLIND = 0.25  # of the texts are read without the rules' features, so that the pipeline works without the rules, too
_MOST_WORDS = 1_500_000  # gone through in all; more texts mean fewer rounds
_MOST_ROUNDS = 40
_LEAST_STEPS = 4
_FEW = 100  # texts; taught by fewer, the weights are averaged with those before


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to learn: rounds over the texts, rate, dropout, words a step, and the share of what is new in the result.

    A round has `_LEAST_STEPS` steps at least, with fewer words each where there are few.
    Where `rounds` would be fewer words than `least`, there are more rounds, though never more than `_MOST_ROUNDS`.
    """

    rounds: int
    rate: float
    dropout: float
    batch: int
    share: float = 1.0
    least: int = 0


class Course:
    """Teaches a recogniser `texts`, and reminds it of as many words of `replay`; both in the labels it is to have.

    Where the rules find one of the labels `open_`, nothing is known about replayed texts, nor where a taught name of
    such a label stands.
    """

    def __init__(
        self,
        nlp: Language,
        recipe: Recipe,
        texts: Sequence[TaughtText],
        replay: Sequence[TaughtText] = (),
        *,
        resources: Path,
        open_: Collection[str] = frozenset(),
    ) -> None:
        """Read the texts taught."""
        self._nlp = nlp
        self._recipe = recipe
        self._reader = reader_for(nlp, resources)
        self._taught = [_Lesson(one, self._reader.read(one.text)) for one in texts]
        self._replay = _Replay(replay, self._reader, texts, open_)
        self._words = sum(len(one.read) for one in self._taught)
        self._ner = cast("Any", nlp.get_pipe("ner"))

    def run(self, random: Random, progress: Progress | None = None) -> int:
        """Go through all of it and return how many words that were; what `progress` raises stops it."""
        from spacy.util import registry  # noqa: PLC0415 - see taught.blank

        before = weights(self._ner.model) if self._recipe.share < 1 and len(self._taught) < _FEW else None
        adam = cast("Any", registry).optimizers.get("Adam.v1")(
            learn_rate=self._recipe.rate, L2=0.01, grad_clip=1.0, use_averages=True
        )
        a_round = self._words + min(self._words, self._replay.words)
        rounds = self._rounds(a_round)
        done = 0
        for number in range(rounds):
            for batch, words in self._batches(random):
                self._nlp.update(batch, sgd=adam, drop=self._recipe.dropout)
                done += words
                if progress is not None:
                    progress(min(done, (number + 1) * a_round), rounds * a_round)
        self._settle(adam, before)
        return done

    def _rounds(self, words: int) -> int:
        """Return how often to go through so many words."""
        enough = min(_MOST_ROUNDS, self._recipe.least // max(1, words))
        return max(1, min(max(self._recipe.rounds, enough), _MOST_WORDS // max(1, words)))

    def _batches(self, random: Random) -> Iterator[tuple[list[Example], int]]:
        lessons = [*self._taught, *self._replay.draw(random, self._words)]
        random.shuffle(lessons)
        size = min(self._recipe.batch, sum(len(one.read) for one in lessons) // _LEAST_STEPS)
        batch: list[Example] = []
        words = 0
        for lesson in lessons:
            for one in lesson.examples(blind=random.random() < _BLIND):
                batch.append(one)
                words += len(one.reference)
                if words >= size:
                    yield batch, words
                    batch, words = [], 0
        if batch:
            yield batch, words

    def _settle(self, adam: object, before: Weights | None) -> None:
        """Leave the averaged weights in the recogniser, between what they were before and what they became."""
        with cast("Any", self._nlp).use_params(cast("Any", adam).averages):
            learnt = weights(self._ner.model)
        share = self._recipe.share
        if before is not None:
            learnt = [share * new + (1 - share) * old for old, new in zip(before, learnt, strict=True)]
        set_weights(self._ner.model, learnt)


class _Lesson:
    """A text with its tokens; the examples made of it are kept."""

    def __init__(self, text: TaughtText, read: ReadText) -> None:
        self._text = text
        self.read = read
        self._made: dict[bool, list[Example]] = {}

    def examples(self, *, blind: bool) -> list[Example]:
        if blind not in self._made:
            self._made[blind] = examples(self._text, self.read, blind=blind)
        return self._made[blind]


class _Replay:
    """Texts to be reminded of, read when they are first drawn."""

    def __init__(
        self, texts: Sequence[TaughtText], reader: Reader, taught: Sequence[TaughtText], open_: Collection[str]
    ) -> None:
        self._texts = texts
        self._reader = reader
        self._open = open_
        self._surfaces = _any_of({one.text[s:e] for one in taught for s, e, label in one.spans if label in open_})
        self._lessons: dict[int, _Lesson] = {}
        self.words = sum(len(one.text.split()) for one in texts)

    def draw(self, random: Random, words: int) -> Iterator[_Lesson]:
        """Yield texts by chance, each at most once, until there are so many words."""
        for at in random.sample(range(len(self._texts)), len(self._texts)):
            if words <= 0:
                return
            if at not in self._lessons:
                self._lessons[at] = self._lesson(self._texts[at])
            words -= len(self._lessons[at].read)
            yield self._lessons[at]

    def _lesson(self, one: TaughtText) -> _Lesson:
        read = self._reader.read(one.text)
        unknown = [(start, end) for start, end, label in read.ruled if label in self._open]
        if self._surfaces is not None:
            unknown += [match.span() for match in self._surfaces.finditer(one.text)]
        return _Lesson(replace(one, missing=(*one.missing, *unknown)), read)


def _any_of(surfaces: Collection[str]) -> re.Pattern[str] | None:
    if not surfaces:
        return None
    return re.compile("|".join(re.escape(one) for one in sorted(surfaces, key=lambda one: (-len(one), one))))


def weights(model: object) -> Weights:
    """Return a copy of all a network has learnt, in a fixed order."""
    return [node.get_param(name).copy() for node, name in _places(model)]


def set_weights(model: object, values: Weights) -> None:
    """Give a network of the same shape what another has learnt."""
    for (node, name), value in zip(_places(model), values, strict=True):
        node.set_param(name, cast("Any", value))


def _places(model: object) -> list[tuple[Any, str]]:
    nodes = cast("Iterable[Any]", cast("Any", model).walk())
    return [(node, name) for node in nodes for name in node.param_names if node.has_param(name)]
