"""brat's standoff: a text and, beside it, a file of annotations with the same name and the suffix ".ann".

Offsets are code points, half-open. A span over a line's end is written as fragments ("0 5;6 9"), as brat wants it, and
read as one again; fragments with words between them stay separate spans, and a note says that they were one. Notes
about a span go out and come in as brat's; attributes, references and relations come in as notes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from typing_extensions import override

from annotator.domain.annotation import Mention, Note
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.domain.identity import new_id
from annotator.errors import InputError
from annotator.formats import json_lines, plain_text
from annotator.formats.articles_in import Incoming, decided_spans
from annotator.formats.base import Loss, NewFile, size_of, unreadable
from annotator.formats.counting import CountingReader
from annotator.formats.encoding import decode
from annotator.formats.losses import SPACES, Carries, Losses, label_without_spaces, title

_TEXT_SUFFIX, _SUFFIX = ".txt", ".ann"
_LABELS = "annotation.conf"
_LINE = re.compile(r"([TREAMN#*])(\d*)\t(.*)", re.DOTALL)
_BOUND = re.compile(r"(\S+) (\d{1,9} \d{1,9}(?:;\d{1,9} \d{1,9})*)")
_TARGET = re.compile(r"\bT\d+\b")
_HEAD = re.compile(
    rb"(?:T\d+\t\S+ \d+ \d+(?:;\d+ \d+)*\t|#\d*\t\S+ \S+\t|[AMN]\d+\t\S+ [TREAMN]\d+|R\d+\t\S+ \S+:"
    rb"|E\d+\t\S+:|\*\t\S+ T\d+)"
)
_AS_NOTES = {"R": "relations", "*": "relations", "E": "events", "A": "attributes", "M": "attributes", "N": "references"}
_CARRIES = Carries(notes=True, blank=False)


@dataclass(frozen=True, slots=True)
class _Bound:
    """A line about text: where its spans are and under which id others speak about it."""

    id: str
    mentions: tuple[Mention, ...]


class Brat(CountingReader):
    """Reads texts with annotations beside them, and writes a folder of them."""

    name = "brat"
    title = "brat standoff"
    suffix = ""
    suffixes = (_SUFFIX,)
    companions = (_LABELS, "visual.conf", "tools.conf", "kb_shortcuts.conf")
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:
        """Look whether the first line is standoff, or half of all; an empty file is one by its name.

        So a file whose first line is damaged is refused by reading it, where plain text would take it for an article.
        """
        lines = [_HEAD.match(line) is not None for line in head.split(b"\n") if line.strip()]
        return lines[0] or 2 * sum(lines) >= len(lines) if lines else name.lower().endswith(_SUFFIX)

    def beside(self, path: Path) -> tuple[Path, ...]:
        """Return the text that belongs to a file of annotations."""
        text = path.with_suffix(_TEXT_SUFFIX)
        return (text,) if path.suffix.lower() == _SUFFIX and text.is_file() else ()

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError where there is no text beside it or the two contradict each other."""
        incoming = _text(path.with_suffix(_TEXT_SUFFIX), source=source)
        bounds: dict[str, _Bound] = {}
        about: list[tuple[str, str]] = []
        notes: list[Note] = []
        for number, line in json_lines.lines(path, source=source):
            kind, key, rest = _parts(incoming, line, number)
            if kind == "T":
                bound = _bound(incoming, f"T{key}", rest, number)
                bounds[bound.id] = bound
                if len(bound.mentions) > 1:
                    losses.add("discontinuous spans (kept as their parts)", rest.partition("\t")[2])
                    about.append((bound.id, f"{bound.id} was one discontinuous span of {len(bound.mentions)} parts"))
            else:
                target = _TARGET.search(rest)
                about.append((target.group() if target else "", _said(kind, rest)))
                if kind in _AS_NOTES:
                    losses.add(f"{_AS_NOTES[kind]} (kept as notes)", about[-1][1])
        for target, said in about:
            first = bounds[target].mentions[0] if target in bounds else None
            notes.append(Note(new_id(), said, first.start, first.end) if first else Note(new_id(), said))
        mentions = [mention for bound in bounds.values() for mention in bound.mentions]
        state = SetState.FINISHED if mentions or notes else SetState.NEW
        yield replace(incoming.labelled(mentions, state=state), notes=tuple(notes))

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write a text and its annotations for each, an annotator's in a folder of their own, and brat's labels."""
        losses = Losses()
        labels: dict[str, None] = {}
        for number, one in enumerate(articles, 1):
            losses.beyond(one, _CARRIES)
            name = file_name(one, number)
            with new_file(name + _TEXT_SUFFIX) as out:
                out.write(one.article.text.encode())
            with new_file(name + _SUFFIX) as out:
                spans = _written(one, losses)
                labels |= dict.fromkeys(span.label for span in spans)
                out.write("".join(_lines(one, spans, losses)).encode())
        if labels:
            with new_file(_LABELS) as out:
                sections = ["[entities]", *sorted(labels), "[relations]", "[events]", "[attributes]", ""]
                out.write("\n".join(sections).encode())
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the text and the accepted spans, without line ends at their ends."""
        spans = {(span.start, span.end, span.label) for span in _written(one, Losses())}
        return one.article.text, sorted(spans)


