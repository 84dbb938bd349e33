"""The benchmark of suggestions measures what it is given, and opens files to test on only when it is told to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
TEXT = "Angela Merkel met nobody in Paris."


@pytest.fixture
def corpora(tmp_path: Path) -> Path:
    """Return a folder with a corpus of one text, a damaged one, and one to test on."""
    row = {"id": "1", "text": TEXT, "spans": [[0, 13, "PERSON"], [28, 33, "GPE"]], "missing": [], "src": "made"}
    dates = row | {"id": "2", "text": "It came on 3 May 2024.", "spans": [[11, 21, "TIM"]]}
    open_ = row | {"id": "3", "text": "Angela Merkel left.", "spans": [], "missing": [[0, 13]]}
    rows = (row, dates, open_)
    (tmp_path / "gmb_dev.jsonl").write_text("".join(json.dumps(one) + "\n" for one in rows), "utf-8")
    (tmp_path / "held_test.jsonl").write_text("not to be opened\n", "utf-8")
    return tmp_path


def ran(corpora: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    script = ROOT / "packaging" / "benchmarks" / "suggestions.py"
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, str(script), "quality", "--corpora", str(corpora), *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)


def test_a_corpus_is_measured_in_its_own_labels_and_files_to_test_on_stay_closed(corpora: Path) -> None:
    done = ran(corpora, "--only", "gmb_dev")
    assert done.returncode == 0, done.stderr
    said = done.stdout
    assert "gmb_dev: 3 texts, 2 spans of GPE, PERSON\n" in said
    table = said[said.index("gmb_dev:") :].splitlines()
    assert table[1].split() == ["rules", "1.000", "1.000", "precision", "1.000,", "recall", "1.000"]
    assert any(line.startswith("P22 gmb_dev strict F1") and line.endswith("yes") for line in table)
    assert "seeds" not in said
    assert "held" not in said


def test_they_are_opened_when_asked_for(corpora: Path) -> None:
    done = ran(corpora, "--test")
    assert done.returncode != 0
    assert "JSONDecodeError" in done.stderr
