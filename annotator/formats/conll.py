"""CoNLL: a token a line with its tag in the last column, blank lines between sentences; CoNLL-2003 out.

Written are four columns and IOB2, read two and more (separated by tabs or spaces), with tags of IOB1, IOB2, IOE, IOBES
or BILUO: one rule reads them all, since where they differ in the meaning of a tag its neighbours tell. Documents begin
with "-DOCSTART- -X- O O", as in the shared task's own files and as `spacy convert` knows them; tokens are joined by
spaces and sentences by line ends, for their texts are not in the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import BinaryIO, NamedTuple

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.articles_in import Incoming
from annotator.formats.base import Loss
from annotator.formats.counting import CountingReader
from annotator.formats.flat import carried_flat, flat_spans
from annotator.formats.losses import Carries, Losses
from annotator.formats.plain_text import MAX_BYTES
from annotator.formats.tokens_out import across_sentences, sentences, words

_DOCUMENT = b"-DOCSTART- -X- O O\n\n"
_STARTS = "-DOCSTART-"
_TAG = re.compile(r"(?:O|([BIMELSU])[-_](\S+))")
_MEANINGS = {"M": "I", "L": "E", "U": "S"}
"""Prefixes of BILUO and BMES by those of IOBES."""
_NOTHING = frozenset({"-X-", "_", "-", "O", "X", ""})
"""What stands in a column that says nothing."""
_FEWEST = 2
_MANY, _SHARE = 10, 0.9
"""More lines than this many, and than this share of all, with tags make a file whose other lines are damaged."""
_CARRIES = Carries()


class Token(NamedTuple):
    """A token with its tag: `prefix` is one of B, I, E, S and O, `label` "" for O."""

    text: str
    prefix: str
    label: str


class Conll(CountingReader):
    """Reads CoNLL's columns and writes those of CoNLL-2003."""

    name = "conll"
    title = "CoNLL-2003"
    suffix = ".conll"
    suffixes = (".conll", ".iob", ".bio", ".iob2", ".bioes", ".biluo")
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look whether documents begin, or lines have the same number of columns and a tag in the last.

        Of many lines a few may be otherwise: reading refuses them, where plain text would take the file for an article.
        """
        try:
            text = head.decode("utf-8-sig", errors="ignore")
        except UnicodeDecodeError:
            return False
        lines = text.split("\n")
        rows = [_columns(line) for line in (lines if len(lines) == 1 else lines[:-1]) if line.strip()]
        if rows and rows[0][0] == _STARTS:
            return True
        tokens = [row for row in rows if not _is_comment(row)]
        widths = Counter(len(row) for row in tokens if len(row) >= _FEWEST and _TAG.fullmatch(row[-1]))
        alike = max(widths.values(), default=0)
        return 0 < alike == len(tokens) or alike > max(_MANY, len(tokens) * _SHARE)

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield an article a document; a file that marks none is one. Raise InputError for a tag that is none."""
        document: list[list[Token]] = []
        begun = size = last = 0
        for number, line in json_lines.lines(path, source=source):
            row = _columns(_decoded(line, source=source, number=number))
            starts = row[0] == _STARTS
            if starts or number != last + 1 or not document:
                if starts and any(document):
                    yield _article(document, source=source, line=begun)
                    document, size = [], 0
                document.append([])
            begun = number if starts or not begun else begun
            last = number
            size += len(line)
            if size > MAX_BYTES:
                raise InputError(
                    f"A document is longer than {MAX_BYTES // 1024**2} MB.",
                    remedy=f"Put a line “{_STARTS} -X- O O” before each.",
                    source=source,
                    line=number,
                )
            if _is_comment(row) and not starts:
                losses.add("comments", " ".join(row))
            elif not starts:
                for one in row[1:-1]:
                    if one not in _NOTHING:
                        losses.add("other columns of tokens", one)
                document[-1].append(_token(row, source=source, number=number))
        if not any(document):
            raise InputError("There is no token in the file.", source=source)
        yield _article(document, source=source, line=begun)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a document for each, with tokens cut at the edges of spans."""
        losses = Losses()
        for one in articles:
            losses.beyond(one, _CARRIES)
            losses.add("line ends and double spaces", one.article.title)
            text, spans = one.article.text, flat_spans(one, losses)
            tags = {span.start: f"B-{span.label}" for span in spans}
            ends = {span.start: span.end for span in spans}
            out.write(_DOCUMENT)
            reach, label = 0, ""
            tokens = words(text, spans)
            losses.across(one, across_sentences(text, tokens, spans))
            for sentence in sentences(text, tokens, spans):
                for start, end in sentence:
                    if start in tags:
                        reach, label, tag = ends[start], tags[start][2:], tags[start]
                    else:
                        tag = f"I-{label}" if start < reach else "O"
                    out.write(f"{text[start:end]} -X- -X- {tag}\n".encode())
                out.write(b"\n")
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the flat spans and the text, both without white space."""
        return carried_flat(one)


def chunks(tags: Sequence[tuple[str, str]]) -> Iterator[tuple[int, int, str]]:
    """Yield (first, behind the last, label) for the spans that tags (prefix, label) of any scheme make."""
    start = -1
    last = len(tags) - 1
    for at, (here, following) in enumerate(pairwise([*tags, ("O", "")])):
        prefix, label = here
        if prefix == "O":
            continue
        if start < 0:
            start = at
        behind, label_behind = following
        if at == last or behind in ("O", "B", "S") or label_behind != label or prefix in ("E", "S"):
            yield start, at + 1, label
            start = -1


def _columns(line: str) -> list[str]:
    line = line.rstrip("\r")
    return [one.strip() for one in line.split("\t")] if "\t" in line.strip() else line.split()


def _is_comment(row: Sequence[str]) -> bool:
    """Tell whether a line is about a sentence ("# id 7") and no token that happens to be the sign for numbers."""
    return row[0].startswith("#") and not _TAG.fullmatch(row[-1])


def _decoded(line: bytes, *, source: str, number: int) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        raise InputError("This is not UTF-8.", remedy="Save the file as UTF-8.", source=source, line=number) from None


def _token(row: Sequence[str], *, source: str, number: int) -> Token:
    match = _TAG.fullmatch(row[-1])
    if len(row) < _FEWEST or match is None or not row[0]:
        raise InputError(
            f"This is not a token with a tag: {' '.join(row)!a:.60}.",
            remedy="The last column must be O or like B-PER, with B, I, E, S, L, U or M.",
            source=source,
            line=number,
        )
    prefix = match[1] or "O"
    return Token(row[0], _MEANINGS.get(prefix, prefix), match[2] or "")


def _article(document: Sequence[Sequence[Token]], *, source: str, line: int) -> LabelledArticle:
    sentences_ = [sentence for sentence in document if sentence]
    incoming = Incoming(
        "\n".join(" ".join(token.text for token in one) for one in sentences_), source=source, line=line
    )
    mentions: list[Mention] = []
    offset = 0
    for sentence in sentences_:
        starts: list[int] = []
        for token in sentence:
            starts.append(offset)
            offset += len(token.text) + 1
        for first, behind, label in chunks([(token.prefix, token.label) for token in sentence]):
            end = starts[behind - 1] + len(sentence[behind - 1].text)
            mentions.append(incoming.mention(starts[first], end, label))
    return incoming.labelled(mentions, state=SetState.FINISHED)


FORMAT = Conll()
