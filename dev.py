"""Set up and run the project with nothing but Python: `python3 dev.py run|test|bench|soak|check|peers`.

Here lives the way from a fresh clone to a running window or a tested tree: system libraries, the environment
in `.venv`, a screen for the tests. What the steps check is configured in pyproject.toml. Standard library only,
and readable by an older Python, which is sent away with a sentence instead of a syntax error.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Sequence

ROOT = Path(__file__).resolve().parent
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = ENVIRONMENT / "annotator-stamp"

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3", "python3.13", "python3.12", "python3.11")
MOST_WORKERS = 4

# Debian's package → the file that Qt loads from it. The wheels bring Qt, not these.
QT_LIBRARIES = {
    "libegl1": "libEGL.so.1",
    "libgl1": "libGL.so.1",
    "libx11-6": "libX11.so.6",
    "libdbus-1-3": "libdbus-1.so.3",
    "libfontconfig1": "libfontconfig.so.1",
    "libglib2.0-0": "libglib-2.0.so.0",
    "libxkbcommon0": "libxkbcommon.so.0",
    "libxcb-cursor0": "libxcb-cursor.so.0",
    "libxkbcommon-x11-0": "libxkbcommon-x11.so.0",
    "libx11-xcb1": "libX11-xcb.so.1",
    "libxcb-icccm4": "libxcb-icccm.so.4",
    "libxcb-keysyms1": "libxcb-keysyms.so.1",
    "libxcb-xkb1": "libxcb-xkb.so.1",
    "libxcb-shape0": "libxcb-shape.so.0",
    "libxcb-randr0": "libxcb-randr.so.0",
    "libxcb-image0": "libxcb-image.so.0",
    "libxcb-render-util0": "libxcb-render-util.so.0",
    "libxcb-sync1": "libxcb-sync.so.1",
    "libxcb-xfixes0": "libxcb-xfixes.so.0",
    "libxcb-util1": "libxcb-util.so.1",
}
# Debian's package → the font file that shows it is there: Latin, Arabic and Hebrew; Chinese; emoji.
FONTS = {
    "fonts-noto-core": "NotoSans-Regular.ttf",
    "fonts-droid-fallback": "DroidSansFallback*.ttf",
    "fonts-noto-color-emoji": "NotoColorEmoji.ttf",
}
FONT_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
KEYBOARDS = Path("/usr/share/X11/xkb")


def main(arguments: Sequence[str]) -> int:
    """Run one command and return its exit code."""
    command = COMMANDS.get(arguments[0]) if arguments else None
    if command is None:
        say(f"Say what to do: python3 dev.py {'|'.join(COMMANDS)}. What follows is passed on.")
        return 2
    require_python()
    # Xvfb and what it shows must end with us, also when we are told to stop.
    signal.signal(signal.SIGTERM, leave)
    return command(list(arguments[1:]))


def run(arguments: list[str]) -> int:
    """Open the window on the sample corpus."""
    prepare_system(missing_libraries() + missing_environment_maker() + missing_any_font())
    prepare_environment()
    variables = child_variables()
    if sys.platform.startswith("linux") and not has_screen(variables):
        say(
            "There is no screen here: neither DISPLAY nor WAYLAND_DISPLAY is set. "
            "For one in memory: xvfb-run -a make run"
        )
        return 1
    words = [str(environment_python()), "-m", "annotator", "demo", *arguments]
    if os.name == "posix":
        flush()
        os.execve(words[0], words, variables)  # noqa: S606 - the window takes our place, signals included
    return subprocess.run(words, env=variables, cwd=ROOT, check=False).returncode


def check(_arguments: list[str]) -> int:
    """Run the checks that start nothing: style, format, types."""
    prepare_system(missing_environment_maker())
    prepare_environment()
    return finish(static_checks(child_variables()))


def test(arguments: list[str]) -> int:
    """Run every check and the tests, on screens of their own."""
    prepare_for_tests()
    variables = child_variables()
    failed = static_checks(variables)
    workers = max(1, min(MOST_WORKERS, os.cpu_count() or 1))
    spread = ["-n", str(workers), "--dist", "worksteal"] if workers > 1 else []
    with screens(workers, variables) as with_screen:
        failed += step("pytest", ["-m", "pytest", *spread, *arguments], with_screen)
    return finish(failed)


def soak(arguments: list[str]) -> int:
    """Run the long version of the promises, one test at a time."""
    prepare_for_tests()
    with screens(1, child_variables()) as with_screen:
        return finish(step("soak", ["-m", "pytest", "-m", "soak", "--timeout", "7200", *arguments], with_screen))


def bench(arguments: list[str]) -> int:
    """Run the benchmarks and print their table."""
    prepare_for_tests()
    with screens(1, child_variables()) as with_screen:
        return finish(step("benchmarks", [str(ROOT / "packaging/benchmarks/run.py"), *arguments], with_screen))


def peers(arguments: list[str]) -> int:
    """Exchange spans with the programs we share formats with, each in an environment of its own; print the table."""
    prepare_system(missing_environment_maker())
    prepare_environment()
    return finish(step("peers", [str(ROOT / "packaging/peers/run.py"), *arguments], child_variables()))


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "check": check,
    "test": test,
    "soak": soak,
    "bench": bench,
    "peers": peers,
}


# -- steps ---------------------------------------------------------------------------------------------------


def static_checks(variables: dict[str, str]) -> list[str]:
    """Return the names of the checks that failed; all of them run."""
    return [
        *step("ruff check", ["-m", "ruff", "check", "--quiet", "."], variables),
        *step("ruff format", ["-m", "ruff", "format", "--quiet", "--check", "."], variables),
        *step("pyright", ["-m", "pyright"], variables),
    ]


def step(name: str, words: list[str], variables: dict[str, str]) -> list[str]:
    """Run the environment's Python on `words`, print how long it took, return `[name]` when it failed."""
    say(f"== {name}")
    started = time.monotonic()
    code = subprocess.run([str(environment_python()), *words], env=variables, cwd=ROOT, check=False).returncode
    say(f"== {name}: {'ok' if code == 0 else f'FAILED, exit code {code}'}, {time.monotonic() - started:.1f} s")
    return [] if code == 0 else [name]


