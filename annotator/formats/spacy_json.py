"""spaCy's older JSON, read only: version 2's training format with sentences, and pairs of text and entities."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import json_array
from annotator.formats.articles_in import Incoming
from annotator.formats.conll import chunks
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Losses

_PAIR = re.compile(rb'^\s*\[\s*\[\s*"')
_TAG = re.compile(r"([BIULES])-(\S+)")
_OF_TOKENS = ("tag", "pos", "morph", "lemma", "dep")
_MEANINGS = {"U": "S", "L": "E"}


class SpacyJson(CountingReader):
    """Reads `[{"paragraphs": [{"raw", "sentences"}]}]`, `[["text", {"entities": [[0, 3, "PERSON"]]}]]`."""

    name = "spacy-json"
    title = "spaCy 2 JSON"
    suffixes = (".json",)
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for paragraphs, or for pairs with entities."""
        if not json_array.begins_array(head):
            return False
        return b'"paragraphs"' in head or (bool(_PAIR.match(head)) and b'"entities"' in head)

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield an article a paragraph or pair; raise InputError with the line its document begins on."""
        empty = True
        for line, item in json_array.items(path, source=source):
            match item:
                case {"paragraphs": [*paragraphs]}:
                    for one in paragraphs:
                        _count(one, losses)
                    found = [_paragraph(one, source=source, line=line) for one in paragraphs]
                case [str(text), {"entities": [*entities], **rest}]:
                    for what in rest:
                        losses.add("what is said beside entities", what)
                    found = [_pair(text, entities, source=source, line=line)]
                case _:
                    raise InputError("This is neither a document nor a pair.", source=source, line=line)
            empty = empty and not found
            yield from found
        if empty:
            raise InputError("There is no document in the file.", source=source)


def _count(paragraph: JsonValue, losses: Losses) -> None:
    """Count what is said about a paragraph and its tokens that is no entity."""
    if not isinstance(paragraph, dict):
        return
    cats, sentences = paragraph.get("cats"), paragraph.get("sentences")
    for one in cats if isinstance(cats, list) else []:
        losses.add("categories of texts", str(one.get("label") if isinstance(one, dict) else one))
    for sentence in sentences if isinstance(sentences, list) else []:
        tokens = sentence.get("tokens") if isinstance(sentence, dict) else None
        for token in tokens if isinstance(tokens, list) else []:
            said = [key for key in _OF_TOKENS if isinstance(token, dict) and token.get(key) not in (None, "", "-")]
            if said:
                losses.add("tags, lemmas and heads of tokens", ", ".join(said))


def _pair(text: str, entities: list[JsonValue], *, source: str, line: int) -> LabelledArticle:
    incoming = Incoming(text, source=source, line=line)
    mentions: list[Mention] = []
    for one in entities:
        match one:
            case [start, end, label]:
                mentions.append(incoming.mention(start, end, label))
            case _:
                raise incoming.refuse(f"This is not [start, end, label]: {one!a:.60}.")
    return incoming.labelled(mentions, state=SetState.FINISHED)


def _paragraph(said: JsonValue, *, source: str, line: int) -> LabelledArticle:
    """Return a paragraph; without its raw text the words are joined by spaces."""
    tokens: list[tuple[str, str]] = []
    sentences = said.get("sentences") if isinstance(said, dict) else None
    for sentence in sentences if isinstance(sentences, list) else []:
        inner = sentence.get("tokens") if isinstance(sentence, dict) else None
        for token in inner if isinstance(inner, list) else []:
            match token:
                case {"orth": str(word), "ner": str(tag)} if word:
                    tokens.append((word, tag))
                case {"orth": str(word)} if word and token.get("ner") is None:
                    tokens.append((word, "-"))
                case _:
                    raise InputError(f"This is not a token: {token!a:.60}.", source=source, line=line)
    raw = said.get("raw") if isinstance(said, dict) else None
    text = raw if isinstance(raw, str) and raw else " ".join(word for word, _ in tokens)
    incoming = Incoming(text, source=source, line=line)
    places: list[tuple[int, int]] = []
    at = 0
    for word, _ in tokens:
        start = text.find(word, at)
        if start < 0 or text[at:start].strip():
            raise incoming.refuse(f"The word {word!a:.40} is not where it should be in the raw text.")
        at = start + len(word)
        places.append((start, at))
    tags = [_tag(tag) for _, tag in tokens]
    mentions = [
        incoming.mention(places[first][0], places[behind - 1][1], label) for first, behind, label in chunks(tags)
    ]
    known = all(tag != "-" for _, tag in tokens) and bool(tokens)
    state = SetState.FINISHED if known else SetState.IN_PROGRESS if mentions else SetState.NEW
    return incoming.labelled(mentions, state=state)


def _tag(said: str) -> tuple[str, str]:
    """Return prefix and label; "-" (nobody said) and "O" are no entity."""
    match = _TAG.fullmatch(said)
    return (_MEANINGS.get(match[1], match[1]), match[2]) if match else ("O", "")


FORMAT = SpacyJson()
