"""What `Session` must do, said once more and as simply as can be: whole states copied, stacks of snapshots, full scans.

Knows nothing of the program but its names for states and actions. Ids that the program makes up are learnt from it
afterwards (`World.learn`), by what they stand for.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from annotator.domain.decision import Action, SetState, SpanState

Key = str
Place = tuple[int, int]
RESTING = (SetState.NEW, SetState.SKIPPED)


class RefusedError(Exception):
    """The program has to say no with a sentence, and nothing may change."""


@dataclass(frozen=True)
class Proposal:
    """A suggestion as stored."""

    id: int
    start: int
    end: int
    label: str


@dataclass(frozen=True)
class Shown:
    """An annotation, or a suggestion that is open."""

    key: Key
    start: int
    end: int
    label: str
    state: SpanState
    suggestion: int
    source: str

    @property
    def place(self) -> Place:
        return self.start, self.end


@dataclass(frozen=True)
class Paper:
    """One person's state of one article; never changed, only replaced."""

    state: SetState = SetState.NEW
    annotations: Mapping[Key, Shown] = field(default_factory=dict[Key, Shown])
    regions: Mapping[Key, Place] = field(default_factory=dict[Key, Place])
    notes: Mapping[Key, tuple[str, int, int]] = field(default_factory=dict[Key, tuple[str, int, int]])


@dataclass(frozen=True)
class Deed:
    """A step: what it is called, where it was, everything before and after, and its line in the history."""

    action: Action
    article: int
    articles: tuple[int, ...]
    before: Mapping[int, Paper]
    after: Mapping[int, Paper]
    line: tuple[str, str, int]


def crosses(a: Place, b: Place) -> bool:
    return a[0] < b[1] and b[0] < a[1]


