"""How an adjudicated span says in our JSONL what settled it, instead of the text that decisions keep it as.

It is written so only when reading it back gives that very text; anything else stays the span's reason.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.adjudication import Adjudication, Cause, Ruling, Triple, adjudication_of
from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.formats.annotator_jsonl_checks import (
    JsonObject,
    WrongError,
    check_keys,
    each,
    known,
    object_in,
    range_in,
    string,
)

_KEYS = frozenset({"ruling", "adjudicator", "votes", "picked", "cause", "note", "merged"})
_RULINGS = {ruling.value: ruling for ruling in Ruling}
_CAUSES = {cause.value: cause for cause in Cause}


def written(mention: Mention, text: str) -> dict[str, object] | None:
    """Return how a mention of this text was settled, as it is written; None when that is nothing but a reason."""
    how = adjudication_of(mention)
    if how is None or mention.is_open or how.as_text() != mention.reason or not _fits(how, text):
        return None
    return {
        "ruling": how.ruling.value,
        "adjudicator": how.adjudicator,
        "votes": {name: sorted(how.votes[name]) for name in sorted(how.votes)},
        "picked": how.picked,
        "cause": None if how.cause is None else how.cause.value,
        "note": how.note,
        "merged": how.merged,
    }


def _fits(how: Adjudication, text: str) -> bool:
    """Tell whether all votes are spans of the text."""
    # `type`, not `isinstance`: true and false are integers to Python.
    return all(
        type(start) is int and type(end) is int and 0 <= start < end <= len(text) and label.strip() != ""
        for spans in how.votes.values()
        for start, end, label in spans
    )


def read(span: JsonObject, mention: Mention, text: str) -> Mention:
    """Return the mention with what its span's “adjudication” says; raise WrongError where the two contradict."""
    said = object_in(span["adjudication"])
    check_keys(said, _KEYS)
    if mention.is_open or mention.reason:
        raise WrongError("A span with an “adjudication” is decided and has no other “reason”.")
    how = Adjudication(
        ruling=known(_RULINGS, said["ruling"]),
        adjudicator=string(said, "adjudicator"),
        votes=_votes(said["votes"], text),
        picked=string(said, "picked"),
        cause=None if said["cause"] is None else known(_CAUSES, said["cause"]),
        note=string(said, "note"),
        merged=_flag(said, "merged"),
    )
    if (how.ruling.value, how.adjudicator) != (mention.source, mention.version):
        raise WrongError("The “ruling” and “adjudicator” are not the span’s “source” and “version”.")
    return replace(mention, reason=how.as_text())


def _votes(value: JsonValue, text: str) -> dict[str, list[Triple]]:
    def vote(one: JsonValue) -> Triple:
        match one:
            case [start, end, str(label)] if label.strip():
                return (*range_in(start, end, text), label)
            case _:
                raise WrongError("This is not [start, end, label].")

    votes = object_in(value)
    return {name: each(votes, name, vote) for name in votes}


def _flag(row: JsonObject, key: str) -> bool:
    value = row[key]
    if not isinstance(value, bool):
        raise WrongError(f"“{key}” is neither true nor false.")
    return value
