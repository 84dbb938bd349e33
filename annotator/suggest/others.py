"""Other people's spaCy pipelines as suggesters: installed ones and folders, described without being loaded.

Loading a pipeline runs what it says, so it is loaded only where its files are those the person trusted, and where
nothing but suggesting happens. Which pipelines are trusted is kept elsewhere.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import warnings
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import entry_points
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from annotator.domain.pipeline import PREFIX, Pipeline
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import SuggesterError
from annotator.suggest.labels import translate
from annotator.suggest.taught import cutting

if TYPE_CHECKING:
    from spacy.language import Language

_META, _CONFIG = "meta.json", "config.cfg"
_GROUP = "spacy_models"  # of entry points, where a package says that it is a pipeline
_DIGEST_LENGTH = 8
_BATCH = 16
_NAMING = ("ner", "entit", "span_ruler")  # in the name of a component that finds names
# Components that say nothing about names; left out where nobody else in the pipeline could listen to them.
_SILENT = frozenset(
    {"tagger", "morphologizer", "parser", "senter", "sentencizer", "attribute_ruler", "lemmatizer"}
    | {"trainable_lemmatizer"}
)
_UNLISTENING = _SILENT | {"tok2vec", "transformer", "curated_transformer", "ner"}
# CoNLL's names for what the news scheme calls otherwise: most of its places are GPE, most of the rest NORP.
_FROM_CONLL = {"PER": "PERSON", "LOC": "GPE", "MISC": "NORP"}
_SPELT_OUT = {"ORGANISATION": "ORG", "ORGANIZATION": "ORG", "LOCATION": "LOC", "PERS": "PER"}


def installed() -> list[Pipeline]:
    """Return the pipelines that are installed as packages, by name; nothing of them is run.

    spaCy has a list of them, too, but imports each for it, which is to run it.
    """
    found: list[Pipeline] = []
    for name in sorted({one.name for one in entry_points(group=_GROUP)}):
        try:
            found.append(describe(find(name)))
        except SuggesterError:
            continue  # half uninstalled: there is nothing to choose
    return found


def find(named: str) -> Path:
    """Return the folder of a pipeline named by its path or its package; raise SuggesterError when there is none."""
    path = Path(named).expanduser()
    if (path / _META).is_file() and (path / _CONFIG).is_file():
        return path.resolve()
    there = importlib.util.find_spec(named) if named.isidentifier() else None
    for place in (there.submodule_search_locations or ()) if there else ():
        # The package's own folder holds one of the same name with its version behind it.
        for config in sorted(Path(place).glob(f"*/{_CONFIG}")):
            return config.parent.resolve()
    raise SuggesterError(
        f"There is no spaCy pipeline “{named}”.", remedy="Choose a folder that holds a meta.json and a config.cfg."
    )


def describe(path: Path) -> Pipeline:
    """Return what a pipeline folder says of itself, without loading it; raise SuggesterError for one that cannot."""
    try:
        meta: object = json.loads((path / _META).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise _refusal(path, f"has no {_META} that can be read") from error
    if not isinstance(meta, dict):
        raise _refusal(path, f"has no {_META} that can be read")
    said = cast("dict[str, object]", meta)
    name, version, language, made_for = (
        str(said.get(key) or "") for key in ("name", "version", "lang", "spacy_version")
    )
    full = f"{language}_{name}" if language and not name.startswith(f"{language}_") else name
    return Pipeline(path, full or path.name, version, language, made_for, _labels(said.get("labels")))


def _labels(said: object) -> tuple[str, ...]:
    parts = cast("dict[str, object]", said) if isinstance(said, dict) else {}
    named = {name: labels for name, labels in parts.items() if any(word in name for word in _NAMING)}
    found: dict[str, None] = {}
    for labels in (named or {name: one for name, one in parts.items() if name not in _SILENT}).values():
        if isinstance(labels, list):
            found.update(dict.fromkeys(map(str, cast("list[object]", labels))))
    return tuple(sorted(found))


def fingerprint(path: Path) -> str:
    """Return the SHA-256 over all files of a folder, their names and lengths; seconds for a large one.

    Raise SuggesterError when one of them cannot be read.
    """
    total = hashlib.sha256()
    try:
        for file in sorted((one for one in path.rglob("*") if one.is_file()), key=lambda one: one.as_posix()):
            with file.open("rb") as stream:
                digest = hashlib.file_digest(stream, "sha256").hexdigest()
            total.update(f"{file.relative_to(path).as_posix()}\0{digest}\n".encode())
    except OSError as error:
        raise _refusal(path, f"cannot be read: {error.strerror or error}") from error
    return total.hexdigest()


def default_map(labels: Iterable[str], wanted: Collection[str]) -> dict[str, str]:
    """Return what a pipeline's labels are called among those wanted, "" for what nobody wants."""
    labels, wanted = tuple(labels), frozenset(wanted)
    names = {label: label if label in wanted else _SPELT_OUT.get(label.upper(), label.upper()) for label in labels}
    conll = "PER" in names.values() and "PERSON" not in names.values()
    found: dict[str, str] = {}
    for label, name in names.items():
        theirs = _FROM_CONLL.get(name, "") if conll else ""
        other = theirs if theirs in wanted else translate(name, wanted)
        found[label] = other
    return found


