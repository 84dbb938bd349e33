"""The peers' scripts: what a peer's environment must be able to import, and how spans are held against each other."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "packaging" / "peers"
SCRIPTS = sorted(path.stem for path in FOLDER.glob("peer_*.py"))


def run(*words: str) -> str:
    done = subprocess.run([sys.executable, *words], cwd=FOLDER, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout


def test_scripts_need_nothing_but_the_standard_library_to_begin() -> None:
    listed = f"import sys; sys.path.insert(0, '.'); import {', '.join(SCRIPTS)}; print(*sys.modules)"
    names = {name.partition(".")[0] for name in run("-I", "-c", listed).split()}
    assert not names & {"annotator", "spacy", "pandas", "numpy", "click", "PySide6"}
    assert len(SCRIPTS) == 8


COMPARE = """
import sys; sys.path.insert(0, '.')
from peering import Document, compared
sent = [Document("grown alongsideRussia now", ((15, 21, "GPE"),)), Document("Kim  met", ((0, 3, "PERSON"),))]
found = {found}
print(*compared(("p", "1", "c"), "in", sent, found).fields[4:], sep=";")
"""


@pytest.mark.parametrize(
    ("found", "said"),
    [
        ("sent", "2;2;2 (100.0%);yes;none"),
        ("sent[:1]", "2;1;1 (50.0%);yes;1 missing, 0 not sent: missing 'Kim' PERSON"),
        (
            '[sent[1], Document(sent[0].text, ((6, 21, "GPE"),))]',
            "2;2;1 (50.0%);NO;1 missing, 1 not sent: missing 'Russia' GPE not sent 'alongsideRussia' GPE",
        ),
        (
            '[sent[0], Document("Kim met", ((0, 3, "PERSON"),))]',
            "2;2;2 (100.0%);yes;(compared without white space, which the format does not keep)",
        ),
        (
            '[Document("grown alongsideRussia now Kim met", ((15, 21, "GPE"), (26, 29, "PERSON")))]',
            "2;2;2 (100.0%);yes;(compared without white space, which the format does not keep)",
        ),
    ],
)
def test_what_arrived_is_counted(found: str, said: str) -> None:
    assert run("-c", COMPARE.format(found=found)).strip() == said
