"""Both themes are complete, readable and in one file each."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from annotator.errors import SettingsError
from annotator.ui.theme import CONTRAST, READING_FAMILIES, Theme, contrast, from_oklch, load_theme, mixed, to_oklch

FURTHER = ["PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"]


@pytest.fixture(params=["light", "dark"])
def theme(request: pytest.FixtureRequest, qapp: QApplication) -> Theme:
    """Return each of the two."""
    assert qapp is not None
    return load_theme(request.param)


def test_text_is_readable_on_every_ground(theme: Theme) -> None:
    for ground in (theme.background, theme.panel):
        for ink in (theme.text, theme.quiet, theme.accent, theme.saved, theme.warning):
            assert contrast(ink, ground) >= CONTRAST, (ink.name(), ground.name())
    for ink, ground in (
        (theme.accent_text, theme.accent),
        (theme.text, theme.find),
        (theme.text, theme.find_current),
        (theme.text, theme.accent_tint),
    ):
        assert contrast(ink, ground) >= CONTRAST, (ink.name(), ground.name())
    selected = mixed(theme.panel, theme.accent, 0.28)
    assert contrast(theme.text, selected) >= CONTRAST


@pytest.mark.parametrize(
    "label", ["PERSON", "GPE", "NORP", "ORG", "DATE", "FAC", "LOC", "EVENT", *FURTHER, "PER", "MISC", "x", "Ärger"]
)
def test_labels_are_readable(theme: Theme, label: str) -> None:
    colours = theme.label_colours(label)
    assert contrast(colours.text, colours.fill) >= CONTRAST
    assert contrast(colours.edge, theme.panel) >= CONTRAST
    # A suggestion: a third of the fill under ordinary text.
    assert contrast(theme.text, mixed(theme.panel, colours.fill, 0.34)) >= CONTRAST
    assert contrast(theme.text, colours.fill) >= CONTRAST


@given(st.text(min_size=1, max_size=20))
def test_any_label_is_readable(name: str) -> None:
    theme = load_theme("light")
    colours = theme.label_colours(name)
    assert contrast(colours.text, colours.fill) >= CONTRAST
    assert contrast(colours.edge, theme.panel) >= CONTRAST
    assert theme.label_colours(name) == colours


def test_the_drawings_colours(qapp: QApplication) -> None:
    assert qapp is not None
    light, dark = load_theme("light"), load_theme("dark")
    assert (light.accent.name(), dark.accent.name()) == ("#2f5bd7", "#86a8ff")
    assert light.label_colours("PERSON").edge == QColor("#b4590a")
    assert dark.label_colours("EVENT").fill == QColor("#47202a")
    assert light.label_colours("PER") == light.label_colours("PERSON")
    assert light.label_colours("anything", colour="GPE") == light.label_colours("GPE")


def test_labels_are_as_light_as_each_other(theme: Theme) -> None:
    lights = [to_oklch(theme.label_colours(label).fill)[0] for label in (*theme.labels, *FURTHER)]
    assert max(lights) - min(lights) < 0.05


def test_no_two_labels_share_their_colours(theme: Theme) -> None:
    names = [*theme.labels, *FURTHER]
    for one, other in combinations(names, 2):
        first, second = (theme.label_colours(name).edge.name() for name in (one, other))
        assert first != second, (one, other)


def test_the_style_sheet_leaves_no_name_open(theme: Theme) -> None:
    sheet = theme.stylesheet()
    assert "$" not in sheet
    assert "gradient" not in re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    assert sheet.count("{") == sheet.count("}")


def test_the_palette_is_the_themes(theme: Theme) -> None:
    palette = theme.palette()
    assert palette.window().color() == theme.background
    assert palette.base().color() == theme.panel
    assert palette.placeholderText().color() == theme.quiet


def test_the_reading_font_is_installed_and_can_be_chosen(theme: Theme) -> None:
    font = theme.reading_font(21)
    assert font.pixelSize() == 21
    assert font.family() in READING_FAMILIES or font.styleHint()
    assert theme.with_reading_family("No Such Font").reading_font().family() == theme.reading_font().family()


def test_an_unknown_theme_is_said_to_be_so() -> None:
    with pytest.raises(SettingsError, match="no theme called mauve"):
        load_theme("mauve")


@given(st.integers(0, 0xFFFFFF))
def test_oklch_goes_there_and_back(value: int) -> None:
    colour = QColor(value)
    back = from_oklch(*to_oklch(colour))
    for channel in (QColor.red, QColor.green, QColor.blue):
        assert abs(channel(colour) - channel(back)) <= 1
