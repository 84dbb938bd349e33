"""The rows of `hugging_face.py` as Parquet, written and read in batches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError, OutputError
from annotator.formats import hugging_face
from annotator.formats.base import Loss, size_of, unreadable
from annotator.formats.hugging_face import KEYS, labelled, row_of
from annotator.formats.losses import Losses

_BATCH = 500
_MAGIC = b"PAR1"
MAX_BYTES = 2 * 1024**3


class HuggingFaceParquet(hugging_face.HuggingFace):
    """Reads and writes these rows as Parquet."""

    name = "hf-parquet"
    title = "Parquet for Hugging Face datasets"
    suffix = ".parquet"
    suffixes = (".parquet",)

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for Parquet's first bytes."""
        return head.startswith(_MAGIC)

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield an article a row; raise InputError for other columns than those written here."""
        source = source or path.name
        if size_of(path, source=source) > MAX_BYTES:
            raise InputError("The file is too large.", remedy="Split it.", source=source)
        number = 0
        for row in _rows(path, source):
            number += 1
            yield labelled(row, source=source, number=number)
        if not number:
            raise InputError("There are no rows in the file.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write the rows in batches."""
        losses = Losses()
        arrow, parquet = _arrow()
        schema = _schema(arrow)
        with parquet.ParquetWriter(out, schema) as writer:
            rows = iter(articles)
            while some := [row_of(one, losses) for one in islice(rows, _BATCH)]:
                writer.write_table(arrow.Table.from_pylist(some, schema=schema))
        return losses.listed()


def _rows(path: Path, source: str) -> Iterator[dict[str, Any]]:
    arrow, parquet = _arrow()
    try:
        with parquet.ParquetFile(path) as file:
            if tuple(file.schema_arrow.names) != KEYS:
                there = ", ".join(str(one) for one in file.schema_arrow.names[:20])
                raise InputError(
                    f"This Parquet file has other columns than those this program writes ({there}).",
                    remedy="Save it as CSV or JSONL with a column “text”.",
                    source=source,
                )
            # Group by group, and in this thread: Arrow would fetch what is ahead, in the end the whole file.
            for group in range(file.num_row_groups):
                for batch in file.iter_batches(batch_size=_BATCH, row_groups=[group], use_threads=False):
                    yield from batch.to_pylist()
    except OSError as error:
        if error.errno is not None:
            raise unreadable(error, source=source) from error
        raise _damaged(source) from error  # so it says what it cannot unpack, and means no system call
    except arrow.ArrowException as error:
        raise _damaged(source) from error


def _damaged(source: str) -> InputError:
    remedy = "Get it again from where it came from, or save it as JSONL."
    return InputError("This Parquet file is damaged or cut off.", remedy=remedy, source=source)


def _schema(arrow: Any) -> Any:  # noqa: ANN401 - it has no types
    text = arrow.string()
    span = arrow.struct({"start": arrow.int64(), "end": arrow.int64(), "label": text, "text": text})
    kinds = {"spans": arrow.list_(span), "tokens": arrow.list_(text), "ner_tags": arrow.list_(text)}
    return arrow.schema([(key, kinds.get(key, text)) for key in KEYS])


def _arrow() -> tuple[Any, Any]:
    """Return pyarrow and its Parquet, which are slow to import and have no types; they need not be installed."""
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ImportError as error:
        raise OutputError(
            "Parquet needs the library pyarrow, which is not installed.",
            remedy="Install it (pip install 'annotator[parquet]'), or use the format hf.",
        ) from error


FORMAT = HuggingFaceParquet()
