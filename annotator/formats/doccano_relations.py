"""doccano's JSONL for relation projects: `entities` with ids, and no relations. Reading it is in `doccano.py`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO

from annotator.domain.dataset import LabelledArticle
from annotator.formats import doccano, json_lines
from annotator.formats.articles_in import decided_spans
from annotator.formats.base import Loss
from annotator.formats.losses import Losses


class DoccanoRelations(doccano.Doccano):
    """Writes the kind that relation projects of doccano import."""

    name = "doccano-relations"
    title = "doccano JSONL for relation projects"

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Leave recognising to the other one, which reads both."""
        return False

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a line for each; entities are numbered through the file."""
        losses = Losses()
        entity = 0
        for number, one in enumerate(articles, 1):
            entities: list[dict[str, object]] = []
            for span in decided_spans(one):
                entity += 1
                place = {"start_offset": span.start, "end_offset": span.end}
                entities.append({"id": entity, "label": span.label, **place})
            row = doccano.row_of(one, number, losses, entities=entities, relations=[])
            out.write(json_lines.dumps(row, of=one.article.title))
        return losses.listed()


FORMAT = DoccanoRelations()
