"""Unpacking archives for an import, into a folder of its own and capped while it happens; what is in them is not asked.

Nothing in an archive decides where files go: names that lead out of the folder, links and locked members refuse it.
"""

from __future__ import annotations

import stat
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from annotator.errors import InputError

MAX_MEMBERS = 100_000
MAX_TOTAL = 1024 * 1024 * 1024
MAX_RATIO = 200
_SMALL = 64 * 1024 * 1024
_CHUNK = 1024 * 1024
_MAGIC = b"PK\x03\x04"
_HEAD = 4096
_OFFICE = ("word/document.xml", "xl/workbook.xml", "ppt/presentation.xml", "mimetype")
_OFFICE_SIGNS = (b"[Content_Types].xml", b"_rels/", b"word/", b"xl/", b"ppt/", b"mimetype")


def is_archive(path: Path) -> bool:
    """Tell whether a file is a ZIP archive of files, and no document that happens to be one."""
    head = b""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD)
        if not head.startswith(_MAGIC):
            return False
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except zipfile.BadZipFile:
        # Cut off, so without its list of files: unpacking refuses it, unless its first ones say that it is a document.
        return not any(sign in head for sign in _OFFICE_SIGNS)
    except (OSError, ValueError, NotImplementedError):
        return False
    return not any(name in names for name in _OFFICE)


def unpack(path: Path, folder: Path, *, source: str) -> None:
    """Unpack an archive into an empty folder; raise InputError for one that is hostile, damaged or too large."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if len(members) > MAX_MEMBERS:
                raise InputError(f"The archive has more than {MAX_MEMBERS:,} files.", remedy="Split it.", source=source)
            limit = max(_SMALL, min(MAX_TOTAL, MAX_RATIO * path.stat().st_size))
            total = 0
            for member in members:
                total = _extract(archive, member, folder, total=total, limit=limit, source=source)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, zlib.error, ValueError) as error:
        raise InputError(
            "The archive is damaged, locked, or packed in a way that is not known here.",
            remedy="Get it again, or unpack it yourself and import the folder.",
            source=source,
        ) from error
    except OSError as error:
        raise InputError(
            f"The archive could not be unpacked ({(error.strerror or str(error)).lower()}).",
            remedy="Unpack it yourself and import the folder.",
            source=source,
        ) from error


def _extract(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path, *, total: int, limit: int, source: str
) -> int:
    """Write one member; return how much is unpacked by now."""
    if member.is_dir():
        return total
    place = PurePosixPath(member.filename.replace("\\", "/"))
    if place.is_absolute() or ".." in place.parts or ":" in place.parts[0] or "\0" in member.filename:
        raise InputError(f"A file in the archive would leave it: {member.filename!a:.80}.", source=source)
    if stat.S_ISLNK(member.external_attr >> 16):
        raise InputError(f"There is a link in the archive: {member.filename!a:.80}.", source=source)
    target = folder.joinpath(*place.parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with archive.open(member) as packed, target.open("xb") as out:
        while chunk := packed.read(_CHUNK):
            total += len(chunk)
            if total > limit:
                raise InputError(
                    "The archive grows beyond measure when it is unpacked.",
                    remedy="Unpack it yourself and import the folder.",
                    source=source,
                )
            out.write(chunk)
    return total
