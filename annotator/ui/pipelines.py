"""Choosing who suggests in a project: what comes with the program, or somebody's pipeline once it is trusted.

Also what its labels are here, and the articles' language. A pipeline's code runs in the suggester's process only, and
not before the person trusts the folder as it is.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QObject

from annotator.errors import AnnotatorError, CancelledError
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.progress.values import PIPELINE, language_name
from annotator.ui.progressing import Progressing

if TYPE_CHECKING:
    from annotator.domain.choices import SuggestChoices
    from annotator.domain.pipeline import Pipeline
    from annotator.settings import Settings
    from annotator.ui.dialogs.pipelines import Offered

T = TypeVar("T")
_ENGLISH = "en"
"""The language of the program's own suggester."""
LANGUAGES = (
    "af am ar az bg bn bo ca cs da de dsb el en es et eu fa fi fo fr ga gd grc gu he hi hr hsb ht hu hy id is it "
    "ja kmr kn ko ky la lb lg lij lt lv mk ml mr ms nb ne nl nn pl pt ro ru sa si sk sl sq sr sv ta te th ti tl "
    "tn tr tt uk ur vi xx yo zh"
)
"""The codes of the languages that there are tokenisers for; xx is for any other."""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a pipeline before it is loaded."""

    pipeline: Pipeline
    digest: str
    mapped: dict[str, str]


class Pipelines(QObject):
    """Asks, one dialog after the other; everything that reads files runs as a job."""

    def __init__(self, window: MainWindow, progressing: Progressing) -> None:
        """Ask nothing yet."""
        super().__init__(window)
        self._window = window
        self._progressing = progressing

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by name."""
        return {
            "choose_pipeline": self.choose,
            "map_labels": self.map_labels,
            "choose_language": self.choose_language,
        }

    # ---- the language

    def choose_language(self) -> None:
        """Ask in which language the articles are."""
        from annotator.ui.dialogs.language import LanguageDialog  # noqa: PLC0415 - loaded when asked for

        state = self._progressing.state
        if self._window.bridge.session is None or state is None:
            return
        dialog = LanguageDialog(languages(), state.suggester.language or _ENGLISH, self._window)
        dialog.chosen.connect(self._use_language)
        dialog.open()

    def _use_language(self, code: str) -> None:
        self._change(lambda one: replace(one, language="" if code == _ENGLISH else code))

    # ---- a pipeline

    def choose(self) -> None:
        """Ask who is to suggest."""
        state, settings = self._progressing.state, self._window.settings
        if state is not None:
            self._job(lambda: _offered(settings, state.suggester.key), self._ask)

    def _ask(self, offered: list[Offered]) -> None:
        from annotator.ui.dialogs.pipelines import PipelinesDialog  # noqa: PLC0415 - loaded when asked for

        state = self._progressing.state
        dialog = PipelinesDialog(offered, state.suggester.key if state is not None else "", self._window)
        dialog.chosen.connect(self._choose)
        dialog.folder_chosen.connect(self._choose_folder)
        dialog.open()

    def _choose_folder(self, path: str) -> None:
        self._choose(f"{PIPELINE}{path}")

    def _choose(self, key: str) -> None:
        """Use the suggester of this key; a pipeline only once it is trusted as it is now."""
        if not key.startswith(PIPELINE):
            self._change(lambda one: replace(one, suggester=key, label_map=()))
            return
        self._look_at(key, self._trust)

    def _look_at(self, path: str, then: Callable[[_Known], object]) -> None:
        project = self._path()
        if project is not None:
            self._job(lambda: _known(path, project), then)

    def _trust(self, known: _Known) -> None:
        path = str(known.pipeline.path)
        before = self._window.settings.trusted.get(path)
        if before == known.digest:
            self._use(known)
            return
        from annotator.ui.dialogs.trust import TrustDialog  # noqa: PLC0415 - loaded when asked for

        dialog = TrustDialog(path, known.digest, self._window, changed=before is not None)
        dialog.trusted.connect(partial(self._trusted, known))
        dialog.open()

    def _trusted(self, known: _Known) -> None:
        from annotator.workflow.pipelines_of_others import with_trust  # noqa: PLC0415 - loaded already

        window = self._window
        window.change_settings(with_trust(window.settings, known.pipeline.path, known.digest))
        self._use(known)

    def _use(self, known: _Known) -> None:
        """Let a trusted pipeline suggest; ask what its labels are here when that cannot be told from their names."""
        from annotator.workflow.pipelines_of_others import choose  # noqa: PLC0415 - loaded already

        self._progressing.change(lambda project: choose(project, known.pipeline, known.mapped))
        if any(label != name for label, name in known.mapped.items()):
            self._ask_labels(known.pipeline.labels, known.mapped)

    # ---- its labels

    def map_labels(self) -> None:
        """Ask what the labels of the pipeline in use are here."""
        state = self._progressing.state
        if state is not None and state.suggester.key.startswith(PIPELINE):
            self._look_at(state.suggester.key, lambda known: self._ask_labels(known.pipeline.labels, known.mapped))

    def _ask_labels(self, labels: tuple[str, ...], mapped: dict[str, str]) -> None:
        from annotator.ui.dialogs.label_map import LabelMapDialog  # noqa: PLC0415 - loaded when asked for

        session = self._window.bridge.session
        if session is None:
            return
        dialog = LabelMapDialog(labels, session.scheme, mapped, self._window)
        dialog.chosen.connect(self._use_labels)
        dialog.open()

    def _use_labels(self, pairs: tuple[tuple[str, str], ...]) -> None:
        self._change(lambda one: replace(one, label_map=pairs))

    # ---- work that must not wait on the window's thread

    def _change(self, change: Callable[[SuggestChoices], SuggestChoices]) -> None:
        from annotator.workflow.accepting import choose  # noqa: PLC0415 - not before it is needed

        self._progressing.change(lambda project: choose(project, change))

    def _job(self, work: Callable[[], T], done: Callable[[T], object]) -> None:
        path = self._path()

        def answer(found: T) -> None:
            # Who has opened another project meanwhile is not asked about the one before.
            if self._path() == path:
                done(found)

        def failed(error: BaseException) -> None:
            if isinstance(error, CancelledError):
                return
            if not isinstance(error, AnnotatorError):
                raise error
            self._window.show_error(error)

        def run(_progress: Progress) -> T:
            return work()

        self._window.jobs.run(run, answer, failed)

    def _path(self) -> Path | None:
        session = self._window.bridge.session
        return session.project.path if session is not None else None


