"""Asking whether a pipeline is trusted: it is a program from somebody else, and may do whatever programs may."""

from __future__ import annotations

from textwrap import wrap

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.models.plain import one_line

_GROUP = 8
_ROW = 4
_LINE, _LONGEST = 48, 2000
"""Characters of a path in a line, and in all: it is shown whole, whatever its length."""


class TrustDialog(Dialog):
    """Says what trusting means, and of which folder with which content; cancelling is what Enter does."""

    trusted = Signal()
    """It is trusted, as it is now."""

    def __init__(self, path: str, digest: str, parent: QWidget | None = None, *, changed: bool = False) -> None:
        """Ask about a folder whose files have this SHA-256; `changed` since it was trusted."""
        super().__init__(parent)
        sentence = self.tr(
            "A pipeline is a program from somebody else. It will run on this computer with your rights: it can read "
            "and change your files. Use it only if you trust whoever made it and the way it came to you."
        )
        if changed:
            again = self.tr("Its files are other ones than those you trusted before.")
            sentence = f"{again} {sentence}"
        self.say(self.tr("Do you trust this pipeline?"), sentence)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        path = one_line(path, limit=_LONGEST)
        self.path = _shown("\n".join(wrap(path, _LINE, break_on_hyphens=False)), f"{self.tr('Folder')}: {path}")
        self.digest = _shown(grouped(digest), f"{self.tr('SHA-256 of its files')}: {digest}")
        for row, (name, shown) in enumerate(((self.tr("Folder"), self.path), (self.tr("SHA-256"), self.digest))):
            grid.addWidget(plain_label(name, look="heading"), row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(shown, row, 1)
        self.body.addLayout(grid)
        self.body.addWidget(
            plain_label(
                self.tr("When any of its files changes, you are asked again."),
                look="quiet",
                wrap=True,
            )
        )
        cancel = self.add_reject()
        self.trust = self.add_other(self.tr("&Trust it"))
        self.trust.clicked.connect(self.accept)
        # Who presses Enter without reading trusts nobody.
        cancel.setAutoDefault(True)
        cancel.setDefault(True)
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.accepted.connect(self.trusted)
        self.setMinimumWidth(560)


def grouped(digest: str) -> str:
    """Return a digest in groups that eyes can compare, four a line."""
    groups = [digest[at : at + _GROUP] for at in range(0, len(digest), _GROUP)]
    return "\n".join(" ".join(groups[at : at + _ROW]) for at in range(0, len(groups), _ROW))


def _shown(text: str, name: str) -> QLabel:
    # Lines are broken by us: a label that wraps by itself could hide what matters here.
    label = plain_label(text)
    label.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
    label.setTextInteractionFlags(
        Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
    )
    label.setAccessibleName(name)
    return label
