"""Exchange spans with every peer and print one Markdown table: `python packaging/peers/run.py [NAME…]`.

The first run installs the peers, one environment each; a peer that cannot be installed has a row that says why. The
table is kept as `build/peers.md` too.
"""

from __future__ import annotations

import argparse
import sys
from importlib import import_module
from pathlib import Path

from peering import Peer, Row, made, options, rows_of, table

FOLDER = Path(__file__).resolve().parent
TABLE = FOLDER.parent.parent / "build" / "peers.md"


def run() -> None:
    """Run the peers that are named, or all."""
    parser = argparse.ArgumentParser(description="Exchange spans with the peers.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="peers by their scripts’ names: spacy, doccano")
    environments = options(parser)
    names: list[str] = parser.parse_args().names
    rows: list[Row] = []
    with made() as corpora:
        for script in sorted(FOLDER.glob("peer_*.py")):
            if not names or script.stem.removeprefix("peer_") in names:
                peer: Peer = import_module(script.stem).PEER
                print(f"{peer.name} …", file=sys.stderr, flush=True)
                rows += rows_of(peer, script, environments, corpora)
    said = table(rows)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.write_text(said, "utf-8")
    print(said)


if __name__ == "__main__":
    run()
