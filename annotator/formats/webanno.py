"""WebAnno TSV 3, which INCEpTION reads and writes: a sentence's text, then a token a row; a file an article.

Offsets are UTF-16 units. Written is version 3.3 with the layer NamedEntity, tokens cut at the edges of spans; read are
3.x with any layer of spans, several values stacked, spans over several tokens or sentences and within tokens. White
space between sentences is not in the file, only how much of it there was.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.articles_in import Incoming
from annotator.formats.base import Loss, NewFile
from annotator.formats.brat import file_name
from annotator.formats.counting import CountingReader
from annotator.formats.flat import squeezed, trimmed_spans
from annotator.formats.losses import Carries, Losses
from annotator.formats.plain_text import MAX_BYTES
from annotator.formats.tokens_out import across_sentences, sentences, words
from annotator.formats.utf16 import from_utf16, to_utf16, utf16_length

_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
_HEADER = f"#FORMAT=WebAnno TSV 3.3\n#T_SP={_ENTITY}|identifier|value\n\n"
_MARK = b"#FORMAT=WebAnno TSV 3"
_LAYER = re.compile(r"#T_(SP|RL|CH)=([^|]+)(?:\|(.*))?")
_NOT_SPANS = (".lexmorph.", ".segmentation.", ".syntax.", ".morph.", ".pos.", ".pdf.")
_ROW = re.compile(r"\d+-\d+(\.\d+)?\t(\d{1,10})-(\d{1,10})\t")
_SENTENCE = re.compile(rb"^#Text=[^\n]*\n(?:#[^\n]*\n)*\d+-\d+\t\d{1,10}-\d{1,10}\t", re.MULTILINE)
_VALUE = re.compile(r"((?:\\.|->|[^\\|])*?)(?:\[(\d{1,9})\])?(?:\||$)", re.DOTALL)
_RESERVED = re.compile(r"->|[\\\[\]|_;\t\n\r*]")
_VALUE_SIGNS = {"\t": "t", "\n": "n", "\r": "r"}
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_TEXT_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\b": "\\b"}
_TEXT_SIGNS = {"t": "\t", "r": "\r", "f": "\f", "b": "\b", "n": "\n"}
_NOTHING = re.compile(r"_?|\*(\[\d+\])?(\|\*(\[\d+\])?)*")
"""A cell that says nothing: none, or no value for each of the annotations."""
_OWN_COLUMNS = 3
"""A row's number, its offsets and its token; those of the layers follow."""
_CARRIES = Carries(blank=False)


@dataclass(slots=True)
class _Layer:
    """A layer of spans: its name's last word, the column its labels are in, how many columns there are up to it."""

    name: str
    column: int


@dataclass(slots=True)
class _Reading:
    """What was read of a file so far; offsets are UTF-16 units, `left` names the columns that stay behind."""

    text: list[str] = field(default_factory=list[str])
    length: int = 0
    pending: list[str] = field(default_factory=list[str])
    layers: list[_Layer] = field(default_factory=list[_Layer])
    columns: int = _OWN_COLUMNS
    left: dict[int, str] = field(default_factory=dict[int, str])
    spans: dict[tuple[object, ...], tuple[int, int, str]] = field(
        default_factory=dict[tuple[object, ...], tuple[int, int, str]]
    )


