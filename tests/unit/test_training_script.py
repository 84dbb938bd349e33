"""The script that trains the shipped pipeline, as its documentation says to run it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_it_starts_from_a_checkout_that_is_not_installed(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    command = [sys.executable, str(ROOT / "packaging" / "train_news_pipeline.py"), "--help"]
    done = subprocess.run(
        command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=120, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
    assert "--corpora CORPORA" in done.stdout
