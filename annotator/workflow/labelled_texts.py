"""Texts with labels from a project or any file we read, as values to hold against each other.

Whose labels are taken is decided here, and which texts are left out; comparing them is in `evaluating.py`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.agreement import LeftOut
from annotator.domain.adjudication import GOLD
from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.article import Article
from annotator.domain.decision import SetState, SpanState
from annotator.domain.span import Ranged
from annotator.domain.suggestion import Suggestion
from annotator.errors import InputError
from annotator.store import annotators, articles, finishing, schemes, streams, suggestions
from annotator.store.connection import Project
from annotator.workflow.collecting import Candidate, collect
from annotator.workflow.projects import SUFFIX, open_project

Range = tuple[int, int]

TWICE = "texts that are there twice"
NOT_FINISHED = "articles not finished"
OF_OTHERS = "articles of other annotators"
_HEADER = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with its spans, and the regions in which nobody judged; `sha256` tells which text it is."""

    sha256: str
    title: str
    text: str
    spans: tuple[Suggestion, ...]
    regions: tuple[Range, ...] = ()


@dataclass(frozen=True, slots=True)
class Side:
    """What was read: its `name` for people, the texts in their order, and how many were left out why.

    `labels` are those that the project's scheme suggests, where that matters; none for a file. `total` counts all texts
    there, `known` are the digests of those that were asked for, with labels or without.
    """

    name: str
    texts: tuple[LabelledText, ...]
    left_out: tuple[LeftOut, ...]
    total: int
    known: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()

    @property
    def spans(self) -> int:
        """How many spans they have."""
        return sum(len(one.spans) for one in self.texts)

    @property
    def used(self) -> frozenset[str]:
        """Which labels they have."""
        return frozenset(one.label for text in self.texts for one in text.spans)


def read_gold(path: Path, *, annotator: str = "") -> Side:
    """Read the finished articles of an annotator: of the one named, else of gold, else of the only one there is.

    Raise InputError when there is nobody, or nobody to choose, and for what cannot be read.
    """
    if is_project(path):
        with open_project(path) as project, project.snapshot():
            name, number = _person(project, annotator)
            scheme = schemes.active_scheme(project)
            total = articles.count_articles(project)
            walked = streams.walk(project, [number], finished=True, suggested=False)
            texts = tuple(text for one in walked if (text := _decided(one, number)))
        left = _counts({NOT_FINISHED: total - len(texts)})
        suggested = scheme.suggested if scheme else frozenset[str]()
        side = Side(_named(path, name), texts, left, total, labels=suggested)
    else:
        side = _finished_in(path, _read(path), annotator, GOLD)
    if not side.texts:
        raise InputError(f"No article is finished in {side.name}.", remedy="Only finished articles can be gold.")
    return side


def read_found(path: Path, *, annotator: str = "", among: Collection[str]) -> Side:
    """Read what is to be measured, of the texts in `among` by their digests.

    Of a project its current suggestions, or what the annotator named has accepted in finished articles; of a file all
    its labels but rejected ones, or those of the annotator named. Raise InputError as `read_gold`.
    """
    if not is_project(path):
        read = _read(path)
        return _finished_in(path, read, annotator, "") if annotator else _labels_in(path, read)
    with open_project(path) as project, project.snapshot():
        total = articles.count_articles(project)
        known = articles.known(project, list(among))
        if annotator:
            name, number = _person(project, annotator)
            walked = streams.walk(project, [number], suggested=False, among=known.values())
            decided = tuple(text for one in walked if (text := _decided(one, number)))
            return Side(_named(path, name), decided, (), total, frozenset(known))
        suggested = tuple(
            _text(one.article, one.suggestions, one.article.boilerplate)
            for one in streams.walk(project, [], among=known.values())
            if one.suggestions or suggestions.current_run(project, one.number)
        )
        scheme = schemes.active_scheme(project)
        wanted = scheme.suggested if scheme else frozenset[str]()
        return Side(_named(path, "suggestions"), suggested, (), total, frozenset(known), wanted)


def is_project(path: Path) -> bool:
    """Tell whether a path is a project's file, by its name or by what is in it."""
    if path.suffix == SUFFIX:
        return True
    try:
        with path.open("rb") as file:
            return file.read(len(_HEADER)) == _HEADER
    except OSError:
        return False


# ---- projects


