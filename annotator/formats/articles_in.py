"""What the readers of other programs' formats share: a text and its fields into an article, offsets into mentions.

Texts become canonical on the way in, which can shorten them (CR LF, a byte order mark), so a file's offsets are moved
along. Whatever cannot be meant is refused with file and line.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from annotator.domain.annotation import HUMAN, HUMAN_VERSION, Mention
from annotator.domain.article import Article, JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import new_id
from annotator.domain.metadata import describe, parse_date, shortened
from annotator.errors import InputError
from annotator.formats.json_lines import too_deep

SOURCE_KEYS = ("source", "url")
NO_TEXT_REMEDY = "Each article needs a text that is not only white space."
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SHOWN = 60


class Incoming:
    """One article being read: its canonical text, and the way from the file's offsets to that text's.

    `fields` are what else the file says about it: "title", "date", "source" or "url" and a UUID under "id" take their
    places, every other is kept as metadata. `line` is 0 where lines say nothing.
    """

    def __init__(
        self,
        raw: str,
        fields: Mapping[str, JsonValue] | None = None,
        *,
        source: str,
        line: int = 0,
        encoding: str = "utf-8",
        raw_sha256: str = "",
    ) -> None:
        """Make the article; raise InputError when there is no text in it or its fields are nested beyond reason."""
        self._source, self._line = source, line
        self._raw = raw
        bare = raw.lstrip("\ufeff")
        if not bare or bare.isspace():
            raise self.refuse("There is no text.", NO_TEXT_REMEDY)
        left = dict(fields or {})
        if too_deep(left):
            raise self.refuse("The JSON is nested too deeply.")
        title = _taken(left, ("title",))
        said = left.get("date")
        date = parse_date(said) if isinstance(said, str) else ""
        if date and date == said:
            del left["date"]
        named = _taken(left, SOURCE_KEYS)
        own = left.get("id")
        if isinstance(own, str) and _UUID.fullmatch(own):
            del left["id"]
        else:
            own = ""
        self.article: Article = describe(
            Article.from_raw(
                raw,
                source=named or (f"{source}:{line}" if line else source),
                title=shortened(title),
                date=date,
                meta=left,
                encoding=encoding,
                raw_sha256=raw_sha256,
                id=own,
            )
        )
        self._dropped = dropped(raw) if len(self.article.text) != len(raw) else []

    def refuse(self, what: str, remedy: str = "", *, line: int = 0) -> InputError:
        """Return the refusal with its place."""
        return InputError(what, remedy=remedy, source=self._source, line=line or self._line)

    def place(self, offset: int) -> int:
        """Return where an offset of the file's text is in the article's."""
        return offset - bisect_left(self._dropped, offset)

    def mention(
        self,
        start: object,
        end: object,
        label: object,
        *,
        state: SpanState = SpanState.ACCEPTED,
        said: Callable[[str], bool] | None = None,
        line: int = 0,
    ) -> Mention:
        """Return a span by the file's offsets; `said` tells whether the file's own text of the span is this one."""
        # `type`, not `isinstance`: true and false are integers to Python.
        if type(start) is not int or type(end) is not int:
            raise self.refuse(f"An offset is not a whole number: {start!a:.40}, {end!a:.40}.", line=line)
        if not isinstance(label, str) or not label.strip():
            raise self.refuse(f"The span {start}–{end} has no label.", line=line)
        if not 0 <= start < end <= len(self._raw):
            raise self.refuse(
                f"The span {start}–{end} ({label!a:.40}) is empty or outside the text, which has {len(self._raw)}"
                " characters.",
                "Offsets count characters from 0, the end is the first one behind the span.",
                line=line,
            )
        if said is not None and not said(self._raw[start:end]):
            raise self.refuse(
                f"What stands at {start}–{end} is {self._raw[start:end]!a:.60}, which is not what the file says it is.",
                "Its text or its offsets were changed.",
                line=line,
            )
        first, last = self.place(start), self.place(end)
        if first == last:
            raise self.refuse(f"The span {start}–{end} is half of a line end.", line=line)
        return Mention(new_id(), first, last, label, state, HUMAN, HUMAN_VERSION)

    def labelled(
        self, mentions: Iterable[Mention] = (), *, annotator: str | None = None, state: SetState = SetState.NEW
    ) -> LabelledArticle:
        """Return the article with its spans in reading order; one that is accepted twice with one label counts once."""
        return LabelledArticle(self.article, annotator, state, in_order(mentions), ignored=self.article.boilerplate)


def in_order(mentions: Iterable[Mention]) -> tuple[Mention, ...]:
    """Return spans in reading order, each once by range, label and state; open ones lose their ids."""
    found: dict[tuple[int, int, str, SpanState], Mention] = {}
    for one in mentions:
        key = "" if one.is_open else one.key
        found.setdefault((one.start, one.end, one.label, one.state), one if one.key == key else replace(one, key=key))
    return tuple(sorted(found.values(), key=lambda one: (one.start, -one.end)))


def is_blank(text: str) -> bool:
    """Tell whether nobody could read anything in a text."""
    return not text.strip("\ufeff\0 \t\r\n") or text.isspace()


def dropped(raw: str) -> list[int]:
    """Return the offsets of the characters that a canonical text is without, in order."""
    first = len(raw) - len(raw.lstrip("\ufeff"))
    return [*range(first), *(at + 1 for at in _all(raw, "\r\n", first))]


def fields_of(article: Article, *, taken: Iterable[str] = ()) -> dict[str, JsonValue]:
    """Return what is said about an article, as `Incoming` takes it in; "meta." is put before the keys in `taken`."""
    own: dict[str, JsonValue] = {"source": article.source, "title": article.title, "date": article.date}
    own = {key: value for key, value in own.items() if value}
    avoid = {"source", "url", "title", "date", "id", *taken}
    return own | {(f"meta.{key}" if key in avoid else key): value for key, value in article.meta.items()}


def decided_spans(one: LabelledArticle, *states: SpanState) -> list[Mention]:
    """Return an article's spans in these states (accepted by default), longer first where they begin together."""
    wanted = states or (SpanState.ACCEPTED,)
    return sorted((m for m in one.mentions if m.state in wanted), key=lambda m: (m.start, -m.end, m.label, m.state))


def spans_carried(one: LabelledArticle, *states: SpanState) -> tuple[tuple[int, int, str, str], ...]:
    """Return the spans in these states (accepted by default) as values to compare."""
    return tuple(sorted({(m.start, m.end, m.label, m.state.value) for m in decided_spans(one, *states)}))


def _taken(row: dict[str, JsonValue], keys: tuple[str, ...]) -> str:
    """Return the first string with something in it under one of the keys, and take it out of the row; else ""."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            del row[key]
            return value
    return ""


def _all(text: str, what: str, start: int) -> Iterator[int]:
    at = text.find(what, start)
    while at >= 0:
        yield at
        at = text.find(what, at + len(what))
