"""UIMA CAS XMI, which INCEpTION and the DKPro tools exchange: an XML file an article, a type system beside them.

Offsets are UTF-16 units. Written are named entities, tokens cut at the edges of spans, sentences, title and source;
read is any layer of spans, without its type system. Entities, other documents and the network are out of reach of the
parser: a file with a document type is refused. What `cas_json.py` reads means the same in another notation.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import quoteattr

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats.articles_in import Incoming, decided_spans, spans_carried
from annotator.formats.base import Loss, NewFile, size_of, unreadable
from annotator.formats.brat import file_name
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Carries, Losses
from annotator.formats.tokens_out import across_sentences, sentences, words
from annotator.formats.utf16 import from_utf16, to_utf16, utf16_length

if TYPE_CHECKING:
    from xml.parsers.expat import XMLParserType

MAX_BYTES = 256 * 1024 * 1024
_TYPE_SYSTEM = "TypeSystem.xml"
_CAS, _XMI = "http:///uima/cas.ecore", "http://www.omg.org/XMI"
_PREFIX = "http:///de/tudarmstadt/ukp/dkpro/core/api/"
_OPENING = (
    f'<?xml version="1.0" encoding="UTF-8"?>\n<xmi:XMI xmlns:xmi="{_XMI}" xmlns:cas="{_CAS}"'
    f' xmlns:ner="{_PREFIX}ner/type.ecore" xmlns:segmentation="{_PREFIX}segmentation/type.ecore"'
    f' xmlns:metadata="{_PREFIX}metadata/type.ecore" xmi:version="2.0">\n<cas:NULL xmi:id="0"/>\n'
)
_TYPES = {
    "de.tudarmstadt.ukp.dkpro.core.api.metadata.type.DocumentMetaData": (
        "uima.tcas.DocumentAnnotation",
        ("documentTitle", "documentId"),
    ),
    "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity": ("uima.tcas.Annotation", ("value", "identifier")),
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Token": ("uima.tcas.Annotation", ()),
    "de.tudarmstadt.ukp.dkpro.core.api.segmentation.type.Sentence": ("uima.tcas.Annotation", ()),
}
_NOT_SPANS = re.compile(r"\b(uima|segmentation|lexmorph|syntax|metadata|morph|pos|coref|semantics|pdf|structure)\b")
_OF_COURSE = re.compile(r"^uima\.|\.(Token|Sentence|Document\w+|Tagset\w*|TagDescription)$")
"""Types that every CAS has, of which nothing is missed."""
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_OWN = frozenset({"begin", "end", "sofa", "identifier", "id", "order", "parent", f"{_XMI} id"})
_LONGEST_NUMBER = 10
_UNNAMED = "NamedEntity"
_CARRIES = Carries(blank=False)


@dataclass(slots=True)
class Cas:
    """What a CAS says: texts by the ids of their sofas, spans (sofa, begin, end, label) in UTF-16 units."""

    losses: Losses = field(default_factory=Losses)
    texts: dict[str, str] = field(default_factory=dict[str, str])
    first: str = ""
    spans: list[tuple[str, object, object, str]] = field(default_factory=list[tuple[str, object, object, str]])
    fields: dict[str, JsonValue] = field(default_factory=dict[str, JsonValue])

    def sofa(self, key: str, name: str, text: str) -> None:
        """Take a text in; the one called "_InitialView" is the document, else the first."""
        self.texts[key] = text
        if name == "_InitialView" or not self.first:
            self.first = key

    def structure(self, type_name: str, said: Mapping[str, object], sofa: str) -> None:
        """Take a feature structure in, if it is a span with a label or says what the document is called."""
        if type_name.endswith("DocumentMetaData"):
            for key, ours in (("documentTitle", "title"), ("documentId", "source")):
                value = said.get(key)
                if isinstance(value, str) and value.strip():
                    self.fields[ours] = value
        spans, of_course = _kind(type_name)
        if not spans or "begin" not in said or "end" not in said:
            if not of_course:
                self.losses.add(f"annotations of the layer {type_name.rpartition('.')[2]}", _features(said))
            return
        values = [value for key, value in said.items() if key not in _OWN and isinstance(value, str)]
        named = next((said[key] for key in ("value", "label") if isinstance(said.get(key), str)), None)
        label = str(named or (values[0] if values else "")).strip() or type_name.rpartition(".")[2]
        self.spans.append((sofa, said["begin"], said["end"], label))

    def article(self, *, source: str) -> LabelledArticle:
        """Return the document with its spans."""
        text = self.texts.get(self.first, "")
        incoming, place = Incoming(text, self.fields, source=source), from_utf16(text)
        length = utf16_length(text)
        mentions: list[Mention] = []
        for sofa, start, end, label in self.spans:
            if sofa != self.first or start == end:
                what = "annotations of no characters" if start == end else "annotations of another view"
                self.losses.add(what, label)
                continue
            if type(start) is not int or type(end) is not int or not 0 <= start < end <= length:
                raise incoming.refuse(f"The span {start!a:.20}–{end!a:.20} ({label!a:.40}) is outside the text.")
            mentions.append(incoming.mention(place(start), place(end), label))
        return incoming.labelled(mentions, state=SetState.FINISHED if mentions else SetState.NEW)


@lru_cache(maxsize=1000)
def _kind(type_name: str) -> tuple[bool, bool]:
    """Return whether a type's annotations are spans, and whether it is one of which nothing is missed."""
    return not _NOT_SPANS.search(type_name), bool(_OF_COURSE.search(type_name))


def _features(said: Mapping[str, object]) -> str:
    """Return what an annotation that stays behind says."""
    return ", ".join(str(value) for key, value in said.items() if key not in _OWN and isinstance(value, str))


