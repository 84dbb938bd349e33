"""The steps that stand, the newest first, kept current step by step."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QDateTime, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import Action, StepInfo, StepKind
from annotator.ui.models.plain import one_line, plain_tip
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

Index = QModelIndex | QPersistentModelIndex
STEP_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the row's StepInfo."""
LIMIT = 200
_ROOT = QModelIndex()


class HistoryModel(QAbstractListModel):
    """One row a step. A new step is put on top, an undone one taken off; the log is read only where that cannot do."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._steps: list[StepInfo] = []

    def load(self, session: Session | None) -> None:
        """Read the newest steps from the log."""
        self.beginResetModel()
        self._steps = session.history(limit=LIMIT) if session is not None else []
        self.endResetModel()

    def take(self, session: Session, page: AnnotationSet, changes: Changes) -> None:
        """Take in a committed step."""
        depth = changes.undo_depth
        if changes.kind is StepKind.UNDO and self._steps and self._steps[0].depth == depth + 1:
            self.beginRemoveRows(_ROOT, 0, 0)
            del self._steps[0]
            self.endRemoveRows()
            if self._steps or not depth:
                return
        step = _step(page, changes)
        at = self._steps[0].depth if self._steps else 0
        if changes.kind is StepKind.UNDO or step is None or at != depth - 1:
            self.load(session)
            return
        self.beginInsertRows(_ROOT, 0, 0)
        self._steps.insert(0, step)
        self.endInsertRows()
        if len(self._steps) > 2 * LIMIT:
            self.beginRemoveRows(_ROOT, LIMIT, len(self._steps) - 1)
            del self._steps[LIMIT:]
            self.endRemoveRows()

    def step(self, row: int) -> StepInfo:
        """Return the step in a row."""
        return self._steps[row]

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many steps are listed."""
        return 0 if parent.isValid() else len(self._steps)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a step, its text or its tool tip."""
        if not index.isValid() or index.row() >= len(self._steps):
            return None
        step = self._steps[index.row()]
        if role == STEP_ROLE:
            return step
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{self.deed(step)} {self.about(step)}".strip()
        if role == Qt.ItemDataRole.ToolTipRole:
            moment = QDateTime.fromString(step.created, Qt.DateFormat.ISODateWithMs).toLocalTime()
            when = QLocale().toString(moment, QLocale.FormatType.ShortFormat) if moment.isValid() else step.created
            undone = step.depth, self._steps[0].depth
            remedy = self.tr("The last step.") if undone[0] == undone[1] else self.tr("Click to undo what came after.")
            return plain_tip(f"{self.deed(step)} {self.about(step)}\n{when}\n{remedy}")
        return None

    def deed(self, step: StepInfo) -> str:
        """Return what was done, in a word or two."""
        if step.action is Action.ALL_MENTIONS:
            return self.tr("All %n mentions", "", step.count)
        return {
            Action.ACCEPT: self.tr("Accept"),
            Action.REJECT: self.tr("Reject"),
            Action.RELABEL: self.tr("Relabel"),
            Action.ADD: self.tr("Add"),
            Action.REMOVE: self.tr("Remove"),
            Action.MOVE: self.tr("Move"),
            Action.FINISH: self.tr("Finish"),
            Action.REOPEN: self.tr("Reopen"),
            Action.SKIP: self.tr("Skip"),
            Action.FLAG: self.tr("Flag"),
            Action.NOTE: self.tr("Note"),
            Action.IGNORE: self.tr("Ignore"),
            Action.IMPORT: self.tr("Import"),
            Action.MERGE: self.tr("Merge"),
            Action.ADJUDICATE: self.tr("Adjudicate"),
            Action.PRE_MERGE: self.tr("Take over agreement"),
        }[step.action]

    def about(self, step: StepInfo) -> str:
        """Return what it was done to."""
        if step.action is Action.FINISH:
            article = self.tr("article {number}").format(number=step.article)
            return f"{article} · {self.tr('%n accepted', '', step.count)}" if step.count else article
        if not step.label:
            return self.tr("article {number}").format(number=step.article)
        label = f"{step.before} → {step.label}" if step.before else step.label
        return f"{one_line(step.surface, limit=80)} · {label}"


def _step(page: AnnotationSet, changes: Changes) -> StepInfo | None:
    """Return the step as the log will give it, or None where the page does not know enough."""
    surface = label = before = ""
    if changes.count:
        mention = page.find(changes.focus)
        if mention is None:
            mention = next(iter(changes.delta.removed), None)
        if mention is None or changes.article != page.number:
            return None
        surface, label = page.surface(mention), mention.label
        old = next((one for one in changes.delta.removed if (one.start, one.end) == (mention.start, mention.end)), None)
        if changes.action is Action.RELABEL and old is not None and old.label != label:
            before = old.label
    return StepInfo(
        "",
        0,
        changes.action,
        StepKind.DO,
        changes.article,
        changes.saved,
        surface,
        label,
        before,
        changes.count,
        changes.undo_depth,
    )
