"""Exchange with pandas: our table of annotations and our JSONL in, its CSV and JSON lines out."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from peering import Answer, Job, Peer, main


def inside(job: Job, answer: Answer) -> None:
    """Read the rows of the CSV with the texts of the JSONL; write both again."""
    pandas: Any = import_module("pandas")
    rows = pandas.read_json(job.exports["jsonl"], lines=True, dtype=False, convert_dates=False)
    texts = dict(zip(rows["id"], rows["text"], strict=True))
    read = ((row["text"], [(s["start"], s["end"], s["label"]) for s in row["spans"]]) for _, row in rows.iterrows())
    answer.has_read("read_json", "jsonl", read)

    table = pandas.read_csv(job.exports["csv"], keep_default_na=False)
    spans: dict[str, list[tuple[int, int, str]]] = {}
    for _, row in table.iterrows():
        covered = texts[row["article"]][row["start"] : row["end"]]
        if row["text"].removeprefix("'") == covered.removeprefix("'"):
            spans.setdefault(row["article"], []).append((row["start"], row["end"], row["label"]))
    answer.has_read("read_csv", "csv", ((texts[key], some) for key, some in spans.items()))

    written = job.out / "to_json.jsonl"
    rows.to_json(written, orient="records", lines=True, force_ascii=False)
    answer.has_written("to_json", "jsonl", [written])
    parquet = pandas.read_parquet(job.exports["hf-parquet"])
    read = ((row["text"], [(s["start"], s["end"], s["label"]) for s in row["spans"]]) for _, row in parquet.iterrows())
    answer.has_read("read_parquet", "hf-parquet", read)
    again = job.out / "to_parquet.parquet"
    parquet.to_parquet(again)
    answer.has_written("to_parquet", "hf-parquet", [again])
    labels = json.dumps(sorted(set(table["label"])))
    if labels != json.dumps(sorted(job.labels)):
        answer.has_said("read_csv", f"labels differ: {labels}")


PEER = Peer("pandas", "pandas", ("pandas", "pyarrow"), ("jsonl", "csv", "hf-parquet"), inside)

if __name__ == "__main__":
    main(PEER, __file__)