class Xmi(CountingReader):
    """Reads XMI and writes a folder of it."""

    name = "xmi"
    title = "UIMA CAS XMI (INCEpTION)"
    suffix = ""
    suffixes = (".xmi",)
    companions = (_TYPE_SYSTEM,)
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for XMI's root element."""
        return b"<xmi:XMI" in head[:4096] or (b"http://www.omg.org/XMI" in head[:4096] and b"cas.ecore" in head)

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError for XML that is broken or has a document type."""
        if size_of(path, source=source) > MAX_BYTES:
            raise InputError("The file is too large to be one article.", source=source)
        try:
            with path.open("rb") as stream:
                cas = _parsed(stream.read(), losses, source=source)
        except OSError as error:
            raise unreadable(error, source=source) from error
        yield cas.article(source=source)

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write a file for each, an annotator's in a folder of their own, and the type system of all of them."""
        losses = Losses()
        written = False
        for number, one in enumerate(articles, 1):
            written = True
            losses.beyond(one, _CARRIES)
            if _NO_XML.search(one.article.text):
                losses.add("control characters written as spaces", one.article.title)
            with new_file(f"{file_name(one, number)}.xmi") as out:
                out.write(_OPENING.encode())
                for part in _parts(one, losses):
                    out.write(part.encode())
        if written:
            with new_file(_TYPE_SYSTEM) as out:
                out.write(_type_system().encode())
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the accepted spans, and the text as XML can have it."""
        text = _NO_XML.sub(" ", one.article.text)
        found = ((start, end, _NO_XML.sub(" ", label).strip()) for start, end, label, _ in spans_carried(one))
        return text, sorted({(start, end, label or _UNNAMED) for start, end, label in found})


def _parts(one: LabelledArticle, losses: Losses) -> Iterator[str]:
    text, place = one.article.text, to_utf16(one.article.text)
    spans = decided_spans(one)
    count = 2
    about = f'begin="0" end="{place(len(text))}"{_attribute("documentTitle", one.article.title)}'
    about += _attribute("documentId", one.article.source)
    yield f'<metadata:DocumentMetaData xmi:id="2" sofa="1" {about}/>\n'
    tokens = words(text, spans)
    losses.across(one, across_sentences(text, tokens, spans))
    kinds: list[tuple[str, int, int, str]] = [("ner:NamedEntity", m.start, m.end, m.label) for m in spans]
    kinds += [("segmentation:Token", start, end, "") for start, end in tokens]
    kinds += [
        ("segmentation:Sentence", sentence[0][0], sentence[-1][1], "") for sentence in sentences(text, tokens, spans)
    ]
    for kind, start, end, label in kinds:
        count += 1
        value = _attribute("value", label)
        yield f'<{kind} xmi:id="{count}" sofa="1" begin="{place(start)}" end="{place(end)}"{value}/>\n'
    sofa = _attribute("sofaString", text)
    yield f'<cas:Sofa xmi:id="1" sofaNum="1" sofaID="_InitialView" mimeType="text"{sofa}/>\n'
    yield f'<cas:View sofa="1" members="{" ".join(map(str, range(2, count + 1)))}"/>\n</xmi:XMI>\n'


def _attribute(name: str, value: str) -> str:
    """Return an attribute with a space before it, nothing where there is no value."""
    if not value:
        return ""
    signs = {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;", "\x85": "&#133;", "\u2028": "&#8232;"}
    return f" {name}={quoteattr(_NO_XML.sub(' ', value), signs)}"


def _type_system() -> str:
    rows = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<typeSystemDescription xmlns="http://uima.apache.org/resourceSpecifier">',
        "<types>",
    ]
    for name, (above, features) in _TYPES.items():
        inner = "".join(
            f"<featureDescription><name>{one}</name><description/><rangeTypeName>uima.cas.String</rangeTypeName>"
            "</featureDescription>"
            for one in features
        )
        rows.append(
            f"<typeDescription><name>{name}</name><description/><supertypeName>{above}</supertypeName>"
            f"<features>{inner}</features></typeDescription>"
        )
    return "\n".join([*rows, "</types>", "</typeSystemDescription>", ""])


def _parsed(data: bytes, losses: Losses, *, source: str) -> Cas:
    from xml.parsers import expat  # noqa: PLC0415 - only here

    cas = Cas(losses)
    depth = 0

    def start(name: str, said: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        space, _, local = name.rpartition(" ")
        if space == _CAS and local == "Sofa":
            cas.sofa(said.get(f"{_XMI} id", ""), said.get("sofaID", ""), said.get("sofaString", ""))
        elif space not in (_CAS, _XMI):
            type_name = f"{space.removeprefix('http:///').removesuffix('.ecore').replace('/', '.')}.{local}"
            numbers = {key: _number(value) if key in ("begin", "end") else value for key, value in said.items()}
            cas.structure(type_name, numbers, said.get("sofa", ""))

    def refuse(*_: object) -> None:
        raise InputError(
            "The file has a document type, which could hide anything.", remedy="Export it again.", source=source
        )

    def said_outside(said: str) -> None:
        if depth == 1 and not said.isspace():
            what = f"There is text between the annotations, where none can be: {said.strip()!a:.60}."
            raise InputError(what, remedy="Export it again.", source=source, line=parser.CurrentLineNumber)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    parser: XMLParserType = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said_outside
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat's own
    except expat.ExpatError as error:
        raise InputError(
            f"This is not XML: {expat.ErrorString(error.code)}.", source=source, line=error.lineno
        ) from None
    except (ValueError, LookupError) as error:
        raise InputError(f"This is not XML: {error}.", source=source) from None
    return cas


def _number(said: str) -> object:
    return int(said) if len(said) <= _LONGEST_NUMBER and said.isascii() and said.isdigit() else said


FORMAT = Xmi()
