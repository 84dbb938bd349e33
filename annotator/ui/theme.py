"""Colours, fonts and the window's style sheet, read from `resources/themes`. Values only: nothing here draws."""

from __future__ import annotations

import math
import tomllib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from string import Template
from typing import Any

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from annotator.errors import SettingsError
from annotator.resources import resource

READING_FAMILIES = ("Source Serif 4", "Noto Serif", "Charter", "Georgia", "DejaVu Serif")
ARTICLE_PX = 17
INTERFACE_PX = 13
TITLE_PX = 24
CONTRAST = 4.5
"""WCAG's least contrast of text of ordinary size."""


@dataclass(frozen=True, slots=True)
class LabelColours:
    """A label's colours: behind its spans, of their edges and chips, and of text upon the fill."""

    fill: QColor
    edge: QColor
    text: QColor


@dataclass(frozen=True, slots=True)
class Theme:
    """Everything that differs between light and dark, and the fonts."""

    name: str
    dark: bool
    background: QColor
    panel: QColor
    hairline: QColor
    text: QColor
    quiet: QColor
    accent: QColor
    accent_text: QColor
    accent_tint: QColor
    saved: QColor
    warning: QColor
    find: QColor
    find_current: QColor
    labels: Mapping[str, LabelColours]
    same: Mapping[str, str] = field(default_factory=dict[str, str])
    hues: Mapping[str, float] = field(default_factory=dict[str, float])
    reading_family: str = ""
    interface_family: str = ""
    interface_px: int = INTERFACE_PX

    def label_colours(self, label: str) -> LabelColours:
        """Return a label's colours."""
        name = self.same.get(label, label)
        return self.labels.get(name) or self._computed(name)

    def _computed(self, name: str) -> LabelColours:
        """Return colours as light and as strong as the theme's own, with the label's hue, and readable."""
        hue = self.hues.get(name, zlib.crc32(name.encode()) % 360)
        models = list(self.labels.values())
        fill = _at_hue([one.fill for one in models], hue)
        away = 0.01 if self.dark else -0.01
        edge = _readable(_at_hue([one.edge for one in models], hue), (self.panel, self.background, fill), away)
        text = _readable(_at_hue([one.text for one in models], hue), (fill, self.panel), away)
        return LabelColours(fill, edge, text)

    def with_labels_like(self, others: Mapping[str, str]) -> Theme:
        """Return the theme with labels that take others' colours: `others` maps a label to the one it looks like."""
        return replace(self, same={**self.same, **{one: self.same.get(like, like) for one, like in others.items()}})

    def with_reading_family(self, family: str) -> Theme:
        """Return the theme with another font for articles ("" for the default)."""
        return replace(self, reading_family=family)

    def reading_font(self, px: int = ARTICLE_PX) -> QFont:
        """Return the article's font: the chosen family, else the first installed of READING_FAMILIES."""
        families = (self.reading_family, *READING_FAMILIES) if self.reading_family else READING_FAMILIES
        family = next((one for one in families if QFontDatabase.hasFamily(one)), "")
        font = QFont(family) if family else QFont()
        if not family:
            font.setStyleHint(QFont.StyleHint.Serif)
        font.setPixelSize(px)
        # A little more room between words keeps a span's box off its neighbours.
        font.setWordSpacing(px * 0.09)
        return font

    def interface_font(self, px: int = 0, *, bold: bool = False) -> QFont:
        """Return the platform's font at the interface's size or another."""
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
        if self.interface_family:
            font.setFamily(self.interface_family)
        font.setPixelSize(px or self.interface_px)
        if bold:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def chip_font(self, px: int = ARTICLE_PX) -> QFont:
        """Return the font of the label names above spans for an article of `px` pixels."""
        font = self.interface_font(max(9, round(px * 0.55)))
        font.setWeight(QFont.Weight.Bold)
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 0.5)
        return font

    def palette(self) -> QPalette:
        """Return the colours for what the style sheet does not reach."""
        role = QPalette.ColorRole
        palette = QPalette()
        for which, colour in (
            (role.Window, self.background),
            (role.WindowText, self.text),
            (role.Base, self.panel),
            (role.AlternateBase, self.background),
            (role.ToolTipBase, self.panel),
            (role.ToolTipText, self.text),
            (role.PlaceholderText, self.quiet),
            (role.Text, self.text),
            (role.Button, self.panel),
            (role.ButtonText, self.text),
            (role.BrightText, self.accent_text),
            (role.Highlight, self.accent),
            (role.HighlightedText, self.accent_text),
            (role.Link, self.accent),
            (role.LinkVisited, self.accent),
            (role.Mid, self.hairline),
            (role.Accent, self.accent),
        ):
            palette.setColor(which, colour)
        for which in (role.WindowText, role.Text, role.ButtonText):
            palette.setColor(QPalette.ColorGroup.Disabled, which, self.quiet)
        return palette

    def stylesheet(self) -> str:
        """Return the style sheet for the whole application."""
        names = (
            "background",
            "panel",
            "hairline",
            "text",
            "quiet",
            "accent",
            "accent_text",
            "accent_tint",
            "saved",
            "warning",
        )
        colours: dict[str, QColor] = {name: getattr(self, name) for name in names}
        colours["accent_hover"] = mixed(self.accent, self.text, 0.12)
        colours["scroll"] = mixed(self.hairline, self.quiet, 0.35)
        template = Template(resource("themes", "window.qss").read_text("utf-8"))
        sizes = {"interface_px": self.interface_px, "title_px": TITLE_PX - 4}
        icons = {"icons": resource("icons").as_posix(), "theme": self.name}
        return template.substitute({name: colour.name() for name, colour in colours.items()}, **sizes, **icons)