def finish(failed: list[str]) -> int:
    """Name what failed and return the exit code."""
    if failed:
        say(f"Failed: {', '.join(failed)}.")
    return 1 if failed else 0


def say(sentence: str) -> None:
    """Print a line at once, in order with what child processes print."""
    print(sentence, flush=True)


def flush() -> None:
    """Write out what is buffered, before this process becomes another one."""
    sys.stdout.flush()
    sys.stderr.flush()


def leave(number: int, _frame: object) -> NoReturn:
    """Answer a signal by leaving in order, `finally` blocks included."""
    raise SystemExit(128 + number)


def stop(sentence: str) -> NoReturn:
    """Print a sentence that says what to do, and leave."""
    say(sentence)
    raise SystemExit(1)


# -- Python and the system -----------------------------------------------------------------------------------


def require_python() -> None:
    """Go on only in a Python that is new enough; start over in one when another is on the PATH."""
    if sys.version_info >= OLDEST_PYTHON:
        return
    newer = next((found for found in map(shutil.which, NEWER_PYTHONS) if found and is_new_enough(found)), None)
    if newer is None:
        stop(
            f"Annotator needs Python 3.11 or newer; this is {platform.python_version()}, and the PATH has no newer one."
        )
    words = [newer, str(Path(__file__).resolve()), *sys.argv[1:]]
    os.execv(newer, words)  # noqa: S606 - the same command, in the newer Python


def is_new_enough(python: str) -> bool:
    """Tell whether this program is a Python that is new enough; a version manager's stand-in may be none."""
    words = [python, "-c", f"import sys; sys.exit(sys.version_info < {OLDEST_PYTHON})"]
    return subprocess.run(words, stderr=subprocess.DEVNULL, check=False).returncode == 0


def prepare_for_tests() -> None:
    """Make sure of all that tests and benchmarks need."""
    prepare_system(missing_libraries() + missing_environment_maker(), missing_test_packages())
    prepare_environment()