def load_other(named: str, *, trusted: Mapping[str, str], label_map: Mapping[str, str]) -> Other:
    """Load a pipeline as a suggester; `trusted` are digests by path, `label_map` what its labels are to be here.

    Raise SuggesterError when there is none, its files are not those that were trusted, or it cannot run here.
    """
    path = find(named)
    described = describe(path)
    known = trusted.get(str(path))
    if known is None:
        raise SuggesterError(
            f"The pipeline “{described.name}” is not trusted: loading one runs what it says.",
            remedy="Choose it again and say that you trust it.",
        )
    if known != (digest := fingerprint(path)):
        raise SuggesterError(
            f"The files of “{described.name}” have changed since you trusted them.",
            remedy="If that was meant, such as by an update, choose it again and trust it as it is now.",
        )
    _refuse_other_spacy(described)
    return Other(_load(described), described, digest, label_map)


def _refuse_other_spacy(described: Pipeline) -> None:
    from spacy import about  # noqa: PLC0415 - see `installed`

    here = about.__version__
    wanted = described.spacy.lstrip("<>=~! ").partition(".")[0]
    if wanted.isdigit() and wanted != here.partition(".")[0]:
        raise SuggesterError(
            f"“{described.name}” was made for spaCy {described.spacy}, and this program has {here}.",
            remedy="Choose one that was made for the same major version.",
        )


def _load(described: Pipeline) -> Language:
    import spacy  # noqa: PLC0415 - see `installed`

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that it was made with another minor version, which mostly does no harm
            nlp = spacy.load(described.path)
    except ImportError as error:
        what = f"the package “{error.name}”" if error.name else f"something that is missing: {first_line(error)}"
        remedy = "Install it beside this program, or choose another pipeline."
        raise SuggesterError(f"“{described.name}” needs {what}.", remedy=remedy) from error
    except Exception as error:  # other people's files may lead to anything
        remedy = "Install what it says it needs, or choose another pipeline."
        what = f"“{described.name}” cannot be loaded: {first_line(error)}."
        raise SuggesterError(what, remedy=remedy) from error
    factories = cast("Mapping[str, str]", nlp.pipe_factories)
    if all(one in _UNLISTENING for one in factories.values()):
        for name in [name for name, one in factories.items() if one in _SILENT]:
            nlp.disable_pipe(name)
    return nlp


class Other:
    """Somebody's pipeline at work; texts leave no trace in it but in its vocabulary."""

    def __init__(self, nlp: Language, described: Pipeline, digest: str, label_map: Mapping[str, str]) -> None:
        """Take a loaded pipeline; what `label_map` does not say is decided by `default_map`."""
        self._nlp = nlp
        self._described = described
        self._map = dict(label_map)
        chosen = hashlib.sha256(json.dumps(sorted(self._map.items())).encode()).hexdigest()[:4] if self._map else "0"
        version = f"{described.version}+{digest[:_DIGEST_LENGTH]}.{chosen}"
        self._info = SuggesterInfo(f"{PREFIX}{described.name}", version)
        self._cut = cutting(nlp)

    @property
    def info(self) -> SuggesterInfo:
        """Name and version; the version changes with every file of the pipeline, and with the labels' names."""
        return self._info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield what the pipeline finds in each text, in reading order, under the labels asked for only."""
        names = default_map(_all_labels(self._nlp, self._described), labels) | self._map
        for text in texts:
            found: list[Suggestion] = []
            places = list(self._cut(text))
            docs = self._nlp.pipe((text[start:end] for start, end in places), batch_size=_BATCH)
            for (first, _), doc in zip(places, docs, strict=True):
                for one in doc.ents:
                    label = names.get(one.label_) or ""
                    start, end = _stripped(text, first + one.start_char, first + one.end_char)
                    if label in labels and start < end:
                        found.append(self._suggestion(start, end, label, one.label_))
            yield found

    def _suggestion(self, start: int, end: int, label: str, said: str) -> Suggestion:
        about = self._described
        called = f", which calls it {said}" if said != label else ""
        reason = f"found by {about.name} {about.version}{called}".replace("  ", " ")
        return Suggestion(start, end, label, "ner", None, reason, self._info.version)


def _all_labels(nlp: Language, described: Pipeline) -> tuple[str, ...]:
    known = cast("Mapping[str, Iterable[str]]", cast("Any", nlp).pipe_labels)
    return tuple(dict.fromkeys((*described.labels, *(label for some in known.values() for label in some))))


def first_line(error: Exception) -> str:
    """Return the first line of what an error says, without its full stop."""
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else type(error).__name__


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _refusal(path: Path, what: str) -> SuggesterError:
    return SuggesterError(f"The pipeline in “{path}” {what}.", remedy="Choose another one.")
