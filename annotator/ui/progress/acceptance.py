"""The table of acceptance: how suggestions fare by source and label; Space switches a row off and on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.ui.bars import plain_label
from annotator.ui.own_keys import CHOOSE, is_plain
from annotator.ui.progress.acceptance_model import NAME, PROPOSED, ROW_ROLE, SHARE, STATE, AcceptanceModel, percent
from annotator.ui.progress.values import Kind, Row, Standing
from annotator.ui.review.key_button import KeyButton
from annotator.ui.tables import RowTable
from annotator.ui.theme import Theme, mixed
from annotator.ui.words import Words

Index = QModelIndex | QPersistentModelIndex
_BAR = 3
_NARROW = 54
_STATE = 60
_PADS = 16
"""Pixels beside a heading."""


class _RowDelegate(QStyledItemDelegate):
    """Draws rows that are not suggested in quiet text, and a bar under the share."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme: Theme | None = None

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        row = cast("Row | None", index.data(ROW_ROLE))
        if self.theme is None or row is None:
            return
        role = option.palette.ColorRole
        silent = row.standing in (Standing.OFF, Standing.MUTED)
        colour = self.theme.quiet if silent else self.theme.text
        if row.standing is Standing.MUTED and index.column() == STATE:
            colour = self.theme.warning
        option.palette.setColor(role.Text, colour)
        option.palette.setColor(role.HighlightedText, colour)
        option.font.setStrikeOut(silent and index.column() == NAME)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        super().paint(painter, option, index)
        row = cast("Row | None", index.data(ROW_ROLE))
        if index.column() != SHARE or self.theme is None or row is None or row.share is None:
            return
        rect = option.rect.adjusted(8, 0, -8, 0)
        track = QRectF(rect.left(), rect.bottom() - _BAR - 1, rect.width(), _BAR)
        filled = QRectF(track)
        filled.setWidth(track.width() * row.share)
        if option.direction == Qt.LayoutDirection.RightToLeft:
            filled.moveRight(track.right())
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.hairline)
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        painter.setBrush(mixed(self.theme.accent, self.theme.panel, 0.25))
        painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)
        painter.restore()


class AcceptanceTable(RowTable):
    """The table; a click on the box, Space or Enter switches the row."""

    switch_requested = Signal(object)
    """Switch this Row off, or on again."""
    row_changed = Signal(object)
    """Another Row is the current one, or None."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows = AcceptanceModel(self)
        self._delegate = _RowDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Acceptance of suggestions"))
        self.setAccessibleDescription(self.tr("Space switches a row off or on."))
        header = self.horizontalHeader()
        header.setSectionsClickable(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        header.sectionClicked.connect(self._sort_by)
        self.clicked.connect(self._click)
        self.selectionModel().currentRowChanged.connect(self._moved)
        self.rows.dataChanged.connect(self._moved)
        self.rows.modelReset.connect(self._moved)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.theme = theme
        self.viewport().update()
        self._fit_columns()

    def show_rows(self, rows: Sequence[Row], kind: Kind) -> None:
        """Show the rows of this kind; the current one stays when it is among them."""
        current = self.current_row
        self.rows.show_rows(rows, kind)
        place = self.rows.place_of(current.name) if current is not None else -1
        if self.rows.rowCount():
            self.setCurrentIndex(self.rows.index(max(0, place), NAME))

    @property
    def current_row(self) -> Row | None:
        """The current row."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def sort_on(self, step: int) -> None:
        """Sort by the next column (1) or the one before (-1); by the same one again, the other way round (0)."""
        self._sort_by((self.rows.by + step) % (STATE + 1))

    def _sort_by(self, column: int) -> None:
        up, down = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
        if column == self.rows.by:
            self._sort(column, up if self.rows.order == down else down)
        else:
            self._sort(column, up if column == NAME else down)

    def _sort(self, column: int, order: Qt.SortOrder) -> None:
        current = self.current_row
        self.rows.sort(column, order)
        self._fit_columns()
        if current is not None:
            self.setCurrentIndex(self.rows.index(max(0, self.rows.place_of(current.name)), NAME))

    def _fit_columns(self) -> None:
        """Give every number the room of its heading, where the name keeps enough."""
        header = self.horizontalHeader()
        header.ensurePolished()
        font = header.font()
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        for column in range(PROPOSED, STATE + 1):
            text = str(self.rows.headerData(column, Qt.Orientation.Horizontal))
            width = metrics.horizontalAdvance(text) + _PADS
            if column == SHARE:
                width = max(width, metrics.horizontalAdvance(percent(1.0)) + 2 * _PADS)
            header.resizeSection(column, max(_STATE if column == STATE else _NARROW, width))

    @override
    def showEvent(self, event: QShowEvent, /) -> None:
        super().showEvent(event)
        # Not before: what is not on the screen has not got its fonts yet.
        self._fit_columns()

    def _moved(self) -> None:
        self.row_changed.emit(self.current_row)

    def _click(self, index: QModelIndex) -> None:
        box = self.visualRect(index)
        side = self.mapFromGlobal(self.cursor().pos()).x()
        near = side - box.left() if not self.isRightToLeft() else box.right() - side
        row = self.current_row
        if row is not None and row.switchable and index.column() == NAME and 0 <= near <= box.height():
            self._switch()

    def _switch(self) -> None:
        if self.current_row is not None:
            self.switch_requested.emit(self.current_row)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if is_plain(event, CHOOSE):
            if not event.isAutoRepeat():
                self._switch()
        elif is_plain(event, (Qt.Key.Key_Left, Qt.Key.Key_Right)):
            # There is nothing to go to within a row: sorting is by column, and wants no mouse.
            onward = (event.key() == Qt.Key.Key_Right) is not self.isRightToLeft()
            self.sort_on(1 if onward else -1)
        else:
            super().keyPressEvent(event)


