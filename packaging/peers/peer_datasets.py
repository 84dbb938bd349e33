"""Exchange with Hugging Face `datasets`: our JSONL and Parquet in, its JSON lines and Parquet out."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from peering import Answer, Job, Peer, main


def inside(job: Job, answer: Answer) -> None:
    """Load both files as anybody would, look at spans and tags, and write them again."""
    datasets: Any = import_module("datasets")
    for format_, builder, suffix in (("hf", "json", "jsonl"), ("hf-parquet", "parquet", "parquet")):
        path = str(job.exports[format_])
        rows = datasets.load_dataset(builder, data_files=path, split="train", cache_dir=str(job.out / "cache"))
        read = [(row["text"], [(s["start"], s["end"], s["label"]) for s in row["spans"]]) for row in rows]
        answer.has_read(f"load_dataset({builder!r})", format_, read)
        written = job.out / f"again.{suffix}"
        if builder == "json":
            rows.to_json(str(written), force_ascii=False)
        else:
            rows.to_parquet(str(written))
        answer.has_written(f"to_{builder}", format_, [written])
        begun = sum(tag.startswith("B-") for row in rows for tag in row["ner_tags"])
        same = all(len(row["tokens"]) == len(row["ner_tags"]) for row in rows)
        answer.has_said(f"{format_} tags", f"{begun:,} spans begin, {'as many tags as tokens' if same else 'ODD TAGS'}")


PEER = Peer("Hugging Face datasets", "datasets", ("datasets",), ("hf", "hf-parquet"), inside)

if __name__ == "__main__":
    main(PEER, __file__)
