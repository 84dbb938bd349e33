"""The looks at Qt find windows and timers left behind, and clear them away for the next test."""

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from tests.guards import active_timers, left_over_in_qt


def test_visible_window_is_left_over(qapp: QApplication) -> None:
    window = QWidget()
    window.setWindowTitle("Forgotten")
    window.show()
    qapp.processEvents()
    assert left_over_in_qt(active_timers()) == ["left-over visible window: QWidget 'Forgotten'"]
    assert left_over_in_qt(active_timers()) == []


def test_modal_dialog_is_left_over(qapp: QApplication) -> None:
    dialog = QDialog()
    dialog.setWindowTitle("Sure?")
    dialog.open()
    qapp.processEvents()
    assert left_over_in_qt(active_timers()) == ["left-over modal dialog: QDialog 'Sure?'"]


def test_running_timer_is_left_over(qapp: QApplication) -> None:
    before = active_timers()
    timer = QTimer(qapp)
    timer.start(1000)
    assert left_over_in_qt(before) == ["left-over running timer"]
    timer.stop()
    timer.deleteLater()
    assert left_over_in_qt(before) == []


def test_a_timer_of_ones_own_kind_without_a_parent_is_seen_too(qapp: QApplication) -> None:
    class Clock(QTimer):
        def __init__(self) -> None:
            super().__init__(interval=1000, singleShot=True)

    assert qapp
    before = active_timers()
    clock = Clock()
    assert left_over_in_qt(before) == []
    clock.start()
    assert left_over_in_qt(before) == ["left-over running timer"]
    assert (clock.interval(), clock.isSingleShot()) == (1000, True)
    clock.stop()
