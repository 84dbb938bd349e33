"""From disagreements to what the widgets show of them: rows of the worklist, ways to settle one, who has what.

Pure functions. Offsets are code points, half-open; `text` is always the whole text of the disagreement's article.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from annotator.domain.adjudication import Ruling, Triple, adjudication_of
from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.errors import DecisionError
from annotator.ui.models.plain import isolated, one_line
from annotator.ui.review.decision_bar import ChoiceButton
from annotator.ui.review.legend import LegendLine
from annotator.ui.review.wording import counted, translate
from annotator.ui.review.worklist_row import WorkRow, WorkStatus
from annotator.workflow.choosing import INTERSECTION, MAJORITY, NO_ENTITY, UNION, Choice

if TYPE_CHECKING:
    # numpy comes with them; whoever has such a value has loaded it already.
    from annotator.workflow.disagreeing import Disagreement
    from annotator.workflow.reviewing import Review
    from annotator.workflow.worklist import Worklist

AROUND = 40
"""Characters on either side of a surface in the worklist."""
_SURFACE = 80
Keys = Mapping[str, Sequence[str]]
"""The keys of actions by name."""


# ---- the worklist


def work_rows(
    review: Review,
    listed: Worklist,
    *,
    text_of: Callable[[int], str],
    title_of: Callable[[int], str] = lambda _: "",
) -> Callable[[int, int], Sequence[WorkRow]]:
    """Return what a worklist's widget asks for its rows; texts are asked for when a row is looked at."""

    def fetch(first: int, last: int) -> Sequence[WorkRow]:
        rows = (listed.row(at).tolist() for at in range(first, last))
        return [work_row(review, numbers, text_of=text_of, title_of=title_of) for numbers in rows]

    return fetch


def work_row(
    review: Review, numbers: Sequence[int], *, text_of: Callable[[int], str], title_of: Callable[[int], str]
) -> WorkRow:
    """Return the row for clusters that are one case; its words are those around the first."""
    found = review.disagreements.disagreement(numbers[0])
    before, surface, after = snippet(text_of(found.article), found.start, found.end)
    labels = Counter(label for spans in found.votes.values() for label in {span[2] for span in spans})
    versions = Counter(tuple(sorted(spans)) for spans in found.votes.values())
    return WorkRow(
        kind=kind_words(review, found),
        before=before,
        surface=surface,
        after=after,
        labels=" · ".join(sorted(labels, key=lambda label: (-labels[label], label))),
        votes=" : ".join(str(count) for _, count in versions.most_common()),
        count=len(numbers),
        status=_status(review, numbers),
        title=one_line(title_of(found.article)),
    )


def _status(review: Review, numbers: Sequence[int]) -> WorkStatus:
    from annotator.workflow.disagreeing import Status  # noqa: PLC0415 - numpy: the first paint does not wait for it

    there = {int(review.disagreements.status[one]) for one in numbers}
    if Status.CHANGED in there:
        return WorkStatus.CHANGED
    return WorkStatus.OPEN if Status.OPEN in there else WorkStatus.SETTLED


def snippet(text: str, start: int, end: int, *, around: int = AROUND) -> tuple[str, str, str]:
    """Return the words before a surface, the surface and the words after it, each on one line, cut between words."""
    low, high = max(0, start - around), min(len(text), end + around)
    before, after = text[low:start], text[end:high]
    if low:
        cut = before.find(" ")
        before = f"… {before[cut + 1 :]}" if 0 <= cut < len(before) - 1 else f"…{before}"
    if high < len(text):
        cut = after.rfind(" ")
        after = f"{after[:cut]} …" if cut > 0 else f"{after}…"
    surface = one_line(text[start : min(end, start + 4 * _SURFACE)], limit=_SURFACE)
    return _spaced(before), surface, _spaced(after)


def _spaced(text: str) -> str:
    """Return the text on one line, with a space at an end that had white space."""
    line = one_line(text)
    if not line:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + line + (" " if text[-1].isspace() else "")


def kind_words(review: Review, found: Disagreement) -> str:
    """Say in what they differ: "label", "boundary", both, "only analyst-2", "only 2 of 3"."""
    from annotator.workflow.disagreeing import Dispute  # noqa: PLC0415 - numpy: the first paint does not wait for it

    parts: list[str] = []
    if Dispute.LABEL in found.dispute:
        parts.append(translate("review", "label"))
    if Dispute.BOUNDARY in found.dispute:
        parts.append(translate("review", "boundary"))
    differing = " + ".join(parts)
    if Dispute.MISSING not in found.dispute:
        return differing
    voters = [name for name, spans in found.votes.items() if spans]
    if len(voters) == 1:
        return translate("review", "only {name}").format(name=one_line(review.shown_name(voters[0], found.article)))
    share = translate("review", "{n} of {all}").format(n=len(voters), all=len(found.votes))
    return f"{differing}, {share}" if differing else translate("review", "only {share}").format(share=share)


# ---- one disagreement


