"""One person's settings: typed, in one readable TOML file that holds only what differs from the defaults. No Qt.

A file with an unknown key or a wrong type is refused with a sentence naming it, and left as it is.
"""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, cast

from annotator.errors import SettingsError

_FILE = "settings.toml"
_RECENT = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """What a person has chosen.

    `annotator` is who they are ("" until asked), `theme` "system", "light" or "dark", `article_size` pixels,
    `article_font` a family ("" for the first reading serif there is), `recent` paths, the newest first, `keys` maps an
    action to its key where it differs from `resources/keys.toml`, `window` is the window's geometry as base64.
    `trusted` are the pipelines of others that may run, by folder, each with the SHA-256 of its files.
    """

    annotator: str = ""
    theme: str = "system"
    article_size: int = 17
    article_font: str = ""
    show_rejected: bool = False
    show_hints: bool = True
    recent: tuple[str, ...] = ()
    keys: dict[str, str] = field(default_factory=dict[str, str])
    window: str = ""
    docks: str = ""
    trusted: dict[str, str] = field(default_factory=dict[str, str])

    def with_recent(self, path: Path) -> Settings:
        """Return the settings with this project on top of the recent ones."""
        one = str(path)
        return replace(self, recent=(one, *(other for other in self.recent if other != one))[:_RECENT])


def settings_file() -> Path:
    """Return where the settings are kept; the environment variable ANNOTATOR_SETTINGS names another file."""
    named = os.environ.get("ANNOTATOR_SETTINGS")
    if named:
        return Path(named)
    from platformdirs import user_config_path  # noqa: PLC0415 - only needed when no file was named

    return user_config_path("annotator", appauthor=False) / _FILE


def data_folder() -> Path:
    """Return where the program keeps what it makes for the person, such as their copy of the sample corpus."""
    from platformdirs import user_data_path  # noqa: PLC0415 - only needed for the sample project

    return user_data_path("annotator", appauthor=False)


def load_settings(path: Path | None = None) -> Settings:
    """Read the settings; the defaults when there is no file. Raise SettingsError for one that cannot be used."""
    path = path or settings_file()
    try:
        table = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError) as error:
        raise _refusal(path, f"cannot be read: {error}") from error
    defaults = Settings()
    known: dict[str, type] = {one.name: type(getattr(defaults, one.name)) for one in fields(Settings)}
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise _refusal(path, f"has an unknown key “{key}”")
        kind = known[key]
        if kind is tuple and isinstance(value, list):
            values[key] = tuple(str(one) for one in cast("list[object]", value))
        elif isinstance(value, kind) and not (kind is int and isinstance(value, bool)):
            values[key] = value
        else:
            raise _refusal(path, f"has a value of the wrong kind for “{key}”")
    return Settings(**values)


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write what differs from the defaults, in one piece; raise SettingsError when that fails."""
    import tomli_w  # noqa: PLC0415 - only when something is saved, never on the way to the first paint

    path = path or settings_file()
    defaults = Settings()
    table: dict[str, object] = {}
    for one in fields(Settings):
        value: object = getattr(settings, one.name)
        if value != getattr(defaults, one.name):
            table[one.name] = list(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else value
    part = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(tomli_w.dumps(table), "utf-8")
        part.replace(path)
    except OSError as error:
        raise SettingsError(f"The settings could not be saved: {error}.", remedy=f"Check “{path}”.") from error


def _refusal(path: Path, what: str) -> SettingsError:
    return SettingsError(
        f"The settings file “{path}” {what}.",
        remedy="Mend or delete it; until then the program works with its defaults.",
    )
