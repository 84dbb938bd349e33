"""Exchange with reconner, which reads and writes Prodigy's JSONL with the models Prodigy's own makers use."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from peering import Answer, Job, Peer, main


def inside(job: Job, answer: Answer) -> None:
    """Read our tasks as its examples, and write them as it writes corrected ones."""
    loaders: Any = import_module("recon.loaders")
    examples = loaders.read_jsonl(job.exports["prodigy"])
    read = ((one.text, [(span.start, span.end, span.label) for span in one.spans]) for one in examples)
    answer.has_read("recon.loaders.read_jsonl", "prodigy", read)
    written = job.out / "reconner.jsonl"
    import_module("srsly").write_jsonl(written, [_row(one) for one in examples])
    answer.has_written("Example rows", "prodigy", [written])


def _row(example: Any) -> dict[str, Any]:  # noqa: ANN401 - the peer's own class
    return example.model_dump() if hasattr(example, "model_dump") else example.dict()


PEER = Peer("reconner", "reconner", ("reconner",), ("prodigy",), inside)

if __name__ == "__main__":
    main(PEER, __file__)
