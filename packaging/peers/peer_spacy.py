"""Exchange with spaCy: DocBins, `convert` of our CoNLL, `debug data` and `train` on our training folder.

A model is trained on the seeds only, briefly: that it loads and finds more than nothing is what it shows.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from peering import Answer, Job, Peer, Span, main

_STEPS = 600
_ENOUGH = 10
"""Articles, below which nothing is learnt and no model is trained."""


def inside(job: Job, answer: Answer) -> None:
    """Read our DocBin, convert our CoNLL, write both of spaCy's own formats, train."""
    spacy: Any = import_module("spacy")
    tokens: Any = import_module("spacy.tokens")
    nlp = spacy.blank("en")
    docs = list(tokens.DocBin().from_disk(job.exports["docbin"]).get_docs(nlp.vocab))
    answer.has_read("DocBin, doc.ents", "docbin (flat)", ((doc.text, _spans(doc.ents)) for doc in docs))
    groups = ((doc.text, _spans(doc.spans.get("sc", ()))) for doc in docs)
    answer.has_read('DocBin, doc.spans["sc"]', "docbin", groups)

    again = job.out / "again.spacy"
    tokens.DocBin(docs=docs, store_user_data=True).to_disk(again)
    answer.has_written("DocBin.to_disk", "docbin", [again])
    bare = job.out / "bare.spacy"
    sentences = nlp.create_pipe("sentencizer")
    for doc in docs:
        sentences(doc)
        for name in [*doc.spans]:
            del doc.spans[name]
    tokens.DocBin(docs=docs).to_disk(bare)
    answer.has_written("DocBin.to_disk, entities only", "docbin (flat)", [bare])
    old = job.out / "old.json"
    old.write_text(json.dumps([import_module("spacy.training").docs_to_json([doc]) for doc in docs]), "utf-8")
    answer.has_written("docs_to_json", "docbin (flat)", [old])

    for how in (["--converter", "conll"], ["--converter", "ner"], []):
        _convert(job, answer, how, nlp)
    _train(job, answer, len(docs))


def _convert(job: Job, answer: Answer, how: list[str], nlp: Any) -> None:  # noqa: ANN401 - it has no types here
    said = " ".join(["spacy convert", *how])
    out = job.out / f"converted-{'-'.join(how) or 'auto'}"
    out.mkdir()
    done = _spacy("convert", str(job.exports["conll"]), str(out), *how)
    made = sorted(out.glob("*.spacy"))
    if done.returncode or not made:
        answer.has_said(said, f"refused: {(done.stderr or done.stdout).strip()[-200:]}")
        return
    docs = import_module("spacy.tokens").DocBin().from_disk(made[0]).get_docs(nlp.vocab)
    # `convert` makes documents of some sentences each: put together they are the corpus.
    text, spans = "", list[Span]()
    for doc in docs:
        spans += [(start + len(text), end + len(text), label) for start, end, label in _spans(doc.ents)]
        text += doc.text + "\n"
    answer.has_read(said, "conll", [(text, spans)])


def _train(job: Job, answer: Answer, articles: int) -> None:
    folder = job.exports["training"]
    done = _spacy("debug", "data", "config.cfg", cwd=folder)
    wrong = [line.strip("✘ ") for line in done.stdout.splitlines() if line.startswith("✘")]
    passed = sum(line.startswith("✔") for line in done.stdout.splitlines())
    answer.has_said("spacy debug data", f"{passed} checks passed; {'; '.join(wrong[:-1]) or 'nothing wrong'}")
    if articles < _ENOUGH:
        return
    model = job.out / "model"
    steps = ("--training.max_steps", str(_STEPS))
    done = _spacy("train", "config.cfg", "--output", str(model), *steps, cwd=folder)
    if done.returncode:
        answer.has_said("spacy train", f"exit code {done.returncode}: {done.stderr.strip()[-200:]}")
        return
    nlp = import_module("spacy").load(model / "model-best")
    test = list(import_module("spacy.tokens").DocBin().from_disk(folder / "test.spacy").get_docs(nlp.vocab))
    example: Any = import_module("spacy.training").Example
    scores = nlp.evaluate([example(nlp.make_doc(doc.text), doc) for doc in test])
    nothing = "predicting nothing: 0"
    said = f"model loads; F1 {scores['ents_f']:.2f} on {len(test)} test documents after {_STEPS} steps ({nothing})"
    answer.has_said("spacy train", said)


def _spans(spans: Iterable[Any]) -> list[Span]:
    return [(one.start_char, one.end_char, one.label_) for one in spans]


def _spacy(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of spaCy's commands, without colours."""
    return subprocess.run(
        [sys.executable, "-m", "spacy", *words],
        cwd=cwd,
        env={**os.environ, "ANSI_COLORS_DISABLED": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


PEER = Peer("spaCy", "spacy", ("spacy>=3.8.7,<4",), ("docbin", "conll", "training"), inside)

if __name__ == "__main__":
    main(PEER, __file__)
