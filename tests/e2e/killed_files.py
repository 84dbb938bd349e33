"""What the killed processes of `killed_child` do with files: import labelled articles, export them, without end."""

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.article import Article
from annotator.workflow.exporting import ExportOptions, export
from annotator.workflow.importing import import_paths

IN_A_BATCH = 10
PEOPLE = ("ann", "bob")
EXPORTS = (ExportOptions(), ExportOptions(annotators=PEOPLE[:1]))
OUT = "out.jsonl"


def write_batch(file: Path, name: str) -> Path:
    """Write so many articles, labelled by two people, whose source is the batch's name."""
    rows: list[str] = []
    for number, person in itertools.product(range(IN_A_BATCH), PEOPLE):
        article = Article.from_raw(f"Kim {name} {number} spoke.\n" + "Nothing was said. " * 200, source=name)
        span = {"start": 0, "end": 3, "label": "PERSON", "text": "Kim", "state": "accepted"}
        more = {"source": "human", "version": "1", "score": None}
        row = {"format": "annotator/1", "id": article.id, "text": article.text, "title": name, "source": name}
        rest: dict[str, object] = {
            "sha256": article.sha256,
            "meta": {},
            "annotator": person,
            "state": "finished",
            "spans": [span | more],
        }
        rows.append(json.dumps(row | rest | {"ignored": [], "notes": []}) + "\n")
    file.write_text("".join(rows))
    return file


def importing(path: Path, seed: int) -> Iterator[str]:
    """Import one batch after the other; say each one's name when it is in the project."""
    yield "ready"
    for number in itertools.count():
        name = f"batch-{seed}-{number}"
        report = import_paths(path, [write_batch(path.with_suffix(".jsonl"), name)])
        assert report.labelled == IN_A_BATCH * len(PEOPLE)
        yield name


def exporting(path: Path, seed: int) -> Iterator[str]:
    """Export the project over the same file, each time with other options."""
    yield "ready"
    for number in itertools.count(seed):
        export(path, EXPORTS[number % 2], path.with_name(OUT))
        yield str(number)