def load_theme(name: str, *, reading_family: str = "") -> Theme:
    """Read a theme ("light" or "dark"); raise SettingsError when there is none of that name."""
    path = resource("themes") / f"{name}.toml"
    if not path.is_file():
        raise SettingsError(f"There is no theme called {name}.", remedy="Choose light or dark.")
    table = tomllib.loads(path.read_text("utf-8"))
    both = tomllib.loads((path.parent / "labels.toml").read_text("utf-8"))
    colours: dict[str, Any] = {key: QColor(value) for key, value in table["colours"].items()}
    labels = {label: LabelColours(*map(QColor, three)) for label, three in table["labels"].items()}
    return Theme(
        table["name"],
        dark=table["dark"],
        **colours,
        labels=labels,
        same=both["same"],
        hues=both["hues"],
        reading_family=reading_family,
    )


def mixed(one: QColor, other: QColor, share: float) -> QColor:
    """Return `one` with that share of `other` in it."""
    keep = 1 - share
    return QColor(
        round(one.red() * keep + other.red() * share),
        round(one.green() * keep + other.green() * share),
        round(one.blue() * keep + other.blue() * share),
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of WCAG 2, from 1 to 21."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's own


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(value) for value in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def to_oklch(colour: QColor) -> tuple[float, float, float]:
    """Return lightness (0–1), chroma and hue in degrees of a colour in OKLCH (B. Ottosson's OKLab, 2020)."""
    red, green, blue = (_linear(value) for value in (colour.redF(), colour.greenF(), colour.blueF()))
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    light = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return light, math.hypot(a, b), math.degrees(math.atan2(b, a)) % 360


def from_oklch(light: float, chroma: float, hue: float) -> QColor:
    """Return the colour; one that a screen cannot show loses chroma until it can."""
    while True:
        channels = _channels(light, chroma, hue)
        if chroma <= 0 or all(-0.0005 <= value <= 1.0005 for value in channels):  # noqa: PLR2004 - rounding
            red, green, blue = (min(max(value, 0.0), 1.0) for value in channels)
            return QColor.fromRgbF(*(_gamma(value) for value in (red, green, blue)))
        chroma = max(0.0, chroma - 0.004)


def _channels(light: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (light + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (light - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (light - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )


def _gamma(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055  # noqa: PLR2004 - sRGB's own


def _at_hue(models: list[QColor], hue: float) -> QColor:
    lights, chromas, _ = zip(*(to_oklch(one) for one in models), strict=True)
    return from_oklch(sum(lights) / len(lights), sum(chromas) / len(chromas), hue)


def _readable(colour: QColor, grounds: tuple[QColor, ...], step: float) -> QColor:
    light, chroma, hue = to_oklch(colour)
    while 0 < light < 1 and min(contrast(colour, ground) for ground in grounds) < CONTRAST:
        light += step
        colour = from_oklch(light, chroma, hue)
    return colour
