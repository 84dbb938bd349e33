"""Text that looks like markup or turns directions is text in every panel, dialog, tool tip and message (R10)."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, QAbstractListModel, QModelIndex
from PySide6.QtGui import QAction, Qt, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QLabel, QTextEdit, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import InputError
from annotator.settings import Settings
from annotator.store.articles import add_articles
from annotator.store.suggestions import begin_run, store
from annotator.ui.actions import load_keys
from annotator.ui.dialogs.all_mentions import AllMentionsDialog
from annotator.ui.dialogs.bug import BugDialog
from annotator.ui.dialogs.export import Count, Counted, ExportChoice, ExportDialog
from annotator.ui.dialogs.exported import ExportedDialog
from annotator.ui.dialogs.find import FindBar
from annotator.ui.dialogs.imported import ImportedDialog
from annotator.ui.dialogs.note import NoteDialog
from annotator.ui.dialogs.palette import Palette
from annotator.ui.dialogs.progress import ProgressStrip
from annotator.ui.dialogs.settings import SettingsDialog
from annotator.ui.dialogs.welcome import WelcomePage
from annotator.ui.dialogs.who import WhoDialog
from annotator.ui.jobs import Jobs
from annotator.ui.messages import MessageBar
from annotator.ui.panels import PANELS
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.review.page import ReviewPage
from annotator.ui.theme import load_theme
from annotator.workflow.annotating import Session
from annotator.workflow.choosing import MAJORITY
from annotator.workflow.exporting import ExportReport, Preflight
from annotator.workflow.importing import Duplicate, ImportReport, Loss, Refusal
from annotator.workflow.projects import open_project
from annotator.workflow.reviewing import open_review, read_disagreements
from annotator.workflow.worklist import Wanted, find
from tests.ui.small_project import scheme

PAYLOADS = (
    "<img src='file:///etc/hostname'>",
    '<img src="http://example.invalid/x.png" width=9999 height=9999>',
    "<a href='file:///etc/passwd'>click</a>",
    "<b>bold</b>",
    "<h1>large</h1>",
    "<table><tr><td>cell</td></tr></table>",
    "<script>alert(1)</script>",
    "<style>* { color: red }</style>text",
    "<font color=red size=7>red</font>",
    "<!-- comment -->after",
    "<body bgcolor=black>x",
    "<qt>rich</qt>",
    "<p>one<p>two",
    "<br><br><br>lines",
    "<hr>",
    "&lt;b&gt;entity&lt;/b&gt;",
    "&amp;&#60;img&#62;",
    "<pre>code</pre>",
    "<ul><li>item</ul>",
    "<span style='font-size:90pt'>x</span>",
    "]]><![CDATA[<b>]]>",
    "<svg/onload=alert(1)>",
    "**markdown** [link](file:///etc/passwd) ![i](file:///x.png)",
    "&Mnemonic && other",
    "%1 %n {0} {title} {text}",
    "\u202egnp.exe\u202c after",
    "\u2066isolated and never closed",
    "a\u0000b\u0007c",
    "tab\tnewline\nreturn\rend",
    "👩\u200d🚀 e\u0301 \ufeff نص עברית 中文",
)


def rows_of(model: QAbstractItemModel) -> Iterator[QModelIndex]:
    columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount()
    for row in range(model.rowCount()):
        for column in range(columns):
            yield model.index(row, column)


def assert_tip_is_text(tip: object) -> None:
    """Let Qt render a tool tip as it would, and find nothing in it but text."""
    if not isinstance(tip, str) or not Qt.mightBeRichText(tip):
        return
    document = QTextDocument()
    document.setHtml(tip)
    block = document.begin()
    while block.isValid():
        for found in block.textFormats():
            assert not found.format.isImageFormat(), tip
            assert not found.format.isAnchor(), tip
            assert found.format.fontWeight() <= 400, tip
        assert not block.charFormat().isTableFormat(), tip
        block = block.next()
    assert "&lt;" in tip or "<" not in tip.replace("<p style='white-space: pre-wrap'>", "").replace("</p>", "")


def assert_all_is_text(widget: QWidget, payload: str) -> None:
    """Look at every label, tool tip and row below a widget."""
    assert widget.findChildren(QTextEdit) == [], "an editor that takes markup"
    probe = "".join(payload.split())[:4]
    for one in [widget, *widget.findChildren(QWidget)]:
        assert_tip_is_text(one.toolTip())
        if isinstance(one, QLabel) and (Qt.mightBeRichText(one.text()) or probe in "".join(one.text().split())):
            assert one.textFormat() is Qt.TextFormat.PlainText, (type(widget).__name__, one.text())
        if isinstance(one, QAbstractItemView):
            for index in rows_of(one.model()):
                assert_tip_is_text(index.data(Qt.ItemDataRole.ToolTipRole))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Open a project whose titles, sources, dates, texts and reasons are payloads."""
    project = open_project(tmp_path / "hostile.annotator", create=True, scheme=scheme())
    articles = [
        Article.from_raw(f"{payload} said {payload}.", title=payload, source=payload, date=payload)
        for payload in PAYLOADS
    ]
    with project.transaction():
        numbers = add_articles(project, articles)
        run = begin_run(project, SuggesterInfo("rules", "1"))
        for number, article, payload in zip(numbers, articles, PAYLOADS, strict=True):
            end = article.text.index(" said ")
            store(project, run, number, [Suggestion(0, end, "ORG", payload, 0.5, payload, payload)])
    made = Session(project, "<b>annotator</b>")
    yield made
    project.close()


