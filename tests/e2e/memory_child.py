"""A process that does one thing with files and says how much memory it needed at most, in kB."""

import sys
from pathlib import Path

from annotator.workflow.exporting import ExportOptions, export
from annotator.workflow.importing import import_paths


def peak() -> int:
    """Return the most memory this process has had, in kB; what its parent had does not count, as in `getrusage`."""
    status = Path("/proc/self/status").read_text()
    return int(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM:")))


def main(what: str, project: Path, files: Path, format_: str) -> None:
    """Import files into a project, or export it to them."""
    if what == "import":
        report = import_paths(project, [files], annotator="ann")
        done = report.added
        assert not report.refused
    else:
        done = export(project, ExportOptions(format=format_), files).preflight.annotation_sets
    sys.stdout.write(f"{done} {peak()}\n")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]), sys.argv[4])
