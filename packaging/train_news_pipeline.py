"""Train the pipeline that is shipped in resources/pipelines/news, from nothing.

    python packaging/train_news_pipeline.py --corpora FOLDER [--out FOLDER] [--branches 3] [--without gmb_clean]

FOLDER holds the open corpora as JSON lines (see `news_pipeline/corpora.py`); the passages beside this script are ours.
One first stage, several branches that begin with what it learnt and read other texts in another order, and the mean of
their weights; then scores are calibrated on texts none of them has read, and the model card is written. The same seed
gives the same weights on the same machine. `--again` trains nothing: it calibrates the pipeline in --out and writes its
card once more, as after a change of the rules. Test files are opened by `--test` alone, which does the same with them.
"""

from __future__ import annotations

import argparse
import importlib
import json
import multiprocessing
import os
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, cast

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: sums in one order, the same at every run
sys.path.append(str(Path(__file__).resolve().parent.parent))  # in a checkout the program is there, and not installed

from news_pipeline.calibrating import bins_of, calibrated, told_of
from news_pipeline.card import Made, write_card
from news_pipeline.corpora import CORPORA, LABELLED_BY_MACHINE, LABELS, Labelled, held_out, read_corpus, read_passages
from news_pipeline.doubts import without_doubts
from news_pipeline.labelling import train_labeller
from news_pipeline.recipe import BRANCH, FIRST, Material, Network, Stage, begin, learn, mean_of
from news_pipeline.replay import write_replay
from news_pipeline.scores import Scores, score
from news_pipeline.variation import names_by_label

from annotator.resources import resource, seeds
from annotator.suggest.alone import RecogniserAlone
from annotator.suggest.calibration import Calibration, write_calibration
from annotator.suggest.labeller import write_labeller
from annotator.suggest.news import read_news
from annotator.suggest.pieces import build_tokenizer
from annotator.suggest.rules import Rules

PASSAGES = Path(__file__).parent / "passages"
DEVELOPMENT = ("gmb_dev", "crosspol_dev")
CAREFUL = ("passages", "wikigold_train", "crosspol_train", "re3d_train")
TESTS = ("re3d_test", "wikigold_test")


def main() -> None:
    """Read the options and do as they say."""
    options = _options()
    out: Path = options.out
    if options.again or options.test:
        _finish(out, _made(out), options.corpora, tests=options.test)
        return
    _use_numpy()
    first, branch = (_shortened(stage, options.scale) for stage in (FIRST, BRANCH))
    texts = _texts(options.corpora, options.without.split(","))
    beginning = _first_stage(texts, first, options.seed)
    tasks = [(beginning, texts, branch, options.seed + 1 + at) for at in range(options.branches)]
    if options.jobs > 1:
        with multiprocessing.get_context("spawn").Pool(options.jobs) as pool:
            weights = pool.starmap(_branch, tasks, chunksize=1)
    else:
        weights = [_branch(*task) for task in tasks]
    _write(out, weights, options)
    rules = Rules(resource(), build_tokenizer())
    write_labeller(train_labeller(texts, _names(texts), rules, seed=options.seed), out)
    made = Made(
        Network(),
        first,
        branch,
        options.branches,
        options.seed,
        {name: sum(len(one.text.split()) for one in some) for name, some in texts.items()},
        CORPORA,
    )
    _finish(out, made, options.corpora, tests=False)


def _finish(out: Path, made: Made, corpora: Path, *, tests: bool) -> None:
    """Calibrate a pipeline's scores, measure it and write its card; test files are opened only when asked for."""
    held = _held(corpora, [name for name in CORPORA if name not in made.words])
    write_calibration(Calibration({}), out)
    told = told_of(read_news(resource(), out, least=0), [one for some in held.values() for one in some])
    calibration = calibrated(told)
    write_calibration(calibration, out)
    measured = held | {name: read_corpus(corpora / f"{name}.jsonl") for name in TESTS if tests}
    write_card(out, made, _scores(out, measured), bins_of(told, calibration))


def _use_numpy() -> None:
    """Multiply with numpy's library, which is a quarter faster here than thinc's own."""
    api: Any = importlib.import_module("thinc.api")
    api.set_current_ops(api.NumpyOps(use_blis=False))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=cast("str", __doc__).partition("\n")[0])
    parser.add_argument("--corpora", type=Path, required=True, help="folder of the open corpora")
    parser.add_argument("--out", type=Path, default=resource() / "pipelines" / "news")
    parser.add_argument("--branches", type=int, default=3)
    parser.add_argument("--without", default="", help="corpora to leave out, by name, with commas")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=1, help="branches trained side by side")
    parser.add_argument("--scale", type=float, default=1.0, help="of the words read; 0.01 tries the script out")
    parser.add_argument("--again", action="store_true", help="calibrate --out and write its card again; trains nothing")
    parser.add_argument("--test", action="store_true", help="the same, and score it on the test files, too")
    return parser.parse_args()


def _shortened(stage: Stage, scale: float) -> Stage:
    return replace(stage, words=max(1, round(stage.words * scale)))


