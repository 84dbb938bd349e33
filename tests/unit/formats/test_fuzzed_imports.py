"""Files that are broken, hostile or huge: refused with a sentence, or read with every span in its text; never more."""

from __future__ import annotations

import random
import shutil
import sys
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.article import canonical_text
from annotator.domain.dataset import LabelledArticle
from annotator.errors import AnnotatorError, InputError
from annotator.formats import FORMATS, Reader, reader_for
from tests.unit.formats.test_goldens import GOLDEN

READERS = [one for one in FORMATS if isinstance(one, Reader)]
FILES = sorted(path for path in GOLDEN.rglob("*") if path.is_file())
SIGNS = [
    b"",
    b"\0",
    b"\xff",
    b"\n",
    b"\t",
    b'"',
    b"[",
    b"{",
    b"9" * 400,
    b"-1",
    b"1e999",
    b"\\ud800",
    b"<",
    b"|",
    b"\r\n",
]

SOAK = 50_000

readers = pytest.mark.parametrize("reader", READERS, ids=lambda one: one.name)
files = pytest.mark.parametrize("file", FILES, ids=lambda path: str(path.relative_to(GOLDEN)))


@files
@given(seed=st.integers(0, 2**32), edits=st.integers(1, 6))
@settings(max_examples=12)
def test_a_damaged_file_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, file: Path, seed: int, edits: int
) -> None:
    read_damaged(file, tmp_path_factory.mktemp("fuzz"), seed, edits)


@pytest.mark.soak
@pytest.mark.timeout(14_400)
@files
def test_fifty_thousand_damaged_files_are_refused_or_read(tmp_path: Path, file: Path) -> None:
    """R8: each in 5 s, all of a format's golden files in 500 MB."""
    before = resident_mb()
    for number in range(SOAK):
        started = time.perf_counter()
        read_damaged(file, tmp_path, number, 1 + number % 6)
        assert time.perf_counter() - started < 5, number
    assert resident_mb() - before < 500


def read_damaged(file: Path, folder: Path, seed: int, edits: int) -> None:
    """Damage a copy of a file at some places and read it: it is refused with its name, or every span is in its text."""
    source = random.Random(seed)  # noqa: S311 - nothing secret
    data = bytearray(file.read_bytes())
    for _ in range(edits):
        at, length = source.randrange(len(data) + 1), source.randrange(4)
        data[at : at + length] = source.choice(SIGNS) if source.random() < 0.8 else data[:at][-9:]
    path = folder / file.name
    if file.suffix == ".ann":
        shutil.copy(file.with_suffix(".txt"), folder)
    path.write_bytes(data)
    found: list[LabelledArticle] = []
    try:
        found.extend(reader_for(path).read(path))
    except InputError as error:
        refused = error.source
    else:
        refused = file.name
    assert refused == file.name, (seed, edits)
    for one in found:
        assert not one.article.text.isspace(), (seed, edits)
        assert one.article.text == canonical_text(one.article.text)[0], (seed, edits)
        for mention in one.mentions:
            assert 0 <= mention.start < mention.end <= len(one.article.text), (seed, edits)


def resident_mb() -> float:
    """Return the most memory this process ever had, in megabytes."""
    import resource  # noqa: PLC0415 - not on Windows

    scale = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale


BOMBS = {
    "nothing": b"\0",
    "a line": b'{"text": "' + b"a" * 1000,
    "an array": b'[{"data": {"text": "' + b"a" * 1000,
    "deep": b'[{"data":' + b"[" * 200_000,
    "deep line": b'{"text":' + b"[" * 200_000,
    "spaces": b" " * 1000,
    "columns": b"text,b\n" + b"a" * 1000,
    "laughs": b'<xmi:XMI xmlns:xmi="http://www.omg.org/XMI"><!DOCTYPE a [<!ENTITY b "cccc"><!ENTITY d "&b;&b;">]>'
    + b"&d;" * 99,
    "standoff": b"T1\tPER 0 3\tKim" + b"x" * 1000,
    "token": b"Kim O\nMet " + b"x" * 1000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_huge_file_is_refused_soon(tmp_path: Path, bomb: str) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(BOMBS[bomb])
    if not bomb.startswith(("deep", "laughs")):
        with path.open("r+b") as stream:
            stream.truncate(1024**3)  # sparse: reads as NULs
    started = time.perf_counter()
    with pytest.raises(AnnotatorError):
        for _ in reader_for(path).read(path):
            pass
    assert time.perf_counter() - started < 5


@readers
def test_empty_and_missing(reader: Reader, tmp_path: Path) -> None:
    path = tmp_path / "empty"
    path.write_bytes(b"")
    for one in (path, tmp_path / "missing", tmp_path):
        with pytest.raises(InputError):
            list(reader.read(one))


def test_a_long_file_is_read_flat(tmp_path: Path) -> None:
    path = tmp_path / "long.jsonl"
    line = (GOLDEN / "doccano.jsonl").read_bytes().splitlines(keepends=True)[0]
    path.write_bytes(line * 300)
    tracemalloc.start()
    count = sum(1 for _ in reader_for(path).read(path))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert count == 300
    assert most < 1024**2
