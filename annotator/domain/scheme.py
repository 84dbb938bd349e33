"""Label schemes: which labels there are, their keys, colours and guidelines. TOML in, values out."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from annotator.errors import SchemeError

_NAME = re.compile(r"[^\s\x00-\x1f]{1,64}")


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its name as exported, its key ("" for none), guideline, and whether it is suggested by default.

    `colour` is "" for a computed one or the name of one of the theme's colours.
    """

    name: str
    key: str = ""
    title: str = ""
    guideline: str = ""
    examples: tuple[str, ...] = ()
    suggested: bool = True
    colour: str = ""


@dataclass(frozen=True, slots=True)
class LabelScheme:
    """A named list of labels; `toml` is the text it was read from and is stored in projects as it stands."""

    name: str
    title: str
    labels: tuple[Label, ...]
    toml: str

    def __contains__(self, label: str) -> bool:
        """Tell whether a label of that name is in the scheme."""
        return any(one.name == label for one in self.labels)

    def label(self, name: str) -> Label | None:
        """Return the label of that name."""
        return next((one for one in self.labels if one.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The labels' names in the scheme's order."""
        return tuple(one.name for one in self.labels)

    @property
    def suggested(self) -> frozenset[str]:
        """The labels that are suggested by default."""
        return frozenset(one.name for one in self.labels if one.suggested)


def parse_scheme(toml: str, *, source: str = "") -> LabelScheme:
    """Read a scheme from TOML: `name`, `title`, and `[[label]]` tables with the fields of `Label`.

    Raise SchemeError that names the source when a name is missing or a name or key is used twice.
    """
    where = f" in {source}" if source else ""
    try:
        table = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise SchemeError(
            f"The label scheme{where} is not valid TOML: {error}.", remedy="Mend the file and open it again."
        ) from error
    name = table.get("name")
    rows = table.get("label")
    if not isinstance(name, str) or not _NAME.fullmatch(name) or not isinstance(rows, list) or not rows:
        raise SchemeError(
            f"The label scheme{where} lacks a name or labels.",
            remedy='It needs a line name = "…" and at least one [[label]] table with a name.',
        )
    labels = tuple(_label(row, where) for row in cast("list[object]", rows))
    for what, values in (("label", [one.name for one in labels]), ("key", [one.key for one in labels if one.key])):
        double = {value for value in values if values.count(value) > 1}
        if double:
            raise SchemeError(
                f"The label scheme{where} has the {what} {', '.join(sorted(double))} twice.",
                remedy="Give each label a name and a key of its own.",
            )
    return LabelScheme(name, str(table.get("title", name)), labels, toml)


def with_labels(scheme: LabelScheme, names: Sequence[str]) -> LabelScheme:
    """Return the scheme with further labels at its end; raise SchemeError for a name no label can have."""
    for name in names:
        if not is_name(name):
            raise SchemeError(
                f"{name!a:.80} cannot be a label's name.", remedy="Names have no spaces and up to 64 characters."
            )
    # A JSON string is a TOML string, but for DEL, which a name may have and TOML wants escaped.
    tables = "".join(
        f"\n[[label]]\nname = {json.dumps(name, ensure_ascii=False)}\n".replace("\x7f", "\\u007f") for name in names
    )
    return parse_scheme(scheme.toml.rstrip("\n") + "\n" + tables, source=scheme.name)


def added_to(scheme: LabelScheme, labels: Sequence[Label]) -> LabelScheme:
    """Return the scheme with another scheme's labels at its end, as they are there; keys that are taken are dropped."""
    taken = {one.key for one in scheme.labels}
    text = scheme.toml.rstrip("\n") + "\n"
    for one in labels:
        text += f"\n[[label]]\nname = {_quoted(one.name)}\ntitle = {_quoted(one.title)}\n"
        if one.key and one.key not in taken:
            taken.add(one.key)
            text += f"key = {_quoted(one.key)}\n"
        text += f"colour = {_quoted(one.colour)}\n" if one.colour else ""
        text += "" if one.suggested else "suggested = false\n"
        text += f"guideline = {_quoted(one.guideline)}\n" if one.guideline else ""
        text += f"examples = [{', '.join(map(_quoted, one.examples))}]\n" if one.examples else ""
    return parse_scheme(text, source=scheme.name)


def _quoted(text: str) -> str:
    """Return a TOML string: JSON's, but for DEL, which TOML wants escaped."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def is_name(name: str) -> bool:
    """Tell whether a label can be called this."""
    return bool(_NAME.fullmatch(name))


def _label(row: object, where: str) -> Label:
    if not isinstance(row, dict):
        raise SchemeError(f"A label{where} is not a table.", remedy="Write each as [[label]].")
    table = cast("dict[str, Any]", row)
    name = table.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise SchemeError(
            f"A label{where} has no usable name ({name!r}).", remedy="Names have no spaces and up to 64 characters."
        )
    key = str(table.get("key", "")).lower()
    if len(key) > 1:
        raise SchemeError(f"The key of {name}{where} is longer than one character.", remedy="Give it one character.")
    return Label(
        name=name,
        key=key,
        title=str(table.get("title", name)),
        guideline=str(table.get("guideline", "")).strip(),
        examples=tuple(str(one) for one in table.get("examples", ())),
        suggested=bool(table.get("suggested", True)),
        colour=str(table.get("colour", "")),
    )
