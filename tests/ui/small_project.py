"""A small project on the disk for the tests of panels and dialogs, and a page of 20,000 mentions."""

from collections.abc import Callable
from pathlib import Path

from annotator.domain.annotation import AnnotationSet
from annotator.domain.article import Article
from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store.articles import add_articles
from annotator.store.suggestions import begin_run, store
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_project

LABELS = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "DATE")
TEXT = (
    "North Korean leader Kim Jong Un and Russian President Vladimir Putin exchanged letters on 15 August, KCNA said.\n"
    "Kim wrote of a new stage. Putin answered that ties would grow. Russia and North Korea, Russia and Kim.\n"
)
KNOWN = {
    "North Korean": "NORP",
    "Kim Jong Un": "PERSON",
    "Russian": "NORP",
    "Vladimir Putin": "PERSON",
    "15 August": "DATE",
    "KCNA": "ORG",
    "Kim": "PERSON",
    "Putin": "PERSON",
    "Russia": "GPE",
    "North Korea": "GPE",
}

OpenSession = Callable[..., Session]


def scheme(labels: tuple[str, ...] = LABELS) -> LabelScheme:
    """Return a scheme whose labels have the digits as keys."""
    tables = "\n".join(
        f'[[label]]\nname = "{name}"\nkey = "{key % 10}"\ntitle = "All {name.lower()}s"\n'
        f'guideline = "What counts as {name}."\nexamples = ["one", "two"]'
        for key, name in enumerate(labels, 1)
    )
    return parse_scheme(f'name = "small"\ntitle = "Small"\n{tables}')


def suggestions_in(text: str) -> list[Suggestion]:
    """Return a suggestion for every known surface, the longest first at each place."""
    found: list[Suggestion] = []
    taken: set[int] = set()
    for surface, label in sorted(KNOWN.items(), key=lambda one: -len(one[0])):
        at = text.find(surface)
        while at >= 0:
            span = range(at, at + len(surface))
            if not taken.intersection(span):
                taken.update(span)
                reason = f"list: {surface}"
                found.append(Suggestion(at, span.stop, label, "gazetteer", 0.75, reason, "1.0"))
            at = text.find(surface, at + 1)
    return sorted(found, key=lambda one: one.start)


def make_session(path: Path, articles: list[Article], *, annotator: str = "tester") -> Session:
    """Make a project of these articles, each with its suggestions, and begin a session."""
    project = open_project(path, create=True, scheme=scheme())
    with project.transaction():
        numbers = add_articles(project, articles)
        run = begin_run(project, SuggesterInfo("rules", "1.0"))
        for number, article in zip(numbers, articles, strict=True):
            store(project, run, number, suggestions_in(article.text))
    return Session(project, annotator)


def small_articles(count: int = 8) -> list[Article]:
    """Return articles of different titles, dates and lengths."""
    titles = ("Pyongyang and Moscow exchange letters as ties deepen", "Leaders trade gifts", "رسالة من بيونغ يانغ")
    return [
        Article.from_raw(
            f"{TEXT}Number {at}.{' More.' * at}\n",
            source=f"newsdesk/{at}.txt",
            title=titles[at] if at < len(titles) else f"Report {at}",
            date=f"2023-08-{at % 28 + 1:02}",
        )
        for at in range(count)
    ]


def large_page(mentions: int = 20_000, *, surfaces: int = 4_000) -> AnnotationSet:
    """Return a page of so many suggestions over many surfaces."""
    words = [f"Name{at % surfaces}" for at in range(mentions)]
    text = " ".join(words)
    suggestions: list[Suggestion] = []
    start = 0
    for at, word in enumerate(words):
        label = LABELS[at % len(LABELS)]
        suggestions.append(Suggestion(start, start + len(word), label, "gazetteer", 0.5, "list", "1", at + 1))
        start += len(word) + 1
    return AnnotationSet(Article.from_raw(text), 1, suggestions=suggestions)
