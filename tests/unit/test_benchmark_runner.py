"""The benchmark runner reads the lines it is given and breaks at none."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

RUNNER = Path(__file__).resolve().parent.parent.parent / "packaging" / "benchmarks" / "run.py"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the benchmarks' folder with three of its own: two that work, one that breaks."""
    folder = tmp_path / "packaging" / "benchmarks"
    folder.mkdir(parents=True)
    shutil.copy(RUNNER, folder)
    (folder / "p2_slow.py").write_text("print('P2 | 9 ms | 16.7 ms | 0.54 | ≤ 0.5 | no')", encoding="utf-8")
    (folder / "p10_fast.py").write_text("print('warming | up')\nprint('P10 | 1 | 1 | 1 | ≥ 1 | yes')", encoding="utf-8")
    (folder / "p1_broken.py").write_text("raise SystemExit('no disk')", encoding="utf-8")
    return folder


def rows(folder: Path, *names: str) -> list[list[str]]:
    subprocess.run([sys.executable, str(folder / "run.py"), *names], check=True, capture_output=True)
    lines = (folder.parent.parent / "build" / "benchmarks.md").read_text(encoding="utf-8").splitlines()
    assert len({len(line) for line in lines}) == 1
    return [[field.strip() for field in line.strip("|").split("|")] for line in lines[2:]]


def test_every_benchmark_stands_in_the_table_in_order(folder: Path) -> None:
    assert rows(folder) == [
        ["p1_broken", "exit code 1: no disk", "", "", "", "broken"],
        ["P2", "9 ms", "16.7 ms", "0.54", "≤ 0.5", "no"],
        ["P10", "1", "1", "1", "≥ 1", "yes"],
    ]


def test_one_is_run_by_its_name(folder: Path) -> None:
    assert [row[0] for row in rows(folder, "p10")] == ["P10"]
