"""Chooses the texts that are shipped beside the pipeline, so that learning from an analyst does not forget the rest."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random

from news_pipeline.corpora import Labelled

FILE = "replay.jsonl"
_PASSAGES, _SENTENCES = 150, 250


def write_replay(folder: Path, passages: list[Labelled], sentences: list[Labelled], *, seed: int) -> int:
    """Write passages of ours and public-domain sentences that have names; return how many texts."""
    random = Random(seed)  # noqa: S311 - chance that can be repeated, no secret
    chosen = [one for one in sentences if len(one.spans) > 1]
    chosen = random.sample(passages, min(_PASSAGES, len(passages))) + random.sample(
        chosen, min(_SENTENCES, len(chosen))
    )
    lines = (
        json.dumps({"text": one.text, "spans": one.spans, "missing": one.missing}, ensure_ascii=False) for one in chosen
    )
    (folder / FILE).write_text("\n".join(lines) + "\n", "utf-8")
    return len(chosen)
