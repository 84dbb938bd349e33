"""The table of everything a person can do in the window: names, texts and keys. What an action does is not here."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from string import Formatter
from typing import cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from annotator.errors import SettingsError
from annotator.resources import resource

_CONTEXT = "actions"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the name that Qt's lupdate looks for
    """Mark a text for translation; PySide6 types its own as giving an object."""
    return text


class Face(Enum):
    """Which of the window's faces an action belongs to; one of each may have the same key.

    BOTH are the two where spans are decided about: annotating and reviewing.
    """

    ANNOTATE = auto()
    REVIEW = auto()
    PROGRESS = auto()
    BOTH = auto()
    EVERY = auto()

    @property
    def shown(self) -> tuple[Face, ...]:
        """The faces of the window that this stands for."""
        if self is Face.EVERY:
            return (Face.ANNOTATE, Face.REVIEW, Face.PROGRESS)
        return (Face.ANNOTATE, Face.REVIEW) if self is Face.BOTH else (self,)


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: its name in keys.toml, its text before translation, the group it is listed under, and its face.

    With `page` it needs an open article.
    """

    name: str
    source_text: str
    group: str
    page: bool = True
    face: Face = Face.ANNOTATE

    @property
    def text(self) -> str:
        """The text in the window's language."""
        return QCoreApplication.translate(_CONTEXT, self.source_text)

    @property
    def group_text(self) -> str:
        """The group's name in the window's language."""
        return QCoreApplication.translate(_CONTEXT, self.group)


DECIDE = QT_TRANSLATE_NOOP("actions", "Decide")
ARTICLE = QT_TRANSLATE_NOOP("actions", "Article")
REVIEW = QT_TRANSLATE_NOOP("actions", "Review")
PROGRESS = QT_TRANSLATE_NOOP("actions", "Progress")
EDIT = QT_TRANSLATE_NOOP("actions", "Edit")
PROGRAM = QT_TRANSLATE_NOOP("actions", "Program")


def _review() -> Iterator[ActionSpec]:
    """Yield the actions of the review, in the order they are listed."""
    texts = {
        "review_next": QT_TRANSLATE_NOOP("actions", "Next open disagreement"),
        "review_previous": QT_TRANSLATE_NOOP("actions", "Previous open disagreement"),
        "take_majority": QT_TRANSLATE_NOOP("actions", "Take what most have"),
        "take_union": QT_TRANSLATE_NOOP("actions", "Take all that anybody marked"),
        "take_intersection": QT_TRANSLATE_NOOP("actions", "Take what all marked"),
        "no_entity": QT_TRANSLATE_NOOP("actions", "No entity"),
        "take_identical": QT_TRANSLATE_NOOP("actions", "Decide all identical cases like the last of them"),
        "same_union": QT_TRANSLATE_NOOP("actions", "Take all that anybody marked in all identical cases"),
        "same_intersection": QT_TRANSLATE_NOOP("actions", "Take what all marked in all identical cases"),
        "same_no_entity": QT_TRANSLATE_NOOP("actions", "No entity in all identical cases"),
        "peek": QT_TRANSLATE_NOOP("actions", "Hide the lanes, or show them"),
        "cause_guideline": QT_TRANSLATE_NOOP("actions", "Because of a gap in the guidelines"),
        "cause_slip": QT_TRANSLATE_NOOP("actions", "Because of a slip"),
        "cause_ambiguous": QT_TRANSLATE_NOOP("actions", "Because the text is ambiguous"),
        "pre_merge": QT_TRANSLATE_NOOP("actions", "Take over what all agree on"),
        "pre_merge_majority": QT_TRANSLATE_NOOP("actions", "Take over what most agree on"),
        "blind": QT_TRANSLATE_NOOP("actions", "Hide who is who, or show it"),
        "bootstrap": QT_TRANSLATE_NOOP("actions", "Draw the intervals anew (bootstrap)"),
        "report": QT_TRANSLATE_NOOP("actions", "Write a report…"),
        "worklist_panel": QT_TRANSLATE_NOOP("actions", "Go to the worklist"),
        "matrix_panel": QT_TRANSLATE_NOOP("actions", "Go to the matrices"),
    }
    versions = (
        QT_TRANSLATE_NOOP("actions", "Take the first annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the second annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the third annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the fourth annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the fifth annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the sixth annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the seventh annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the eighth annotator’s version"),
        QT_TRANSLATE_NOOP("actions", "Take the ninth annotator’s version"),
    )
    everywhere = (
        QT_TRANSLATE_NOOP("actions", "Take the first annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the second annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the third annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the fourth annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the fifth annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the sixth annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the seventh annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the eighth annotator’s version in all identical cases"),
        QT_TRANSLATE_NOOP("actions", "Take the ninth annotator’s version in all identical cases"),
    )
    for kind, some in (("take", versions), ("same", everywhere)):
        for at, text in enumerate(some, 1):
            yield ActionSpec(f"{kind}_{at}", text, REVIEW, face=Face.REVIEW)
    for name, text in texts.items():
        yield ActionSpec(name, text, REVIEW, face=Face.REVIEW)


