"""The progress page: figures above, curve and acceptance on the left, the suggester and lists of names on the right.

Whether scores are true stands beside the curve; in a narrow window below what is said about the suggester.

It shows what it is handed and asks; reading and choosing is `progressing`'s business, training that of `training`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.ui.actions import with_keys
from annotator.ui.bars import plain_label
from annotator.ui.progress import presenting
from annotator.ui.progress.acceptance import Acceptance
from annotator.ui.progress.curve import CurveView
from annotator.ui.progress.curve_table import CurveTable
from annotator.ui.progress.legend import Legend
from annotator.ui.progress.lists_card import ListsCard
from annotator.ui.progress.reliability import Reliability
from annotator.ui.progress.suggester_card import SuggesterCard
from annotator.ui.progress.values import Curve, ProgressState
from annotator.ui.review.cards import Cards
from annotator.ui.review.framing import SPACE, card
from annotator.ui.review.key_button import KeyButton
from annotator.ui.theme import Theme
from annotator.ui.words import Words

_SUGGESTER_WIDTH = 336
_NARROW, _NARROW_BELOW = 284, 1200
"""The suggester's width in a narrow window, and which one that is."""
_RELIABILITY_WIDTH = 296


class ProgressPage(QWidget):
    """Everything about the project's progress in one page."""

    asked = Signal(str)
    """The action of this name is wanted."""
    article_requested = Signal(int)
    """This article is wanted."""
    switch_requested = Signal(object)
    """Switch this Row of acceptance off, or on again."""
    retrain_chosen = Signal(int)
    """Train again after so many finished articles; 0 for never."""

    def __init__(self, theme: Theme, keys: Mapping[str, Sequence[str]]) -> None:
        """Build everything, showing nothing yet; `keys` are the keys of actions by name."""
        super().__init__()
        self.setObjectName("progressPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        # Where the keyboard is while there is nothing to put it on.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName(self.tr("Progress"))
        self.cards = Cards()
        self.curve = CurveView()
        self.curve.setAccessibleName(self.tr("Learning curve"))
        self.table = CurveTable()
        self.acceptance = Acceptance()
        self.suggester = SuggesterCard(keys)
        self.reliability = Reliability()
        self.lists = ListsCard(keys)
        self._legend = Legend()
        self._below = Words(elastic=True)
        self._to_table = KeyButton(chip=True)
        self._keys = keys
        self._key = keys["curve_table"][0] if keys["curve_table"] else ""
        self._to_table.show_text(self.tr("table"), key=self._key, tooltip=self.tr("The curve’s values in rows"))
        self._coming = plain_label(look="quiet")
        self._coming.setWordWrap(True)
        self._coming.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._ways = QStackedWidget()
        for way in (self._coming, self.curve, self.table):
            self._ways.addWidget(way)
        self._coming.setText(self.tr("Counting…"))
        self._show_parts(there=False)
        self._compose()
        self._connect()
        self.show_theme(theme)

    def _compose(self) -> None:
        left = QSplitter(Qt.Orientation.Vertical)
        left.addWidget(self._drawings())
        left.addWidget(card(self.acceptance))
        left.setStretchFactor(0, 1)
        left.setStretchFactor(1, 1)
        left.setSizes([550, 450])
        self._sides = sides = QSplitter(Qt.Orientation.Horizontal)
        sides.addWidget(left)
        right = QWidget()
        right.setMinimumWidth(_NARROW)
        stack = QVBoxLayout(right)
        stack.setContentsMargins(0, 0, 0, 0)
        stack.setSpacing(SPACE)
        stack.addWidget(card(self.suggester), 1)
        stack.addWidget(card(self.lists))
        sides.addWidget(right)
        sides.setStretchFactor(0, 1)
        sides.setStretchFactor(1, 0)
        for splitter in (left, sides):
            splitter.setHandleWidth(SPACE)
            splitter.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.cards)
        column.addWidget(sides, 1)

    def _drawings(self) -> QWidget:
        """Return the curve, with a place beside it for whether scores are true."""
        self._beside = card(self.reliability)
        self._beside.setFixedWidth(_RELIABILITY_WIDTH)
        self._beside.hide()
        drawings = QWidget()
        row = QHBoxLayout(drawings)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        row.addWidget(card(self._ways, head=self._head(), foot=self._below), 1)
        row.addWidget(self._beside)
        return drawings

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(plain_label(self.tr("Learning curve"), look="heading"))
        head.addWidget(self._legend, 1)
        head.addWidget(self._to_table)
        return head

    def _connect(self) -> None:
        self.curve.place_changed.connect(self._say)
        self.curve.place_changed.connect(self.table.go)
        for part in (self.curve, self.table):
            part.article_requested.connect(self.article_requested)
        self._to_table.clicked.connect(self.toggle_table)
        self.acceptance.switch_requested.connect(self.switch_requested)
        self.suggester.asked.connect(self.asked)
        self.lists.asked.connect(self.asked)
        self.suggester.retrain_chosen.connect(self.retrain_chosen)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.cards, self.curve, self.reliability, self.acceptance, self.suggester, self.lists):
            part.show_theme(theme)
        for part in (self._legend, self._to_table):
            part.show_theme(theme)
        self.suggester.training.show_theme(theme)
        self._below.set_colour(theme.text)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        narrow, was_narrow = (size.width() < _NARROW_BELOW for size in (event.size(), event.oldSize()))
        # Only when it becomes narrow or wide: in between the width is whoever moved the handle's.
        if narrow is not was_narrow or event.oldSize().width() < 0:
            side = _NARROW if narrow else _SUGGESTER_WIDTH
            self._sides.setSizes([event.size().width() - side, side])
            self._place_reliability(narrow=narrow)

    def _place_reliability(self, *, narrow: bool) -> None:
        """Put it beside the curve where there is room, else below what is said about the suggester."""
        if narrow:
            self.suggester.add_below(self.reliability)
        else:
            layout = self._beside.layout()
            if layout is not None:
                layout.addWidget(self.reliability)
        # Tab goes on from what stands before it.
        self.setTabOrder(self.suggester.spin if narrow else self.table, self.reliability)
        self._beside.setVisible(not narrow and not self.reliability.isHidden())

    # ---- showing

    def show_state(self, state: ProgressState) -> None:
        """Show how the project stands."""
        self.cards.show_cards(presenting.cards(state))
        self.table.show_curve(state.curve)
        self.curve.show_curve(state.curve)
        self._legend.show_window(state.curve.window, marked=any(one.pipeline for one in state.curve.points))
        self.acceptance.show_rows(state.rows, mutes=presenting.mutes(state))
        self.suggester.show_state(state.suggester)
        self.reliability.show_bins(state.suggester.reliability)
        self._beside.setVisible(self._beside.isAncestorOf(self.reliability) and not self.reliability.isHidden())
        self.lists.show_state(state.lists)
        self._show_way(state.curve)

    def _show_way(self, curve: Curve) -> None:
        coming = with_keys(presenting.coming_sentence(curve), self._keys)
        there = not coming
        self._coming.setText(coming)
        self._show_parts(there=there)
        tabled = self._to_table.isChecked()
        self._ways.setCurrentWidget(self._coming if not there else self.table if tabled else self.curve)

    def _show_parts(self, *, there: bool) -> None:
        """Show what belongs to a curve only where there is one."""
        for part in (self._legend, self._to_table, self._below):
            part.setVisible(there)

    @property
    def _way(self) -> QWidget:
        """What is shown of the curve."""
        return self.table if self._ways.currentWidget() is self.table else self.curve

    def toggle_table(self) -> None:
        """Show the curve as a table, or as a drawing."""
        if self._ways.currentWidget() is self._coming:
            return
        within = self._way.hasFocus()
        tabled = self._ways.currentWidget() is self.curve
        self._to_table.setChecked(tabled)
        self._show_way(self.curve.curve)
        if within:
            self.focus_curve()

    def _say(self, place: int) -> None:
        points = self.curve.curve.points
        if not 0 <= place < len(points):
            self._below.set_text("")
            return
        sentence = presenting.point_sentence(self.curve.curve, place)
        self._below.set_text(sentence)
        self.curve.announce(sentence)

    # ---- the keyboard

    def focus_curve(self) -> None:
        """Put the keyboard on the curve, or on its table; where there is none yet nothing can have it."""
        self._way.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_acceptance(self) -> None:
        """Put the keyboard into the table of acceptance, or go through its kinds of rows."""
        self.acceptance.take_keyboard()

    def was_moved_in(self) -> bool:
        """Tell whether the keyboard is on something of this page where only a person can have put it."""
        focus = QApplication.focusWidget()
        return isinstance(focus, QWidget) and focus is not self and self.isAncestorOf(focus) and focus.isVisible()

    def take_focus(self) -> None:
        """Put the keyboard where one begins to read."""
        if self._ways.currentWidget() is not self._coming:
            self.focus_curve()
        else:
            self.suggester.buttons["train"].setFocus(Qt.FocusReason.OtherFocusReason)
