"""The way in: paths open the window, a command's name runs the command."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest

from annotator.__main__ import main


class Window(ModuleType):
    """Stands for the window's module."""

    def __init__(self) -> None:
        super().__init__("annotator.ui.app")
        self.calls: list[tuple[list[Path], bool]] = []

    def run(self, paths: Sequence[Path] = (), *, sample: bool = False) -> int:
        self.calls.append((list(paths), sample))
        return 7


@pytest.fixture
def window(monkeypatch: pytest.MonkeyPatch) -> Window:
    one = Window()
    monkeypatch.setitem(sys.modules, "annotator.ui.app", one)
    return one


def test_paths_open_the_window(window: Window) -> None:
    assert main(["a.annotator", "export"]) == 7
    assert main([]) == 7
    assert main(["./import"]) == 7
    assert window.calls == [([Path("a.annotator"), Path("export")], False), ([], False), ([Path("import")], False)]


def test_demo_opens_the_sample(window: Window) -> None:
    assert main(["demo"]) == 7
    assert window.calls == [([], True)]


def test_commands_open_no_window(window: Window, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    assert main(["--version"]) == 0
    assert main(["demo", "--help"]) == 0
    assert capsys.readouterr().out
    assert window.calls == []


def test_arguments_are_those_of_the_process(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["annotator", "x.txt"])
    assert main() == 7
    assert window.calls == [([Path("x.txt")], False)]
