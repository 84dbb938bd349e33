"""Learning from an annotator's finished articles: a pipeline that suggests as they decide, used only when not worse.

Articles still in progress are left out: what is decided in them is remembered at once (`remembering.py`), and what is
not says nothing. What is suggested with a new pipeline is held against what is suggested now on articles neither has
seen, then it is taught by all of them; where the pipelines lie is in `trained.py`. What is remembered and the project's
lists add the same to both, and stay out of it.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from annotator.domain.adjudication import GOLD
from annotator.domain.annotation import AnnotationSet
from annotator.domain.reliability import reliability
from annotator.errors import InputError, SuggesterError
from annotator.resources import resource
from annotator.store import annotators, finishing, schemes, streams
from annotator.store.annotators import timestamp
from annotator.store.choices import change_choices, read_choices
from annotator.store.connection import Project
from annotator.workflow import trained
from annotator.workflow.files import folder_beside
from annotator.workflow.projects import open_project
from annotator.workflow.trained import Card, Verdict

if TYPE_CHECKING:
    from annotator.suggest.base import Suggester
    from annotator.suggest.scoring import Judged
    from annotator.suggest.taught import TaughtText
    from annotator.suggest.training import Trained

Progress = Callable[[int, int], None]

SHIPPED = ("pipelines", "news")
LEAST_ARTICLES = 2
_HELD_OUT = 0.15  # of the articles, the last finished ones
_LEAST_F1 = 0.25  # of a first pipeline where there was none: one that is mostly wrong is no help
_MOST_ARTICLES = 500  # a background training learns from; the newest half of them, the others by chance
_THOUSAND = 1000
_ENGLISH = "en"


@dataclass(frozen=True, slots=True)
class Article:
    """A finished article as what is taught; `id` is the article's own."""

    id: str
    text: TaughtText


@dataclass(frozen=True, slots=True)
class Written:
    """A pipeline written for others: where, its labels, from how many articles, and the way it learnt."""

    folder: Path
    labels: tuple[str, ...]
    articles: int
    way: str
    version: str


def train_in_background(
    path: Path, *, annotator: str = "", language: str = "", seed: int = 0, progress: Progress | None = None
) -> Card:
    """Train a pipeline from an annotator's finished articles and use it from now on, unless it is worse.

    Without a name it is gold where there is some, else whoever has finished articles, when that is one person. Returns
    the card, which says whether it was accepted. A language that is named is the project's from then on. Raise
    SuggesterError when there is too little to learn from or nothing new since the last time, InputError for an
    annotator who is not there, and whatever `progress` raises.
    """
    began = time.monotonic()
    asked, known = language, _gather(path, annotator, language)
    found, language = known.articles, known.language
    there = _in_use(known.project, language)
    seen = set(there[1].trained_on) if there else set[str]()
    held = _held_out(found, seen)
    rest = [one for one in found if one not in held]
    base = _shipped()
    first = _train(rest, base, language, seed, progress=_part(progress, 0))
    now = _suggester_now(there[0] if there else None, language)
    before = round(_judge(now, held, known.suggested).f1, 4) if now is not None else None
    judged = _judge(first.suggester(resource()), held, known.suggested)
    after = round(judged.f1, 4)
    accepted = after >= (before if before is not None else _LEAST_F1)
    final = _train(found, base, language, seed, progress=_part(progress, 1)) if accepted else first
    card = Card(
        number=0,
        verdict=Verdict.ACCEPTED if accepted else Verdict.REFUSED,
        annotator=known.annotator,
        articles=len(found),
        held_out=len(held),
        before=before,
        after=after,
        way=final.way,
        base=final.version.partition("+")[0],
        version=final.version,
        language=language,
        labels=final.labels,
        seed=seed,
        seconds=round(time.monotonic() - began, 1),
        created=timestamp(),
        trained_on=tuple(one.id for one in found) if accepted else (),
        reliability=reliability((score, right) for score, right in judged.suggested if score is not None),
    )
    kept = trained.keep(known.project, card, final.to_disk if accepted else None)
    if asked:
        _use_language(path, asked)
    return kept


def _use_language(path: Path, language: str) -> None:
    """Note that a project's articles are in this language: pipelines of another are not used in it."""
    with open_project(path) as project:
        change_choices(project, lambda one: replace(one, language="" if language == _ENGLISH else language))


def write_pipeline(
    path: Path,
    out: Path,
    *,
    annotator: str = "",
    language: str = "",
    seed: int = 0,
    progress: Progress | None = None,
) -> Written:
    """Write a pipeline taught by all of an annotator's finished articles to the folder `out`, for spaCy as it is.

    It knows the labels of dates and numbers, too, which the program itself leaves to its rules. Raise OutputError when
    it cannot be written, else as `train_in_background`.
    """
    known = _gather(path, annotator, language, most=0)
    with folder_beside(out) as part:
        made = _train(known.articles, _shipped(), known.language, seed, progress=progress, complete=True)
        made.to_disk(part)
    return Written(out, made.labels, len(known.articles), made.way, made.version)


def go_back(path: Path) -> Card | None:
    """Use the pipeline before the one in use again; return its card, None for what ships."""
    with open_project(path) as project:
        return trained.go_back(project.get("id") or "")


def pipeline_of(project: Project) -> Path | None:
    """Return the folder of the pipeline a project has trained and uses, None where what ships is in use.

    One of another language than the project's counts as none.
    """
    there = _in_use(project.get("id") or "", read_choices(project).language or _ENGLISH)
    return there[0] if there else None


