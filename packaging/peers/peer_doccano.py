"""Exchange with doccano's own import and export code, without a server, on a database of its own.

Both kinds of its projects for text with spans: those without and those with relations.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from peering import Answer, Job, Peer, main

_NEEDS = ("doccano==1.8.4", "marshmallow<4", "pandas==1.5.3", "numpy==1.26.4", "setuptools<81")
_UTF_8 = {"encoding": "utf_8", "column_data": "text", "column_label": "label"}


def inside(job: Job, answer: Answer) -> None:
    """Import each kind into a project of that kind, look at what is stored, export it."""
    _set_up(job.out)
    user = import_module("django.contrib.auth.models").User.objects.create_user("peer")
    for format_, task, relations in (
        ("doccano", "SequenceLabeling", False),
        ("doccano-relations", "RelationExtraction", True),
    ):
        project: Any = import_module("projects.models").SequenceLabelingProject.objects.create(
            name=format_,
            project_type="SequenceLabeling",
            created_by=user,
            allow_overlapping=True,
            use_relation=relations,
            collaborative_annotation=True,
        )
        path = str(job.exports[format_])
        kind = import_module("data_import.pipeline.catalog").create_file_format("JSONL")
        name = import_module("data_import.pipeline.readers").FileName(path, path, Path(path).name)
        dataset = import_module("data_import.datasets").load_dataset(task, kind, [name], project, **_UTF_8)
        dataset.save(user)
        if dataset.errors:
            answer.has_said(f"{format_} import", "; ".join(str(one) for one in dataset.errors[:3]))
        spans: dict[int, list[tuple[int, int, str]]] = {}
        for one in import_module("labels.models").Span.objects.filter(example__project=project):
            spans.setdefault(one.example_id, []).append((one.start_offset, one.end_offset, one.label.text))
        examples = import_module("examples.models").Example.objects.filter(project=project)
        answer.has_read("its database", format_, [(one.text, spans.get(one.id, [])) for one in examples])
        exporting: Any = import_module("data_export.celery_tasks")
        factories: Any = import_module("data_export.pipeline.factories")
        folder = job.out / format_
        folder.mkdir()
        exporting.create_collaborative_dataset(
            project,
            str(folder),
            confirmed_only=False,
            formatters=factories.create_formatter(project, "JSONL"),
            writer=factories.create_writer("JSONL"),
        )
        answer.has_written(f"its export of {format_}", format_, sorted(folder.iterdir()))


def _set_up(out: Path) -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.development"
    os.environ["DATABASE_URL"] = f"sqlite:///{out}/doccano.sqlite?sslmode=disable"
    found = find_spec("backend")
    if found is None or not found.submodule_search_locations:
        raise ImportError("backend")
    sys.path.insert(0, next(iter(found.submodule_search_locations)))
    import_module("django").setup()
    call: Any = import_module("django.core.management").call_command
    call("migrate", verbosity=0)
    call("create_roles", verbosity=0)


PEER = Peer("doccano", "doccano", _NEEDS, ("doccano", "doccano-relations"), inside)

if __name__ == "__main__":
    main(PEER, __file__)
