"""Archives in an import: read like folders, refused when they are hostile, never written outside their folder."""

from __future__ import annotations

import stat
import struct
import time
import zipfile
from pathlib import Path

import pytest

from annotator.errors import InputError
from annotator.workflow import archives
from annotator.workflow.archives import is_archive, unpack
from annotator.workflow.importing import LabelChoice, LabelsAs, import_paths
from tests.unit.workflow.building import TEXTS


def make(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return path


def test_an_archive_is_read_like_a_folder(tmp_path: Path) -> None:
    inner = make(tmp_path / "inner.zip", a_dot_txt="Deep.").read_bytes()
    path = make(
        tmp_path / "corpus.bin",
        sub__a_dot_txt=TEXTS[0],
        sub__a_dot_ann="T1\tPERSON 0 5\tPutin\n",
        b_dot_txt=TEXTS[1],
        c_dot_exe="x",
        d_dot_zip=inner,
    )
    report = import_paths(tmp_path / "p.annotator", [path], labels=LabelChoice(LabelsAs.DECISIONS, annotator="eve"))
    assert (report.added, report.spans, report.refused) == (2, 1, ())
    assert report.left_out == ("corpus.bin/c.exe", "corpus.bin/d.zip")


def test_an_archive_in_a_folder_and_a_refused_member(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    make(folder / "z.zip", a_dot_txt=TEXTS[0], b_dot_txt="")
    report = import_paths(tmp_path / "p.annotator", [folder])
    assert (report.added, [one.source for one in report.refused]) == (1, ["z.zip/b.txt"])


def test_office_documents_are_no_archives(tmp_path: Path) -> None:
    assert not is_archive(make(tmp_path / "a.docx", word__document_dot_xml="<x/>"))
    assert not is_archive(tmp_path / "missing")
    (tmp_path / "text").write_text("PK")
    assert not is_archive(tmp_path / "text")


def test_what_is_cut_off_is_refused_as_an_archive(tmp_path: Path) -> None:
    whole = make(tmp_path / "whole.zip", a_dot_txt=TEXTS[0], b_dot_txt=TEXTS[1]).read_bytes()
    (tmp_path / "a.zip").write_bytes(whole[: len(whole) // 2])
    report = import_paths(tmp_path / "p.annotator", [tmp_path / "a.zip"])
    assert [(one.source, "archive is damaged" in one.reason) for one in report.refused] == [("a.zip", True)]
    assert not (tmp_path / "p.annotator").exists()
    word = make(tmp_path / "b.docx", word__document_dot_xml="<x/>" * 99).read_bytes()
    (tmp_path / "b.docx").write_bytes(word[: len(word) // 2])
    assert not is_archive(tmp_path / "b.docx")


@pytest.mark.parametrize("name", ["../out.txt", "a/../../out.txt", "/out.txt", "..\\out.txt", "C:/out.txt"])
def test_names_that_lead_out_are_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("fine.txt", "x")
        archive.writestr(zipfile.ZipInfo(name), "x")
    folder = tmp_path / "in" / "here"
    folder.mkdir(parents=True)
    with pytest.raises(InputError, match="would leave it"):
        unpack(path, folder, source="a.zip")
    assert not list(tmp_path.rglob("out.txt"))


def test_links_are_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(InputError, match="link"):
        unpack(tmp_path / "a.zip", tmp_path, source="a.zip")


def test_bombs_are_refused_while_they_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "_SMALL", 4 * 1024 * 1024)
    path = make(tmp_path / "bomb.zip", a_dot_txt=b"\0" * 200 * 1024 * 1024)
    (tmp_path / "out").mkdir()
    started = time.perf_counter()
    with pytest.raises(InputError, match="grows beyond measure"):
        unpack(path, tmp_path / "out", source="a.zip")
    assert time.perf_counter() - started < 5
    assert sum(one.stat().st_size for one in (tmp_path / "out").iterdir()) < 60 * 1024 * 1024
    monkeypatch.setattr(archives, "MAX_MEMBERS", 2)
    with pytest.raises(InputError, match="more than 2 files"):
        unpack(make(tmp_path / "many.zip", a="", b="", c=""), tmp_path / "out", source="a.zip")


def test_a_size_that_lies_and_damage(tmp_path: Path) -> None:
    path = make(tmp_path / "a.zip", a_dot_txt="x" * 1000)
    data = bytearray(path.read_bytes())
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", 5)
    path.write_bytes(data)
    (tmp_path / "out").mkdir()
    with pytest.raises(InputError):
        unpack(path, tmp_path / "out", source="a.zip")
    path.write_bytes(path.read_bytes()[:60])
    report = import_paths(tmp_path / "p.annotator", [path])
    assert "archive is damaged" in report.refused[0].reason
