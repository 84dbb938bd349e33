"""Files and folders that are complete or not there: written beside their place, brought to the disk, then renamed."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import time
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from annotator.errors import OutputError

_PREFIX = ".annotator-"
_STALE_SECONDS = 24 * 3600
"""Older ones were left behind: a training folder of 100,000 articles has its first file after an hour."""


@contextmanager
def written_beside(out: Path) -> Generator[tuple[Path, BinaryIO]]:
    """Give the path and stream of a new file; it takes the place of `out` when the block ends well.

    Raise OutputError when anything about it fails. However it ends, there is the old file or the whole new one.
    """
    target = Path(os.path.realpath(out))  # a link stays a link
    with _failure_said(out):
        mode = _mode(target)
        with _gone_on_failure(target) as part:
            descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            with os.fdopen(descriptor, "wb") as stream:
                yield part, stream
                stream.flush()
                if mode is not None:
                    part.chmod(mode)
                os.fsync(stream.fileno())
            part.replace(target)
        _sync_folder(target.parent)


@contextmanager
def folder_beside(out: Path) -> Generator[Path]:
    """Give a new folder to write into; it takes the name `out` when the block ends well, else nothing is left of it.

    Raise OutputError when anything about it fails, or there is something at `out` that is not an empty folder.
    """
    target = Path(os.path.realpath(out))
    with _failure_said(out):
        _check_free(target, out)
        with _gone_on_failure(target) as part:
            part.mkdir()
            yield part
            for folder, _, _ in os.walk(part):
                _sync_folder(Path(folder))
            if target.exists():
                target.rmdir()
            part.rename(target)
        _sync_folder(target.parent)


@contextmanager
def parts_beside(out: Path) -> Generator[tuple[Path, Callable[[str], AbstractContextManager[BinaryIO]]]]:
    """Give a new folder to write into, and what opens new files in it by name.

    When the block ends well a single file takes the place of `out` as in `written_beside`, several do together as in
    `folder_beside`. Raise OutputError when anything about it fails: at the second where there is a file at `out`.
    """
    target = Path(os.path.realpath(out))
    with _failure_said(out):
        mode = None
        if target.is_dir():
            _check_free(target, out)
        else:
            mode = _mode(target)
        with _gone_on_failure(target) as part:

            def new_part(name: str) -> AbstractContextManager[BinaryIO]:
                if target.is_file() and any(part.iterdir()):
                    raise OutputError(
                        f"This is too much for one file, and there is a file at “{out}” already.",
                        remedy="Name a folder that is new or empty: several files will stand in it.",
                    )
                return new_in(part, name)

            part.mkdir()
            yield part, new_part
            _sync_folder(part)
            if target.is_dir():
                target.rmdir()
            files = list(part.iterdir())
            if len(files) == 1:
                if mode is not None:
                    files[0].chmod(mode)
                files[0].replace(target)
                part.rmdir()
            else:
                part.rename(target)
        _sync_folder(target.parent)


@contextmanager
def _failure_said(out: Path) -> Generator[None]:
    """Say what the system reports as what it means for whoever wants `out`."""
    try:
        yield
    except OSError as error:
        raise OutputError(
            f"“{out}” could not be written: {(error.strerror or str(error)).lower()}.",
            remedy="What was there before is untouched. Check the folder and the room on the disk.",
        ) from error


@contextmanager
def _gone_on_failure(target: Path) -> Generator[Path]:
    """Give a path beside a target that nothing has; what is there is deleted when the block fails.

    What exports that were killed long ago left beside the target is deleted first.
    """
    _remove_stale(target.parent)
    part = target.parent / f"{_PREFIX}{os.getpid()}-{secrets.token_hex(4)}.part"
    try:
        yield part
    except BaseException:
        _delete(part)
        raise


@contextmanager
def new_in(folder: Path, name: str) -> Generator[BinaryIO]:
    """Open a new file in a folder that is being written, with the folders its name says; bring it to the disk."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        yield stream
        stream.flush()
        os.fsync(stream.fileno())


def _check_free(target: Path, out: Path) -> None:
    """Refuse to put a folder where there is something that is not an empty one."""
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise OutputError(f"There is something at “{out}” already.", remedy="Name a folder that is new or empty.")


def _mode(target: Path) -> int | None:
    """Return the permissions of the file that is there, None for none; refuse what is not a file."""
    try:
        found = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found.st_mode):
        raise OutputError(f"“{target}” is not a file.", remedy="Give the export a name of its own.")
    return stat.S_IMODE(found.st_mode)


def _remove_stale(folder: Path) -> None:
    """Delete what an export left behind that was killed long ago."""
    for path in folder.glob(f"{_PREFIX}*.part"):
        with suppress(OSError):
            if time.time() - path.stat().st_mtime <= _STALE_SECONDS:
                continue
            _delete(path)


def _delete(path: Path) -> None:
    """Delete a file or a folder, as far as it is there and can be."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        with suppress(OSError):
            path.unlink()


def _sync_folder(folder: Path) -> None:
    """Bring the new name to the disk, where folders can be opened for that."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
