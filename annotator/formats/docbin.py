"""spaCy's DocBin, what `spacy train` learns from.

Accepted spans are entities, rejected ones blocked, suggestions nobody decided missing; so is everything in an article
that is not finished, and ignored regions. Entities cannot overlap: the longer one is the entity, and all accepted spans
stand in `spans["sc"]` (rejected and suggested ones in groups of their own, which only this program reads). Tokens are
those of spaCy's blank English, cut at the edges of spans; who annotated and what is known of the article is user data.
A DocBin is one block of bytes, so that it is held in memory, both ways; what is too much for one goes into several,
which `docbin_parts.py` fills. spaCy takes a folder of them wherever it takes one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import nullcontext
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError
from annotator.formats.articles_in import Incoming, decided_spans, fields_of, spans_carried
from annotator.formats.base import Loss, NewFile, size_of, unreadable
from annotator.formats.counting import CountingReader
from annotator.formats.docbin_bytes import MAX_BYTES, Document, documents, is_docbin
from annotator.formats.docbin_parts import filled, is_too_much, part_name, write_each
from annotator.formats.flat import flat_spans
from annotator.formats.losses import Carries, Losses
from annotator.formats.tokens_out import Piece, pieces

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

_MARK, _VERSION = "format", "annotator/1"
_GROUPS = {SpanState.ACCEPTED: "sc", SpanState.REJECTED: "rejected", SpanState.SUGGESTED: "suggested"}
_ALL = tuple(SpanState)
_INSIDE, _OUTSIDE, _BEGINS, _MISSING = 1, 2, 3, 0
_STATES = {state.value: state for state in SetState}
_CARRIES = Carries(spans=frozenset(SpanState), states=frozenset(SetState), annotator=True, described=True)
_UNBROKEN = re.compile(r"\S{1000}")


class DocBinFormat(CountingReader):
    """Reads and writes DocBins."""

    name = "docbin"
    title = "spaCy DocBin"
    suffix = ".spacy"
    suffixes = (".spacy",)
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for compressed msgpack with a DocBin's keys."""
        return is_docbin(head)

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield an article a document; raise InputError for a DocBin that is damaged or beyond measure, or empty."""
        empty = True
        for one in read_documents(path, losses, source=source):
            empty = False
            yield one
        if empty:
            raise InputError("There is no document in this DocBin.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write one DocBin with a document for each, however many they are."""
        losses = Losses()
        write_each(filled(_documents(articles, losses), whole=True), lambda _: nullcontext(out))
        return losses.listed()

    def write_parts(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write DocBins of no more than `docbin_parts.MOST_TOKENS`, unless one document has more."""
        losses = Losses()
        write_each(filled(_documents(articles, losses)), lambda number: new_file(part_name(number)))
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the text, everybody's spans in every state, and how far they are."""
        return one.article.text, one.annotator, one.state, spans_carried(one, *_ALL)


def _documents(articles: Iterable[LabelledArticle], losses: Losses) -> Iterator[Doc]:
    making = Documents()
    for one in articles:
        losses.beyond(one, _CARRIES)
        yield making.document(one)


class Documents:
    """Makes spaCy's documents of articles, with a new vocabulary after so many tokens: one only ever grows."""

    def __init__(self) -> None:
        """Begin with a new vocabulary."""
        self._nlp = blank()
        self._tokens = 0

    def document(self, one: LabelledArticle) -> Doc:
        """Return an article as spaCy's document; see `document`."""
        if is_too_much(self._tokens):
            self._nlp, self._tokens = blank(), 0
        doc = document(self._nlp, one)
        self._tokens += len(doc)
        return doc


def blank() -> Language:
    """Return spaCy's blank English, whose tokens a model trained on the file will see."""
    import spacy  # noqa: PLC0415 - a second of import that the window must not pay

    return spacy.blank("en")


def document(nlp: Language, one: LabelledArticle) -> Doc:
    """Return an article as spaCy's document, tokens cut at the edges of its spans."""
    import numpy as np  # noqa: PLC0415 - slow to import, and only here
    from spacy.tokens import Doc  # noqa: PLC0415 - a second of import that the window must not pay

    text = one.article.text
    flat = flat_spans(one, Losses())
    spans = [*decided_spans(one, *_ALL), *flat]
    tokens = pieces(text, [*spans, *one.ignored], _tokens(nlp, text))
    doc = Doc(
        nlp.vocab, words=[text[token.start : token.end] for token in tokens], spaces=[token.space for token in tokens]
    )
    starts = {token.start: at for at, token in enumerate(tokens)}
    ends = {token.end: at + 1 for at, token in enumerate(tokens)}
    iob, types = _tags(one, tokens, flat)
    hashes = {label: int(cast("Any", nlp.vocab.strings).add(label)) for label in set(types) if label}
    table = np.array([[tag, hashes.get(label, 0)] for tag, label in zip(iob, types, strict=True)], dtype="uint64")
    doc = doc.from_array(["ENT_IOB", "ENT_TYPE"], cast("Any", table))
    for state, name in _GROUPS.items():
        some = decided_spans(one, state)
        if some:
            groups = cast("Any", doc.spans)
            groups[name] = [_span(doc, starts[span.start], ends[span.end], span.label) for span in some]
    said = fields_of(one.article)
    doc.user_data[_MARK] = _VERSION
    doc.user_data["annotator"] = one.annotator or ""
    doc.user_data["state"] = one.state.value
    doc.user_data["about"] = json.dumps(said, ensure_ascii=False)
    return doc


def _span(doc: Doc, start: int, end: int, label: str) -> object:
    from spacy.tokens import Span  # noqa: PLC0415 - see `document`

    return Span(doc, start, end, label=label)


def _tokens(nlp: Language, text: str) -> list[tuple[int, int]] | None:
    """Return spaCy's tokens but white space; None, for ours, where a word is so long that spaCy would not end."""
    if _UNBROKEN.search(text):
        return None
    doc = nlp.tokenizer(text)
    return [(token.idx, token.idx + len(token)) for token in doc if not token.is_space]


def _tags(one: LabelledArticle, tokens: list[Piece], flat: list[Mention]) -> tuple[list[int], list[str]]:
    """Return each token's tag and label: entities, then blocked, then missing, else outside."""
    base = _OUTSIDE if one.state is SetState.FINISHED else _MISSING
    iob, types = [base] * len(tokens), [""] * len(tokens)
    first = {token.start: at for at, token in enumerate(tokens)}
    last = {token.end: at + 1 for at, token in enumerate(tokens)}
    gone = [range(first[region.start], last[region.end]) for region in one.ignored]
    for state, tag in ((SpanState.SUGGESTED, _MISSING), (SpanState.REJECTED, _BEGINS)):
        for span in decided_spans(one, state):
            for at in range(first[span.start], last[span.end]):
                iob[at] = tag
    for within in gone:
        for at in within:
            iob[at] = _MISSING
    for span in flat:
        for at in range(first[span.start], last[span.end]):
            iob[at] = _BEGINS if at == first[span.start] else _INSIDE
            types[at] = span.label
    return iob, types


# ---- reading


def read_documents(path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
    """Yield an article a document, none where there is none; raise InputError for damage."""
    if size_of(path, source=source) > MAX_BYTES:
        raise InputError("This DocBin is too large.", remedy="Split it.", source=source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error, source=source) from error
    for number, found in enumerate(documents(data, source=source), 1):
        yield _article(found, losses, source=source, number=number)


def _article(found: Document, losses: Losses, *, source: str, number: int) -> LabelledArticle:
    lengths = [len(word) + bool(space) for word, space in zip(found.words, found.spaces, strict=True)]
    starts = [0, *accumulate(lengths)]
    text = "".join(word + " " * bool(space) for word, space in zip(found.words, found.spaces, strict=True))
    ours = found.user_data.get(_MARK) == _VERSION
    fields = _fields(found.user_data) if ours else {}
    incoming = Incoming(text, fields, source=f"{source}, document {number}")

    def mention(start: int, end: int, label: str, state: SpanState = SpanState.ACCEPTED) -> Mention:
        if not 0 <= start < end <= len(found.words):
            raise incoming.refuse(f"A span of tokens {start}–{end} is outside the document.")
        return incoming.mention(starts[start], starts[end - 1] + len(found.words[end - 1]), label, state=state)

    if ours:
        mentions = [mention(*span, state) for state, name in _GROUPS.items() for span in found.groups.get(name, ())]
        name = found.user_data.get("annotator")
        state = _STATES.get(str(found.user_data.get("state")), SetState.FINISHED)
        return incoming.labelled(mentions, annotator=str(name) if name else None, state=state)
    for name, spans in found.groups.items():
        if name != _GROUPS[SpanState.ACCEPTED] and spans:
            losses.add("spans of other groups than “sc”", name, count=len(spans))
    for name in found.cats:
        losses.add("categories of texts", name)
    for name in found.beside:
        losses.add("tags, lemmas and heads of tokens", name, count=len(found.words))
    mentions = [mention(*span) for span in (*_entities(found), *found.groups.get("sc", ()))]
    if not mentions and not any(found.iob):
        return incoming.labelled()
    return incoming.labelled(mentions, state=SetState.FINISHED if all(found.iob) else SetState.IN_PROGRESS)


def _fields(said: Mapping[object, object]) -> dict[str, JsonValue]:
    about = said.get("about")
    try:
        fields: object = json.loads(about) if isinstance(about, str) else {}
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, JsonValue]", fields) if isinstance(fields, dict) else {}


def _entities(found: Document) -> Iterator[tuple[int, int, str]]:
    """Yield the entities as (first token, behind the last, label); blocked tokens have no label and are none."""
    start = -1
    for at, (tag, label) in enumerate(zip(found.iob, found.labels, strict=True)):
        goes_on = tag == _INSIDE and start >= 0 and label == found.labels[start]
        if start >= 0 and not goes_on:
            yield start, at, found.labels[start]
            start = -1
        if label and tag in (_BEGINS, _INSIDE) and start < 0:
            start = at
    if start >= 0:
        yield start, len(found.iob), found.labels[start]


FORMAT = DocBinFormat()
