"""The pipelines a project has trained, in the person's data folder: which one is in use, and the way back.

Each lies in a folder with a number of its own, whole or not at all, with a card that says what it learnt from and how
it did. They are derived data: without them the program works on with what ships. Training them is in `learning.py`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, cast

from annotator.domain.reliability import Bin
from annotator.errors import OutputError, SuggesterError
from annotator.resources import resource
from annotator.settings import data_folder
from annotator.workflow.files import folder_beside, written_beside

CARD = "card.json"
_SHIPPED_TRAINING = ("pipelines", "news", "training.json")
_BINS = "reliability"
_FOLDER = "pipelines"
_GONE = ".annotator-gone-"
_PARTS = ".annotator-*"
_ID = re.compile(r"[0-9a-f-]{32,36}")
_STALE_SECONDS = 3600
_KEPT = 2  # accepted ones: the one in use and the one before


class Verdict(StrEnum):
    """What became of a training."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # it did worse than the one before: only its card is kept
    WITHDRAWN = "withdrawn"  # somebody went back


@dataclass(frozen=True, slots=True)
class Card:
    """What a training made: of how many finished `articles` (`trained_on` are the ids of those it learnt from).

    `before` and `after` are the F1 of all that was suggested until then and of what is with the new pipeline, on
    `held_out` articles that neither had seen; `before` is None where nothing suggested. `base` is the version it began
    with, `created` UTC, ISO 8601. `reliability` is how often its suggestions on those articles were right, by score;
    None on cards of versions that did not count it.
    """

    number: int
    verdict: Verdict
    annotator: str
    articles: int
    held_out: int
    before: float | None
    after: float
    way: str
    base: str
    version: str
    language: str
    labels: tuple[str, ...]
    seed: int
    seconds: float
    created: str
    trained_on: tuple[str, ...] = ()
    reliability: tuple[Bin, ...] | None = None


def pipelines_folder(project: str) -> Path:
    """Return where the pipelines of the project of this id are."""
    # The id stands in a file that may come from anywhere; it is to name a folder of ours and nothing else.
    safe = project if _ID.fullmatch(project) else hashlib.sha256(project.encode()).hexdigest()
    return data_folder() / _FOLDER / safe


def cards(project: str) -> list[Card]:
    """Return the cards of a project's trainings, the newest first; what cannot be read counts as not there."""
    folder = pipelines_folder(project)
    found = [_read(path / CARD) for path in folder.iterdir() if path.name.isdigit()] if folder.is_dir() else []
    return sorted((one for one in found if one is not None), key=lambda one: -one.number)


def _read(path: Path) -> Card | None:
    try:
        said: dict[str, Any] = json.loads(path.read_text("utf-8"))
        values: dict[str, Any] = {field.name: said[field.name] for field in fields(Card) if field.name != _BINS}
        values |= {name: tuple(map(str, cast("list[object]", values[name]))) for name in ("labels", "trained_on")}
        values |= {"verdict": Verdict(values["verdict"]), "number": int(path.parent.name)}
        values[_BINS] = _bins(said.get(_BINS))
        return Card(**values)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _bins(said: object) -> tuple[Bin, ...] | None:
    """Return what a card or the description of a training says; raise what broken files raise."""
    if said is None:
        return None
    rows = cast("list[dict[str, Any]]", said)
    return tuple(Bin(int(one["findings"]), float(one["score"]), float(one["right"])) for one in rows)


def shipped_reliability() -> tuple[Bin, ...] | None:
    """Return how often suggestions with the pipeline that ships are right, by score; None where nothing says so."""
    try:
        return _bins(json.loads(resource().joinpath(*_SHIPPED_TRAINING).read_text("utf-8")).get(_BINS))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def pipeline_in_use(project: str) -> tuple[Path, Card] | None:
    """Return the folder and card of the newest accepted pipeline, None where what ships is in use."""
    for card in cards(project):
        path = pipelines_folder(project) / str(card.number)
        if card.verdict is Verdict.ACCEPTED and (path / "config.cfg").is_file():
            return path, card
    return None


def keep(project: str, card: Card, write: Callable[[Path], object] | None = None) -> Card:
    """Keep a training under the next free number, with the pipeline that `write` writes into a folder.

    From then on, and not before, it is in use when it was accepted; older ones that nobody goes back to are deleted.
    Raise OutputError when the disk does not allow it: then all is as before.
    """
    folder = pipelines_folder(project)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"“{folder}” cannot be made: {error}.", remedy="Check your data folder.") from error
    _tidy(project)
    card = replace(card, number=max((int(one.name) for one in folder.iterdir() if one.name.isdigit()), default=0) + 1)
    with folder_beside(folder / str(card.number)) as part:
        if write is not None:
            write(part)
        (part / CARD).write_text(_as_text(card), "utf-8")
        for path in part.rglob("*"):
            if path.is_file():
                _sync(path)
    _tidy(project)
    return card


def go_back(project: str) -> Card | None:
    """Withdraw the pipeline in use and return the card of the one before, None where what ships is in use again.

    Raise SuggesterError when what ships is in use already.
    """
    there = pipeline_in_use(project)
    if there is None:
        raise SuggesterError(
            "The pipeline that comes with the program is in use already.", remedy="There is nothing to go back to."
        )
    path, card = there
    with written_beside(path / CARD) as (_, out):
        out.write(_as_text(replace(card, verdict=Verdict.WITHDRAWN)).encode())
    before = pipeline_in_use(project)
    return before[1] if before else None


def _as_text(card: Card) -> str:
    return json.dumps(asdict(card), ensure_ascii=False, indent=1) + "\n"


def _tidy(project: str) -> None:
    """Delete all but the accepted pipelines somebody may use, the newest card, and what is being written."""
    folder = pipelines_folder(project)
    known = cards(project)
    accepted = [one.number for one in known if one.verdict is Verdict.ACCEPTED][:_KEPT]
    wanted = {*accepted, *(one.number for one in known[:1])}
    for number in (one.number for one in known if one.number not in wanted):
        # Renamed first, so that nothing ever finds half of one.
        with suppress(OSError):
            (folder / str(number)).rename(folder / f"{_GONE}{number}")
    for path in folder.glob(_PARTS):
        with suppress(OSError):
            if path.name.startswith(_GONE) or time.time() - path.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _sync(path: Path) -> None:
    with path.open("rb") as file, suppress(OSError):
        os.fsync(file.fileno())
