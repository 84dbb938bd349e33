"""PySide6 6.12.0 lost a reference to None with every void call on Python < 3.12, and aborted after some 7,000."""

import sys

from PySide6.QtWidgets import QWidget

CALLS = 1000


def test_void_calls_leave_none_alone(qapp: object) -> None:
    assert qapp is not None
    widget = QWidget()
    widget.setToolTip("warm")
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        widget.setToolTip("")
    # On Python 3.12 and later None is immortal and both numbers are the same; elsewhere other code may hold a few.
    assert abs(sys.getrefcount(None) - before) < CALLS // 10
