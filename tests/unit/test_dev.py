"""The bootstrap: what it finds missing, what it says, what it makes, and the files it rests on."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

import dev

linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems bring what Qt needs")


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """Keep subprocesses from starting and return the list of what would have run."""
    seen: list[list[str]] = []

    def pretend(words: list[str], **_options: object) -> subprocess.CompletedProcess[bytes]:
        seen.append(words)
        return subprocess.CompletedProcess(words, 0)

    monkeypatch.setattr(subprocess, "run", pretend)
    return seen


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Return a function that says which programs the PATH holds."""

    def set_found(*programs: str) -> None:
        def which(name: str) -> str | None:
            return f"/bin/{name}" if name in programs else None

        monkeypatch.setattr(shutil, "which", which)

    return set_found


def nothing(*_arguments: object) -> None:
    """Stand in for a step that is not this test's business."""


def become(monkeypatch: pytest.MonkeyPatch, user: int) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user, raising=False)


def test_older_python_can_read_it() -> None:
    # It has to run far enough to say that a newer one is needed.
    ast.parse(Path(dev.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


@linux_only
def test_a_python_is_asked_how_old_it_is(tmp_path: Path) -> None:
    assert dev.is_new_enough(sys.executable)
    stand_in = tmp_path / "python3.13"
    stand_in.write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")
    stand_in.chmod(0o755)
    assert not dev.is_new_enough(str(stand_in))


def test_only_the_standard_library() -> None:
    tree = ast.parse(Path(dev.__file__).read_text(encoding="utf-8"))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in names} <= sys.stdlib_module_names


def test_without_a_command_it_names_them(capsys: pytest.CaptureFixture[str]) -> None:
    assert dev.main([]) == 2
    assert "run|check|test|soak|bench|peers" in capsys.readouterr().out


@linux_only
def test_missing_libraries_are_named_by_package() -> None:
    absent = {"libEGL.so.1", "libxcb-cursor.so.0"}
    missing = dev.missing_libraries(lambda library: library not in absent)
    assert [package for package in missing if package != "xkb-data"] == ["libegl1", "libxcb-cursor0"]


@linux_only
def test_the_linker_is_asked() -> None:
    assert dev.loads_library("libc.so.6")
    assert not dev.loads_library("libnowhere.so.9")


@linux_only
def test_fonts_are_looked_for(tmp_path: Path) -> None:
    assert dev.missing_any_font([tmp_path]) == list(dev.FONTS)
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "NotoSans-Regular.ttf").touch()
    assert dev.missing_any_font([tmp_path]) == []
    assert "fonts-noto-core" not in dev.missing_test_packages([tmp_path])
    assert "fonts-noto-color-emoji" in dev.missing_test_packages([tmp_path])


