"""UIMA CAS JSON, read only: the same feature structures as XMI in another notation. What they mean is in `xmi.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from typing_extensions import override

from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats import json_array
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Losses
from annotator.formats.xmi import Cas


class CasJson(CountingReader):
    """Reads CAS JSON 0.4 as INCEpTION and dkpro-cassis write it."""

    name = "cas-json"
    title = "UIMA CAS JSON"
    suffixes = (".json",)
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for an object with the keys of types or feature structures."""
        return json_array.begins_array(head) and (b'"%TYPES"' in head or b'"%FEATURE_STRUCTURES"' in head)

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError for what is no CAS."""
        for line, said in json_array.items(path, source=source):
            structures = said.get("%FEATURE_STRUCTURES") if isinstance(said, dict) else None
            if isinstance(structures, dict):
                structures = [{"%ID": key, **one} for key, one in structures.items() if isinstance(one, dict)]
            if not isinstance(structures, list):
                raise InputError("This is not a CAS: it has no feature structures.", source=source, line=line)
            cas = Cas(losses)
            for one in structures:
                kind = one.get("%TYPE") if isinstance(one, dict) else None
                if not isinstance(one, dict) or not isinstance(kind, str):
                    raise InputError(f"This is not a feature structure: {one!a:.60}.", source=source, line=line)
                if kind == "uima.cas.Sofa":
                    cas.sofa(str(one.get("%ID")), str(one.get("sofaID")), str(one.get("sofaString") or ""))
                else:
                    plain = {key: value for key, value in one.items() if key[:1] not in "%@^"}
                    cas.structure(kind, plain, str(one.get("@sofa")))
            yield cas.article(source=source)


FORMAT = CasJson()