class World:
    """One annotator in one project."""

    def __init__(self, texts: Mapping[int, str], regions: Mapping[int, Mapping[Key, Place]]) -> None:
        self.texts = texts
        self.papers: dict[int, Paper] = {number: Paper(regions=regions[number]) for number in texts}
        self.proposals: dict[int, list[Proposal]] = {number: [] for number in texts}
        self.undone: list[Deed] = []
        self.done: list[Deed] = []
        self._made = 0
        self._last: dict[int, tuple[Paper, list[Proposal], dict[Key, Shown]]] = {}

    # ---- what is shown

    def open_ones(self, number: int) -> dict[Key, Shown]:
        """Return the suggestions that wait for an answer, each looked at against everything."""
        paper = self.papers[number]
        ours = {one.id for one in self.proposals[number]}
        found: dict[Key, Shown] = {}
        for one in self.proposals[number]:
            place = (one.start, one.end)
            answered = any(
                other.suggestion == one.id
                or (other.place == place and (other.state is SpanState.ACCEPTED or other.label == one.label))
                or (other.state is SpanState.ACCEPTED and crosses(other.place, place) and other.suggestion not in ours)
                for other in paper.annotations.values()
            )
            if not answered and not any(crosses(place, region) for region in paper.regions.values()):
                key = f"s{one.id}"
                found[key] = Shown(key, *place, one.label, SpanState.SUGGESTED, one.id, "test")
        return found

    def shown(self, number: int) -> dict[Key, Shown]:
        """Return everything on a page by key."""
        paper, proposals = self.papers[number], self.proposals[number]
        of, by, shown = self._last.get(number, (None, None, None))
        if shown is None or of is not paper or by is not proposals:  # neither ever changes, so the same is the same
            shown = {**paper.annotations, **self.open_ones(number)}
            self._last[number] = paper, proposals, shown
        return shown

    def counts(self, number: int) -> tuple[str, int, int, int]:
        """Return state, open, accepted and rejected, as the queue shows them."""
        states = [one.state for one in self.shown(number).values()]
        wanted = (SpanState.SUGGESTED, SpanState.ACCEPTED, SpanState.REJECTED)
        return (str(self.papers[number].state), *(states.count(one) for one in wanted))  # type: ignore[return-value] # three of them

    # ---- what is done

    def accept(self, number: int, key: Key) -> None:
        self._decide(Action.ACCEPT, number, self._settled(number, self._find(number, key), SpanState.ACCEPTED))

    def reject(self, number: int, key: Key) -> None:
        self._decide(Action.REJECT, number, self._settled(number, self._find(number, key), SpanState.REJECTED))

    def remove(self, number: int, key: Key) -> None:
        one = self._find(number, key)
        if one.suggestion:
            self._decide(Action.REMOVE, number, self._settled(number, one, SpanState.REJECTED))
            return
        paper = self.papers[number]
        left = {other: shown for other, shown in paper.annotations.items() if other != key}
        line = (self.texts[number][one.start : one.end], one.label, 1)
        self._step(Action.REMOVE, number, {number: replace(self._begun(paper), annotations=left)}, line)

    def relabel(self, number: int, key: Key, label: str) -> None:
        one = self._find(number, key)
        self._decide(Action.RELABEL, number, self._placed(number, one, one.place, label))

    def move(self, number: int, key: Key, place: Place) -> None:
        one = self._find(number, key)
        self._decide(Action.MOVE, number, self._placed(number, one, self._stripped(number, place), one.label))

    def label(self, number: int, place: Place, label: str) -> None:
        self._decide(Action.ADD, number, self._labelled(number, self._stripped(number, place), label))

    def decide_all(self, places: Iterable[tuple[int, Place]], label: str | None, *, first: int) -> None:
        """Decide about many places; `first` is the open article, which counts as the main one where it is touched."""
        wanted: dict[int, dict[Key, Shown]] = {first: {}}
        for number, place in dict.fromkeys(places):
            for one in self._wanted(number, place, label):
                here = wanted.setdefault(number, {})
                if label is None or all(other.place != one.place for other in here.values()):
                    here[one.key] = one
        wanted = {number: some for number, some in wanted.items() if some}
        if not wanted:
            raise RefusedError
        main = next(iter(wanted))
        papers = {number: self._with(self.papers[number], some.values()) for number, some in wanted.items()}
        one = next(iter(wanted[main].values()))
        count = sum(map(len, wanted.values()))
        self._step(Action.ALL_MENTIONS, main, papers, (self._surface(main, one), one.label, count))

    def _wanted(self, number: int, place: Place, label: str | None) -> list[Shown]:
        if label is None:
            standing = [one for one in self._at(number, place) if one.state is not SpanState.REJECTED]
            return [self._settled(number, one, SpanState.REJECTED) for one in standing]
        place = self._stripped(number, place)
        return [] if self._accepted(number, place, label) else [self._labelled(number, place, label)]

    def finish(self, number: int) -> None:
        """Accept what is open; of those on one range only the first."""
        places: dict[Place, Shown] = {}
        for one in in_order(self.open_ones(number).values()):
            places.setdefault(one.place, self._settled(number, one, SpanState.ACCEPTED))
        line = ("", "", 0)
        if places:
            first = next(iter(places.values()))
            line = (self._surface(number, first), first.label, len(places))
        paper = self._with(self.papers[number], places.values())
        self._step(Action.FINISH, number, {number: replace(paper, state=SetState.FINISHED)}, line)

    def set_state(self, action: Action, number: int, state: SetState) -> None:
        self._step(action, number, {number: replace(self.papers[number], state=state)}, ("", "", 0))

    def flag(self, number: int) -> None:
        flagged = self.papers[number].state is SetState.FLAGGED
        self.set_state(Action.FLAG, number, SetState.IN_PROGRESS if flagged else SetState.FLAGGED)

    def note(self, number: int, text: str, place: Place, key: Key) -> None:
        paper = self.papers[number]
        notes = {other: note for other, note in paper.notes.items() if other != key}
        if text:
            notes[key or self._new()] = (text, *place)
        self._step(Action.NOTE, number, {number: replace(self._begun(paper), notes=notes)}, ("", "", 0))

    def toggle_ignored(self, number: int, place: Place) -> None:
        paper = self.papers[number]
        left = {key: region for key, region in paper.regions.items() if not crosses(region, place)}
        if len(left) == len(paper.regions):
            left[self._new()] = self._stripped(number, place)
        self._step(Action.IGNORE, number, {number: replace(self._begun(paper), regions=left)}, ("", "", 0))

    # ---- undo

    def undo(self) -> Deed | None:
        if not self.done:
            return None
        deed = self.done.pop()
        self.undone.append(deed)
        self.papers = dict(deed.before)
        return deed

    def redo(self) -> Deed | None:
        if not self.undone:
            return None
        deed = self.undone.pop()
        self.done.append(deed)
        self.papers = dict(deed.after)
        return deed

    # ---- ids that the program makes up

    def learn(self, number: int, keys: Mapping[Key, tuple[object, ...]]) -> None:
        """Take over the program's ids for what it made in the last deed; `keys` says what each now stands for."""
        paper = self.papers[number]
        free = {key: what for key, what in keys.items() if not self._knows(paper, key)}
        names: dict[Key, Key] = {}
        for made, what in self._contents(paper).items():
            if made.startswith("?"):
                name = next((key for key, other in free.items() if other == what), made)
                free.pop(name, None)
                names[made] = name
        if not names:
            return
        renamed = replace(
            paper,
            annotations={
                names.get(key, key): replace(one, key=names.get(key, key)) for key, one in paper.annotations.items()
            },
            regions={names.get(key, key): region for key, region in paper.regions.items()},
            notes={names.get(key, key): note for key, note in paper.notes.items()},
        )
        self.papers = {**self.papers, number: renamed}
        self.done[-1] = replace(self.done[-1], after=self.papers)

    def contents(self, number: int) -> dict[Key, tuple[object, ...]]:
        """Return everything that has an id, by id, as comparable values."""
        return self._contents(self.papers[number])

    @staticmethod
    def _contents(paper: Paper) -> dict[Key, tuple[object, ...]]:
        return {
            **{key: content_of(one) for key, one in paper.annotations.items()},
            **{key: ("region", *region) for key, region in paper.regions.items()},
            **{key: ("note", *note) for key, note in paper.notes.items()},
        }

    @staticmethod
    def _knows(paper: Paper, key: Key) -> bool:
        return key in paper.annotations or key in paper.regions or key in paper.notes

    # ---- how

    def _step(self, action: Action, main: int, papers: Mapping[int, Paper], line: tuple[str, str, int]) -> None:
        before = self.papers
        self.papers = {**before, **papers}
        self.done.append(Deed(action, main, tuple(papers), before, self.papers, line))
        self.undone.clear()

    def _decide(self, action: Action, number: int, one: Shown) -> None:
        paper = self._with(self.papers[number], [one])
        self._step(action, number, {number: paper}, (self._surface(number, one), one.label, 1))

    def _with(self, paper: Paper, settled: Iterable[Shown]) -> Paper:
        return replace(self._begun(paper), annotations={**paper.annotations, **{one.key: one for one in settled}})

    @staticmethod
    def _begun(paper: Paper) -> Paper:
        return replace(paper, state=SetState.IN_PROGRESS) if paper.state in RESTING else paper

    def _new(self) -> Key:
        self._made += 1
        return f"?{self._made}"

    def _surface(self, number: int, one: Shown) -> str:
        return self.texts[number][one.start : one.end]

    def _stripped(self, number: int, place: Place) -> Place:
        text = self.texts[number]
        start, end = max(0, min(place)), min(len(text), max(place))
        inside = text[start:end]
        if not inside.strip():
            raise RefusedError
        return start + len(inside) - len(inside.lstrip()), end - len(inside) + len(inside.rstrip())

    def _find(self, number: int, key: Key) -> Shown:
        try:
            return self.shown(number)[key]
        except KeyError:
            raise RefusedError from None

    def _at(self, number: int, place: Place) -> list[Shown]:
        rank = (SpanState.ACCEPTED, SpanState.SUGGESTED, SpanState.REJECTED)
        here = [one for one in self.shown(number).values() if one.place == place]
        return sorted(here, key=lambda one: (rank.index(one.state), one.label, one.key))

    def _accepted(self, number: int, place: Place, label: str) -> Shown | None:
        here = [one for one in self._at(number, place) if one.state is SpanState.ACCEPTED and one.label == label]
        return here[0] if here else None

    def _settled(self, number: int, one: Shown, state: SpanState) -> Shown:
        """Return the annotation that a decision on something shown leaves."""
        if state is SpanState.ACCEPTED:
            return self._placed(number, one, one.place, one.label)
        return replace(one, key=self._new() if one.state is SpanState.SUGGESTED else one.key, state=state)

    def _placed(self, number: int, one: Shown, place: Place, label: str) -> Shown:
        twin = self._accepted(number, place, label)
        if twin is not None and twin.key != one.key:
            raise RefusedError
        key = self._new() if one.state is SpanState.SUGGESTED else one.key
        return Shown(key, *place, label, SpanState.ACCEPTED, one.suggestion, one.source)

    def _labelled(self, number: int, place: Place, label: str) -> Shown:
        here = [self._accepted(number, place, label), *self._at(number, place)]
        one = next((one for one in here if one is not None), None)
        if one is None:
            return Shown(self._new(), *place, label, SpanState.ACCEPTED, 0, "human")
        return self._placed(number, one, place, label)


def content_of(one: Shown) -> tuple[object, ...]:
    return (one.start, one.end, one.label, one.state, one.suggestion, one.source)


def in_order(some: Iterable[Shown]) -> list[Shown]:
    """Return them in reading order, the outer before the inner, those on one range by label."""
    return sorted(some, key=lambda one: (one.start, -one.end, one.label, one.key))
