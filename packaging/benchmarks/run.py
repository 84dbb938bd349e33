"""Run the benchmarks and write their table: `python3 dev.py bench [p1 p12 …]`.

Each `p*.py` beside this file is a command of its own that prints one line or more of six fields,
`id | figure | floor | ratio | goal | ok`; all else it prints is shown and not understood. Figures are for reading:
neither a missed goal nor a broken benchmark fails the run, both stand in the table.
"""

import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
TABLE = FOLDER.parent.parent / "build" / "benchmarks.md"
HEADER = ("id", "figure", "floor", "ratio", "goal", "ok")
PATIENCE_S = 1800


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its fields in the order of `HEADER`."""

    fields: tuple[str, ...]

    @classmethod
    def read(cls, line: str) -> "Row | None":
        """Return the row that a benchmark's line holds; None when it is another line, or the header."""
        fields = tuple(field.strip() for field in line.split("|"))
        if len(fields) != len(HEADER) or not re.match(r"[Pp]\d", fields[0]):
            return None
        return cls(fields)

    @classmethod
    def broken(cls, name: str, reason: str) -> "Row":
        """Return the row of a benchmark that gave no figure."""
        return cls((name, reason.replace("|", "/"), "", "", "", "broken"))


def benchmarks(names: list[str]) -> list[Path]:
    """Return the benchmarks in the order of their numbers; with names, those whose file name starts with one."""
    found = sorted(FOLDER.glob("p[0-9]*.py"), key=lambda path: (number(path), path.name))
    wanted = {number(Path(name)) for name in names}
    return [path for path in found if not wanted or number(path) in wanted]


def number(path: Path) -> int:
    """Return the number of a benchmark: 12 for "p12_durable.py"; 0 where there is none."""
    found = re.match(r"[Pp]?(\d+)", path.name)
    return int(found[1]) if found else 0


def run(path: Path) -> list[Row]:
    """Run one benchmark, show what it prints, and return its rows."""
    command = [sys.executable, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    except subprocess.TimeoutExpired:
        return [Row.broken(path.stem, f"gave no answer in {PATIENCE_S} s")]
    print(done.stdout + done.stderr, end="", flush=True)
    rows = [row for row in map(Row.read, done.stdout.splitlines()) if row]
    if done.returncode != 0 or not rows:
        last = (done.stderr.strip().splitlines() or ["it printed no figure"])[-1]
        rows.append(Row.broken(path.stem, f"exit code {done.returncode}: {last}"))
    return rows


def table(rows: list[Row]) -> str:
    """Return the rows as a Markdown table with aligned columns."""
    lines = [HEADER, *(row.fields for row in rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    texts = ["| " + " | ".join(map(str.ljust, line, widths)) + " |" for line in lines]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([texts[0], rule, *texts[1:]]) + "\n"


def main(names: list[str]) -> None:
    """Run the named benchmarks, or all, and write and print the table."""
    rows: list[Row] = []
    for path in benchmarks(names):
        started = time.monotonic()
        rows += run(path)
        print(f"-- {path.stem}: {time.monotonic() - started:.1f} s", flush=True)
    text = table(rows)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(text, encoding="utf-8")
    print(f"\n{text}\nWritten to {TABLE.relative_to(FOLDER.parent.parent)}.")


if __name__ == "__main__":
    main(sys.argv[1:])
