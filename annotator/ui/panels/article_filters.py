"""What narrows the queue down: the search field, the filters by state, the order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QFontMetrics
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.decision import SetState
from annotator.domain.listing import Listing
from annotator.domain.ordering import ORDERS
from annotator.ui.models.plain import plain_tip
from annotator.ui.panels.flow import FlowLayout

FILTERS: dict[str, tuple[SetState, ...]] = {
    "unfinished": (SetState.NEW, SetState.IN_PROGRESS, SetState.FLAGGED),
    "flagged": (SetState.FLAGGED,),
    "finished": (SetState.FINISHED,),
    "all": (),
}
"""The filters and the states they let through; none means all."""
_CHIP_PAD = 18
_CHIP_PX = 12


class ArticleFilters(QWidget):
    """Search, filters and order; `listing` is what they amount to."""

    typed = Signal()
    """The search has changed; more may follow."""
    chosen = Signal()
    """A filter or an order was chosen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with the unfinished articles in import order."""
        super().__init__(parent)
        self.order = ORDERS[0]
        self.label = ""
        """Only articles with an accepted span of this label; "" for all."""
        self.chosen_name = "unfinished"
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setMaxLength(400)
        self.search.setAccessibleName(self.tr("Search all articles"))
        self.search.textEdited.connect(self.typed)
        self.search.textChanged.connect(self._cleared)
        self.chips = {name: self._chip(name, text) for name, text in self._filter_texts().items()}
        self._group = QButtonGroup(self)
        for button in self.chips.values():
            self._group.addButton(button)
        self.choose("unfinished")
        self._group.buttonToggled.connect(self._toggled)
        self.found = QLabel(self)
        self.found.setTextFormat(Qt.TextFormat.PlainText)
        self.found.setProperty("quiet", True)  # noqa: FBT003 - Qt's property, not an option
        self.order_button = self._order_menu()
        self._lay_out()
        self.show_count(0)

    def _lay_out(self) -> None:
        flow = FlowLayout(space=4)
        for button in self.chips.values():
            flow.addWidget(button)
        line = QHBoxLayout()
        line.addWidget(self.found)
        line.addStretch(1)
        line.addWidget(self.order_button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 4)
        layout.setSpacing(8)
        layout.addWidget(self.search)
        layout.addLayout(flow)
        layout.addLayout(line)

    @property
    def query(self) -> str:
        """What is searched for."""
        return self.search.text().strip()

    @property
    def listing(self) -> Listing:
        """The listing that the widgets ask for."""
        return Listing(states=FILTERS[self.chosen_name], query=self.query, order=self.order, label=self.label)

    def show_labels(self, names: Sequence[str]) -> None:
        """Offer these labels to filter by; a chosen one that is not among them is let go."""
        for action in self._labels.actions():
            self._labels.removeAction(action)
            action.deleteLater()
        if self.label not in names:
            self.label = ""
        self._label_menu.clear()
        for name in ("", *names):
            text = name or self.tr("any label")
            action = QAction(text, self._labels, checkable=True, checked=name == self.label)
            action.setData(name)
            self._label_menu.addAction(action)
        self._show_order()

    def choose_label(self, name: str) -> None:
        """Choose a label by name, "" for any, silently."""
        self.label = name
        for action in self._labels.actions():
            action.setChecked(action.data() == name)
        self._show_order()

    def choose(self, name: str) -> None:
        """Choose a filter by name, silently."""
        self.chosen_name = name
        self._group.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.chips[name].setChecked(True)
        self._group.blockSignals(False)  # noqa: FBT003 - likewise

    def show_count(self, articles: int) -> None:
        """Say in the empty field how much is searched."""
        some = self.tr("/  search 1 article") if articles == 1 else self.tr("/  search {count} articles")
        self.search.setPlaceholderText(some.format(count=QLocale().toString(articles)))

    def show_found(self, articles: int) -> None:
        """Say how many articles the list has."""
        some = QLocale().toString(articles)
        self.found.setText(self.tr("1 article") if articles == 1 else self.tr("{n} articles").format(n=some))

    def _filter_texts(self) -> dict[str, str]:
        return {
            "unfinished": self.tr("unfinished"),
            "flagged": self.tr("flagged"),
            "finished": self.tr("finished"),
            "all": self.tr("all"),
        }

    def _chip(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setCheckable(True)
        button.setAutoDefault(False)
        button.setProperty("chip", True)  # noqa: FBT003 - Qt's property, not an option
        # The style sheet makes a checked one bold, which Qt's size hint does not know.
        font = button.font()
        font.setPixelSize(_CHIP_PX)
        font.setBold(True)
        button.setMinimumWidth(QFontMetrics(font).horizontalAdvance(text) + _CHIP_PAD)
        button.setAccessibleName(self.tr("Show: {filter}").format(filter=text))
        return button

    def _order_menu(self) -> QToolButton:
        texts, tips = self._order_texts(), self._order_tips()
        button = QToolButton(self)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setStyleSheet(
            "QToolButton:!focus { border-color: transparent } QToolButton::menu-indicator { image: none }"
        )
        menu = QMenu(button)
        group = QActionGroup(menu)
        for name in ORDERS:
            action = QAction(texts[name], group, checkable=True, checked=name == self.order)
            action.setData(name)
            action.setToolTip(plain_tip(tips.get(name, texts[name])))
            menu.addAction(action)
        menu.setToolTipsVisible(True)
        group.triggered.connect(self._ordered)
        menu.addSeparator()
        self._label_menu = menu.addMenu(self.tr("With the label"))
        self._labels = QActionGroup(menu)
        self._labels.triggered.connect(self._labelled)
        button.setMenu(menu)
        button.setText(f"{texts[self.order]} ▾")
        button.setAccessibleName(self.tr("Order of the articles, and filter by label"))
        button.setToolTip(self.tr("Order of the articles, and filter by label"))
        return button

    def _order_texts(self) -> dict[str, str]:
        return {
            "imported": self.tr("as imported"),
            "uncertain": self.tr("most uncertain first"),
            "informative": self.tr("most informative first"),
            "open": self.tr("most open first"),
            "shortest": self.tr("shortest first"),
        }

    def _order_tips(self) -> dict[str, str]:
        return {
            "uncertain": self.tr("Articles whose suggestions are least sure come first."),
            "informative": self.tr("As most uncertain, but names that nobody has decided about yet count for more."),
        }

    def _show_order(self) -> None:
        text = self._order_texts()[self.order]
        self.order_button.setText(f"{self.label} · {text} ▾" if self.label else f"{text} ▾")

    def _ordered(self, action: QAction) -> None:
        self.order = str(action.data())
        self._show_order()
        self.chosen.emit()

    def _labelled(self, action: QAction) -> None:
        self.label = str(action.data())
        self._show_order()
        self.chosen.emit()

    def _toggled(self, button: QPushButton, checked: bool) -> None:  # noqa: FBT001 - Qt's signal
        if checked:
            self.chosen_name = button.objectName()
            self.chosen.emit()

    def _cleared(self, text: str) -> None:
        # The clear button does not count as editing.
        if not text:
            self.typed.emit()
