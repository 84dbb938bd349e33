"""Another scheme's labels at the end of one: as they are there, but for keys that are taken."""

from __future__ import annotations

from annotator.domain.scheme import Label, added_to, parse_scheme

OURS = parse_scheme('name = "ours"\n# a remark\n[[label]]\nname = "PERSON"\nkey = "p"\n\n[[label]]\nname = "ORG"')


def test_all_that_a_label_says_comes_along() -> None:
    ship = Label(
        "SHIP",
        "s",
        'Ships, "all"',
        "By name.\nNot \\boats\\ \x7f.",
        ("Titanic", "“Ark”"),
        suggested=False,
        colour="blue",
    )
    scheme = added_to(OURS, [ship, Label("CAR", title="CAR")])
    assert scheme.labels == (*OURS.labels, ship, Label("CAR", title="CAR"))
    assert scheme.toml.startswith(OURS.toml)
    assert added_to(OURS, [ship]) == added_to(OURS, [ship])


def test_a_key_that_is_taken_is_dropped() -> None:
    scheme = added_to(OURS, [Label("PLACE", "p"), Label("SHIP", "s"), Label("SEA", "s")])
    assert [one.key for one in scheme.labels] == ["p", "", "", "s", ""]
