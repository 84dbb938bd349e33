"""The arrows of the house, and the habits that no linter knows.

The contracts stand in pyproject.toml, `[tool.importlinter]`; what they say when broken is part of the failure.
"""

import ast
import importlib.metadata
import importlib.util
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
from importlinter import configuration as linter
from importlinter.application.use_cases import lint_imports

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "annotator"
MODULES = sorted(PACKAGE.rglob("*.py"))

MOST_LINES = 450
VAGUE_WORDS = ("util", "helper", "misc", "common", "manager")
HEAVY = ("spacy", "thinc", "sqlite_utils", "babel", "pycountry", "click", "charset_normalizer", "numpy")
# On the way to the first paint; the commands get by without Qt, too.
LIGHT = {"annotator.__main__": (*HEAVY, "PySide6"), "annotator.ui.app": HEAVY}


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_arrows(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    # The function behind the command: the command itself would switch off every other logger of this process.
    monkeypatch.chdir(ROOT)
    linter.configure()
    assert lint_imports(config_filename="pyproject.toml", cache_dir=None, no_logo=True), capsys.readouterr().out


def test_every_neighbour_of_the_store_is_reached_through_the_workflow() -> None:
    contracts = {contract["id"]: contract for contract in settings()["tool"]["importlinter"]["contracts"]}
    layer = next(layer for layer in contracts["arrows"]["layers"] if "store" in layer)
    names = {name.strip(" ()") for name in layer.split("|")}
    there = {f"annotator.{name}" for name in names if (PACKAGE / name).exists()}
    assert there == set(contracts["through-workflow"]["forbidden_modules"])


def test_no_module_is_a_giant() -> None:
    # One test for all modules: three for each of them take longer than what they look at.
    giants = [path for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > MOST_LINES]
    assert not named(giants), "split them by what they are about"


def test_every_module_says_what_lives_in_it() -> None:
    silent = [path for path in MODULES if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))]
    assert not named(silent)


def test_modules_are_named_after_what_they_are_about() -> None:
    vague = [path for path in MODULES if any(word in one for one in parts(path) for word in VAGUE_WORDS)]
    assert not named(vague)
    shadows = [path for path in MODULES if path.stem != "__main__" and path.stem in sys.stdlib_module_names]
    assert not named(shadows), "the standard library has these names"


def parts(path: Path) -> tuple[str, ...]:
    """Return the names a module goes by, folder by folder."""
    return path.relative_to(PACKAGE).with_suffix("").parts


def named(paths: list[Path]) -> list[str]:
    """Return modules as people name them."""
    return [str(path.relative_to(ROOT)) for path in paths]


def test_every_library_is_declared() -> None:
    declared = {normal(re.split(r"[<>=; ]", line)[0]) for line in settings()["project"]["dependencies"]}
    providers = importlib.metadata.packages_distributions()
    for path in MODULES:
        for name in imported(path) - sys.stdlib_module_names - {"annotator"}:
            assert declared & set(map(normal, providers.get(name, []))), (
                f"{path.name} imports {name}: add it to pyproject.toml"
            )


def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports, wherever in it."""
    nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
    return {name.partition(".")[0] for name in names}


def normal(name: str) -> str:
    """Return a distribution's name as registries compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_packaging_stays_a_folder() -> None:
    assert not (ROOT / "packaging" / "__init__.py").exists(), "it would shadow the library `packaging`"


@pytest.mark.parametrize("module", LIGHT)
def test_import_is_light(module: str) -> None:
    if importlib.util.find_spec(module) is None:
        module = "annotator"
    code = f"import json, sys, {module}; print(json.dumps(sorted(name.partition('.')[0] for name in sys.modules)))"
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(LIGHT.get(module, HEAVY)) & set(json.loads(answer.stdout)), "import it where it is used"