class Acceptance(QWidget):
    """The table with what it is about above it, and below it what the current row says."""

    switch_requested = Signal(object)
    """Switch this Row off, or on again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._rows: Sequence[Row] = ()
        self._mutes = ""
        self.kind = Kind.PAIR
        self.table = AcceptanceTable()
        self.chips: dict[Kind, KeyButton] = {}
        self._nothing = plain_label(look="quiet")
        self._nothing.setWordWrap(True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        self._said = Words(elastic=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._head())
        column.addWidget(self.table, 1)
        column.addWidget(self._nothing, 1)
        column.addWidget(self._said)
        self.table.switch_requested.connect(self.switch_requested)
        self.table.row_changed.connect(self._say)
        self.show_kind(Kind.PAIR)
        self._nothing.setText("")

    def _head(self) -> QHBoxLayout:
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(self.tr("Acceptance"), look="heading"))
        head.addStretch(1)
        for kind, text in (
            (Kind.PAIR, self.tr("source and label")),
            (Kind.SOURCE, self.tr("source")),
            (Kind.LABEL, self.tr("label")),
        ):
            chip = KeyButton(chip=True)
            chip.show_text(text, tooltip=self.tr("What a row is about"))
            chip.clicked.connect(lambda _=False, kind=kind: self.show_kind(kind))
            self.chips[kind] = chip
            head.addWidget(chip)
        return head

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.table.show_theme(theme)
        self._said.set_colour(theme.quiet)
        for chip in self.chips.values():
            chip.show_theme(theme)

    def show_rows(self, rows: Sequence[Row], *, mutes: str) -> None:
        """Show these; `mutes` says when something mutes itself."""
        self._rows, self._mutes = rows, mutes
        self.show_kind(self.kind)

    def take_keyboard(self) -> None:
        """Put the keyboard into the table; where it is there already, show the rows of the next kind."""
        if self.table.hasFocus():
            kinds = list(self.chips)
            self.show_kind(kinds[(kinds.index(self.kind) + 1) % len(kinds)])
        else:
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_kind(self, kind: Kind) -> None:
        """Show rows of another kind."""
        self.kind = kind
        for one, chip in self.chips.items():
            chip.setChecked(one is kind)
        self.table.show_rows(self._rows, kind)
        there = bool(self.table.rows.rows)
        self.table.setVisible(there)
        self._said.setVisible(there)
        self._nothing.setVisible(not there)
        self._nothing.setText(
            self.tr("What became of suggestions is counted here once some have been accepted or rejected.")
        )
        self._say(self.table.current_row)

    def _say(self, row: Row | None) -> None:
        if row is None:
            self._said.set_text("")
            return
        name = row.name
        said = {
            (Kind.SOURCE, Standing.ON): self.tr("Space switches {name} off."),
            (Kind.SOURCE, Standing.OFF): self.tr("{name} is switched off; Space switches it on."),
            (Kind.SOURCE, Standing.MUTED): self.tr("Muted by itself: {reason}. Space lets it speak again."),
            (Kind.LABEL, Standing.ON): self.tr("Space switches suggestions of {name} off."),
            (Kind.LABEL, Standing.OFF): self.tr("{name} is not suggested; Space switches it on."),
            (Kind.PAIR, Standing.ON): self.tr("On: {reason}.") if row.reason else self._mutes,
            (Kind.PAIR, Standing.OFF): self.tr("Off, since its source or its label is switched off."),
            (Kind.PAIR, Standing.MUTED): self.tr("Muted by itself: {reason}. Space lets it speak again."),
            (Kind.PAIR, Standing.KEPT): self.tr("Kept although {reason}. Space mutes it."),
        }.get((row.kind, row.standing), "")
        self._said.set_text(said.format(name=name, reason=row.reason))
