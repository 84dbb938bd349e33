"""A folder that `spacy train` learns from as it is: three DocBins, a configuration, counts of labels, a README.

Articles are dealt out by `splitting.py`; what their documents look like is in `docbin.py`. Until they are dealt out
they wait in a temporary file.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import OutputError
from annotator.formats import docbin
from annotator.formats.base import Loss, NewFile
from annotator.formats.docbin import Documents
from annotator.formats.docbin_parts import Waiting, is_too_much, part_name, write_each
from annotator.formats.flat import flat_spans
from annotator.formats.losses import Carries, Losses
from annotator.formats.near_duplicates import Clusters
from annotator.formats.splitting import SPLITS, LabelCounts, split
from annotator.resources import resource

SEED = 0
_CARRIES = Carries(spans=frozenset(SpanState), states=frozenset(SetState), annotator=True, described=True)
_README = """# Training data for spaCy

    python -m spacy debug data config.cfg
    python -m spacy train config.cfg --output model
    python -m spacy evaluate model/model-best test.spacy

Run these in this folder. {counts}
A DocBin that would be too large is a folder of parts, which spaCy takes like a file.

Articles were dealt out by the seed {seed}, each label in about the same share everywhere; articles that share much of
their wording stand on one side, and so does what several annotators made of one article. Accepted spans are entities,
rejected ones are known to be none, and of what nobody decided, and of ignored regions, a model learns nothing. Spans
within others are in `spans["sc"]` only, where a span categoriser finds them. `labels.json` has the counts.
"""


class Training:
    """Writes a folder for `spacy train`."""

    name = "training"
    title = "Training folder for spaCy"
    suffix = ""
    lossless = False
    ordered = False

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write the folder; raise OutputError when there are not two articles of different wording."""
        losses = Losses()
        clusters, labels, making = Clusters(), LabelCounts(), Documents()
        with Waiting() as waiting:
            for one in articles:
                losses.beyond(one, _CARRIES)
                number = clusters.add(one.article.sha256, one.article.text)
                labels.add(number, Counter(span.label for span in flat_spans(one, losses)))
                waiting.add(number, making.document(one))
            groups = clusters.groups()
            del clusters
            if len(groups) == 1:
                raise OutputError(
                    "All articles share their wording, so that none is left to test a model with.",
                    remedy="Export at least two articles that are not versions of one another.",
                )
            if not groups:
                return []
            sides = split(groups, labels, seed=SEED)
            for name in SPLITS:
                _write_split(name, lambda number, name=name: sides[number] == name, waiting, new_file)
            documents = Counter(sides[number] for number in waiting.numbers)
        about = {
            name: {
                "articles": sides.count(name),
                "documents": documents[name],
                "spans": dict(sorted(labels.of(at for at, side in enumerate(sides) if side == name).items())),
            }
            for name in SPLITS
        }
        said = {"labels": labels.names, "seed": SEED, "splits": about}
        with new_file("labels.json") as out:
            out.write(json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n")
        with new_file("config.cfg") as out:
            out.write((resource("training") / "config.cfg").read_bytes())
        with new_file("README.md") as out:
            counted = ", ".join(f"{name}: {sides.count(name)} articles" for name in SPLITS)
            out.write(_README.format(counts=f"There are {counted}.", seed=SEED).encode())
        # Spans that cannot be entities are in the files all the same, in groups of their own.
        return [replace(one, gone=0) for one in losses.listed()]

    def expected(self, one: LabelledArticle) -> object:
        """Return what a DocBin carries of an article."""
        return docbin.FORMAT.carried(one)

    def found(self, files: Sequence[Path]) -> Iterator[object]:
        """Yield what the DocBins hold."""
        for path in files:
            if path.suffix == docbin.FORMAT.suffix:
                found = docbin.read_documents(path, Losses(), source=path.name)  # a split may be empty
                yield from map(docbin.FORMAT.carried, found)


def _write_split(name: str, is_of: Callable[[int], bool], waiting: Waiting, new_file: NewFile) -> None:
    """Write one side's DocBin; where it is too much for one, a folder with several, which spaCy takes for it."""
    in_parts = is_too_much(waiting.tokens(is_of))
    path = f"{name}{docbin.FORMAT.suffix}"
    write_each(waiting.filled(is_of), lambda number: new_file(f"{path}/{part_name(number)}" if in_parts else path))


FORMAT = Training()
