"""A process that decides a number of times: `python -m tests.e2e.deciding_child PATH ANNOTATOR ARTICLE SEED TIMES`.

Says "ready", waits for a line, decides, says what came of it (JSON), waits for another line, takes in what others
stored and says what the page shows then.
"""

import json
import random
import sys
from pathlib import Path

from annotator.errors import DecisionError, ProjectBusyError
from annotator.workflow.annotating import Session
from tests.e2e import making
from tests.e2e.killed_child import digest


def _decide(session: Session, rng: random.Random) -> bool:
    """Make one decision about one span, on the page as it was when last looked at; return whether it was read anew."""
    page = session.page
    assert page is not None
    still_open = [one.key for one in page.mentions if one.is_open]
    shown = [one.key for one in page.mentions]
    place = rng.choice(making.words(page.article.text))
    label = rng.choice(making.LABELS)
    if still_open and rng.random() < 0.5:
        changes = (session.accept if rng.random() < 0.5 else session.reject)(still_open[0])
    elif shown and rng.random() < 0.5:
        changes = session.relabel(rng.choice(shown), label)
    else:
        changes = session.label(*place, label)
    assert changes.count == 1
    return changes.reloaded


def main(path: Path, annotator: str, article: int, seed: int, times: int) -> None:
    """Decide so many times, counting what was refused and how often the page had changed behind our back."""
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    session = making.session(path, annotator)
    session.open(article)
    _say("ready")
    sys.stdin.readline()
    done = refused = reloaded = busy = 0
    while done < times:
        try:
            reloaded += _decide(session, rng)
            done += 1
        except DecisionError:
            refused += 1
        except ProjectBusyError:
            busy += 1
    _say(json.dumps({"done": done, "refused": refused, "reloaded": reloaded, "busy": busy}))
    sys.stdin.readline()
    session.refresh()
    assert session.page is not None
    _say(digest(session.page))
    session.project.close()


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], *map(int, sys.argv[3:6]))
