"""The table of everything a person can do in the window: names, texts and keys. What an action does is not here."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QKeySequence

from annotator.errors import SettingsError
from annotator.resources import resource

_CONTEXT = "actions"


def QT_TRANSLATE_NOOP(_context: str, text: str) -> str:  # noqa: N802 - the name that Qt's lupdate looks for
    """Mark a text for translation; PySide6 types its own as giving an object."""
    return text


@dataclass(frozen=True, slots=True)
class ActionSpec:
    """One action: its name in keys.toml, its text before translation, the group it is listed under.

    With `page` it needs an open article.
    """

    name: str
    source_text: str
    group: str
    page: bool = True

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
EDIT = QT_TRANSLATE_NOOP("actions", "Edit")
PROGRAM = QT_TRANSLATE_NOOP("actions", "Program")

ACTIONS: tuple[ActionSpec, ...] = (
    ActionSpec("next", QT_TRANSLATE_NOOP("actions", "Next undecided suggestion"), DECIDE),
    ActionSpec("previous", QT_TRANSLATE_NOOP("actions", "Previous undecided suggestion"), DECIDE),
    ActionSpec("accept", QT_TRANSLATE_NOOP("actions", "Accept and go on"), DECIDE),
    ActionSpec("reject", QT_TRANSLATE_NOOP("actions", "Reject and go on"), DECIDE),
    ActionSpec("all_mentions", QT_TRANSLATE_NOOP("actions", "The same for all same mentions…"), DECIDE),
    ActionSpec("remove", QT_TRANSLATE_NOOP("actions", "Remove the annotation"), DECIDE),
    ActionSpec("label_menu", QT_TRANSLATE_NOOP("actions", "Choose a label…"), DECIDE),
    ActionSpec("end_later", QT_TRANSLATE_NOOP("actions", "Move the end a word on"), DECIDE),
    ActionSpec("end_earlier", QT_TRANSLATE_NOOP("actions", "Move the end a word back"), DECIDE),
    ActionSpec("start_later", QT_TRANSLATE_NOOP("actions", "Move the start a word on"), DECIDE),
    ActionSpec("start_earlier", QT_TRANSLATE_NOOP("actions", "Move the start a word back"), DECIDE),
    ActionSpec("end_later_character", QT_TRANSLATE_NOOP("actions", "Move the end a character on"), DECIDE),
    ActionSpec("end_earlier_character", QT_TRANSLATE_NOOP("actions", "Move the end a character back"), DECIDE),
    ActionSpec("start_later_character", QT_TRANSLATE_NOOP("actions", "Move the start a character on"), DECIDE),
    ActionSpec("start_earlier_character", QT_TRANSLATE_NOOP("actions", "Move the start a character back"), DECIDE),
    ActionSpec("finish", QT_TRANSLATE_NOOP("actions", "Finish the article and go to the next"), ARTICLE),
    ActionSpec("flag", QT_TRANSLATE_NOOP("actions", "Flag the article, or take the flag away"), ARTICLE),
    ActionSpec("skip", QT_TRANSLATE_NOOP("actions", "Skip the article"), ARTICLE),
    ActionSpec("note", QT_TRANSLATE_NOOP("actions", "Write a note…"), ARTICLE),
    ActionSpec("ignore", QT_TRANSLATE_NOOP("actions", "Ignore the region, or read it after all"), ARTICLE),
    ActionSpec("guideline", QT_TRANSLATE_NOOP("actions", "Read the label's guideline"), ARTICLE),
    ActionSpec("next_article", QT_TRANSLATE_NOOP("actions", "Next article"), ARTICLE),
    ActionSpec("previous_article", QT_TRANSLATE_NOOP("actions", "Previous article"), ARTICLE),
    ActionSpec("next_unfinished", QT_TRANSLATE_NOOP("actions", "Next unfinished article"), ARTICLE),
    ActionSpec("suggest", QT_TRANSLATE_NOOP("actions", "Suggest again"), ARTICLE),
    ActionSpec("show_rejected", QT_TRANSLATE_NOOP("actions", "Show rejected spans"), ARTICLE),
    ActionSpec("undo", QT_TRANSLATE_NOOP("actions", "Undo"), EDIT),
    ActionSpec("redo", QT_TRANSLATE_NOOP("actions", "Redo"), EDIT),
    ActionSpec("find", QT_TRANSLATE_NOOP("actions", "Find in the article"), EDIT),
    ActionSpec("find_next", QT_TRANSLATE_NOOP("actions", "Find the next"), EDIT),
    ActionSpec("find_previous", QT_TRANSLATE_NOOP("actions", "Find the previous"), EDIT),
    ActionSpec("search", QT_TRANSLATE_NOOP("actions", "Search all articles"), EDIT, page=False),
    ActionSpec("open", QT_TRANSLATE_NOOP("actions", "Open a project or articles…"), PROGRAM, page=False),
    ActionSpec("import", QT_TRANSLATE_NOOP("actions", "Import a folder of articles…"), PROGRAM, page=False),
    ActionSpec("export", QT_TRANSLATE_NOOP("actions", "Export…"), PROGRAM, page=False),
    ActionSpec("print", QT_TRANSLATE_NOOP("actions", "Print the article…"), PROGRAM),
    ActionSpec("settings", QT_TRANSLATE_NOOP("actions", "Settings…"), PROGRAM, page=False),
    ActionSpec("keys", QT_TRANSLATE_NOOP("actions", "Show the keys"), PROGRAM, page=False),
    ActionSpec("palette", QT_TRANSLATE_NOOP("actions", "Find a command…"), PROGRAM, page=False),
    ActionSpec("larger", QT_TRANSLATE_NOOP("actions", "Larger text"), PROGRAM, page=False),
    ActionSpec("smaller", QT_TRANSLATE_NOOP("actions", "Smaller text"), PROGRAM, page=False),
    ActionSpec("normal_size", QT_TRANSLATE_NOOP("actions", "Normal text size"), PROGRAM, page=False),
    ActionSpec("theme", QT_TRANSLATE_NOOP("actions", "Light or dark"), PROGRAM, page=False),
    ActionSpec("queue_panel", QT_TRANSLATE_NOOP("actions", "Go to the queue"), PROGRAM, page=False),
    ActionSpec("article_panel", QT_TRANSLATE_NOOP("actions", "Go to the article"), PROGRAM, page=False),
    ActionSpec("labels_panel", QT_TRANSLATE_NOOP("actions", "Go to the labels"), PROGRAM, page=False),
    ActionSpec("entities_panel", QT_TRANSLATE_NOOP("actions", "Go to the entities"), PROGRAM, page=False),
    ActionSpec("why_panel", QT_TRANSLATE_NOOP("actions", "Go to “Why”"), PROGRAM, page=False),
    ActionSpec("history_panel", QT_TRANSLATE_NOOP("actions", "Go to the history"), PROGRAM, page=False),
    ActionSpec("notes_panel", QT_TRANSLATE_NOOP("actions", "Go to the notes"), PROGRAM, page=False),
    ActionSpec("full_screen", QT_TRANSLATE_NOOP("actions", "Full screen"), PROGRAM, page=False),
    ActionSpec("quit", QT_TRANSLATE_NOOP("actions", "Quit"), PROGRAM, page=False),
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
    used: dict[str, str] = {}
    for name, some in keys.items():
        for key in some:
            portable = QKeySequence.fromString(key).toString()
            if not portable:
                raise SettingsError(f"“{key}” is not a key.", remedy=f"Choose another one for “{name}”.")
            if used.setdefault(portable, name) != name:
                raise SettingsError(
                    f"The key {key} is given to “{used[portable]}” and to “{name}”.", remedy="Choose another for one."
                )
    return keys


def key_text(key: str) -> str:
    """Return a key as it is written on this platform's keyboards ("Ctrl+Z", "⌘Z", "Alt+←")."""
    text = QKeySequence.fromString(key).toString(QKeySequence.SequenceFormat.NativeText)
    head, plus, last = text.rpartition("+")
    return f"{head}{plus}{_SIGNS.get(last, last)}"