def _texts(corpora: Path, without: Sequence[str]) -> dict[str, list[Labelled]]:
    """Return what is learnt from, by corpus, without what cannot be believed."""
    rules = Rules(resource(), build_tokenizer())
    texts: dict[str, list[Labelled]] = {}
    for name in CORPORA:
        if name in without:
            continue
        if name == "passages":
            texts[name], _ = held_out(read_passages(PASSAGES))
            continue
        learnt, _ = held_out(read_corpus(corpora / f"{name}.jsonl"))
        texts[name] = [without_doubts(one, rules, unlabelled=name in LABELLED_BY_MACHINE) for one in learnt]
    return texts


def _held(corpora: Path, without: Sequence[str]) -> dict[str, list[Labelled]]:
    """Return the texts that are measured on while choosing; none of them is ever learnt from."""
    held = {
        name: held_out(read_passages(PASSAGES) if name == "passages" else read_corpus(corpora / f"{name}.jsonl"))[1]
        for name in ("passages", "wikigold_train", "re3d_train")
        if name not in without
    }
    held |= {name: read_corpus(corpora / f"{name}.jsonl") for name in DEVELOPMENT}
    held["seeds"] = _sample_corpus()
    return {f"{name} (held out)" if name in CORPORA else name: some for name, some in held.items()}


def _sample_corpus() -> list[Labelled]:
    rows = map(json.loads, (seeds() / "labels" / "gold.jsonl").read_text("utf-8").splitlines())
    return [
        Labelled(
            row["id"],
            row["text"],
            tuple((one["start"], one["end"], one["label"]) for one in row["spans"] if one["label"] in LABELS),
            tuple((start, end) for start, end in row["ignored"]),
        )
        for row in rows
    ]


def _first_stage(texts: dict[str, list[Labelled]], stage: Stage, seed: int) -> bytes:
    nlp = build_tokenizer()
    begin(nlp, Network(), seed=seed)
    learn(nlp, Rules(resource(), nlp), _material(texts), stage, seed=seed, said=_said("first stage"))
    return cast("Any", nlp.get_pipe("ner")).to_bytes(exclude=["vocab"])


def _branch(beginning: bytes, texts: dict[str, list[Labelled]], stage: Stage, seed: int) -> bytes:
    _use_numpy()
    nlp = build_tokenizer()
    begin(nlp, Network(), seed=seed)
    recogniser = cast("Any", nlp.get_pipe("ner"))
    recogniser.from_bytes(beginning, exclude=["vocab"])
    learn(nlp, Rules(resource(), nlp), _material(texts), stage, seed=seed, said=_said(f"branch {seed}"))
    return recogniser.to_bytes(exclude=["vocab"])


def _material(texts: dict[str, list[Labelled]]) -> Material:
    return Material(texts, {name: CORPORA[name] for name in texts}, _names(texts))


def _names(texts: Mapping[str, Sequence[Labelled]]) -> dict[str, list[str]]:
    """Return the names to swap, from the corpora that people labelled carefully."""
    return names_by_label(one for name in CAREFUL for one in texts.get(name, ()))


def _said(what: str) -> Callable[[int, float], None]:
    def say(words: int, loss: float) -> None:
        print(f"{what}: {words:,} words, loss {loss:.4f} a word", flush=True)

    return say


def _write(out: Path, weights: Sequence[bytes], options: argparse.Namespace) -> None:
    """Write a pipeline with the mean of these weights, and nothing in it that the training saw beside them."""
    nlp = build_tokenizer()
    begin(nlp, Network(), seed=options.seed)
    mean_of(nlp, weights)
    nlp.meta |= {
        "name": "news",
        "version": "1.0.0",
        "description": "Names in English news; see README.md",
        "author": "The Annotator authors",
        "license": "CC BY-SA 4.0",
        "spacy_version": ">=3.8.7,<4",
    }
    shutil.rmtree(out, ignore_errors=True)
    out.parent.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(out)
    passages, _ = held_out(read_passages(PASSAGES))
    sentences = [] if "gmb_clean" in options.without else held_out(read_corpus(options.corpora / "gmb_clean.jsonl"))[0]
    write_replay(out, passages, sentences, seed=options.seed)


def _scores(folder: Path, texts: Mapping[str, Sequence[Labelled]]) -> dict[str, dict[str, Scores]]:
    """Score the rules alone, the pipeline alone, and both."""
    rules, news = Rules(resource(), build_tokenizer()), read_news(resource(), folder)
    alone, labels = RecogniserAlone(resource(), folder), frozenset(LABELS)
    return {
        name: {
            "rules": score(some, lambda text: rules.read(text).settled()),
            "ner": score(some, lambda text: next(iter(alone.suggest([text], labels=labels)))),
            "both": score(some, lambda text: news.find([text])[0]),
        }
        for name, some in texts.items()
    }


def _made(out: Path) -> Made:
    """Return how the pipeline in a folder was made."""
    facts = json.loads((out / "training.json").read_text("utf-8"))
    return Made(
        Network(**facts["network"]),
        Stage(**facts["first"]),
        Stage(**facts["branch"]),
        facts["branches"],
        facts["seed"],
        facts["words"],
        facts["shares"],
    )


if __name__ == "__main__":
    main()
