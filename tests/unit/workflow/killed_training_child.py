"""A process that is gone in the middle of keeping a pipeline, without any cleaning up: `python -m … MOMENT`."""

import os
import sys
from pathlib import Path

from annotator.workflow import trained
from annotator.workflow.trained import Card, Verdict

KILLED = 9
CARD = Card(
    number=0,
    verdict=Verdict.ACCEPTED,
    annotator="ann",
    articles=2,
    held_out=1,
    before=None,
    after=0.5,
    way="gentle",
    base="1",
    version="1",
    language="en",
    labels=("ORG",),
    seed=0,
    seconds=1.0,
    created="2024-01-01T00:00:00.000+00:00",
)


def die(*_: object) -> None:
    os._exit(KILLED)


def die_at(moment: str) -> None:
    """Keep another pipeline and be gone at this moment of it."""

    def write(folder: Path) -> None:
        (folder / "config.cfg").write_text("half")
        if moment == "write":
            die()

    if moment == "rename":
        Path.rename = die  # pyright: ignore[reportAttributeAccessIssue]
    elif moment != "write":
        setattr(trained, moment, die)
    trained.keep("ab" * 16, CARD, write)


if __name__ == "__main__":
    die_at(sys.argv[1])