def languages() -> list[tuple[str, str]]:
    """Return the languages there are tokenisers for as (code, name), by name; any other one is last."""
    named = sorted(((code, language_name(code)) for code in LANGUAGES.split() if code != "xx"), key=lambda one: one[1])
    return [*named, ("xx", QCoreApplication.translate("progress", "another language"))]


def _offered(settings: Settings, current: str) -> list[Offered]:
    """Return what can be chosen: the program's own, rules alone, what is installed, and what is in use now."""
    from annotator.ui.dialogs.pipelines import Offered  # noqa: PLC0415 - loaded when asked for
    from annotator.workflow import pipelines_of_others as others  # noqa: PLC0415 - loaded when asked for

    found = {one.chosen: one for one in others.installed_pipelines()}
    if current.startswith(PIPELINE) and current not in found:
        with suppress(AnnotatorError):
            one = others.look_at(current)
            found[one.chosen] = one
    translate = partial(QCoreApplication.translate, "progress")
    return [
        Offered("", translate("The program’s own, with what it learnt"), "", (), translate("Comes with the program.")),
        Offered("rules", translate("Rules alone"), "", (), translate("Comes with the program; nothing is learnt.")),
        *(
            Offered(
                one.chosen,
                f"{one.name} {one.version}".strip(),
                language_name(one.language),
                one.labels,
                str(one.path),
                trusted=str(one.path) in settings.trusted,
            )
            for one in found.values()
        ),
    ]


def _known(path: str, project: Path) -> _Known:
    from annotator.workflow import pipelines_of_others as others  # noqa: PLC0415 - as above
    from annotator.workflow.projects import open_project  # noqa: PLC0415 - loaded already

    pipeline = others.look_at(path)
    digest = others.fingerprint(pipeline.path)
    with open_project(project) as opened:
        return _Known(pipeline, digest, others.proposed_map(opened, pipeline))
