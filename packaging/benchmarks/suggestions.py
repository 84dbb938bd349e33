"""P10 and P22: suggestions: how right, how fast, how much they learn, and whether the window notices.

`python packaging/benchmarks/suggestions.py [quality] [speed] [curve] [frames] [--pipeline FOLDER] [--corpora FOLDER]
[--base FOLDER] [--blocks N] [--only NAME] [--test]` runs parts of it by themselves. Without --pipeline it is the one
that ships; the curve needs a --base that has not learnt from its stream, which the one that ships has. Files of texts
to test on are opened by --test alone.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # before numpy: one core is what is measured

from suggestions_texts import corpora_folder, development, held_back, read_corpus, sample

from annotator.workflow.trying import shipped_pipeline

PARTS = ("quality", "speed", "curve", "frames")
STREAM = "re3d_train"
FORGETTING = "gmb_dev"


def main(arguments: Sequence[str] = ()) -> None:
    """Run the parts asked for, or all."""
    options = _options(arguments)
    corpora = corpora_folder(options.corpora)
    pipeline: Path | None = options.pipeline or shipped_pipeline()
    parts = options.parts or PARTS
    print(f"Pipeline: {pipeline.name if pipeline else 'none; the rules alone'}")
    if corpora is None:
        print("There are no corpora: name their folder with --corpora. Only the sample articles are measured.")
    if "quality" in parts:
        from suggestions_quality import show_quality  # noqa: PLC0415 - a part loads what it needs

        found = held_back(corpora) if options.test else development(corpora)
        show_quality((one for one in found if not options.only or one.name in options.only), pipeline)
    if "speed" in parts:
        from suggestions_speed import show_speed  # noqa: PLC0415 - likewise

        show_speed(pipeline)
    if "curve" in parts:
        _curve(corpora, options.base, options.blocks)
    if "frames" in parts:
        from suggestions_frames import show_frames  # noqa: PLC0415 - likewise: Qt

        show_frames()


def _curve(corpora: Path | None, base: Path | None, blocks: int) -> None:
    if corpora is None or base is None:
        print("No learning curve: it needs the corpora, and a --base pipeline that has not learnt from its stream.")
        return
    from suggestions_learning import show_learning  # noqa: PLC0415 - likewise

    others = (read_corpus(corpora / f"{FORGETTING}.jsonl"), sample())
    show_learning(read_corpus(corpora / f"{STREAM}.jsonl"), others, base, blocks=blocks)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=cast("str", __doc__).partition("\n")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--pipeline", type=Path, help="the pipeline to measure, else the one that ships")
    parser.add_argument("--corpora", type=Path, help="the folder of the corpora, as JSON lines")
    parser.add_argument("--base", type=Path, help="the pipeline the learning curve begins with")
    parser.add_argument("--blocks", type=int, default=3, help="places of the stream the curve is measured at")
    parser.add_argument("--only", action="append", help="measure this corpus alone; may be said often")
    parser.add_argument("--test", action="store_true", help="open the files to test on, and no others")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
