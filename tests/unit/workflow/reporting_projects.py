"""Projects to report on: the sample corpus with its three people, and tiny ones that can be counted by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.domain.annotation import Mention
from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import new_id
from annotator.domain.scheme import parse_scheme
from annotator.formats.annotator_jsonl import FORMAT
from annotator.resources import seeds
from annotator.workflow.importing import import_paths

Marked = tuple[str, str]
"""A surface and its label; the first place where it stands."""


def sample_project(folder: Path) -> Path:
    path = folder / "sample.annotator"
    import_paths(path, [seeds() / "articles"])
    import_paths(path, [seeds() / "labels"])
    return path


def made_project(
    folder: Path,
    texts: Sequence[str],
    sets: Mapping[str, Mapping[int, Sequence[Marked | Mention]]],
    *,
    title: str = "Title {}",
    labels: Sequence[str] = ("GPE", "LOC", "PERSON"),
) -> Path:
    """Make a project of these texts; `sets` are the finished ones: by annotator and text's place, what they have."""
    made = [Article.from_raw(text, title=title.format(at), source=f"{at}.txt") for at, text in enumerate(texts)]
    lines: list[LabelledArticle] = [LabelledArticle(one, None, SetState.NEW) for one in made]
    for name, finished in sets.items():
        for at, marked in finished.items():
            mentions = [one if isinstance(one, Mention) else _mention(made[at].text, *one) for one in marked]
            mentions.sort(key=lambda one: (one.start, -one.end))
            lines.append(LabelledArticle(made[at], name, SetState.FINISHED, tuple(mentions)))
    given = folder / "given.jsonl"
    with given.open("wb") as out:
        FORMAT.write(lines, out)
    path = folder / "made.annotator"
    scheme = parse_scheme('name = "made"\n' + "".join(f"[[label]]\nname = {json.dumps(one)}\n" for one in labels))
    import_paths(path, [given], scheme=scheme)
    return path


def _mention(text: str, surface: str, label: str) -> Mention:
    start = text.index(surface)
    return Mention(new_id(), start, start + len(surface), label, SpanState.ACCEPTED)
