"""Sentences that name keys: a person's own keys stand in them, and where there is none, what the action is called."""

from annotator.ui.actions import load_keys, with_keys


def test_a_sentence_has_the_keys_there_are() -> None:
    said = "{next} goes on, {finish} finishes."
    assert with_keys(said, load_keys({})) == "Tab goes on, Ctrl+⏎ finishes."
    assert with_keys(said, load_keys({"next": "Ctrl+Right", "finish": ""})) == (
        "Ctrl+→ goes on, “Finish the article and go to the next” finishes."
    )
    assert with_keys("Nothing.", load_keys({})) == "Nothing."