def missing_libraries(loads: Callable[[str], bool] | None = None) -> list[str]:
    """Return the Debian packages whose library the system cannot load; none where Qt needs none of them."""
    if not sys.platform.startswith("linux"):
        return []
    can_load = loads or loads_library
    missing = [package for package, library in QT_LIBRARIES.items() if not can_load(library)]
    return missing if KEYBOARDS.is_dir() else [*missing, "xkb-data"]


def loads_library(name: str) -> bool:
    """Tell whether the dynamic linker finds a library; asking it is the one way that is right on every Linux."""
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def missing_environment_maker() -> list[str]:
    """Return Debian's package for `venv` when this Python came without it and there is no uv."""
    if shutil.which("uv") or (importlib.util.find_spec("ensurepip") and importlib.util.find_spec("venv")):
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


def missing_any_font(folders: Sequence[Path] = FONT_FOLDERS) -> list[str]:
    """Return the font packages when Linux has no font at all: a window would show boxes."""
    if not sys.platform.startswith("linux") or any(True for folder in folders for _ in folder.rglob("*.[ot]t[fc]")):
        return []
    return list(FONTS)


def missing_test_packages(folders: Sequence[Path] = FONT_FOLDERS) -> list[str]:
    """Return the packages without which tests run but show less: a screen in memory, fonts for every script."""
    if not sys.platform.startswith("linux"):
        return []
    missing = [package for package, file in FONTS.items() if not any(any(folder.rglob(file)) for folder in folders)]
    return missing if shutil.which("Xvfb") else ["xvfb", *missing]


def prepare_system(needed: list[str], wanted: Sequence[str] = ()) -> None:
    """Install Debian packages where we may, else print the line that does; stop when a needed one stays missing."""
    packages = [*needed, *wanted]
    if not packages:
        return
    tool = shutil.which("apt-get")
    if tool is not None and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"== system packages: {' '.join(packages)}")
        started = time.monotonic()
        apt(tool, "update")  # may fail on one of many sources, and the others still have everything
        done = apt(tool, "install", *needed), apt(tool, "install", *wanted)
        say(f"== system packages: {'ok' if all(done) else 'FAILED'}, {time.monotonic() - started:.1f} s")
        if all(done):
            return
        needed = [] if done[0] else needed
    elif tool is not None:
        line = f"apt-get update && sudo apt-get install -y --no-install-recommends {' '.join(packages)}"
        say(f"System packages are missing. Please run: sudo {line}")
    else:
        say(f"Missing here, by Debian's names (your system has its own): {' '.join(packages)}.")
    if needed:
        stop(f"Without {', '.join(needed)} nothing can start.")
    say("Going on without them.")


def apt(tool: str, action: str, *packages: str) -> bool:
    """Run `apt-get update` or `apt-get install` without questions and tell whether it worked."""
    if action == "install" and not packages:
        return True
    variables = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    words = [tool, "-qq", "-y", "--no-install-recommends", action, *packages]
    return subprocess.run(words, env=variables, stdout=subprocess.DEVNULL, check=False).returncode == 0


# -- the environment -----------------------------------------------------------------------------------------


def environment_python() -> Path:
    """Return the path of the environment's Python."""
    return ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def expected_stamp() -> str:
    """Return what the stamp of an up-to-date environment says: the lock file's hash and Python's version."""
    return f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {sys.implementation.name} {platform.python_version()}\n"


def prepare_environment() -> None:
    """Make `.venv` with exactly what requirements.lock names, unless the stamp says that it is there."""
    with contextlib.suppress(OSError):
        if STAMP.read_text(encoding="utf-8") == expected_stamp() and environment_python().exists():
            return
    started = time.monotonic()
    say("== environment: .venv from requirements.lock (once; some 300 MB to fetch)")
    uv = shutil.which("uv")
    if not (uv and install_with_uv(uv)) and not install_with_pip():
        stop("The environment could not be made; the lines above say why. Mend that, then run the same command again.")
    STAMP.write_text(expected_stamp(), encoding="utf-8")
    say(f"== environment: ok, {time.monotonic() - started:.1f} s")


def clear_environment() -> None:
    """Remove what an earlier, perhaps interrupted set-up left; of a link only the link, for it leads elsewhere."""
    if ENVIRONMENT.is_symlink():
        ENVIRONMENT.unlink()
    elif ENVIRONMENT.exists():
        shutil.rmtree(ENVIRONMENT)