def _in_use(project: str, language: str) -> tuple[Path, Card] | None:
    there = trained.pipeline_in_use(project)
    return there if there and there[1].language == language else None


def is_due(project: Project, annotator: str) -> bool:
    """Tell whether an annotator has finished so many articles since the last training that another is worth it."""
    number = annotators.annotator_number(project, annotator)
    after = read_choices(project).retrain_after
    if number is None or after <= 0:
        return False
    count = finishing.count_finished(project, number)
    last = next((one.articles for one in trained.cards(project.get("id") or "") if one.annotator == annotator), 0)
    return count - last >= max(LEAST_ARTICLES - last, after)


# ---- what is taught


@dataclass(frozen=True, slots=True)
class _Known:
    """The project's id, whose decisions, the texts' language, and the finished articles in the order of finishing.

    `suggested` are the labels that suggestions are made of there.
    """

    project: str
    annotator: str
    language: str
    articles: list[Article]
    suggested: frozenset[str]


def _gather(path: Path, annotator: str, language: str, *, most: int = _MOST_ARTICLES) -> _Known:
    with open_project(path) as project, project.snapshot():
        name, number = _person(project, annotator)
        done = [one.article for one in finishing.finished(project, number)]
        if len(done) < LEAST_ARTICLES:
            raise SuggesterError(
                f"{name} has finished {len(done) or 'no'} article{'' if len(done) == 1 else 's'} here.",
                remedy=f"Finish at least {LEAST_ARTICLES} to learn from.",
            )
        if most and len(done) > most:
            new = most // 2
            some = Random(len(done)).sample(range(len(done) - new), most - new)  # noqa: S311 - any will do
            done = [done[at] for at in sorted(some)] + done[-new:]
        read = {one.number: one for one in streams.walk(project, [number], suggested=False, among=done)}
        pages = [
            AnnotationSet(read[at].article, at, standing=read[at].standing.get(number, ())) for at in done if at in read
        ]
        chosen = language or read_choices(project).language or _ENGLISH
        scheme = schemes.active_scheme(project)
        return _Known(
            project.get("id") or "",
            name,
            chosen,
            [_article(page) for page in pages],
            scheme.suggested if scheme else frozenset(),
        )


def _person(project: Project, name: str) -> tuple[str, int]:
    known = annotators.annotators(project)
    if name:
        if name not in known:
            there = f"There are: {', '.join(known)}." if known else "Nobody has annotated here yet."
            raise InputError(f"There is no annotator “{name}” in “{project.path.name}”.", remedy=there)
        return name, known[name]
    busy = {one: number for one, number in known.items() if finishing.count_finished(project, number)}
    if not busy:
        raise SuggesterError("No article is finished here.", remedy=f"Finish at least {LEAST_ARTICLES} to learn from.")
    if GOLD in busy:
        return GOLD, busy[GOLD]
    if len(busy) > 1:
        raise InputError("Several people have finished articles here.", remedy=f"Name one: {', '.join(busy)}.")
    return next(iter(busy.items()))


def _article(page: AnnotationSet) -> Article:
    from annotator.suggest.taught import TaughtText  # noqa: PLC0415 - brings numpy, which listing pipelines need not pay

    spans = tuple((one.start, one.end, one.label) for one in page.accepted)
    missing = [(one.start, one.end) for one in (*page.regions, *page.conflicts)]
    return Article(page.article.id, TaughtText(page.article.text, spans, tuple(missing)))


def _held_out(found: Sequence[Article], seen: set[str]) -> list[Article]:
    """Return the last finished articles that the pipeline in use has not learnt from, a share of all at most."""
    fresh = [one for one in found if one.id not in seen]
    if not fresh:
        raise SuggesterError(
            "No article was finished since the last training.", remedy="Finish some more, then train again."
        )
    return fresh[-math.ceil(_HELD_OUT * len(found)) :]


# ---- training and scoring


def _train(
    found: Sequence[Article],
    base: Path | None,
    language: str,
    seed: int,
    *,
    progress: Progress | None,
    complete: bool = False,
) -> Trained:
    from annotator.suggest.training import train  # noqa: PLC0415 - as above

    return train(
        [one.text for one in found],
        resources=resource(),
        base=base,
        language=language,
        complete=complete,
        seed=seed,
        progress=progress,
    )


def _shipped() -> Path | None:
    """Return the folder of the pipeline that comes with the program, None where it came without."""
    path = resource().joinpath(*SHIPPED)
    return path if (path / "config.cfg").is_file() else None


def _suggester_now(pipeline: Path | None, language: str) -> Suggester | None:
    """Return what suggests until another does better, None where nothing does yet."""
    from annotator.suggest.news import load_news  # noqa: PLC0415 - as above

    return load_news(resource(), pipeline=pipeline, language=language) if pipeline or language == _ENGLISH else None


def _judge(suggester: Suggester, held: Sequence[Article], wanted: frozenset[str]) -> Judged:
    from annotator.suggest.scoring import judge  # noqa: PLC0415 - as above

    return judge(suggester, [one.text for one in held], wanted)


def _part(progress: Progress | None, half: int) -> Progress | None:
    """Return what hears of one of two trainings, in thousandths of both."""
    if progress is None:
        return None
    tell = progress

    def told(done: int, total: int) -> None:
        tell((half * _THOUSAND + _THOUSAND * done // max(1, total)) // 2, _THOUSAND)

    return told
