"""Exchange with Label Studio's SDK: its checks of tasks and its converter, which makes JSON_MIN, CoNLL and CSV."""

from __future__ import annotations

import json
from importlib import import_module
from typing import Any

from peering import Answer, Job, Peer, main

CONLL_CANNOT = "(its converter cuts tokens at white space only: punctuation and glued words come along)"


def config(labels: tuple[str, ...]) -> str:
    """Return a labelling interface with these labels."""
    inner = "".join(f'<Label value="{label}"/>' for label in labels)
    return f'<View><Labels name="label" toName="text">{inner}</Labels><Text name="text" value="$text"/></View>'


def spans_of(task: dict[str, Any]) -> list[tuple[int, int, str]]:
    """Return the labelled ranges of a task's annotations."""
    values = [one["value"] for made in task["annotations"] for one in made["result"] if one["type"] == "labels"]
    return [(value["start"], value["end"], label) for value in values for label in value["labels"]]


def inside(job: Job, answer: Answer) -> None:
    """Check every task, annotation and prediction against the labels, then convert."""
    interface: Any = import_module("label_studio_sdk.label_interface").LabelInterface(config(job.labels))
    path = job.exports["label-studio"]
    tasks = json.loads(path.read_text("utf-8"))
    good = [
        interface.validate_task({"data": task["data"]})  # of a whole task it calls its own check without the annotation
        and all(interface.validate_annotation(one) for one in task["annotations"])
        and all(interface.validate_prediction(one) for one in task["predictions"])
        for task in tasks
    ]
    answer.has_said("validate_task, _annotation, _prediction", f"{sum(good)} of {len(good)} tasks valid")
    converter = import_module("label_studio_sdk.converter").Converter(config(job.labels), str(job.out))
    for format_ in ("JSON", "JSON_MIN", "CONLL2003"):
        out = job.out / format_
        converter.convert(str(path), str(out), format_, is_dir=False)
        [written] = [one for one in out.iterdir() if one.is_file()]
        if format_ == "JSON":
            read = ((task["data"]["text"], spans_of(task)) for task in json.loads(written.read_text("utf-8")))
            answer.has_read("Converter JSON", "label-studio", read)
        cannot = CONLL_CANNOT if format_ == "CONLL2003" else ""
        answer.has_written(f"Converter {format_}", "label-studio", [written], cannot=cannot)


PEER = Peer("Label Studio SDK", "label-studio-sdk", ("label-studio-sdk==2.1.2",), ("label-studio",), inside)

if __name__ == "__main__":
    main(PEER, __file__)
