"""The recipe: the network, the order of texts, the rate of learning; the same seed gives the same weights."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any, cast

from thinc.api import Adam, fix_random_seed

from news_pipeline.corpora import LABELS, Labelled
from news_pipeline.examples import example
from news_pipeline.variation import varied

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.training import Example

    from annotator.suggest.rules import Rules


@dataclass(frozen=True, slots=True)
class Network:
    """Sizes of the network."""

    width: int = 96
    depth: int = 4
    hidden: int = 64
    rows: tuple[int, ...] = (5000, 1500, 2500, 2500, 500, 100)

    def config(self) -> dict[str, Any]:
        """Return the configuration of the recogniser of entities, as spaCy reads it."""
        embed = {
            "@architectures": "spacy.MultiHashEmbed.v2",
            "width": self.width,
            "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE", "TAG", "LEMMA"],
            "rows": list(self.rows),
            "include_static_vectors": False,
        }
        encode = {
            "@architectures": "spacy.MaxoutWindowEncoder.v2",
            "width": self.width,
            "window_size": 1,
            "maxout_pieces": 3,
            "depth": self.depth,
        }
        return {
            "model": {
                "@architectures": "spacy.TransitionBasedParser.v2",
                "state_type": "ner",
                "extra_state_tokens": False,
                "hidden_width": self.hidden,
                "maxout_pieces": 2,
                "use_upper": True,
                "tok2vec": {"@architectures": "spacy.Tok2Vec.v2", "embed": embed, "encode": encode},
            }
        }


@dataclass(frozen=True, slots=True)
class Stage:
    """How long is learnt and how fast: batches and rates go in a straight line from the first figure to the last."""

    words: int
    rate: float
    last_rate: float
    first_batch: int
    last_batch: int
    dropout: float = 0.1
    blind: float = 0.25  # of texts that go without the rules' features, so that the pipeline works without them


FIRST = Stage(words=3_000_000, rate=1e-3, last_rate=4e-4, first_batch=150, last_batch=600)
"""From nothing; every branch begins with what this one learnt."""
BRANCH = Stage(words=1_200_000, rate=5e-4, last_rate=1e-5, first_batch=600, last_batch=900)
"""One of several that see other texts in another order; the mean of their weights is what is shipped."""


@dataclass(frozen=True, slots=True)
class Material:
    """The labelled texts by corpus, each corpus's share of what is read, and the names to put in others' places."""

    sources: dict[str, list[Labelled]]
    shares: dict[str, float]
    names: dict[str, list[str]]

    def texts(self, random: Random) -> Iterator[Labelled]:
        """Yield varied texts for ever, each corpus in shuffled rounds of its own, as often as its share says."""
        rounds = {name: _rounds(texts, random) for name, texts in self.sources.items()}
        seen = dict.fromkeys(self.sources, 0.0)
        while True:
            # The corpus that is furthest behind its share: no chance needed, and no drift.
            name = min(seen, key=lambda one: seen[one] / self.shares[one])
            text = next(rounds[name])
            seen[name] += len(text.text)
            yield varied(text, self.names, random)


def _rounds(texts: list[Labelled], random: Random) -> Iterator[Labelled]:
    while True:
        yield from random.sample(texts, len(texts))


def begin(nlp: Language, network: Network, *, seed: int) -> None:
    """Give a pipeline a recogniser that has learnt nothing."""
    fix_random_seed(seed)
    recogniser = cast("Any", nlp.add_pipe("ner", config=network.config()))
    for label in LABELS:
        recogniser.add_label(label)
    nlp.initialize()


def learn(
    nlp: Language, rules: Rules, material: Material, stage: Stage, *, seed: int, said: Callable[[int, float], object]
) -> None:
    """Train the pipeline's recogniser in place; `said` hears words read and the mean loss a word, twenty times.

    The mean of the weights over the stage is what stays.
    """
    random = Random(seed)  # noqa: S311 - chance that can be repeated, no secret
    fix_random_seed(seed)
    optimizer = Adam(stage.rate, L2=0.01, grad_clip=1.0, use_averages=True)
    examples = (example(one, rules, random=random, blind=stage.blind) for one in material.texts(random))
    done, since, losses = 0, 0, 0.0
    while done < stage.words:
        share = done / stage.words
        size = stage.first_batch + (stage.last_batch - stage.first_batch) * share
        batch: list[Example] = []
        words = 0
        while words < size:
            batch.append(next(examples))
            words += len(batch[-1].reference)
        optimizer.learn_rate = stage.rate + (stage.last_rate - stage.rate) * share
        losses += cast("Any", nlp).update(batch, sgd=optimizer, drop=stage.dropout)["ner"]
        done += words
        since += words
        if since > stage.words / 20:
            said(done, losses / since)
            since, losses = 0, 0.0
    with cast("Any", nlp).use_params(optimizer.averages):
        averaged = nlp.to_bytes()
    nlp.from_bytes(averaged)


def mean_of(nlp: Language, weights: Sequence[bytes]) -> None:
    """Give the pipeline's recogniser the mean of others' weights; all began with the same first stage."""
    recogniser = cast("Any", nlp.get_pipe("ner"))
    sums: dict[tuple[int, str], Any] = {}
    for one in weights:
        recogniser.from_bytes(one, exclude=["vocab"])
        for at, name, values in _parameters(recogniser.model):
            sums[at, name] = values.copy() if (at, name) not in sums else sums[at, name] + values
    for at, node in enumerate(recogniser.model.walk()):
        for name in node.param_names:
            if (at, name) in sums:
                node.set_param(name, sums[at, name] / len(weights))


def _parameters(model: Any) -> Iterator[tuple[int, str, Any]]:  # noqa: ANN401 - thinc's models are typed by what they compute
    for at, node in enumerate(model.walk()):
        for name in node.param_names:
            if node.has_param(name):
                yield at, name, node.get_param(name)
