"""Exchange with Label Studio's own server code, without a server: its import and export views, on a database in memory.

Nothing is sent to anybody: its telemetry is switched off before it is loaded.
"""

from __future__ import annotations

import json
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from peer_label_studio_sdk import CONLL_CANNOT, config, spans_of
from peering import Answer, Job, Peer, main

_QUIET = {
    "DJANGO_SETTINGS_MODULE": "core.settings.label_studio",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "collect_analytics": "0",
    "LABEL_STUDIO_COLLECT_ANALYTICS": "0",
    "LABEL_STUDIO_LATEST_VERSION_CHECK": "0",
    "LOG_LEVEL": "ERROR",
}


def inside(job: Job, answer: Answer) -> None:
    """Import our tasks by its API, look at what is in its database, and export what it has."""
    client, project = _project(job)
    tasks = json.loads(job.exports["label-studio"].read_text("utf-8"))
    done = client.post(f"/api/projects/{project}/import", tasks, format="json")
    answer.has_said("POST import", f"{done.status_code}: {json.dumps(_counts(done.json()))}")
    models: Any = import_module("tasks.models")
    stored = [
        (one.task.data["text"], spans_of({"annotations": [{"result": one.result}]}))
        for one in models.Annotation.objects.filter(project_id=project)
    ]
    answer.has_read("its database", "label-studio", stored)
    for format_, suffix in (("JSON", "json"), ("JSON_MIN", "json"), ("CONLL2003", "conll")):
        given = client.get(f"/api/projects/{project}/export?exportType={format_}")
        written = job.out / f"{format_}.{suffix}"
        content = b"".join(given.streaming_content) if given.streaming else given.content
        written.write_bytes(content)
        if given.status_code != 200:  # noqa: PLR2004 - HTTP's word for fine
            answer.has_said(f"GET export {format_}", f"{given.status_code}: {content[:200]!r}")
        else:
            cannot = CONLL_CANNOT if format_ == "CONLL2003" else ""
            answer.has_written(f"export {format_}", "label-studio", [written], cannot=cannot)


def _counts(said: dict[str, Any]) -> dict[str, Any]:
    return {key: said[key] for key in ("task_count", "annotation_count", "prediction_count", "detail") if key in said}


def _project(job: Job) -> tuple[Any, int]:
    """Return a client who is signed in, and the number of a new project with our labels."""
    os.environ.update(_QUIET)
    base = job.out / "label-studio"
    base.mkdir()
    os.environ["LABEL_STUDIO_BASE_DATA_DIR"] = str(base)
    found = find_spec("label_studio")
    if found is None or not found.submodule_search_locations:
        raise ImportError("label_studio")
    sys.path.insert(0, str(Path(found.submodule_search_locations[0])))
    import_module("django").setup()
    import_module("django.core.management").call_command("migrate", verbosity=0)
    user = import_module("users.models").User.objects.create_user(email="a@example.org", password="none")  # noqa: S106 - of a database that is gone at once
    organization = import_module("organizations.models").Organization.create_organization(
        created_by=user, title="peers"
    )
    user.active_organization = organization
    user.save()
    client = import_module("rest_framework.test").APIClient()
    client.force_authenticate(user=user)
    said = client.post("/api/projects", {"title": "peers", "label_config": config(job.labels)}, format="json")
    return client, said.json()["id"]


PEER = Peer("Label Studio server", "label-studio", ("label-studio==1.23.2",), ("label-studio",), inside)

if __name__ == "__main__":
    main(PEER, __file__)
