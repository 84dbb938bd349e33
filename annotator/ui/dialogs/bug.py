"""The report of an error that nobody expected: what it is, that nothing saved is lost, and a text to copy."""

from __future__ import annotations

import platform
import sys

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from annotator import __version__


class BugDialog(QDialog):
    """Shows a traceback with the versions; it holds no text of any article but what an error itself quotes."""

    def __init__(self, trace: str, parent: QWidget | None = None) -> None:
        """Put the report together."""
        super().__init__(parent)
        self.setWindowTitle(self.tr("Something went wrong in Annotator"))
        self.resize(720, 420)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 20)
        column.setSpacing(12)
        said = QLabel(
            self.tr(
                "This is a fault of the program, not yours. Everything that was shown as saved is saved. "
                "The report below helps to mend it; please read it before you pass it on."
            )
        )
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setWordWrap(True)
        self.report = QPlainTextEdit(f"{_versions()}\n\n{trace}")
        self.report.setReadOnly(True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.report.setAccessibleName(self.tr("Report"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.copy = buttons.addButton(self.tr("Copy the report"), QDialogButtonBox.ButtonRole.ActionRole)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.report.toPlainText()))
        buttons.rejected.connect(self.reject)
        column.addWidget(said)
        column.addWidget(self.report, 1)
        column.addWidget(buttons)


def _versions() -> str:
    return f"Annotator {__version__}, Python {sys.version.split()[0]}, Qt {qVersion()}, {platform.platform()}"
