"""Pipelines of our own multiply by numpy, on one thread; nobody else's operations are changed by it."""

from __future__ import annotations

import importlib
import os
import subprocess
import sys
from typing import Any

from annotator.resources import resource
from annotator.suggest.loading import load_folder


def test_our_pipeline_multiplies_by_numpy_and_what_is_loaded_after_it_does_as_before() -> None:
    thinc: Any = importlib.import_module("thinc.api")
    before = thinc.get_current_ops()
    ner: Any = load_folder(resource() / "pipelines" / "news").get_pipe("ner")
    assert {one.ops.use_blis for one in ner.model.get_ref("tok2vec").walk()} == {False}
    assert thinc.get_current_ops() is before


def test_the_program_keeps_to_one_thread_unless_told_otherwise() -> None:
    code = "import sys, annotator.__main__, os; assert 'numpy' not in sys.modules; print(os.environ[sys.argv[1]])"
    name = "OPENBLAS_NUM_THREADS"
    for given, wanted in ((None, "1"), ("3", "3")):
        known = {key: value for key, value in os.environ.items() if key != name}
        environment = known | ({name: given} if given else {})
        ran = subprocess.run(
            [sys.executable, "-c", code, name], check=True, capture_output=True, text=True, env=environment
        )
        assert ran.stdout.strip() == wanted
