"""Teaching a recogniser from finished texts, gently: a little further from a pipeline that ships, never from the last.

Four ways, chosen by what is taught. Where the base knows the labels it goes on from there, is reminded of as much of
what it learnt first, and, taught by few texts, is averaged with what it was. Where it lacks some of them it goes on
with longer strides, since what it has never heard of cannot be learnt gently. Where most of the labels are others, its
reading of words stays and what it says of them begins anew. Where there is no base, as in other languages, everything
does. Scores and what decides between two pipelines are not here.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any, cast

from annotator.errors import SuggesterError
from annotator.suggest.calibration import Calibration, read_calibration, write_calibration
from annotator.suggest.footnotes import without_marks
from annotator.suggest.labeller import Labeller, read_labeller, write_labeller
from annotator.suggest.labeller_lessons import LabellerRecipe, lessons_of, teach
from annotator.suggest.labels import translate
from annotator.suggest.lessons import Course, Progress, Recipe, set_weights, weights
from annotator.suggest.loading import load_folder
from annotator.suggest.news import Learnt, News
from annotator.suggest.rules import Rules
from annotator.suggest.taught import ENGLISH, TaughtText, blank, read_replay

if TYPE_CHECKING:
    from spacy.language import Language

    from annotator.suggest.base import Suggester

BY_RULES = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})
"""What regular expressions find better; taught only to a pipeline that is to work without them."""

GENTLE = Recipe(rounds=6, rate=3e-4, dropout=0.3, batch=300, share=0.6)
MORE_LABELS = Recipe(rounds=10, rate=1e-3, dropout=0.3, batch=300)
NEW_LABELS = Recipe(rounds=6, rate=1e-3, dropout=0.3, batch=300, least=60_000)
SCRATCH = Recipe(rounds=15, rate=1e-3, dropout=0.2, batch=300, least=60_000)
FURTHER = LabellerRecipe(rounds=6, rate=0.05, slower=0.8, hidden=0.5)

GENTLY, FURTHER_ON = "gentle", "more labels"
"""Two of the ways, in which a pipeline goes on from its base; the others begin anew."""

_KEPT = ("version", "license", "author", "url", "email", "sources")  # of the base's description
_KNOWN = 0.5  # of the taught spans have labels of the base: then it goes on from there
_WORTH = 0.05  # of the taught spans have labels the base lacks: gentle lessons would never teach it those


@dataclass(frozen=True, slots=True)
class Trained:
    """A pipeline that was taught: `way` is "gentle", "more labels", "new labels" or "from scratch".

    `words` were gone through.

    `calibration` is the base's where it holds for it, too; `labeller` is the base's, taught by the same texts.
    """

    nlp: Language
    way: str
    labels: tuple[str, ...]
    version: str
    words: int
    calibration: Calibration | None = None
    labeller: Labeller | None = None

    def to_disk(self, folder: Path) -> None:
        """Write an ordinary pipeline folder; whoever calls makes sure that it is whole or not there."""
        self.nlp.to_disk(folder)
        if self.calibration is not None:
            write_calibration(self.calibration, folder)
        if self.labeller is not None:
            write_labeller(self.labeller, folder)

    def suggester(self, resources: Path) -> Suggester:
        """Return what will suggest with it, as it does once it is written and loaded."""
        if self.nlp.lang != ENGLISH:
            return Learnt(resources, self.nlp, version=self.version)
        calibration = self.calibration or Calibration()
        return News(resources, self.nlp, labeller=self.labeller, calibration=calibration, version=self.version)


def train(
    texts: Sequence[TaughtText],
    *,
    resources: Path,
    base: Path | None = None,
    language: str = ENGLISH,
    complete: bool = False,
    seed: int = 0,
    progress: Progress | None = None,
) -> Trained:
    """Return a pipeline taught by these texts; the same texts and seed give the same weights.

    `base` is the folder of the pipeline to begin with, for English only; `complete` pipelines learn the labels of dates
    and numbers, too, which otherwise are left to the rules. Raise SuggesterError when the base is broken, spaCy cannot
    tokenise the language or nothing is taught, and whatever `progress` raises.
    """
    import spacy.util  # noqa: PLC0415 - see taught.blank

    cast("Any", spacy.util).fix_random_seed(seed)
    base = base if language == ENGLISH else None
    taught = Counter(label for one in texts for _, _, label in one.spans)
    begun = _from_base(base, taught, complete=complete) if base else _from_nothing(language, taught, complete=complete)
    learnt = [_only(one, begun.labels) for one in texts]
    replay = _in_words_of(begun, read_replay(base)) if base is not None else []
    course = Course(begun.nlp, begun.recipe, learnt, replay, resources=resources, open_=begun.labels - begun.known)
    words = course.run(Random(seed), progress)  # noqa: S311 - the order of lessons is no secret
    nlp = _without_words(begun)
    version = _describe(nlp, texts=len(texts), way=begun.way)
    # Weights so near the base's are as sure of what they find as those, and as often right.
    calibration = labeller = None
    if base is not None and begun.goes_on:
        calibration = read_calibration(base)
        labeller = _labeller_taught(base, nlp, [*learnt, *replay], resources, seed)
    return Trained(nlp, begun.way, tuple(sorted(begun.labels)), version, words, calibration, labeller)


def _labeller_taught(
    base: Path, nlp: Language, texts: Sequence[TaughtText], resources: Path, seed: int
) -> Labeller | None:
    """Return the base's labeller after these texts, None where it has none."""
    known = read_labeller(base)
    if known is None:
        return None
    rules = Rules(resources, nlp)
    lessons = [
        lesson
        for one in texts
        for lesson in lessons_of(
            rules.read(without_marks(one.text)),
            [span for span in one.spans if span[2] in known.labels],
            lexicon=rules.lexicon,
        )
    ]
    return teach(known.labels, lessons, recipe=FURTHER, seed=seed, known=known) if lessons else known


