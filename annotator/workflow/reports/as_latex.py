"""The main numbers as a row of a LaTeX table (booktabs), with a comment that names the columns."""

from __future__ import annotations

from annotator.agreement import Score
from annotator.workflow.reports.content import Report

_SIGNS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
}


def as_latex(report: Report) -> str:
    """Return a comment with the names of the columns, then the row; a dash stands for what has no number."""
    found = report.overview
    heads = ["annotators", "articles", "spans"]
    cells = [", ".join(map(escaped, found.annotators)), f"{found.documents}", f"{found.spans}"]
    for metric in report.metrics:
        heads.append(f"{metric.title} [95 % interval]")
        cells.append(_cell(found.scores[metric.name]))
    return f"% {' & '.join(heads)}\n{' & '.join(cells)} \\\\\n"


def escaped(text: str) -> str:
    """Return a text as LaTeX prints it."""
    return "".join(_SIGNS.get(one, one if one.isprintable() else " ") for one in text)


def _cell(score: Score) -> str:
    if score.value is None:
        return "--"
    ends = "" if score.low is None or score.high is None else f" [{_number(score.low)}, {_number(score.high)}]"
    return _number(score.value) + ends


def _number(value: float) -> str:
    said = f"{value:.3f}"
    # A hyphen is no minus.
    return f"${said}$" if said.startswith("-") else said
