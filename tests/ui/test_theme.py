"""Both themes are complete, readable and in one file each."""

import math
import re
from itertools import combinations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from annotator.errors import SettingsError
from annotator.ui.article.lane_painting import dimmed
from annotator.ui.theme import CONTRAST, READING_FAMILIES, Theme, contrast, from_oklch, load_theme, mixed, to_oklch

GRAPHICS = 3.0
"""WCAG's least contrast of what is not text."""
SEEN = {
    "all": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "without red": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "without green": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "without blue": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
"""Linear RGB as people see it who lack one kind of cone (Machado, Oliveira and Fernandes 2009, severity 1)."""
FURTHER = ["PRODUCT", "WORK_OF_ART", "LAW", "LANGUAGE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL"]


def as_seen(colour: QColor, rows: tuple[tuple[float, ...], ...]) -> QColor:
    """Return a colour as somebody sees it."""
    given = (colour.redF(), colour.greenF(), colour.blueF())
    channels = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in given]
    seen = [min(max(sum(a * b for a, b in zip(row, channels, strict=True)), 0.0), 1.0) for row in rows]
    return QColor.fromRgbF(*(12.92 * one if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in seen))


def distance(one: QColor, other: QColor) -> float:
    """Return how far apart two colours are in OKLab."""
    points: list[tuple[float, float, float]] = []
    for light, chroma, hue in (to_oklch(one), to_oklch(other)):
        points.append((light, chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))))
    return math.dist(*points)


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
    alike = light.with_labels_like({"anything": "GPE", "someone": "PER"})
    assert alike.label_colours("anything") == light.label_colours("GPE") != light.label_colours("anything")
    assert alike.label_colours("someone") == light.label_colours("PERSON")
    assert alike.label_colours("PER") == light.label_colours("PERSON"), "others look as before"


def test_receding_labels_are_still_readable(theme: Theme) -> None:
    for label in [*theme.labels, *FURTHER]:
        colours = dimmed(theme.label_colours(label), theme)
        assert contrast(colours.text, colours.fill) >= CONTRAST, label


def test_bars_of_every_label_are_seen_on_every_ground(theme: Theme) -> None:
    edges = [theme.label_colours(label).edge for label in (*theme.labels, *FURTHER)]
    for colour, ground in product(edges, (theme.panel, theme.background, theme.accent_tint)):
        assert contrast(colour, ground) >= GRAPHICS, (colour.name(), ground.name())
    for ink in (theme.text, theme.quiet):
        assert contrast(ink, theme.accent_tint) >= CONTRAST


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
