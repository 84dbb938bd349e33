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
    Numbers = npt.NDArray[np.int64]
    _Stretch = tuple[int, int, Doc]  # of which document, its first token there, and itself

_CONTEXT = 3  # tokens that a recogniser sees of a state, unless it was made to see more
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
        foreseen = _Foreseen(self._ner.model.predict(docs), sum(map(len, docs)), self._moves)
        states = self._ner.moves.init_batch(docs)
        todo, rows = list(states), list(range(len(states)))
        scores: list[list[Rows]] = [[] for _ in states]
        while todo:
            said = foreseen.say(todo)
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


class _Foreseen:
    """What a network says of the states of a reading, most of it computed before anything is read.

    Of a state it sees three tokens: the next one and, within a name, the name's first and the one before. So there are
    as many states outside names as tokens, and those within the names that may begin somewhere are few: a handful of
    products for all of them takes a fraction of the time of one for each step.
    """

    def __init__(self, step: Any, tokens: int, moves: _Moves) -> None:  # noqa: ANN401 - spaCy's step model has no type
        import numpy as np  # noqa: PLC0415 - spaCy, which was loaded for this, brings it

        self._step = step
        self._within: dict[tuple[int, int], Rows] = {}
        # Moves that were added and never learnt are kept out by the step itself; it has a 0 for them, for all the name.
        learnt = all(step.class_is_unseen(number) for number in range(step.nO))
        self._plain = step.state2vec.nF == _CONTEXT and tokens > 0 and learnt
        if self._plain:
            numbers = np.full((tokens, _CONTEXT), -1, dtype=np.int32)
            numbers[:, 0] = np.arange(tokens)
            self._outside = self._ask(numbers)
            self._follow(moves, tokens)

    def _ask(self, numbers: npt.NDArray[np.int32]) -> Rows:
        """Return the scores of states that see these tokens, as an array of (states, moves)."""
        vectors = self._step.state2vec.predict(numbers)
        return self._step.vec2scores.predict(vectors) if self._step.vec2scores is not None else vectors

    def _follow(self, moves: _Moves, tokens: int) -> None:
        """Go along the names that would begin at each token for as long as they would go on."""
        import numpy as np  # noqa: PLC0415 - as above

        firsts, on, off = moves.begun(self._outside)
        at = firsts + 1
        while len(firsts := firsts[at < tokens]):
            on, off, at = on[at < tokens], off[at < tokens], at[at < tokens]
            said = self._ask(np.stack((at, firsts, at - 1), axis=1).astype(np.int32))
            self._within.update(zip(zip(at.tolist(), firsts.tolist(), strict=True), said, strict=True))
            line = np.arange(len(at))
            further = said[line, on] > said[line, off]
            firsts, on, off, at = firsts[further], on[further], off[further], at[further] + 1

    def say(self, states: list[Any]) -> Rows:
        """Return the scores of states that are not final, as an array of (states, moves)."""
        if not self._plain:
            return self._step.predict(states)
        numbers = self._step.get_token_ids(states)
        said = self._outside[numbers[:, 0]]
        for row, (at, first, _) in enumerate(numbers.tolist()):
            if first >= 0:
                known = self._within.get((at, first))
                said[row] = known if known is not None else self._ask(numbers[row : row + 1])[0]
        return said


class _Moves:
    """The recogniser's decisions by number: which there are in a name of a label, and which before one."""

    def __init__(self, names: tuple[str, ...]) -> None:
        self._number = {name: number for number, name in enumerate(names)}
        self._outside = [number for number, name in enumerate(names) if name[:1] in {"O", "B", "U"} and name != "U-"]
        self._going_on = {
            number: (self._number[f"I-{name[2:]}"], self._number[f"L-{name[2:]}"])
            for name, number in self._number.items()
            if name.startswith("B-") and name != "B-"
        }

    def begun(self, lines: Rows) -> tuple[Numbers, Numbers, Numbers]:
        """Return of (tokens, moves) the tokens at which a name of several begins, and the moves on and at its end."""
        import numpy as np  # noqa: PLC0415 - as above

        best = np.array(self._outside)[lines[:, self._outside].argmax(axis=1)]
        firsts = np.flatnonzero(np.isin(best, list(self._going_on)))
        pairs = np.array([self._going_on[int(move)] for move in best[firsts]], dtype=np.int64).reshape(-1, 2)
        return firsts, pairs[:, 0], pairs[:, 1]

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
