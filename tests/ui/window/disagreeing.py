"""Three annotators who disagree in two hundred seeded places, and the truth: for the scripted adjudicator."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

from annotator.domain.adjudication import Triple
from annotator.domain.article import Article
from annotator.domain.decision import STATE_SUBJECT, Action, Decision, Kind, SetState, SpanState
from annotator.domain.identity import new_id
from annotator.store import annotators, articles, decisions
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.keeping import keep_counts
from annotator.workflow.projects import open_project

PEOPLE = ("ann", "bob", "cid")
LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE")
_NAMES = ("Adela", "Boris", "Chiara", "Dmitri", "Elena", "Farid", "Greta", "Hassan", "Ines", "Jonas", "Katya", "Liang")
_HOUSES = ("Northern Trade Council", "River Border Agency", "Old Harbour Bank", "Eastern Rail Union")
_VERBS = ("met", "wrote to", "thanked", "asked", "left", "praised")


@dataclass(frozen=True, slots=True)
class Told:
    """An article's text, what is true in it, and what each annotator marked."""

    text: str
    truth: tuple[Triple, ...]
    versions: dict[str, tuple[Triple, ...]]


def tell(count: int, *, seed: int, number: int) -> list[Told]:
    """Return so many articles with `number` disagreements in all, at least as many places agreed on."""
    random = Random(seed)  # noqa: S311 - no secret
    kinds = _kinds(number, random)
    shares = [kinds[at::count] for at in range(count)]
    return [_article(share, random) for share in shares]


def _kinds(number: int, random: Random) -> list[str]:
    """Return the kinds of disagreements: mostly one person differs, sometimes two, and a few nobody has right."""
    common = {"label": 60, "missing": 45, "boundary": 35, "alone": 25, "spurious": 15}
    shares = common | {"wide": 10, "narrow": 6, "own": 4}
    return random.sample(list(shares), number, counts=list(shares.values()))


def _article(kinds: list[str], random: Random) -> Told:
    text = ""
    truth: list[Triple] = []
    versions: dict[str, list[Triple]] = {name: [] for name in PEOPLE}
    places = [*kinds, *(["agreed"] * (len(kinds) + 3))]
    random.shuffle(places)
    for kind in places:
        text += f"{random.choice(_NAMES)} {random.choice(_VERBS)} the "
        surface = f"{random.choice(_HOUSES)} {random.randrange(100, 999)}"
        start, end = len(text), len(text) + len(surface)
        text += surface + ". "
        span = start, end, random.choice(LABELS)
        true, said = _place(kind, span, surface, random)
        truth += true
        for name, some in said.items():
            versions[name] += some
    return Told(text + "\n", tuple(truth), {name: tuple(some) for name, some in versions.items()})


def _place(kind: str, span: Triple, surface: str, random: Random) -> tuple[list[Triple], dict[str, list[Triple]]]:
    """Return what is true of a place, and what each says of it."""
    start, end, label = span
    other = random.choice([one for one in LABELS if one != label])
    odd, *rest = random.sample(PEOPLE, 3)
    first = surface.split(maxsplit=1)[0]
    shorter = start + len(first) + 1, end, label
    agreed = {name: [span] for name in PEOPLE}
    told: dict[str, Callable[[], tuple[list[Triple], dict[str, list[Triple]]]]] = {
        "agreed": lambda: ([span], agreed),
        "label": lambda: ([span], agreed | {odd: [(start, end, other)]}),
        "missing": lambda: ([span], agreed | {odd: []}),
        "boundary": lambda: ([span], agreed | {odd: [shorter]}),
        # Two are wrong in the same way, one is right.
        "alone": lambda: ([span], {odd: [span]} | {name: [(start, end, other)] for name in rest}),
        # Two marked what is nothing.
        "spurious": lambda: ([], {odd: []} | {name: [span] for name in rest}),
        "wide": lambda: (
            [span],
            {odd: [shorter], rest[0]: [(start, end - 4, label)], rest[1]: [(start, end - 4, label)]},
        ),
        "narrow": lambda: (
            [(shorter[0], end - 4, label)],
            {odd: [shorter], rest[0]: [(start, end - 4, label)], rest[1]: [(start, end - 4, label)]},
        ),
        "own": lambda: (
            [span],
            {odd: [(start, end, other)]} | {name: [(start, end, _third(label, other))] for name in rest},
        ),
    }
    return told[kind]()


def _third(label: str, other: str) -> str:
    return next(one for one in LABELS if one not in (label, other))


def disputed_project(path: Path, told: list[Told]) -> Path:
    """Make a project in which all three have finished every article."""
    with open_project(path, create=True) as project, project.transaction():
        numbers = articles.add_articles(
            project, [Article.from_raw(one.text, source=f"told-{at:03}.txt") for at, one in enumerate(told, 1)]
        )
        for name in PEOPLE:
            annotator = annotators.add_annotator(project, name)
            for number, one in zip(numbers, told, strict=True):
                wanted = [
                    Decision(Kind.ANNOTATION, new_id(), number, SpanState.ACCEPTED, *span, source="human", version="1")
                    for span in one.versions[name]
                ]
                wanted.append(Decision(Kind.STATE, STATE_SUBJECT, number, SetState.FINISHED))
                written = decisions.append(project, annotator, Action.IMPORT, number, wanted)
                keep_counts(project, annotator, [load_set(project, annotator, number)], written.last_decision)
    return path