def _progress() -> Iterator[ActionSpec]:
    """Yield the actions of the page about the project's progress, in the order they are listed."""
    texts = {
        "train": QT_TRANSLATE_NOOP("actions", "Train the suggester now"),
        "stop_training": QT_TRANSLATE_NOOP("actions", "Stop the training"),
        "train_back": QT_TRANSLATE_NOOP("actions", "Go back to the pipeline before"),
        "choose_pipeline": QT_TRANSLATE_NOOP("actions", "Choose a pipeline…"),
        "map_labels": QT_TRANSLATE_NOOP("actions", "Labels of the pipeline…"),
        "choose_language": QT_TRANSLATE_NOOP("actions", "Language of the articles…"),
        "name_lists": QT_TRANSLATE_NOOP("actions", "Lists of names…"),
        "curve_table": QT_TRANSLATE_NOOP("actions", "Show the learning curve as a table, or as a drawing"),
        "curve_panel": QT_TRANSLATE_NOOP("actions", "Go to the learning curve"),
        "acceptance_panel": QT_TRANSLATE_NOOP("actions", "Go to the acceptance of suggestions"),
    }
    for name, text in texts.items():
        yield ActionSpec(name, text, PROGRESS, page=False, face=Face.PROGRESS)


ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("next", QT_TRANSLATE_NOOP("actions", "Next undecided suggestion"), DECIDE),
    ActionSpec("previous", QT_TRANSLATE_NOOP("actions", "Previous undecided suggestion"), DECIDE),
    ActionSpec("accept", QT_TRANSLATE_NOOP("actions", "Accept and go on"), DECIDE),
    ActionSpec("reject", QT_TRANSLATE_NOOP("actions", "Reject and go on"), DECIDE),
    ActionSpec("all_mentions", QT_TRANSLATE_NOOP("actions", "The same for all same mentions…"), DECIDE),
    ActionSpec("remove", QT_TRANSLATE_NOOP("actions", "Remove the annotation"), DECIDE),
    ActionSpec("label_menu", QT_TRANSLATE_NOOP("actions", "Choose a label…"), DECIDE, face=Face.BOTH),
    ActionSpec("end_later", QT_TRANSLATE_NOOP("actions", "Move the end a word on"), DECIDE, face=Face.BOTH),
    ActionSpec("end_earlier", QT_TRANSLATE_NOOP("actions", "Move the end a word back"), DECIDE, face=Face.BOTH),
    ActionSpec("start_later", QT_TRANSLATE_NOOP("actions", "Move the start a word on"), DECIDE, face=Face.BOTH),
    ActionSpec("start_earlier", QT_TRANSLATE_NOOP("actions", "Move the start a word back"), DECIDE, face=Face.BOTH),
    ActionSpec(
        "end_later_character", QT_TRANSLATE_NOOP("actions", "Move the end a character on"), DECIDE, face=Face.BOTH
    ),
    ActionSpec(
        "end_earlier_character", QT_TRANSLATE_NOOP("actions", "Move the end a character back"), DECIDE, face=Face.BOTH
    ),
    ActionSpec(
        "start_later_character", QT_TRANSLATE_NOOP("actions", "Move the start a character on"), DECIDE, face=Face.BOTH
    ),
    ActionSpec(
        "start_earlier_character",
        QT_TRANSLATE_NOOP("actions", "Move the start a character back"),
        DECIDE,
        face=Face.BOTH,
    ),
    ActionSpec(
        "finish", QT_TRANSLATE_NOOP("actions", "Finish the article and go to the next"), ARTICLE, face=Face.BOTH
    ),
    ActionSpec("flag", QT_TRANSLATE_NOOP("actions", "Flag the article, or take the flag away"), ARTICLE),
    ActionSpec("skip", QT_TRANSLATE_NOOP("actions", "Skip the article"), ARTICLE),
    ActionSpec("note", QT_TRANSLATE_NOOP("actions", "Write a note…"), ARTICLE, face=Face.BOTH),
    ActionSpec("ignore", QT_TRANSLATE_NOOP("actions", "Ignore the region, or read it after all"), ARTICLE),
    ActionSpec("guideline", QT_TRANSLATE_NOOP("actions", "Read the label’s guideline"), ARTICLE),
    ActionSpec("next_article", QT_TRANSLATE_NOOP("actions", "Next article"), ARTICLE),
    ActionSpec("previous_article", QT_TRANSLATE_NOOP("actions", "Previous article"), ARTICLE),
    ActionSpec("next_unfinished", QT_TRANSLATE_NOOP("actions", "Next unfinished article"), ARTICLE),
    ActionSpec("suggest", QT_TRANSLATE_NOOP("actions", "Suggest again"), ARTICLE),
    ActionSpec("show_rejected", QT_TRANSLATE_NOOP("actions", "Show rejected spans"), ARTICLE),
    *_review(),
    *_progress(),
    ActionSpec("undo", QT_TRANSLATE_NOOP("actions", "Undo"), EDIT, face=Face.BOTH),
    ActionSpec("redo", QT_TRANSLATE_NOOP("actions", "Redo"), EDIT, face=Face.BOTH),
    ActionSpec("find", QT_TRANSLATE_NOOP("actions", "Find in the article"), EDIT),
    ActionSpec("find_next", QT_TRANSLATE_NOOP("actions", "Find the next"), EDIT),
    ActionSpec("find_previous", QT_TRANSLATE_NOOP("actions", "Find the previous"), EDIT),
    ActionSpec("search", QT_TRANSLATE_NOOP("actions", "Search all articles"), EDIT, page=False),
    ActionSpec(
        "open", QT_TRANSLATE_NOOP("actions", "Open a project or articles…"), PROGRAM, page=False, face=Face.EVERY
    ),
    ActionSpec(
        "import", QT_TRANSLATE_NOOP("actions", "Import a folder of articles…"), PROGRAM, page=False, face=Face.EVERY
    ),
    ActionSpec("export", QT_TRANSLATE_NOOP("actions", "Export…"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("print", QT_TRANSLATE_NOOP("actions", "Print the article…"), PROGRAM),
    ActionSpec("settings", QT_TRANSLATE_NOOP("actions", "Settings…"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("keys", QT_TRANSLATE_NOOP("actions", "Show the keys"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("palette", QT_TRANSLATE_NOOP("actions", "Find a command…"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("larger", QT_TRANSLATE_NOOP("actions", "Larger text"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("smaller", QT_TRANSLATE_NOOP("actions", "Smaller text"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("normal_size", QT_TRANSLATE_NOOP("actions", "Normal text size"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("theme", QT_TRANSLATE_NOOP("actions", "Light or dark"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("queue_panel", QT_TRANSLATE_NOOP("actions", "Go to the queue"), PROGRAM, page=False),
    ActionSpec("article_panel", QT_TRANSLATE_NOOP("actions", "Go to the article"), PROGRAM, page=False),
    ActionSpec("labels_panel", QT_TRANSLATE_NOOP("actions", "Go to the labels"), PROGRAM, page=False),
    ActionSpec("entities_panel", QT_TRANSLATE_NOOP("actions", "Go to the entities"), PROGRAM, page=False),
    ActionSpec("why_panel", QT_TRANSLATE_NOOP("actions", "Go to “Why”"), PROGRAM, page=False),
    ActionSpec("history_panel", QT_TRANSLATE_NOOP("actions", "Go to the history"), PROGRAM, page=False),
    ActionSpec("notes_panel", QT_TRANSLATE_NOOP("actions", "Go to the notes"), PROGRAM, page=False),
    ActionSpec("review", QT_TRANSLATE_NOOP("actions", "Annotate or review"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec(
        "progress", QT_TRANSLATE_NOOP("actions", "Annotate or see progress"), PROGRAM, page=False, face=Face.EVERY
    ),
    ActionSpec(
        "merge", QT_TRANSLATE_NOOP("actions", "Bring in others’ project files…"), PROGRAM, page=False, face=Face.EVERY
    ),
    ActionSpec("full_screen", QT_TRANSLATE_NOOP("actions", "Full screen"), PROGRAM, page=False, face=Face.EVERY),
    ActionSpec("quit", QT_TRANSLATE_NOOP("actions", "Quit"), PROGRAM, page=False, face=Face.EVERY),
)


_SIGNS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "⏎"}


def load_keys(own: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return every action's keys: those of keys.toml, with a person's own in their place ("" takes a key away).

    Raise SettingsError for an unknown action, a key Qt does not know, or one key given to two actions.
    """
    table = tomllib.loads(resource("keys.toml").read_text("utf-8"))
    keys: dict[str, tuple[str, ...]] = {one.name: () for one in ACTIONS}
    for group in cast("dict[str, dict[str, str | list[str]]]", table).values():
        for name, value in group.items():
            keys[name] = (value,) if isinstance(value, str) else tuple(value)
    for name, value in own.items():
        if name not in keys:
            raise SettingsError(f"The settings give a key to “{name}”, which does not exist.", remedy="Take it out.")
        keys[name] = (value,) if value else ()
    _check(keys)
    return keys


def _check(keys: Mapping[str, Sequence[str]]) -> None:
    faces = {one.name: one.face for one in ACTIONS}
    used: dict[tuple[str, Face], str] = {}
    for name, some in keys.items():
        for key in some:
            portable = QKeySequence.fromString(key).toString()
            if not portable:
                raise SettingsError(f"“{key}” is not a key.", remedy=f"Choose another one for “{name}”.")
            for place in faces[name].shown:
                if (other := used.setdefault((portable, place), name)) != name:
                    raise SettingsError(
                        f"The key {key} is given to “{other}” and to “{name}”.", remedy="Choose another for one."
                    )


def with_keys(text: str, keys: Mapping[str, Sequence[str]]) -> str:
    """Return a sentence with an action's key for each "{its name}"; what the action is called where it has none."""
    written: dict[str, str] = {}
    for _, name, _, _ in Formatter().parse(text):
        if name:
            title = next(one for one in ACTIONS if one.name == name)
            written[name] = key_text(keys[name][0]) if keys[name] else f"“{title.text}”"
    return text.format(**written)


def key_text(key: str) -> str:
    """Return a key as it is written on this platform's keyboards ("Ctrl+Z", "⌘Z", "Alt+←")."""
    text = QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText)
    head, plus, last = text.rpartition("+")
    return f"{head}{plus}{_SIGNS.get(last, last)}"
