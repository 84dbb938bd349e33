"""What the peers' scripts share: environments of their own, the corpora, exchanging files, the rows of the table.

A peer's script runs twice: here, where it exports, and (`inside`) in an environment that has the peer and not us, where
only the standard library and the peer can be imported; the two speak through files of JSON. What a peer is asked to do
stands in its own script.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from exchanged import Corpus

Span = tuple[int, int, str]
HEADER = ("peer", "version", "corpus", "direction", "sent", "arrived", "exact", "“Russia”", "differences")
INSIDE = "inside"
_ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 3600
_SHOWN = 3
_GLUED = ("alongside", "Russia")
"""A name glued to the word before it, as scraping makes them: the one span that shows a peer's tokens."""


@dataclass(frozen=True, slots=True)
class Document:
    """A text with its spans, in code points, half-open."""

    text: str
    spans: tuple[Span, ...]


@dataclass(slots=True)
class Answer:
    """What a peer did with a corpus: what it read of ours, the files it wrote, what else it said."""

    read: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    written: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    said: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def has_read(self, how: str, format_: str, documents: Iterable[tuple[str, Iterable[Span]]]) -> None:
        """Keep the documents a peer's reader found in our file of that format."""
        found = [[text, [list(span) for span in spans]] for text, spans in documents]
        self.read.append({"how": how, "format": format_, "documents": found})

    def has_written(self, how: str, format_: str, files: Sequence[Path], *, cannot: str = "") -> None:
        """Keep the files a peer wrote of the spans it got in our file of that format; `cannot` says what it loses."""
        files_ = [str(one) for one in files]
        self.written.append({"how": how, "format": format_, "files": files_, "cannot": cannot})

    def has_said(self, how: str, what: str) -> None:
        """Keep something a peer said that is no span."""
        self.said.append({"how": how, "what": what})


@dataclass(frozen=True, slots=True)
class Job:
    """What a peer gets of a corpus: our exports by format (a file or a folder), the labels, a folder to write in."""

    corpus: str
    exports: dict[str, Path]
    labels: tuple[str, ...]
    out: Path


@dataclass(frozen=True, slots=True)
class Peer:
    """A program to exchange with: the packages it is made of, the formats it gets, what it does with them.

    `inside` runs in the peer's environment; `tokens` names our formats that carry no overlapping spans.
    """

    name: str
    package: str
    needs: tuple[str, ...]
    formats: tuple[str, ...]
    inside: Callable[[Job, Answer], None]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table, its fields in the order of `HEADER`."""

    fields: tuple[str, ...]

    def line(self) -> str:
        """Return the row in Markdown."""
        return "| " + " | ".join(one.replace("|", "/").replace("\n", " ") for one in self.fields) + " |"


def table(rows: Iterable[Row]) -> str:
    """Return the rows as a Markdown table."""
    return "\n".join([Row(HEADER).line(), "|" + "---|" * len(HEADER), *(one.line() for one in rows)]) + "\n"


# ---- running


def main(peer: Peer, file: str) -> None:
    """Run a peer's script: inside its environment the job that is named, else everything, printing the rows."""
    if sys.argv[1:2] == [INSIDE]:
        _inside(peer, Path(sys.argv[2]))
        return
    parser = argparse.ArgumentParser(description=f"Exchange spans with {peer.name}.")
    environments = options(parser)
    parser.parse_args()
    with made() as corpora:
        print(table(rows_of(peer, Path(file), environments, corpora)))


@contextmanager
def made() -> Generator[Sequence[Corpus]]:
    """Make the corpora, for as long as they are needed."""
    from exchanged import corpora  # noqa: PLC0415 - needs our own packages, which a peer's environment has not

    with tempfile.TemporaryDirectory(prefix="annotator-peers-") as folder:
        yield list(corpora(Path(folder)))


