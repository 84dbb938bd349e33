"""Settings: only what differs is written, and a file that cannot be used is named and left."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from annotator.errors import SettingsError
from annotator.settings import Settings, data_folder, load_settings, save_settings, settings_file

CHANGED = Settings(
    annotator="Ännchen “x”",
    theme="dark",
    article_size=21,
    show_rejected=True,
    recent=("/a b/c.annotator", "d"),
    keys={"accept": "Ctrl+Ä"},
)


def test_without_a_file_the_defaults(own_home: Path) -> None:
    assert load_settings() == Settings()
    assert own_home in settings_file().parents
    assert own_home in data_folder().parents


def test_what_is_saved_is_read(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "s.toml"
    save_settings(CHANGED, path)
    assert load_settings(path) == CHANGED
    assert sorted(one.name for one in path.parent.iterdir()) == ["s.toml"]


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    save_settings(replace(Settings(), theme="light"), path)
    assert path.read_text() == 'theme = "light"\n'
    save_settings(Settings(), path)
    assert path.read_text() == ""


def test_every_field_comes_back(tmp_path: Path) -> None:
    different: dict[type, object] = {str: "x", int: 99, bool: None, tuple: ("x",), dict: {"x": "y"}}
    for field in fields(Settings):
        default: object = getattr(Settings(), field.name)
        value = not default if isinstance(default, bool) else different[type(default)]
        changed = replace(Settings(), **{field.name: value})  # type: ignore[arg-type] # of the field's own type
        save_settings(changed, tmp_path / "s.toml")
        assert load_settings(tmp_path / "s.toml") == changed


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("theme = ", "cannot be read"),
        ("colour = 1", "unknown key “colour”"),
        ("theme = 1", "wrong kind for “theme”"),
        ("article_size = true", "wrong kind"),
        ("show_rejected = 1", "wrong kind"),
        ("recent = 'x'", "wrong kind"),
        ("keys = []", "wrong kind"),
    ],
)
def test_unusable_file_is_named_and_left(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "s.toml"
    path.write_text(content)
    with pytest.raises(SettingsError, match=said):
        load_settings(path)
    assert path.read_text() == content
    path.write_bytes(b"\xff")
    with pytest.raises(SettingsError, match="cannot be read"):
        load_settings(path)


def test_what_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SettingsError, match="could not be saved"):
        save_settings(Settings(theme="dark"), tmp_path / "file" / "s.toml")


def test_file_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(tmp_path / "mine.toml"))
    assert settings_file() == tmp_path / "mine.toml"


def test_recent_projects_are_the_last_ten() -> None:
    settings = Settings()
    for name in [*"abcdefghijkl", "c"]:
        settings = settings.with_recent(Path(name))
    assert settings.recent == tuple("clkjihgfed")
