"""What a project has chosen about suggesting. Reading and writing it is in `store/choices.py`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SuggestChoices:
    """Who suggests in a project, and what of it is wanted.

    `suggester` is its name, `pipeline` where a trained one lies, `language` that of the texts; "" leaves each to the
    program. `off_sources` and `off_labels` are not suggested at all, nor are the names in lists that `off_lists` names.
    A source mutes itself for a label when less than `mute_below` of what its version in use suggested was accepted as
    it was, after `mute_after` decisions about the label, or about the source as a whole; never the pairs (source,
    label) in `kept`. `retrain_after` is how many
    articles are finished between two trainings, 0 for none unasked. `label_map` says what another pipeline's labels are
    here ("" leaves them out).

    Whether a pipeline is trusted is not for a project to say.
    """

    suggester: str = ""
    pipeline: str = ""
    language: str = ""
    off_sources: tuple[str, ...] = ()
    off_labels: tuple[str, ...] = ()
    mute_below: float = 0.3
    mute_after: int = 20
    retrain_after: int = 5
    label_map: tuple[tuple[str, str], ...] = ()
    kept: tuple[tuple[str, str], ...] = ()
    off_lists: tuple[str, ...] = ()