def options(parser: argparse.ArgumentParser) -> Path:
    """Return the folder for environments that the command line names, by default one among the person's caches."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "annotator-peers"
    parser.add_argument("--environments", type=Path, default=cache, help="where the peers are installed (%(default)s)")
    return Path(parser.parse_known_args()[0].environments)


def rows_of(peer: Peer, script: Path, environments: Path, corpora: Sequence[Corpus]) -> list[Row]:
    """Return the rows of one peer; a single one with the reason where it cannot be installed."""
    python, trouble = _environment(environments / peer.package, peer.needs)
    if trouble:
        return [Row((peer.name, "", "", "not installed", "", "", "", "", trouble))]
    version = _said([str(python), "-c", f"from importlib.metadata import version as v; print(v({peer.package!r}))"])
    return [row for one in corpora for row in _exchanged(peer, one, [str(python), str(script)], version.strip())]


def _exchanged(peer: Peer, corpus: Corpus, command: Sequence[str], version: str) -> list[Row]:
    """Let a peer work on a corpus and return what came of it."""
    base = (peer.name, version, corpus.name)
    with tempfile.TemporaryDirectory(prefix="annotator-peer-") as folder:
        out = Path(folder)
        job = out / "job.json"
        exports = {name: str(corpus.export(name)) for name in peer.formats}
        said = {"corpus": corpus.name, "labels": corpus.labels, "out": folder, "exports": exports}
        job.write_text(json.dumps(said), "utf-8")
        trouble = _run([*command, INSIDE, str(job)], cwd=out)
        if trouble:
            return [Row((*base, "failed", "", "", "", "", trouble))]
        answer = json.loads((out / "answer.json").read_text("utf-8"))
        rows: list[Row] = []
        for one in answer["read"]:
            found = [Document(text, tuple((s, e, label) for s, e, label in spans)) for text, spans in one["documents"]]
            rows.append(compared(base, f"{one['format']} → {one['how']}", corpus.sent(one["format"]), found))
        for one in answer["written"]:
            direction = f"{one['how']} → our reader"
            try:
                found = corpus.read([Path(path) for path in one["files"]])
            except Exception as error:  # noqa: BLE001 - whatever our reader says is the result
                rows.append(Row((*base, direction, "", "", "", "", f"{error}"[:300])))
                continue
            rows.append(compared(base, direction, corpus.sent(one["format"]), found, cannot=one["cannot"]))
        return rows + [Row((*base, one["how"], "", "", "", "", one["what"])) for one in answer["said"]]


def _inside(peer: Peer, path: Path) -> None:
    said = json.loads(path.read_text("utf-8"))
    exports = {name: Path(place) for name, place in said["exports"].items()}
    answer = Answer()
    peer.inside(Job(said["corpus"], exports, tuple(said["labels"]), Path(said["out"])), answer)
    kept = {"read": answer.read, "written": answer.written, "said": answer.said}
    path.with_name("answer.json").write_text(json.dumps(kept), "utf-8")


def _environment(folder: Path, needs: Sequence[str]) -> tuple[Path, str]:
    """Return the Python of an environment with these packages, made when it is not there, or what went wrong."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "needs.txt"
    wanted = "\n".join(needs)
    if python.exists() and stamp.exists() and stamp.read_text("utf-8") == wanted:
        return python, ""
    print(f"installing {', '.join(needs)} …", file=sys.stderr, flush=True)
    venv.create(folder, with_pip=True, clear=True)
    words = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input", *needs]
    trouble = _run(words, cwd=folder)
    if not trouble:
        stamp.write_text(wanted, "utf-8")
    return python, trouble


def _run(words: Sequence[str], *, cwd: Path) -> str:
    """Run a command kindly to others; return nothing, or the last line of what it complained of."""
    kind = ["nice", "-n", "15"] if os.name == "posix" else []
    variables = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    try:
        done = subprocess.run(
            [*kind, *words], cwd=cwd, env=variables, capture_output=True, text=True, timeout=_PATIENCE_S, check=False
        )
    except subprocess.TimeoutExpired:
        return f"no answer in {_PATIENCE_S} s"
    if not done.returncode:
        return ""
    print(done.stderr[-4000:], file=sys.stderr)
    return (done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1][:200]


def _said(words: Sequence[str]) -> str:
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


# ---- comparing


def compared(
    base: Sequence[str], direction: str, sent: Sequence[Document], found: Sequence[Document], *, cannot: str = ""
) -> Row:
    """Return the row of an exchange; texts that came with other white space are compared without any."""
    if len(found) == 1 < len(sent) and found[0].text not in {one.text for one in sent}:
        sent = [_joined(sent)]  # of a format that does not say where an article ends
    bare = not {one.text for one in found} <= {one.text for one in sent}
    wanted, arrived = _counted(sent, bare=bare), _counted(found, bare=bare)
    exact = wanted & arrived
    missing, strange = wanted - arrived, arrived - wanted
    differences = [f"missing {text[s:e]!r} {label}" for text, s, e, label in list(missing)[:_SHOWN]]
    differences += [f"not sent {text[s:e]!r} {label}" for text, s, e, label in list(strange)[:_SHOWN]]
    if missing or strange:
        differences.insert(0, f"{missing.total():,} missing, {strange.total():,} not sent:")
        differences += [cannot] if cannot else []
    if bare:
        differences.append("(compared without white space, which the format does not keep)")
    return Row(
        (
            *base,
            direction,
            f"{wanted.total():,}",
            f"{arrived.total():,}",
            f"{exact.total():,} ({exact.total() / max(1, wanted.total()):.1%})",
            _glued(wanted, exact),
            " ".join(differences) or "none",
        )
    )


def _joined(documents: Sequence[Document]) -> Document:
    text = ""
    spans: list[Span] = []
    for one in documents:
        spans += [(start + len(text), end + len(text), label) for start, end, label in one.spans]
        text += one.text + "\n"
    return Document(text, tuple(spans))


def _counted(documents: Iterable[Document], *, bare: bool) -> Counter[tuple[str, int, int, str]]:
    found: Counter[tuple[str, int, int, str]] = Counter()
    for one in documents:
        text, places = one.text, list(range(len(one.text) + 1))
        if bare:
            text = "".join(one.text.split())
            count, places = 0, [0]
            for char in one.text:
                count += not char.isspace()
                places.append(count)
        found.update({(text, places[start], places[end], label) for start, end, label in one.spans})
    return found


def _glued(wanted: Counter[tuple[str, int, int, str]], exact: Counter[tuple[str, int, int, str]]) -> str:
    """Tell whether the name that is glued to its neighbours arrived; nothing where it was not sent."""

    def has(spans: Iterable[tuple[str, int, int, str]]) -> bool:
        before, name = _GLUED
        return any(text[start:end] == name and text[:start].endswith(before) for text, start, end, _ in spans)

    return "" if not has(wanted) else "yes" if has(exact) else "NO"
