"""The settings: who, looks, hints and keys. Returns other settings; applying and keeping them is the window's."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import LabelScheme
from annotator.settings import Settings
from annotator.ui.dialogs.key_table import KeyTable
from annotator.ui.dialogs.parts import Dialog, plain_label

_SMALLEST, _LARGEST = 12, 32
_THEMES = ("system", "light", "dark")


class SettingsDialog(Dialog):
    """Asks for settings on two pages; nothing happens before “Use these settings”."""

    chosen = Signal(object)
    """The new Settings."""

    def __init__(self, settings: Settings, parent: QWidget | None = None, *, scheme: LabelScheme | None = None) -> None:
        """Show these settings, and the open project's scheme if there is one."""
        super().__init__(parent)
        self.say(self.tr("Settings"))
        self._before = settings
        self.name_field = QLineEdit(settings.annotator)
        self.name_field.setMaxLength(100)
        self.theme_box = self._themes(settings.theme)
        self.font_box = self._fonts(settings.article_font)
        self.size_box = QSpinBox()
        self.size_box.setRange(_SMALLEST, _LARGEST)
        self.size_box.setValue(settings.article_size)
        self.size_box.setSuffix(self.tr(" px"))
        self.size_box.lineEdit().setTextMargins(6, 0, 0, 0)
        self.rejected_box = QCheckBox(self.tr("Show &rejected spans, struck through"))
        self.rejected_box.setChecked(settings.show_rejected)
        self.hints_box = QCheckBox(self.tr("Show &hints below the article"))
        self.hints_box.setChecked(settings.show_hints)
        self.key_table = KeyTable(settings.keys, scheme, self)
        self.tabs = QTabWidget()
        self.tabs.addTab(self._general(scheme), self.tr("&General"))
        self.tabs.addTab(self.key_table, self.tr("&Keys"))
        self.body.addWidget(self.tabs, 1)
        self.add_accept(self.tr("Use these settings"))
        self.add_reject()
        self.accepted.connect(lambda: self.chosen.emit(self.settings))
        self.resize(560, 480)

    def _general(self, scheme: LabelScheme | None) -> QWidget:
        page = QWidget()
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("Your &name"), self.name_field)
        form.addRow(self.tr("&Theme"), self.theme_box)
        form.addRow(self.tr("Article &font"), self.font_box)
        form.addRow(self.tr("Article text &size"), self.size_box)
        form.addRow(self.rejected_box)
        form.addRow(self.hints_box)
        if scheme is not None:
            one, count = self.tr("{title}, 1 label"), len(scheme.labels)
            text = (one if count == 1 else self.tr("{title}, {n} labels")).format(title=scheme.title, n=count)
            form.addRow(self.tr("Label scheme"), plain_label(text, look="quiet", wrap=True))
        layout = QVBoxLayout(page)
        layout.setContentsMargins(4, 16, 4, 4)
        layout.addLayout(form)
        layout.addStretch(1)
        return page

    def _themes(self, theme: str) -> QComboBox:
        box = QComboBox()
        texts = (self.tr("As the system has it"), self.tr("Light"), self.tr("Dark"))
        for name, text in zip(_THEMES, texts, strict=True):
            box.addItem(text, name)
        box.setCurrentIndex(max(0, box.findData(theme)))
        return box

    def _fonts(self, family: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("A reading serif, chosen for you"), "")
        for one in QFontDatabase.families():
            box.addItem(one, one)
        box.setCurrentIndex(max(0, box.findData(family)))
        box.setMinimumContentsLength(24)
        box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        return box

    @property
    def settings(self) -> Settings:
        """The settings as they are chosen now; without a name the one before stays."""
        return replace(
            self._before,
            annotator=" ".join(self.name_field.text().split()) or self._before.annotator,
            theme=str(self.theme_box.currentData()),
            article_font=str(self.font_box.currentData()),
            article_size=self.size_box.value(),
            show_rejected=self.rejected_box.isChecked(),
            show_hints=self.hints_box.isChecked(),
            keys=self.key_table.own,
        )
