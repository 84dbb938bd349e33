"""The panels beside the article, one module each. To add one: a module with a subclass of Panel, a line in PANELS."""

from __future__ import annotations

from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.panels.base import Panel
from annotator.ui.panels.entities import EntitiesPanel
from annotator.ui.panels.history import HistoryPanel
from annotator.ui.panels.labels import LabelsPanel
from annotator.ui.panels.notes import NotesPanel
from annotator.ui.panels.why import WhyPanel

PANELS: tuple[type[Panel], ...] = (ArticlesPanel, LabelsPanel, EntitiesPanel, WhyPanel, HistoryPanel, NotesPanel)
"""Every panel, in the order of its place in the window."""