def test_root_on_debian_installs(
    commands: list[list[str]], found: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    found("apt-get")
    become(monkeypatch, 0)
    dev.prepare_system(["libegl1"], ["xvfb"])
    assert [(words[-2], words[-1]) for words in commands[1:]] == [("install", "libegl1"), ("install", "xvfb")]
    assert commands[0][-1] == "update"


def test_others_get_the_line(
    commands: list[list[str]],
    found: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    found("apt-get")
    become(monkeypatch, 1000)
    with pytest.raises(SystemExit) as stopped:
        dev.prepare_system(["libegl1"], ["xvfb"])
    assert stopped.value.code == 1
    assert "sudo apt-get install -y --no-install-recommends libegl1 xvfb" in capsys.readouterr().out
    assert commands == []


def test_what_is_only_wanted_stops_nobody(
    commands: list[list[str]], found: Callable[..., None], capsys: pytest.CaptureFixture[str]
) -> None:
    found()
    dev.prepare_system([], ["xvfb"])
    assert "xvfb" in capsys.readouterr().out
    assert commands == []


class TestEnvironment:
    """The environment is made once, by uv or by pip, and only from the locked list."""

    @pytest.fixture(autouse=True)
    def elsewhere(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(dev, "ENVIRONMENT", tmp_path / ".venv")
        monkeypatch.setattr(dev, "STAMP", tmp_path / ".venv" / "stamp")
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        monkeypatch.setattr(dev, "clear_environment", nothing)

    def test_made_with_hashes(self, commands: list[list[str]], found: Callable[..., None]) -> None:
        found()
        dev.prepare_environment()
        assert commands[0][1:3] == ["-m", "venv"]
        assert "--require-hashes" in commands[1]
        assert dev.STAMP.read_text(encoding="utf-8") == dev.expected_stamp()

    def test_made_with_uv_where_there_is_one(self, commands: list[list[str]], found: Callable[..., None]) -> None:
        found("uv")
        dev.prepare_environment()
        assert [words[0] for words in commands] == ["/bin/uv", "/bin/uv"]
        assert "--require-hashes" in commands[1]

    def test_second_time_is_free(self, commands: list[list[str]], found: Callable[..., None]) -> None:
        found()
        dev.prepare_environment()
        dev.environment_python().touch()
        commands.clear()
        dev.prepare_environment()
        assert commands == []

    def test_new_lock_makes_it_anew(
        self, commands: list[list[str]], found: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        found()
        dev.prepare_environment()
        dev.environment_python().touch()
        commands.clear()
        (tmp_path / "lock").write_text("other", encoding="utf-8")
        monkeypatch.setattr(dev, "LOCK", tmp_path / "lock")
        dev.prepare_environment()
        assert commands != []


def test_clearing_follows_no_link(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "others"
    target.mkdir()
    link = tmp_path / ".venv"
    link.symlink_to(target)
    monkeypatch.setattr(dev, "ENVIRONMENT", link)
    dev.clear_environment()
    assert target.is_dir()
    assert not link.exists()


def test_foreign_environments_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIRTUAL_ENV", "/elsewhere")
    monkeypatch.setenv("PYTHONPATH", "/elsewhere")
    variables = dev.child_variables()
    assert "VIRTUAL_ENV" not in variables
    assert variables["PYTHONPATH"] == str(dev.ROOT)


@linux_only
def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name in ("prepare_system", "prepare_environment"):
        monkeypatch.setattr(dev, name, nothing)
    assert dev.run([]) == 1
    assert "xvfb-run -a make run" in capsys.readouterr().out


@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="no Xvfb on this system; dev.py says so and goes on")
def test_screens_open_and_close(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[subprocess.Popen[bytes]] = []
    start = subprocess.Popen

    def remember(words: list[str], *, pass_fds: list[int], stdout: int, stderr: int) -> subprocess.Popen[bytes]:
        started.append(start(words, pass_fds=pass_fds, stdout=stdout, stderr=stderr))
        return started[-1]

    monkeypatch.setattr(subprocess, "Popen", remember)
    with dev.screens(2, {"WAYLAND_DISPLAY": "wayland-0"}) as variables:
        assert "WAYLAND_DISPLAY" not in variables
        displays = variables["ANNOTATOR_TEST_DISPLAYS"].split()
        assert len(set(displays)) == 2
        assert variables["DISPLAY"] == displays[0]
        assert [process.poll() for process in started] == [None, None]
    assert all(process.poll() is not None for process in started)


def test_without_xvfb_qt_draws_offscreen(found: Callable[..., None], capsys: pytest.CaptureFixture[str]) -> None:
    found()
    with dev.screens(2, {"DISPLAY": ":0"}) as variables:
        assert variables == {"QT_QPA_PLATFORM": "offscreen"}
    assert "Xvfb" in capsys.readouterr().out or not sys.platform.startswith("linux")


def test_lock_names_versions_and_hashes_only() -> None:
    text = dev.LOCK.read_text(encoding="utf-8")
    requirement = r"[a-z0-9.-]+==[a-z0-9.]+( ; [a-z0-9_.<>=' ]+)? \\\n(    --hash=sha256:[0-9a-f]{64}( \\)?\n)+"
    assert re.fullmatch(f"({requirement})+", text)


def test_lock_knows_every_dependency() -> None:
    project = tomllib.loads((dev.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    locked = {line.partition("==")[0] for line in dev.LOCK.read_text(encoding="utf-8").splitlines()}
    assert {re.split(r"[^A-Za-z0-9-]", requirement)[0].lower() for requirement in asked} <= locked


def test_make_is_thin() -> None:
    makefile = (dev.ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert targets is not None
    assert set(targets[1].split()) == set(dev.COMMANDS)


def test_ci_runs_the_tests_and_nothing_else() -> None:
    script = dev.ROOT / ".ci" / "run"
    assert script.read_text(encoding="utf-8").splitlines()[-1] == "make test"
    assert os.access(script, os.X_OK)
