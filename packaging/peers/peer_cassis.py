"""Exchange with dkpro-cassis, which reads and writes the CAS as INCEpTION's UIMA does: XMI and JSON."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Any

from peering import Answer, Job, Peer, main

_ENTITY = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"


def inside(job: Job, answer: Answer) -> None:
    """Load every XMI with our type system, and write each as XMI and as JSON."""
    cassis: Any = import_module("cassis")
    folder = job.exports["xmi"]
    with (folder / "TypeSystem.xml").open("rb") as stream:
        types = cassis.load_typesystem(stream)
    read: list[tuple[str, list[tuple[int, int, str]]]] = []
    xmi: list[Path] = []
    said: list[Path] = []
    for path in sorted(folder.rglob("*.xmi")):
        with path.open("rb") as stream:
            cas = cassis.load_cas_from_xmi(stream, typesystem=types)
        read.append((cas.sofa_string, [(one.begin, one.end, one.value) for one in cas.select(_ENTITY)]))
        xmi.append(job.out / "xmi" / path.name)
        said.append(job.out / "json" / f"{path.stem}.json")
        for written in (xmi[-1], said[-1]):
            written.parent.mkdir(exist_ok=True)
        cas.to_xmi(xmi[-1])
        cas.to_json(said[-1])
    answer.has_read("load_cas_from_xmi", "xmi", read)
    answer.has_written("to_xmi", "xmi", xmi)
    answer.has_written("to_json", "xmi", said)


PEER = Peer("dkpro-cassis", "dkpro-cassis", ("dkpro-cassis",), ("xmi",), inside)

if __name__ == "__main__":
    main(PEER, __file__)
