"""What imported labels become: whose decisions or which run's suggestions, under which names, of labels that are known.

Works on one article at a time, before anything is stored. Reading files is in `collecting.py`, storing in
`taking_in.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from annotator.domain.annotation import HUMAN, Mention
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import new_id
from annotator.domain.scheme import LabelScheme, is_name, with_labels
from annotator.errors import DecisionError, InputError
from annotator.store import annotators
from annotator.workflow.collecting import Candidate, OpenLabels, OpenLabelsError, often
from annotator.workflow.labelled import has_labels

_SHOWN = 10
SUGGESTED_VERSION = "1"


class LabelsAs(StrEnum):
    """What labels of a file are taken for."""

    DECISIONS = "decisions"
    SUGGESTIONS = "suggestions"


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """How labels are to be taken in.

    `taken_as` None leaves each span what its file says it is: decided ones decisions, proposed ones suggestions.
    `annotator` is whose decisions they are, or the name of the suggestions' run, whatever names stand with them; "" for
    the names that came. `renamed` maps labels of the file to labels of the project, "" leaves spans of a label out.
    `add` adds labels the project's scheme does not have.
    """

    taken_as: LabelsAs | None = None
    annotator: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])
    add: bool = False


class Settling:
    """Settles candidates one by one by a choice, and remembers the labels that are to be added."""

    def __init__(self, scheme: LabelScheme, choice: LabelChoice) -> None:
        """Raise InputError when labels are mapped to one that is not there and not to be added."""
        self._known = set(scheme.names)
        self._scheme = scheme
        self._choice = choice
        self._added: dict[str, None] = {}
        self._unknown: Counter[str] = Counter()
        self._source = ""
        self._nobody: InputError | None = None
        wrong = [new for new in choice.renamed.values() if new and new not in self._known and not choice.add]
        if wrong:
            raise InputError(
                f"There is no label {wrong[0]!a:.80} to map to.", remedy=f"{self._there()} Or add it: --add-labels."
            )

    @property
    def scheme(self) -> LabelScheme | None:
        """The project's scheme with the labels that were added, None when none was."""
        return with_labels(self._scheme, list(self._added)) if self._added else None

    @property
    def new_labels(self) -> tuple[str, ...]:
        """The labels that were added."""
        return tuple(self._added)

    def begin(self) -> None:
        """Expect the candidates of a file."""
        self._unknown.clear()
        self._source = ""
        self._nobody = None

    def take(self, one: Candidate) -> Candidate:
        """Return a candidate as it is to be taken in, if nothing about its file is open in the end; see `end`."""
        one = replace(one, labelled=self._renamed(one.labelled))
        self._source = one.source
        self._unknown.update(mention.label for mention in one.labelled.mentions if mention.label not in self._known)
        if self._nobody is None and self._is_nobodys(one):
            self._nobody = _nobodys(one)
        return self._taken(one)

    def end(self) -> None:
        """Remember the labels of the file that are to be added; raise OpenLabelsError for what nobody settled."""
        if self._unknown:
            nameless = [label for label in self._unknown if not is_name(label)]
            if not self._choice.add or nameless:
                raise self._refusal(nameless)
        if self._nobody is not None:
            raise self._nobody
        self._added |= dict.fromkeys(sorted(self._unknown))

    def _is_nobodys(self, one: Candidate) -> bool:
        """Tell whether nobody is named for decisions that would come in."""
        labelled = one.labelled
        if self._choice.taken_as is LabelsAs.SUGGESTIONS or self._choice.annotator or labelled.annotator is not None:
            return False
        proposed = self._choice.taken_as is LabelsAs.DECISIONS and bool(labelled.mentions)
        return proposed or has_labels(labelled, regions=one.complete)

    def _refusal(self, nameless: list[str]) -> InputError:
        unknown = self._unknown
        named = ", ".join(f"{label} ({often(count)})" for label, count in unknown.most_common(_SHOWN))
        more = f" and {len(unknown) - _SHOWN} more" if len(unknown) > _SHOWN else ""
        example = next(iter(unknown))
        ways = [f"say which labels they are: --map {example!r}=LABEL (or {example!r}= to leave them out)"]
        if not nameless:
            ways.append("add them: --add-labels")
        ways.append("import into a project whose scheme has them: --scheme")
        return OpenLabelsError(
            f"The project’s label scheme “{self._scheme.name}” has no {named}{more}.",
            remedy=f"{self._there()} You can {', '.join(ways[:-1])}, or {ways[-1]}.",
            source=self._source,
            open_labels=OpenLabels(dict(unknown), nobody=self._nobody is not None),
        )

    def _there(self) -> str:
        return f"There are {', '.join(self._scheme.names[:30])}."

    def _renamed(self, labelled: LabelledArticle) -> LabelledArticle:
        renamed = self._choice.renamed
        if not renamed or not any(one.label in renamed for one in labelled.mentions):
            return labelled
        changed = (replace(one, label=renamed.get(one.label, one.label)) for one in labelled.mentions)
        return replace(labelled, mentions=_once(one for one in changed if one.label))

    def _taken(self, one: Candidate) -> Candidate:
        """Return the candidate as decisions or suggestions; refuse decisions that nobody can be said to have made."""
        labelled = one.labelled
        if self._choice.taken_as is LabelsAs.SUGGESTIONS:
            return replace(one, labelled=_as_suggestions(labelled, self._choice.annotator))
        if self._choice.taken_as is LabelsAs.DECISIONS:
            labelled = _as_decisions(labelled)
            one = replace(one, labelled=labelled)
        if not has_labels(labelled, regions=one.complete) or self._choice.annotator or labelled.annotator is None:
            return one
        try:
            annotators.usable_name(labelled.annotator)
        except DecisionError as error:
            raise InputError(error.what, remedy="Say whose labels they are: --annotator NAME.") from error
        return one


def _nobodys(one: Candidate) -> InputError:
    return OpenLabelsError(
        f"Nobody is named for the labels in “{one.labelled.article.title[:60]}”.",
        remedy="Say whose they are: --annotator NAME; or take them for suggestions: --as suggestions.",
        source=one.source,
        open_labels=OpenLabels({}, nobody=True),
    )


def _as_suggestions(labelled: LabelledArticle, name: str) -> LabelledArticle:
    """Return the article with its accepted spans proposed, by their own source unless it was a person; nobody began."""
    source = name or labelled.annotator or "import"
    mentions = _once(
        replace(
            one,
            key="",
            state=SpanState.SUGGESTED,
            source=source if one.source == HUMAN or name else one.source,
            version=SUGGESTED_VERSION if one.source == HUMAN or not one.version else one.version,
        )
        for one in labelled.mentions
        if one.state is not SpanState.REJECTED
    )
    return LabelledArticle(labelled.article, None, SetState.NEW, mentions, labelled.article.boilerplate)


def _as_decisions(labelled: LabelledArticle) -> LabelledArticle:
    """Return the article with its proposed spans accepted; an article that has any is finished unless it says more."""
    if not labelled.mentions:
        return labelled
    mentions = _once(
        replace(one, key=new_id(), state=SpanState.ACCEPTED) if one.is_open else one for one in labelled.mentions
    )
    state = SetState.FINISHED if labelled.state is SetState.NEW else labelled.state
    return replace(labelled, mentions=mentions, state=state)


def _once(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return spans that differ in range, label or state."""
    found: dict[tuple[int, int, str, SpanState], Mention] = {}
    for one in mentions:
        found.setdefault((one.start, one.end, one.label, one.state), one)
    return tuple(found.values())
