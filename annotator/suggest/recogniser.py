"""A trained recogniser of entities: which spans it finds in tokens, and how sure it is of each.

spaCy's recogniser says what it finds and keeps its scores to itself. It decides token by token, so the decisions are
followed here, and a span's probability is the product of those it took (Lample et al. 2016 describe such transitions).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from spacy.language import Language
    from spacy.tokens import Doc

    Rows = npt.NDArray[np.float32]

_TOGETHER = 6000  # tokens; what the network computes for them lies in memory at once
_SHORTEST = 30  # tokens of a stretch; shorter paragraphs go with the next
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Entity:
    """Tokens [first, last) of a document that are a name of this label, with the recogniser's own probability."""

    first: int
    last: int
    label: str
    probability: float


class Recogniser:
    """The component `ner` of a pipeline and what it needs; documents must be of the same vocabulary."""

    def __init__(self, nlp: Language) -> None:
        """Take the pipeline's recogniser; it may listen to a component before it."""
        self._nlp = nlp
        self._ner = cast("Any", nlp.get_pipe("ner"))
        self._before = [cast("Any", pipe) for _, pipe in nlp.pipeline[: nlp.pipe_names.index("ner")]]
        # Not `move_names`: that leaves one out, and the numbers of those behind it would be others.
        moves = self._ner.moves
        self._moves = _Moves(tuple(moves.get_class_name(number) for number in range(moves.n_moves)))
        self.labels = frozenset(cast("tuple[str, ...]", self._ner.labels))

    def find(self, docs: Sequence[Doc]) -> list[list[Entity]]:
        """Return the entities of each document in reading order."""
        found: list[list[Entity]] = [[] for _ in docs]
        stretches = [(at, first, last) for at, doc in enumerate(docs) for first, last in _stretches(doc)]
        for together in _batches(stretches):
            pieces = [_stretch(docs[at], first, last) for at, first, last in together]
            for (at, first, _), entities in zip(together, self._recognise(pieces), strict=True):
                found[at] += [
                    Entity(one.first + first, one.last + first, one.label, one.probability) for one in entities
                ]
        return found

    def _recognise(self, docs: list[Doc]) -> list[list[Entity]]:
        for pipe in self._before:
            docs = list(pipe.pipe(iter(docs), batch_size=len(docs)))
        step = self._ner.model.predict(docs)
        states = self._ner.moves.init_batch(docs)
        todo, rows = list(states), list(range(len(states)))
        scores: list[list[Rows]] = [[] for _ in states]
        while todo:
            said = step.predict(todo)
            for row, line in zip(rows, said, strict=True):
                scores[row].append(line)
            self._ner.transition_states(todo, said)
            going = [at for at, state in enumerate(todo) if not state.is_final()]
            todo, rows = [todo[at] for at in going], [rows[at] for at in going]
        self._ner.set_annotations(docs, states)
        return [self._entities(doc, lines) for doc, lines in zip(docs, scores, strict=True)]

    def _entities(self, doc: Doc, lines: list[Rows]) -> list[Entity]:
        """Return what stands in a document, each with the product of the probabilities of the decisions for it."""
        found: list[Entity] = []
        for one in doc.ents:
            sure = 1.0
            for at in range(one.start, one.end):
                sure *= self._moves.probability(lines[at], one.label_, first=at == one.start, last=at == one.end - 1)
            found.append(Entity(one.start, one.end, one.label_, sure))
        return found


class _Moves:
    """The recogniser's decisions by number: which there are in a name of a label, and which before one."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._number = {name: number for number, name in enumerate(names)}
        self._outside = [number for number, name in enumerate(names) if name[:1] in {"O", "B", "U"} and name != "U-"]

    def probability(self, line: Rows, label: str, *, first: bool, last: bool) -> float:
        """Return the probability of the decision for a token of a name, among those that are possible there."""
        import numpy as np  # noqa: PLC0415 - spaCy, which was loaded for this, brings it

        letter = ("U" if last else "B") if first else ("L" if last else "I")
        possible = self._outside if first else [self._number[f"I-{label}"], self._number[f"L-{label}"]]
        among = line[possible]
        return float(np.exp(line[self._number[f"{letter}-{label}"]] - among.max()) / np.exp(among - among.max()).sum())


def _stretches(doc: Doc) -> Iterator[tuple[int, int]]:
    """Cut a document at line ends into stretches that the network can work on side by side."""
    first = 0
    for token in doc:
        behind = token.i + 1
        if behind - first >= _LONGEST or (behind - first >= _SHORTEST and "\n" in token.text):
            yield first, behind
            first = behind
    if first < len(doc):
        yield first, len(doc)


def _stretch(doc: Doc, first: int, last: int) -> Doc:
    """Return tokens [first, last) as a document with the features they have; spaCy's own slicing copies far more."""
    if last - first == len(doc):
        return doc
    from spacy.tokens import Doc  # noqa: PLC0415 - spaCy was loaded for the pipeline

    tokens = doc[first:last]
    words, spaces = [token.orth_ for token in tokens], [bool(token.whitespace_) for token in tokens]
    tags, lemmas = [token.tag_ for token in tokens], [token.lemma_ for token in tokens]
    return Doc(doc.vocab, words=words, spaces=spaces, tags=tags, lemmas=lemmas)


def _batches(stretches: list[tuple[int, int, int]]) -> Iterator[list[tuple[int, int, int]]]:
    together: list[tuple[int, int, int]] = []
    tokens = 0
    for one in stretches:
        if together and tokens + one[2] - one[1] > _TOGETHER:
            yield together
            together, tokens = [], 0
        together.append(one)
        tokens += one[2] - one[1]
    if together:
        yield together
