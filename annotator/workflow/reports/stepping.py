"""Progress of work in several parts as one bar that only goes forward."""

from __future__ import annotations

from annotator.workflow.comparing import Progress

WHOLE = 1000
"""So many steps the whole has."""


class Parts:
    """Divides one progress among parts of the work; each part tells how much of itself is done."""

    def __init__(self, progress: Progress | None) -> None:
        """Tell `progress`; None tells nobody."""
        self._progress = progress
        self._furthest = -1

    def part(self, low: float, high: float, *, rounds: int = 1) -> Progress | None:
        """Return the progress of a part from `low` to `high` of 1, which begins anew `rounds` times."""
        if self._progress is None:
            return None
        before = 0
        last = -1

        def tell(done: int, total: int) -> None:
            nonlocal before, last
            if done < last:
                before += 1
            last = done
            share = min(1.0, (before + done / max(1, total)) / rounds)
            self._tell(int(WHOLE * (low + (high - low) * share)))

        return tell

    def end(self) -> None:
        """Say that all is done."""
        self._tell(WHOLE)

    def _tell(self, step: int) -> None:
        # Told even where nothing has moved: the receiver may want to stop.
        if self._progress is not None:
            self._furthest = max(self._furthest, step)
            self._progress(self._furthest, WHOLE)
