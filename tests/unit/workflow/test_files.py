"""Files and folders beside their place: what a killed export leaves there goes away later, and nothing else does."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest

from annotator.errors import OutputError
from annotator.workflow.files import folder_beside, new_in, parts_beside, written_beside

DAY = 24 * 3600

Way = Callable[[Path], AbstractContextManager[None]]


@contextmanager
def a_file(out: Path) -> Generator[None]:
    with written_beside(out) as (_, stream):
        stream.write(b"new")
        yield


@contextmanager
def a_part(out: Path) -> Generator[None]:
    with parts_beside(out) as (_, new_part):
        with new_part("0001") as stream:
            stream.write(b"new")
        yield


@contextmanager
def a_folder(out: Path) -> Generator[None]:
    with folder_beside(out) as part:
        (part / "0001").write_bytes(b"new")
        yield


WAYS = pytest.mark.parametrize("way", [a_file, a_part])


def left_behind(path: Path, *, age: float) -> Path:
    """Make a file, or a folder with one where the name has no number, as a killed export leaves it."""
    if path.name == ".annotator-folder.part":
        path.mkdir()
        (path / "labels.json").write_bytes(b"half")
    else:
        path.write_bytes(b"half")
    then = time.time() - age
    os.utime(path, (then, then))
    return path


def new(part: Path) -> str:
    """Write a first part and return the name of the second."""
    with new_in(part, "0001") as stream:
        stream.write(b"new")
    return "0002"


@pytest.mark.parametrize("way", [a_file, a_part, a_folder])
def test_what_was_left_behind_days_ago_is_deleted(tmp_path: Path, way: Way) -> None:
    old = left_behind(tmp_path / ".annotator-1-ab.part", age=2 * DAY)
    folder = left_behind(tmp_path / ".annotator-folder.part", age=2 * DAY)
    others = left_behind(tmp_path / "theirs.part", age=2 * DAY)
    # Another export may be at work on it.
    young = left_behind(tmp_path / ".annotator-2-cd.part", age=DAY / 2)
    with way(tmp_path / "out"):
        assert not (tmp_path / "out").exists()
    assert not old.exists()
    assert not folder.exists()
    assert others.read_bytes() == young.read_bytes() == b"half"
    out = tmp_path / "out"
    assert (out / "0001" if out.is_dir() else out).read_bytes() == b"new"


@WAYS
def test_what_fails_leaves_what_was_there(tmp_path: Path, way: Way) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"old")
    with pytest.raises(OutputError, match="no space left on device") as error, way(out):
        raise OSError(28, "No space left on device")
    assert "untouched" in error.value.remedy
    with pytest.raises(KeyboardInterrupt), way(out):
        raise KeyboardInterrupt
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == b"old"


def test_several_parts_do_not_take_a_files_place(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_bytes(b"old")
    with pytest.raises(OutputError, match="too much for one file"), parts_beside(out) as (part, new_part):
        new_part(new(part))
    assert list(tmp_path.iterdir()) == [out]
    assert out.read_bytes() == b"old"
