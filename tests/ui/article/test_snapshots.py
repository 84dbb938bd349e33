"""Five scenes of the article view look as they did when somebody last looked at them.

After a change that is meant to be seen: `ANNOTATOR_SNAPSHOTS=write` and the test command, then look at the pictures.
What a failing test saw is written into a folder that its message names.
"""

import os
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QFontDatabase, QImage
from PySide6.QtWidgets import QApplication

from annotator.domain.annotation import Mention
from annotator.domain.article import Region
from annotator.domain.decision import SpanState
from annotator.ui.article.lanes import Lane, LaneSpan
from annotator.ui.article.view import ArticleView
from annotator.ui.theme import Theme, load_theme
from tests.ui.article.scenes import MIXED, mention, picture

FOLDER = Path(__file__).resolve().parents[2] / "snapshots"
SIZE = 640, 420
FONTS = ("Noto Serif", "Noto Sans")
FAR, FEW = 48, 0.001
"""A pixel differs when a channel is off by more than FAR; a picture when more than a share FEW of its pixels do."""

A, S, R = SpanState.ACCEPTED, SpanState.SUGGESTED, SpanState.REJECTED
NEWS = (
    "North Korean leader Kim Jong Un and Vladimir Putin exchanged letters on 15 August, KCNA reported, promising "
    "closer ties between North Korea and Russia.\nMore under this ad\nThe two men first met at the Vostochny "
    "space centre in Russia’s far east, where they exchanged rifles. Analysts in Seoul said a visit could follow."
)
NEST = (
    "The University of Cambridge Museum of Zoology in Cambridge stood empty. President of Russia Vladimir Putin’s "
    "envoy said so in a gypsy quip. Trumpand alongsideRussia’s plan came the so-called Treaty of Friendship "
    "between the two, which nobody had read to its end before it was signed."
)


def theme(name: str) -> Theme:
    return replace(load_theme(name, reading_family=FONTS[0]), interface_family=FONTS[1])


def news(view: ArticleView) -> None:
    spans = [
        ("North Korean", "NORP", A),
        ("Kim Jong Un", "PERSON", A),
        ("Vladimir Putin", "PERSON", A),
        ("15 August", "DATE", A),
        ("KCNA", "ORG", A),
        ("Russia", "GPE", S),
        ("Vostochny space centre", "FAC", S),
        ("Russia’s far east", "LOC", S),
        ("Seoul", "GPE", S),
    ]
    mentions = [mention(NEWS, surface, label, state=state, key=surface) for surface, label, state in spans]
    regions = [Region(found.start(), found.end(), "marked") for found in re.finditer("More under this ad", NEWS)]
    view.set_article(
        NEWS,
        title="Letters exchanged as ties deepen",
        subtitle="2023-08-15 · a file · 2 412 characters",
        mentions=mentions,
        regions=regions,
    )
    view.set_focus_key("Vostochny space centre")
    view.select(NEWS.index("promising"), NEWS.index("promising") + 22)


def light(view: ArticleView) -> None:
    news(view)


def dark(view: ArticleView) -> None:
    view.set_theme(theme("dark"))
    news(view)


def nested(view: ArticleView) -> None:
    spans = [
        ("University of Cambridge Museum of Zoology", "FAC", A),
        ("University of Cambridge", "ORG", A),
        ("Cambridge", "GPE", R),
        ("President of Russia Vladimir Putin", "PERSON", S),
        ("Russia", "GPE", A),
        ("Trump", "PERSON", S),
        ("Treaty of Friendship", "LAW", S),
        ("the so-called Treaty", "WORK_OF_ART", S),
        ("two", "CARDINAL", R),
    ]
    mentions = [mention(NEST, surface, label, state=state, key=surface) for surface, label, state in spans]
    view.set_show_rejected(True)
    view.set_article(NEST, title="Spans in spans", mentions=mentions)
    view.set_focus_key("University of Cambridge")
    places = [(found.start(), found.end()) for found in re.finditer("nobody|signed", NEST)]
    view.set_find_matches(places, current=places[0])