class WebAnno(CountingReader):
    """Reads WebAnno TSV 3 and writes a folder of it."""

    name = "webanno"
    title = "WebAnno TSV 3.3 (INCEpTION)"
    suffix = ""
    suffixes = (".tsv",)
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for the line that names the format, or for a sentence with its first row where that line is damaged."""
        return head.removeprefix(b"\xef\xbb\xbf").startswith(_MARK) or _SENTENCE.search(head) is not None

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError for rows that do not follow one another."""
        reading = _Reading()
        last = 0
        for number, line in json_lines.lines(path, source=source):
            last = number
            try:
                _take(reading, line.decode().rstrip("\r"), losses)
            except UnicodeDecodeError:
                raise InputError("This is not UTF-8.", source=source, line=number) from None
            except ValueError as error:
                raise InputError(str(error), remedy="Export it again.", source=source, line=number) from None
            if reading.length > MAX_BYTES:
                raise InputError("The text is too large to be one article.", source=source, line=number)
        if not reading.text:
            raise InputError("There is no text in the file.", source=source, line=last)
        text = "".join(reading.text)
        incoming, place = Incoming(text, source=source), from_utf16(text)
        mentions = [incoming.mention(place(start), place(end), label) for start, end, label in reading.spans.values()]
        yield incoming.labelled(mentions, state=SetState.FINISHED if mentions else SetState.NEW)

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write a file for each, an annotator's in a folder of their own."""
        losses = Losses()
        for number, one in enumerate(articles, 1):
            losses.beyond(one, _CARRIES)
            losses.add("kinds of white space between sentences", one.article.title)
            with new_file(f"{file_name(one, number)}.tsv") as out:
                out.write(_HEADER.encode())
                for part in _sentences(one, losses):
                    out.write(part.encode())
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the accepted spans and the text, both without white space."""
        text, place = squeezed(one.article.text)
        spans = trimmed_spans(one, Losses())
        return text, sorted({(place(span.start), place(span.end), span.label) for span in spans})


def _sentences(one: LabelledArticle, losses: Losses) -> Iterator[str]:
    text = one.article.text
    unique = {(span.start, span.end, span.label): span for span in trimmed_spans(one, losses)}
    spans = list(unique.values())
    tokens = words(text, spans)
    losses.across(one, across_sentences(text, tokens, spans))
    on_token: dict[int, list[Mention]] = {}
    starts = [start for start, _ in tokens]
    first = {start: at for at, start in enumerate(starts)}
    last = {end: at for at, (_, end) in enumerate(tokens)}
    for span in spans:
        for at in range(first[span.start], last[span.end] + 1):
            on_token.setdefault(starts[at], []).append(span)
    stacked = {(span.start, span.end, span.label) for some in on_token.values() if len(some) > 1 for span in some}
    ids: dict[tuple[int, int, str], int] = {}
    for span in spans:
        key = (span.start, span.end, span.label)
        if key in stacked or first[span.start] != last[span.end]:
            ids[key] = len(ids) + 1
    place = to_utf16(text)
    for number, sentence in enumerate(sentences(text, tokens, spans), 1):
        lines = text[sentence[0][0] : sentence[-1][1]].split("\n")
        rows = [f"\n#Text={''.join(_TEXT_ESCAPES.get(char, char) for char in lines[0])}\n"]
        rows += [f"#Text={''.join(_TEXT_ESCAPES.get(char, char) for char in line)}\n" for line in lines[1:]]
        for at, (start, end) in enumerate(sentence, 1):
            values = [(span.label, ids.get((span.start, span.end, span.label))) for span in on_token.get(start, ())]
            marks = "|".join("*" + (f"[{key}]" if key else "") for _, key in values) or "_"
            labels = "|".join(_escaped(label) + (f"[{key}]" if key else "") for label, key in values) or "_"
            token = "".join(_TEXT_ESCAPES.get(char, char) for char in text[start:end])
            rows.append(f"{number}-{at}\t{place(start)}-{place(end)}\t{token}\t{marks}\t{labels}\t\n")
        yield "".join(rows)


def _escaped(label: str) -> str:
    return _RESERVED.sub(lambda match: "\\" + _VALUE_SIGNS.get(match.group(), match.group()), label)


def _unescaped(said: str) -> str:
    return _ESCAPED.sub(lambda match: _TEXT_SIGNS.get(match[1], match[1]), said)


# ---- reading


def _take(reading: _Reading, line: str, losses: Losses) -> None:
    """Take a line in; raise ValueError with the reason where it cannot be meant."""
    if line.startswith("#Text="):
        reading.pending.append(_unescaped(line[6:]))
    elif match := _LAYER.fullmatch(line):
        _take_layer(reading, match[1], match[2], match[3])
    elif not line.startswith("#"):
        _take_row(reading, line, losses)


def _take_layer(reading: _Reading, kind: str, name: str, said: str | None) -> None:
    features = said.split("|") if said else []
    plain = [at for at, one in enumerate(features) if not one.startswith("ROLE_")]
    if kind == "SP" and (name == _ENTITY or not any(part in name for part in _NOT_SPANS)):
        named = features.index("value") if "value" in features else plain[0] if plain else 0
        reading.layers.append(_Layer(name.rpartition(".")[2], reading.columns + named))
    else:
        named = -1
    for at, one in enumerate(features):
        if at != named:
            layer = name.rpartition(".")[2]
            reading.left[reading.columns + at] = f"{layer}.{one}" if not one.startswith("ROLE_") else layer
    reading.columns += max(1, len(features))


def _take_row(reading: _Reading, line: str, losses: Losses) -> None:
    match = _ROW.match(line)
    if match is None:
        raise ValueError(f"This is not a row of a token: {line!a:.60}.")
    start, end = int(match[2]), int(match[3])
    cells = line.removesuffix("\t").split("\t")
    if len(cells) < reading.columns:
        raise ValueError(f"This row has {len(cells)} columns instead of {reading.columns}.")
    if len(cells) > reading.columns == _OWN_COLUMNS:
        raise ValueError("This row has annotations, and no line “#T_SP=…” above says of what layer.")
    if reading.pending:
        _take_text(reading, "\n".join(reading.pending), cells[2], start)
        reading.pending = []
    if end > reading.length or start > end:
        raise ValueError(f"The token {start}–{end} is outside the text so far, which has {reading.length} units.")
    if start == end:
        losses.add("annotations of no characters", cells[-1])
        return
    _count(reading, cells, losses)
    for number, layer in enumerate(reading.layers):
        cell = cells[layer.column]
        if cell == "_":
            continue
        for label, key in _values(cell):
            said = layer.name if label in ("*", "") else _unescaped(label)
            place = (number, key) if key else (number, "at", start, end, said)
            known = reading.spans.get(place, (start, end, said))
            reading.spans[place] = (min(start, known[0]), max(end, known[1]), known[2])


def _count(reading: _Reading, cells: Sequence[str], losses: Losses) -> None:
    """Count what a row says in columns that stay behind."""
    for column, what in reading.left.items():
        if not _NOTHING.fullmatch(cells[column]):
            losses.add(f"values of {what}", f"{cells[2][:40]}: {cells[column][:40]}")


def _take_text(reading: _Reading, sentence: str, token: str, start: int) -> None:
    """Put a sentence where its first token says it is; what lies between was white space."""
    before = max(0, sentence.find(_unescaped(token)))
    gap = start - utf16_length(sentence[:before]) - reading.length
    if gap < 0 or gap > MAX_BYTES:
        raise ValueError("The sentence begins before the one above it ends.")
    reading.text.append((" " if gap == 1 and reading.length else "\n" * gap) + sentence)
    reading.length += gap + utf16_length(sentence)


def _values(cell: str) -> Sequence[tuple[str, str]]:
    """Return the values of a cell that are stacked, each with its number ("" for none)."""
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(cell):
        match = _VALUE.match(cell, at)
        if match is None or match.end() == at:
            raise ValueError(f"This is not a value: {cell!a:.60}.")
        found.append((match[1], match[2] or ""))
        at = match.end()
    return found


FORMAT = WebAnno()