def install_with_uv(uv: str) -> bool:
    """Make the environment with uv and tell whether that worked."""
    clear_environment()
    python = str(environment_python())
    install = [uv, "pip", "install", "--quiet", "--python", python, "--require-hashes", "--only-binary", ":all:"]
    done = all_succeed(
        [uv, "venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT)],
        [*install, "--compile-bytecode", "-r", str(LOCK)],
    )
    if not done:
        say("uv could not make it; trying venv and pip.")
    return done


def install_with_pip() -> bool:
    """Make the environment with venv and pip and tell whether that worked."""
    clear_environment()
    pip = [str(environment_python()), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    return all_succeed(
        [sys.executable, "-m", "venv", str(ENVIRONMENT)],
        [*pip, "--require-hashes", "--only-binary", ":all:", "-r", str(LOCK)],
    )


def all_succeed(*commands: list[str]) -> bool:
    """Run commands until one fails, and tell whether none did."""
    variables = clean_variables()
    return all(subprocess.run(words, env=variables, cwd=ROOT, check=False).returncode == 0 for words in commands)


def clean_variables() -> dict[str, str]:
    """Return our environment variables without those by which another environment would reach in."""
    foreign = {"VIRTUAL_ENV", "CONDA_PREFIX", "PYTHONHOME", "PYTHONPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__"}
    return {name: value for name, value in os.environ.items() if name not in foreign}


def child_variables() -> dict[str, str]:
    """Return the variables for a child that uses the checkout as it stands; pyright is kept from asking for news."""
    return {**clean_variables(), "PYTHONPATH": str(ROOT), "PYRIGHT_PYTHON_IGNORE_WARNINGS": "1"}


# -- screens -------------------------------------------------------------------------------------------------


def has_screen(variables: dict[str, str]) -> bool:
    """Tell whether Qt has something to draw on, if only what QT_QPA_PLATFORM names."""
    return any(variables.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


@contextlib.contextmanager
def screens(count: int, variables: dict[str, str]) -> Generator[dict[str, str]]:
    """Lend `count` screens in memory, one for each test process, so that no window takes another's focus.

    Yields `variables` with the screens in them: `ANNOTATOR_TEST_DISPLAYS` names them all (tests/conftest.py takes
    one each), DISPLAY is the first. Without Xvfb, Qt's offscreen platform has to do.
    """
    prepared = {**variables, "QT_QPA_PLATFORM": "offscreen"}
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XAUTHORITY", "XDG_SESSION_TYPE"):
        prepared.pop(name, None)
    xvfb = shutil.which("Xvfb")
    if xvfb is None:
        if sys.platform.startswith("linux"):
            say("Xvfb is not here, so windows are drawn on Qt's offscreen platform.")
        yield prepared
        return
    with contextlib.ExitStack() as stack:
        displays = [stack.enter_context(screen(xvfb)) for _ in range(count)]
        yield {
            **prepared,
            "QT_QPA_PLATFORM": "xcb",
            "DISPLAY": displays[0],
            "ANNOTATOR_TEST_DISPLAYS": " ".join(displays),
        }


@contextlib.contextmanager
def screen(xvfb: str, *, patience: float = 30.0) -> Generator[str]:
    """Start one Xvfb on a display number that it finds itself, yield its name (":7"), and end it."""
    reading, writing = os.pipe()
    words = [
        xvfb,
        "-displayfd",
        str(writing),
        "-screen",
        "0",
        "1440x900x24",
        "-dpi",
        "96",
        "-nolisten",
        "tcp",
        "-noreset",
    ]
    process = subprocess.Popen(words, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with open(reading, encoding="ascii") as answer:  # noqa: PTH123 - a file descriptor has no path
            ready, _, _ = select.select([answer], [], [], patience)
            number = answer.readline().strip() if ready else ""
        if not number:
            stop(f"Xvfb did not start within {patience:.0f} s; try it by hand: Xvfb -displayfd 1")
        yield f":{number}"
    finally:
        process.terminate()
        process.wait()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
