"""A trained recogniser of entities: which spans it finds in tokens, and how sure it is of each.

spaCy's recogniser says what it finds and keeps its scores to itself. It decides token by token, so the decisions are
followed here, and a span's probability is the product of those it took (Lample et al. 2016 describe such transitions).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from annotator.suggest.stretches import stretches

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from spacy.language import Language
    from spacy.tokens import Doc

    Rows = npt.NDArray[np.float32]
    _Stretch = tuple[int, int, Doc]  # of which document, its first token there, and itself

_TOGETHER = 6000  # tokens; what the network computes for them lies in memory at once


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
        parts = ((at, first, part) for at, doc in enumerate(docs) for first, part in stretches(doc))
        for together in _batches(parts):
            said = self._recognise([part for _, _, part in together])
            for (at, first, _), entities in zip(together, said, strict=True):
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


def _batches(some: Iterable[_Stretch]) -> Iterator[list[_Stretch]]:
    together: list[_Stretch] = []
    tokens = 0
    for one in some:
        if together and tokens + len(one[2]) > _TOGETHER:
            yield together
            together, tokens = [], 0
        together.append(one)
        tokens += len(one[2])
    if together:
        yield together