@dataclass(frozen=True, slots=True)
class _Begun:
    """A pipeline before its lessons; `known` are the labels that its base had a notion of."""

    nlp: Language
    way: str
    recipe: Recipe
    labels: frozenset[str]
    known: frozenset[str] = frozenset()

    @property
    def goes_on(self) -> bool:
        """Tell whether it says what its base says, in the same words."""
        return self.way in {GENTLY, FURTHER_ON}


def _from_nothing(language: str, taught: Counter[str], *, complete: bool) -> _Begun:
    wanted = frozenset(taught) - (BY_RULES if language == ENGLISH and not complete else frozenset[str]())
    _refuse_nothing(wanted)
    nlp = blank(language)
    _add_recogniser(nlp, _network(), wanted)
    return _Begun(nlp, "from scratch", SCRATCH, wanted)


def _from_base(base: Path, taught: Counter[str], *, complete: bool) -> _Begun:
    nlp = load_base(base)
    ner = cast("Any", nlp.get_pipe("ner"))
    known = frozenset(cast("tuple[str, ...]", ner.labels))
    wanted = frozenset(taught) - (frozenset() if complete else BY_RULES - known)
    _refuse_nothing(wanted)
    others_names = translate("PERSON", wanted) == "PER"
    shared = sum(taught[label] for label in wanted & known)
    if not others_names and shared >= _KNOWN * sum(taught[label] for label in wanted):
        for label in sorted(wanted - known):
            ner.add_label(label)
        few = sum(taught[label] for label in wanted - known) < _WORTH * sum(taught[label] for label in wanted)
        return _Begun(nlp, GENTLY if few else FURTHER_ON, GENTLE if few else MORE_LABELS, wanted | known, known)
    other = _blank_like(nlp)
    _add_recogniser(other, _network_of(nlp), wanted)
    fresh = cast("Any", other.get_pipe("ner")).model
    for part in ("tok2vec", "lower"):
        set_weights(fresh.get_ref(part), weights(ner.model.get_ref(part)))
    return _Begun(other, "new labels", NEW_LABELS, wanted, frozenset(translate(one, wanted) for one in known))


def _refuse_nothing(wanted: Collection[str]) -> None:
    if not wanted:
        raise SuggesterError("There is no name in the texts to learn from.", remedy="Label some, then train again.")


