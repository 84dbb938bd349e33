"""From what a recogniser and the rules say of themselves to how often they are right: scores that mean something.

A straight line in log-odds for each way a finding came about (Platt 1999): the recogniser alone, the rules alone, both.
Its numbers are fitted on texts the pipeline was not trained on and lie beside the weights (`calibration.json`).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from math import exp, log
from pathlib import Path

from annotator.errors import SuggesterError

FILE = "calibration.json"
_LEAST, _MOST = 0.02, 0.98  # nobody is quite sure of a name, or quite sure that it is none


@dataclass(frozen=True, slots=True)
class Line:
    """A score's log-odds: `offset` + `slope` times the log-odds said + what is added for the label."""

    offset: float = 0.0
    slope: float = 1.0
    labels: dict[str, float] = field(default_factory=dict[str, float])


@dataclass(frozen=True, slots=True)
class Calibration:
    """The lines by the way a finding came about: "ner", "rules", "both", "consistency"."""

    lines: dict[str, Line] = field(default_factory=dict[str, Line])

    def score(self, way: str, said: float, label: str) -> float:
        """Return how often findings of this kind are right, 0.02 to 0.98; what was said where nobody measured it."""
        line = self.lines.get(way)
        if line is None:
            return min(_MOST, max(_LEAST, said))
        return min(_MOST, max(_LEAST, expit(line.offset + line.slope * logit(said) + line.labels.get(label, 0.0))))


def logit(probability: float) -> float:
    """Return the log-odds of a probability, kept away from both ends."""
    kept = min(0.9999, max(0.0001, probability))
    return log(kept / (1 - kept))


def expit(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1 / (1 + exp(-odds))


def read_calibration(folder: Path) -> Calibration:
    """Read the calibration beside a pipeline's weights; one that changes nothing where there is none.

    Raise SuggesterError for one that is not what we write.
    """
    path = folder / FILE
    try:
        table = json.loads(path.read_text("utf-8"))
        lines = {
            way: Line(float(one["offset"]), float(one["slope"]), dict(one["labels"])) for way, one in table.items()
        }
    except FileNotFoundError:
        return Calibration()
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise SuggesterError(
            f"The calibration of the pipeline in {folder} cannot be read: {error}.",
            remedy="Choose another pipeline, or install the program again.",
        ) from error
    return Calibration(lines)


def write_calibration(calibration: Calibration, folder: Path) -> None:
    """Write a calibration beside a pipeline's weights."""
    table = {
        way: {
            "offset": round(line.offset, 4),
            "slope": round(line.slope, 4),
            "labels": {label: round(value, 4) for label, value in sorted(line.labels.items())},
        }
        for way, line in sorted(calibration.lines.items())
    }
    (folder / FILE).write_text(json.dumps(table, indent=1) + "\n", "utf-8")