def scripts(view: ArticleView) -> None:
    spans = [
        ("Kim Jong\u00a0Un", "PERSON", A),
        ("🇫🇷 envoy", "PERSON", S),
        ("السلام عليكم stands", "EVENT", S),
        ("שלום", "GPE", A),
        ("Vladimir Putin", "PERSON", S),
        ("موسكو", "GPE", A),
        ("北京", "GPE", A),
        ("Zu\u0308rich", "GPE", S),
    ]
    mentions: list[Mention] = [mention(MIXED, surface, label, state=state) for surface, label, state in spans]
    view.set_article(MIXED, title="Many scripts", mentions=mentions)


def review(view: ArticleView) -> None:
    def marked(*spans: tuple[str, str]) -> list[LaneSpan]:
        found = [mention(NEWS, surface, label) for surface, label in spans]
        return [LaneSpan(one.start, one.end, one.label) for one in found]

    agreed = marked(("Kim Jong Un", "PERSON"), ("Vladimir Putin", "PERSON"), ("Seoul", "GPE"), ("KCNA", "ORG"))
    first = marked(("North Korean", "NORP"), ("Vostochny space centre", "FAC"), ("Russia’s far east", "LOC"))
    second = marked(("North Korean leader Kim", "PERSON"), ("Vostochny", "LOC"), ("15 August", "DATE"))
    third = marked(("Vostochny space centre in Russia’s far east", "FAC"), ("Russia’s", "GPE"))
    lanes = [Lane(name, [*agreed, *own]) for name, own in (("a", first), ("b", second), ("c", third))]
    gold = [Mention(one.label + str(one.start), one.start, one.end, one.label, A) for one in agreed]
    view.set_article(NEWS, title="Lanes beneath the lines", mentions=gold)
    disputed = marked(
        ("North Korean leader Kim Jong Un", ""), ("15 August", ""), ("Vostochny space centre in Russia’s far east", "")
    )
    view.set_lanes(lanes, emphasis=[(one.start, one.end) for one in disputed])
    view.set_dimmed((one.start, one.end) for one in agreed)
    view.set_focus_range(disputed[-1].start, disputed[-1].end, ensure_visible=False)


@pytest.mark.parametrize("scene", [light, dark, nested, scripts, review])
def test_it_looks_as_it_did(
    qapp: QApplication, view: ArticleView, scene: Callable[[ArticleView], None], tmp_path: Path
) -> None:
    missing = [family for family in FONTS if not QFontDatabase.hasFamily(family)]
    if missing:
        pytest.skip(f"the font {missing[0]} is not installed")
    view.setVerticalScrollBarPolicy(view.horizontalScrollBarPolicy())
    view.resize(*SIZE)
    view.set_theme(theme("light"))
    qapp.processEvents()
    scene(view)
    seen = picture(view).convertToFormat(QImage.Format.Format_RGB32)
    path = FOLDER / f"{scene.__name__}.png"
    if os.environ.get("ANNOTATOR_SNAPSHOTS") == "write":
        assert seen.save(str(path))
    wanted = QImage(str(path)).convertToFormat(QImage.Format.Format_RGB32)
    assert seen.size() == wanted.size()
    share = different(seen, wanted)
    if share > FEW:
        seen.save(str(tmp_path / path.name))
    assert share <= FEW, f"{share:.1%} of the pixels differ; see {tmp_path / path.name}"


def different(one: QImage, other: QImage) -> float:
    """Return the share of pixels that are clearly different."""
    first, second = bytes(one.constBits()), bytes(other.constBits())
    if first == second:
        return 0.0
    far = 0
    for at in range(0, len(first), 4):
        if first[at : at + 3] != second[at : at + 3]:
            far += max(abs(first[at + channel] - second[at + channel]) for channel in range(3)) > FAR
    return far / (len(first) // 4)


def test_a_difference_is_seen() -> None:
    one = QImage(10, 10, QImage.Format.Format_RGB32)
    one.fill(0xFFFFFF)
    other = one.copy()
    other.setPixel(3, 3, 0x000000)
    assert different(one, one.copy()) == 0
    assert different(one, other) == pytest.approx(0.01)
