"""The register of formats: none forgotten, others' let in, broken ones named."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from annotator import formats
from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats import FORMATS, FolderWriter, Reader, Writer, installed, reader_for, writer_named

MACHINERY = {
    *("base", "counting", "encoding", "gazetteer_files", "latin", "json_lines"),
    *("annotator_jsonl_adjudication", "annotator_jsonl_checks", "annotator_jsonl_rows"),
    *("articles_in", "docbin_bytes", "docbin_parts", "flat", "json_array", "losses", "near_duplicates"),
    *("splitting", "spooling", "table_spans", "tokens_out", "utf16"),
}
"""Modules that are not formats themselves."""


class Shouting:
    """A format of another package: files that begin with an exclamation mark."""

    name = "shouting"
    title = "Shouting"
    suffixes = (".loud",)
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:
        del name
        return head.startswith(b"!")

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        del path, source
        return iter(())


shouting = Shouting()
no_format = object()


@pytest.fixture
def with_entry_points(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    points = [
        EntryPoint("shouting", f"{__name__}:shouting", formats.ENTRY_POINTS),
        EntryPoint("missing", "no.such.module:FORMAT", formats.ENTRY_POINTS),
        EntryPoint("odd", f"{__name__}:no_format", formats.ENTRY_POINTS),
        EntryPoint("again", "annotator.formats.annotator_jsonl:FORMAT", formats.ENTRY_POINTS),
    ]

    def entry_points(*, group: str) -> list[EntryPoint]:
        return [point for point in points if point.group == group]

    monkeypatch.setattr(formats, "entry_points", entry_points)
    installed.cache_clear()
    yield
    installed.cache_clear()


def test_no_module_is_forgotten() -> None:
    folder = Path(formats.__file__).parent
    modules = {path.stem for path in folder.glob("*.py")} - {"__init__"} - MACHINERY
    found = {importlib.import_module(f"annotator.formats.{name}").FORMAT for name in modules}
    assert found == set(FORMATS)
    assert len({one.name for one in FORMATS}) == len(FORMATS)
    for name in MACHINERY:
        assert not hasattr(importlib.import_module(f"annotator.formats.{name}"), "FORMAT")


def test_plain_text_is_asked_last() -> None:
    assert FORMATS[-1].name == "text"
    for one in FORMATS:
        assert isinstance(one, Reader | Writer | FolderWriter)
        if isinstance(one, Reader):
            assert all(suffix.startswith(".") and suffix.islower() for suffix in one.suffixes)


@pytest.mark.usefixtures("with_entry_points")
def test_other_packages(tmp_path: Path) -> None:
    names = [one.name for one in installed().formats]
    assert names == [*(one.name for one in FORMATS[:-1]), "shouting", "text"]
    assert len(installed().broken) == 3
    assert "missing" in installed().broken[0]
    path = tmp_path / "a.txt"
    path.write_text("! hear", encoding="utf-8")
    assert reader_for(path) is shouting


def test_writers() -> None:
    assert writer_named("jsonl").suffix == ".jsonl"
    with pytest.raises(InputError, match=r"no format “pigeon” to write. There are: .*jsonl"):
        writer_named("pigeon")


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sub/none: The file could not be read \(no such file or directory\)"):
        reader_for(tmp_path / "none", source="sub/none")
    with pytest.raises(InputError, match="This is not a file"):
        reader_for(tmp_path)