def _person(project: Project, name: str) -> tuple[str, int]:
    known = annotators.annotators(project)
    busy = [one for one, number in known.items() if finishing.count_finished(project, number)]
    chosen = name or (GOLD if GOLD in known else busy[0] if len(busy) == 1 else "")
    if chosen in known:
        return chosen, known[chosen]
    raise _nobody(project.path, name, busy)


def _decided(stored: streams.StoredArticle, annotator: int) -> LabelledText | None:
    """Return what stands accepted in a finished article, else None; ignored and disputed regions are nobody's."""
    page = AnnotationSet(stored.article, stored.number, standing=stored.standing.get(annotator, ()))
    if page.state is not SetState.FINISHED:
        return None
    return _text(page.article, map(_suggestion, page.accepted), (*page.regions, *page.conflicts))


# ---- files


def _read(path: Path) -> Sequence[Candidate]:
    found = collect([path], settle=lambda candidates: candidates, progress=None)
    for one in found.refused:
        raise InputError(one.reason, remedy=one.remedy, source=one.source, line=one.line)
    if not found.candidates:
        raise InputError(f"There is no article in {path}.", remedy="Name a project, or a file with labelled articles.")
    return found.candidates


def _finished_in(path: Path, read: Sequence[Candidate], name: str, usual: str) -> Side:
    """Return what one annotator has accepted in articles finished; who that is may go without saying."""
    finished = [one.labelled for one in read if one.labelled.state is SetState.FINISHED]
    names = dict.fromkeys(one.annotator for one in finished)
    if name or len(names) > 1:
        chosen = name or usual
        if chosen not in names:
            raise _nobody(path, name, [one for one in names if one])
    else:
        chosen = next(iter(names), None)
    texts = [
        _text(
            one.article,
            (_suggestion(span) for span in one.mentions if span.state is SpanState.ACCEPTED),
            (*one.ignored, *(span for span in one.mentions if span.is_open)),
        )
        for one in finished
        if one.annotator == chosen
    ]
    left = {OF_OTHERS: len(finished) - len(texts), NOT_FINISHED: len(read) - len(finished)}
    return _once(_named(path, chosen or ""), texts, left, read)


def _labels_in(path: Path, read: Sequence[Candidate]) -> Side:
    """Return all labels but rejected ones; articles nobody is named for go with those of the only one who is."""
    labelled = [one.labelled for one in read]
    names = dict.fromkeys(one.annotator for one in labelled if one.annotator and one.mentions)
    if len(names) > 1:
        raise _nobody(path, "", list(names))
    texts = [
        _text(
            one.article,
            (_suggestion(span) for span in one.mentions if span.state is not SpanState.REJECTED),
            one.ignored,
        )
        for one in labelled
    ]
    return _once(path.name, texts, {}, read)


def _once(name: str, texts: Iterable[LabelledText], left: dict[str, int], read: Iterable[Candidate]) -> Side:
    found: dict[str, LabelledText] = {}
    twice = 0
    for one in texts:
        twice += one.sha256 in found
        found.setdefault(one.sha256, one)
    known = frozenset(one.labelled.article.sha256 for one in read)
    return Side(name, tuple(found.values()), _counts(left | {TWICE: twice}), len(known), known)


def _nobody(path: Path, name: str, there: Sequence[str]) -> InputError:
    known = f"There are: {', '.join(there)}." if there else "Nobody has finished an article there."
    if name:
        return InputError(f"There is no annotator “{name}” in “{path.name}”.", remedy=known)
    if there:
        return InputError(f"Several people have labels in “{path.name}”.", remedy=f"Name one. {known}")
    return InputError(f"No article is finished in “{path.name}”.", remedy="Only finished articles can be compared.")


# ---- values


def _text(article: Article, spans: Iterable[Suggestion], regions: Iterable[Ranged]) -> LabelledText:
    judged = tuple((one.start, one.end) for one in regions)
    return LabelledText(article.sha256, article.title or article.source, article.text, tuple(spans), judged)


def _suggestion(one: Mention) -> Suggestion:
    return Suggestion(one.start, one.end, one.label, one.source, one.score, one.reason, one.version)


def _named(path: Path, name: str) -> str:
    return f"{path.name} ({name})" if name else path.name


def _counts(left: dict[str, int]) -> tuple[LeftOut, ...]:
    return tuple(LeftOut(count, what) for what, count in left.items() if count)