def load_base(base: Path) -> Language:
    """Load a pipeline that can be taught; raise SuggesterError when it cannot."""
    try:
        nlp = load_folder(base)
        cast("Any", nlp.get_pipe("ner")).model.get_ref("tok2vec")
    except Exception as error:  # a damaged folder may raise anything
        raise SuggesterError(
            f"The pipeline “{base}” cannot be taught: {error}.",
            remedy="Begin with one that has a recogniser of its own.",
        ) from error
    return nlp


def _blank_like(nlp: Language) -> Language:
    """Return a pipeline of nothing but the same tokeniser."""
    made = blank(nlp.lang or ENGLISH)
    cast("Any", made.tokenizer).from_bytes(cast("Any", nlp.tokenizer).to_bytes(exclude=["vocab"]))
    return made


def _add_recogniser(nlp: Language, network: dict[str, Any], labels: Collection[str]) -> None:
    """Give a pipeline a recogniser of these labels that knows nothing yet."""
    ner = cast("Any", nlp.add_pipe("ner", config=network))
    for label in sorted(labels):
        ner.add_label(label)
    nlp.initialize()


def _network_of(nlp: Language) -> dict[str, Any]:
    return {"model": cast("dict[str, Any]", nlp.get_pipe_config("ner"))["model"]}


def _network() -> dict[str, Any]:
    """Return the configuration of a recogniser like the one that ships."""
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 64,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {
                "@architectures": "spacy.Tok2Vec.v2",
                "embed": {
                    "@architectures": "spacy.MultiHashEmbed.v2",
                    "width": 96,
                    "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA"],
                    "rows": [5000, 1500, 2500, 2500, 500, 100],
                    "include_static_vectors": False,
                },
                "encode": {
                    "@architectures": "spacy.MaxoutWindowEncoder.v2",
                    "width": 96,
                    "window_size": 1,
                    "maxout_pieces": 3,
                    "depth": 4,
                },
            },
        }
    }


def _only(one: TaughtText, labels: Collection[str]) -> TaughtText:
    return replace(one, spans=tuple(span for span in one.spans if span[2] in labels))


def _in_words_of(begun: _Begun, replay: Sequence[TaughtText]) -> list[TaughtText]:
    """Return texts as somebody would have labelled them who uses the labels taught; none where that cannot be said.

    What a base names that has no name in these labels is left open.
    """
    if begun.goes_on:
        return [_only(one, begun.known) for one in replay]
    found: list[TaughtText] = []
    for one in replay:
        spans = [(start, end, translate(label, begun.labels)) for start, end, label in one.spans]
        known = tuple(span for span in spans if span[2])
        unnamed = tuple((start, end) for start, end, label in spans if not label)
        if known:
            found.append(TaughtText(one.text, known, (*one.missing, *unnamed)))
    return found


def _without_words(begun: _Begun) -> Language:
    """Return the pipeline with what it learnt and without the words of the texts, which a vocabulary would keep.

    Pipelines are handed on, and articles need not be.
    """
    nlp = _blank_like(begun.nlp)
    nlp.add_pipe("ner", config=_network_of(begun.nlp))
    learnt = cast("bytes", cast("Any", begun.nlp.get_pipe("ner")).to_bytes(exclude=["vocab"]))
    cast("Any", nlp.get_pipe("ner")).from_bytes(learnt, exclude=["vocab"])
    nlp.meta.update({name: begun.nlp.meta[name] for name in _KEPT if name in begun.nlp.meta})
    return nlp


def _describe(nlp: Language, *, texts: int, way: str) -> str:
    """Write into the pipeline's description what it is; return its version."""
    weights_ = cast("bytes", cast("Any", nlp.get_pipe("ner")).to_bytes(exclude=["vocab"]))
    digest = hashlib.sha256(weights_).hexdigest()[:8]
    before = str(nlp.meta.get("version") or "0.0.0").partition("+")[0]
    version = f"{before}+learnt.{texts}.{digest}"
    nlp.meta["version"] = version
    nlp.meta["name"] = "learnt"
    nlp.meta["description"] = f"Names as they were labelled in {texts} articles ({way})."
    return version