def test_there_are_thirty_payloads() -> None:
    assert len(set(PAYLOADS)) == 30


def test_panels(session: Session, qtbot: QtBot) -> None:
    panels = [kind() for kind in PANELS]
    for panel in panels:
        qtbot.addWidget(panel)
        panel.show_theme(load_theme("light"))
        panel.resize(280, 400)
        panel.show_session(session)
        panel.show()
    for number, payload in enumerate(PAYLOADS, 1):
        page = session.open(number)
        mention = page.mentions[0]
        for panel in panels:
            panel.show_page(page)
            panel.show_focus(mention)
        for changes in (session.note(payload, start=0, end=3), session.accept(mention.key)):
            for panel in panels:
                panel.show_changes(page, changes)
        for panel in panels:
            panel.grab()
            assert_all_is_text(panel, payload)
    for panel in panels:
        panel.show_session(None)


def test_queue_says_what_was_searched_for(session: Session, qtbot: QtBot) -> None:
    panel = ArticlesPanel()
    qtbot.addWidget(panel)
    panel.show_session(session)
    for payload in PAYLOADS:
        panel.filters.search.setText(f"{payload}nowhere")
        panel.reload()
        assert_all_is_text(panel, payload)
    panel.show_session(None)


def test_dialogs(session: Session, tmp_path: Path) -> None:
    jobs = Jobs(_raise)
    for number, payload in enumerate(PAYLOADS, 1):
        page = session.open(number)
        refusal = Refusal(payload, 3, payload, payload)
        report = ImportReport(
            added=1,
            duplicates=(Duplicate(payload, payload),),
            refused=(refusal,),
            left_out=(payload,),
            conflicts=(refusal,),
        )
        action = QAction(payload)
        dialogs = [
            AllMentionsDialog(session, jobs, page.surface(page.mentions[0]), "ORG"),
            BugDialog(payload),
            ExportDialog(tmp_path / "x.jsonl", _counts_to(payload), annotators=[payload], labels=[payload, "b"]),
            ExportedDialog(ExportReport(Path(payload), Preflight(), (Loss(payload, 3, (payload,)),))),
            ImportedDialog(report),
            NoteDialog(payload, payload),
            Palette({"open": action}),
            SettingsDialog(Settings(annotator=payload), scheme=session.scheme),
            WhoDialog(payload),
        ]
        for dialog in dialogs:
            dialog.open()
            assert_all_is_text(dialog, payload)
            dialog.close()
    jobs.close()


def test_pages_and_bars(tmp_path: Path, qtbot: QtBot) -> None:
    welcome, find, message = WelcomePage(), FindBar(), MessageBar()
    for widget in (welcome, find, message):
        qtbot.addWidget(widget)
    for payload in PAYLOADS:
        strip = ProgressStrip(payload)
        strip.show_progress(1, 2)
        project = tmp_path / f"{_file_name(payload)}.annotator"
        project.touch()
        welcome.show_recent([str(project)])
        find.open_bar(payload)
        find.show_count(1, 2)
        message.show_error(InputError(payload, remedy=payload, source=payload), action="x", action_text=payload)
        for widget in (welcome, find, message, strip):
            assert_all_is_text(widget, payload)
        strip.finish()
    message.dismiss()


def _counts_to(sentence: str) -> Count:
    def count(_choice: ExportChoice, say: Callable[[Counted], None]) -> None:
        say(Counted(sentence, (Loss(sentence, 3, (sentence,)),)))

    return count


def _file_name(payload: str) -> str:
    return "".join(char for char in payload if char not in "/\0\n\r\t")[:60]


def _raise(error: BaseException) -> None:
    raise error


def test_review(tmp_path: Path, qtbot: QtBot) -> None:
    """Titles, texts, names, notes: three annotators who disagree about every payload."""
    path = tmp_path / "hostile.annotator"
    with open_project(path, create=True, scheme=scheme()) as project:
        with project.transaction():
            texts = [f"{payload} said {payload}." for payload in PAYLOADS]
            add_articles(project, [Article.from_raw(text, title=text[:40], source=text[:40]) for text in texts])
        names = ("<b>ann</b>", "<img src=x>", "&bob&")
        for name, label in zip(names, ("ORG", "GPE", "ORG"), strict=True):
            made = Session(project, name)
            for number in range(1, len(PAYLOADS) + 1):
                page = made.open(number)
                made.label(0, page.article.text.index(" said "), label)
                made.finish()
    review = open_review(path, "<i>me</i>", read_disagreements(path))
    theme = load_theme("light")
    page = ReviewPage(theme, load_keys({}))
    qtbot.addWidget(page)
    page.resize(1200, 800)
    page.show_review(review)
    page.show()
    wanted = Wanted()
    page.show_list(review, find(review.disagreements, wanted), wanted)
    for number, payload in enumerate(PAYLOADS):
        review.note = payload
        page.show_article(review, review.session.open(review.disagreements.article_of(number)))
        page.show_focus(review, number, repeat=MAJORITY)
        page.grab()
        assert_all_is_text(page, payload)
        review.take_in(review.settle([number], MAJORITY))
        page.show_focus(review, number, repeat=MAJORITY)
        assert_all_is_text(page, payload)
    review.session.project.close()