def file_name(one: LabelledArticle, number: int) -> str:
    """Return the name, without a suffix, of an article's file in a folder, an annotator's in a folder of their own."""
    folder = f"{_slug(one.annotator)}/" if one.annotator else ""
    return f"{folder}{number:06}-{_slug(one.article.title)}"


def _slug(said: str) -> str:
    return re.sub(r"[^A-Za-z0-9]+", "-", said)[:40].strip("-").lower() or "article"


def _written(one: LabelledArticle, losses: Losses) -> list[Mention]:
    """Return the accepted spans as brat can have them: no label with a space, no line end at a span's ends."""
    found: list[Mention] = []
    text = one.article.text
    for span in decided_spans(one):
        said = text[span.start : span.end]
        start = span.start + len(said) - len(said.lstrip("\n"))
        end = span.end - len(said) + len(said.rstrip("\n"))
        if (start, end) != (span.start, span.end):
            losses.span(SPACES, one, span, gone=start >= end)
        if start < end:
            found.append(replace(span, start=start, end=end, label=label_without_spaces(losses, span.label)))
    return found


def _lines(one: LabelledArticle, spans: list[Mention], losses: Losses) -> Iterator[str]:
    text = one.article.text
    ids: dict[tuple[int, int], str] = {}
    for number, span in enumerate(spans, 1):
        ids.setdefault((span.start, span.end), f"T{number}")
        pieces = [match.span() for match in re.finditer(r"[^\n]+", text[span.start : span.end])]
        places = ";".join(f"{span.start + start} {span.start + end}" for start, end in pieces)
        said = " ".join(text[span.start + start : span.start + end] for start, end in pieces)
        yield f"T{number}\t{span.label} {places}\t{said}\n"
    written = 0
    for note in one.notes:
        target = ids.get((note.start, note.end))
        if target is None:
            losses.add("notes that are not about an accepted span", title(one))
            continue
        written += 1
        said = " ".join(note.text.split("\n"))
        yield f"#{written}\tAnnotatorNotes {target}\t{said}\n"


# ---- reading


def _text(path: Path, *, source: str) -> Incoming:
    if not path.is_file():
        raise InputError(
            f"The text “{path.name}” that it speaks about is not beside it.",
            remedy="Keep both files of a pair in one folder.",
            source=source,
        )
    if size_of(path, source=source) > plain_text.MAX_BYTES:
        raise InputError("The text is too large to be one article.", source=source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error, source=source) from error
    try:
        text, encoding = data.decode(), "utf-8"
    except UnicodeDecodeError:
        decoded = decode(data, source=path.name)
        text, encoding = decoded.text, decoded.encoding
    place = source.removesuffix(_SUFFIX) + _TEXT_SUFFIX
    return Incoming(
        text, {"source": place}, source=source, encoding=encoding, raw_sha256=hashlib.sha256(data).hexdigest()
    )


def _parts(incoming: Incoming, line: bytes, number: int) -> tuple[str, str, str]:
    try:
        match = _LINE.fullmatch(line.decode().rstrip("\r"))
    except UnicodeDecodeError:
        raise incoming.refuse("This is not UTF-8.", "Save the file as UTF-8.", line=number) from None
    if match is None:
        raise incoming.refuse(
            f"This is no line of brat's: {line!a:.60}.", "It needs an id, a tab and more.", line=number
        )
    return match[1], match[2], match[3]


def _bound(incoming: Incoming, key: str, rest: str, number: int) -> _Bound:
    head, _, said = rest.partition("\t")
    match = _BOUND.fullmatch(head)
    if match is None:
        raise incoming.refuse(f"This is not a label with offsets: {head!a:.60}.", line=number)
    label = match[1]
    places = [tuple(map(int, one.split(" "))) for one in match[2].split(";")]
    parts = [incoming.mention(start, end, label, line=number) for start, end in sorted(places)]
    text = incoming.article.text
    surface = "".join(text[one.start : one.end] for one in parts)
    if "".join(surface.split()) != "".join(said.split()):
        raise incoming.refuse(
            f"What stands there is {surface!a:.60}, which is not what the file says it is: {said!a:.60}.",
            "The text or the offsets were changed.",
            line=number,
        )
    joined = [parts[0]]
    for one in parts[1:]:
        gap = text[joined[-1].end : one.start]
        if gap.isspace() and "\n" in gap:
            joined[-1] = replace(joined[-1], end=one.end)
        else:
            joined.append(one)
    return _Bound(key, tuple(joined))


def _said(kind: str, rest: str) -> str:
    """Return what a line that is not about text says, for a note."""
    head, _, said = rest.partition("\t")
    if kind == "#":
        return said.strip() or head
    words = [word for word in head.split() if kind in "RE*" or not _TARGET.fullmatch(word)]
    name, *values = words or [head]
    return f"{name}: {' '.join([*values, said]).strip()}" if values or said else name


FORMAT = Brat()