def choices(
    review: Review, number: int, text: str, *, keys: Keys, repeat: Choice = MAJORITY
) -> tuple[ChoiceButton, ...]:
    """Return the ways to settle a disagreement, each with what it would write.

    Named "take_1" … by the article's order of annotators, "majority", "union", "intersection", "no_entity", and
    "identical" for all equal cases, which `repeat` would settle. `keys` are the keys of actions by name. A way that
    does not exist is not enabled, and its tool tip says why.
    """
    article = review.disagreements.article_of(number)
    ways = [
        (Choice(Ruling.PICKED, name), f"take_{at}", f"take_{at}", review.shown_name(name, article))
        for at, name in enumerate(review.order(article), 1)
    ]
    ways += [
        (MAJORITY, "majority", "take_majority", _majority_words(review, number)),
        (UNION, "union", "take_union", translate("review", "Union")),
        (INTERSECTION, "intersection", "take_intersection", translate("review", "Intersection")),
        (NO_ENTITY, "no_entity", "no_entity", translate("review", "No entity")),
    ]
    made = [
        _button(ChoiceButton(name, shown, _key(keys, action)), choice, review, number, text)
        for choice, name, action, shown in ways
    ]
    return (*made, _identical(review, number, text, repeat, _key(keys, "take_identical")))


def _key(keys: Keys, action: str) -> str:
    return next(iter(keys.get(action, ())), "")


def _button(blank: ChoiceButton, choice: Choice, review: Review, number: int, text: str) -> ChoiceButton:
    """Return the button with what it would write, or not enabled where there is no such choice."""
    try:
        spans = review.spans_of(number, choice)
    except DecisionError as error:
        return replace(blank, enabled=False, tooltip=str(error))
    return replace(blank, tooltip=translate("review", "Writes gold: {spans}").format(spans=spans_said(spans, text)))


def _majority_words(review: Review, number: int) -> str:
    try:
        spans = review.spans_of(number, MAJORITY)
    except DecisionError:
        return translate("review", "Majority")
    labels = ", ".join(dict.fromkeys(label for *_, label in spans))
    return translate("review", "Majority: {labels}").format(labels=labels or translate("review", "no entity"))


def _identical(review: Review, number: int, text: str, repeat: Choice, key: str) -> ChoiceButton:
    count = len(review.disagreements.identical(number))
    if count == 1:
        alone = translate("review", "No other case like this one is open.")
        return ChoiceButton("identical", translate("review", "All identical"), key, enabled=False, tooltip=alone)
    shown = translate("review", "All {n} identical").format(n=counted(count))
    button = _button(ChoiceButton("identical", shown, key), repeat, review, number, text)
    if button.enabled:
        return button
    # Of a tie there is no default; but every choice has a key for all of them.
    others = translate("review", "Alt with the key of a choice, as Alt+1, takes it in all of them.")
    return replace(button, tooltip=f"{button.tooltip} {others}")


def said(review: Review, number: int, text: str, *, gold: Sequence[Mention] = ()) -> str:
    """Say what gold has here already, else what the default would write.

    `gold` is what `adjudicating.settled_here` finds on gold's page between the disagreement's ends.
    """
    if gold:
        return _said_of_gold(gold, text)
    never = translate("review", "Jumping never decides.")
    try:
        spans = review.spans_of(number, MAJORITY)
    except DecisionError as error:
        return f"{error} {never}"
    writes = translate("review", "Taking “Majority” writes gold: {spans}.").format(spans=spans_said(spans, text))
    return f"{writes} {never}"


def _said_of_gold(gold: Sequence[Mention], text: str) -> str:
    spans = [(one.start, one.end, one.label) for one in gold if one.state is SpanState.ACCEPTED]
    how = next((found for found in map(adjudication_of, gold) if found is not None), None)
    has = translate("review", "Gold has: {spans}").format(spans=spans_said(spans, text))
    if how is None:
        return f"{has}."
    ways = {
        Ruling.UNANIMOUS: translate("review", "all agreed"),
        Ruling.MAJORITY: translate("review", "by majority"),
        Ruling.PICKED: translate("review", "one version taken"),
        Ruling.UNION: translate("review", "the union"),
        Ruling.INTERSECTION: translate("review", "the intersection"),
        Ruling.EDITED: translate("review", "edited"),
        Ruling.REJECTED: translate("review", "ruled out"),
    }
    who = translate("review", "merged beforehand") if how.merged else isolated(how.adjudicator)
    return f"{has} ({', '.join(part for part in (ways[how.ruling], who) if part)})."


def legend(review: Review, number: int, text: str) -> tuple[LegendLine, ...]:
    """Return who has what, in the order of the lanes."""
    found = review.disagreements.disagreement(number)
    lines: list[LegendLine] = []
    for lane, name in enumerate(review.order(found.article)):
        spans = sorted(found.votes.get(name, ()))
        label = spans[0][2] if spans else ""
        lines.append(LegendLine(lane, review.shown_name(name, found.article), spans_said(spans, text), label))
    return tuple(lines)


def spans_said(spans: Sequence[Triple], text: str) -> str:
    """Return spans as labels with their surfaces: 'ORG “Russian foreign ministry”, GPE “Russian”', or "no entity"."""
    if not spans:
        return translate("review", "no entity")
    return ", ".join(
        f"{one_line(label)} “{isolated(one_line(text[start : min(end, start + 4 * _SURFACE)], limit=_SURFACE))}”"
        for start, end, label in spans
    )
