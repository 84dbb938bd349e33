"""Boilerplate: what is found, and above all what is not."""

from __future__ import annotations

import time
import uuid
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain import fillers
from annotator.domain.boilerplate import NAMESPACE, find_boilerplate, line_keys, region

OURS = Path(__file__).parents[4] / "shared" / "articles"
PROSE = "The president said on Monday that the two countries would go on talking about grain."


def found(text: str, *common: str) -> list[tuple[str, str]]:
    """Return what is boilerplate in a text, and why."""
    return [(text[one.start : one.end], one.reason) for one in find_boilerplate(text, common_lines=frozenset(common))]


def article(*lines: str) -> str:
    return "\n\n".join(("A title of its own", PROSE, *lines, "And that, he said, was all there was to it."))


def test_repeats_of_the_title_but_not_the_title() -> None:
    text = "\n Putin writes to Kim\n\nPutin writes to Kim \n© A. B. / Contributeur\nPUTIN WRITES TO KIM\n" + PROSE
    assert found(text) == [
        ("Putin writes to Kim", "repeated title"),
        ("© A. B. / Contributeur", "credit"),
        ("PUTIN WRITES TO KIM", "repeated title"),
    ]


def test_lines_said_several_times() -> None:
    text = article("More under this ad", "New BFFs?", "More under this ad", "Top\u00a0picks", "Top\u00a0picks")
    assert [said for said, _ in found(text)] == ["More under this ad"] * 2 + ["Top\u00a0picks"] * 2
    assert {reason for _, reason in found(text)} == {"repeated line"}


@pytest.mark.parametrize(
    "line",
    [
        PROSE,
        "“Yes.”",
        "“No, never again, as long as I live”",
        "Kim:",
        "Kim wrote:",
        "- the first",
        "* * *",
        "1",
        "And so it went.",
        "he said he would come,",
        "两国领导人星期一在平壤举行会谈。双方讨论了粮食合作问题并同意继续对话。",
    ],
)
def test_prose_may_be_said_twice(line: str) -> None:
    text = article(line, "Something else is in between, and it is a sentence.", line)
    assert found(text) == []
    assert found(text, *line_keys(text), line.casefold()) == []


def test_a_short_sentence_said_three_times_is_a_filler() -> None:
    assert (
        found(article("Tap to see it.", "a b c", "Tap to see it.", "d e f", "Tap to see it."))
        == [("Tap to see it.", "repeated line")] * 3
    )


def test_lines_of_several_articles() -> None:
    first = article("From our Asia desk", "Kim wrote:")
    second = article("From our  Asia desk".replace("  ", " "), "Another thing")
    common = line_keys(first) & line_keys(second)
    assert found(first, *common) == [("From our Asia desk", "common line")]
    assert found(first) == []


def test_one_story_told_twice_keeps_its_title_and_sentences() -> None:
    text = article("Background", "“I never met him”")
    assert found(text, *line_keys(text)) == [("Background", "common line")]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("More under this ad", "advertisement"),
        ("ADVERTISEMENT", "advertisement"),
        ("Advertisement - scroll to continue reading", "advertisement"),
        ("Story continues below advertisement", "advertisement"),
        ("Sponsored content", "advertisement"),
        ("© Mikhail Svetlov / Contributeur", "credit"),
        ("thumbnail", "credit"),
        ("GettyImages-1139191068", "credit"),
        ("Photo: Jane Doe/Reuters", "credit"),
        ("Photograph by Jane Doe for the Post", "credit"),
        ("Image credit: NASA", "credit"),
        ("Jane Doe/AFP via Getty Images", "credit"),
        ("© 2024 Latin Times. All rights reserved. Do not reproduce without permission.", "copyright"),
        ("Copyright 2023 The Associated Press. All rights reserved.", "copyright"),
        ("All rights reserved.", "copyright"),
        ("Discover our latest podcast", "prompt"),
        ("Sign up for our daily newsletter", "prompt"),
        ("Subscribe now", "prompt"),
        ("Get the day’s news delivered to your inbox", "prompt"),
        ("Share this article", "prompt"),
        ("Share", "prompt"),
        ("Follow us on Twitter", "prompt"),
        ("Follow the Post on Instagram", "prompt"),
        ("12 Comments", "prompt"),
        ("Comments (3)", "prompt"),
        ("1.2K shares", "prompt"),
        ("Leave a comment", "prompt"),
        ("We use cookies to give you the best experience on our site.", "prompt"),
        ("By clicking “Accept” you agree to our use of cookies and our privacy policy.", "prompt"),
        ("3 min read", "prompt"),
        ("Read more: Putin goes home", "read more"),
        ("Related: Five things to know", "read more"),
    ],
)
def test_lines_that_say_what_they_are(line: str, reason: str) -> None:
    assert found(article(line)) == [(line, reason)]
    assert found(article(f" \u00a0{line} \t")) == [(line, reason)]


@pytest.mark.parametrize(
    "line",
    [
        "Allied by alienation",
        "New BFFs?",
        "Kim wrote:",
        "“Share the burden,” he said.",
        "Share prices fell by 3 percent on Monday, after the central bank had spoken.",
        "Print sales fell.",
        "Images of the crash were shown on television.",
        "Image by image, the film tells of the war.",
        "By using tanks, Russia broke through the line.",
        "Join us in mourning them, the minister said.",
        "Watch-makers in Geneva are worried.",
        "Also in the room were the ministers of five states.",
        "Read more carefully, the text says the opposite.",
        "Related parties own half of it.",
        "Comments by the minister drew criticism.",
        "Advertisements for tobacco are banned.",
        "Photo opportunities were rare.",
        "Subscribe to our ideals, he told them, or leave.",
        "Copyright law is older than cinema.",
        "He works for Getty Images.",
        "Talks between and/or about Russia / China",
        "The (c) in the list stands for copper.",
        "This story continues a long tradition.",
        "We use cookie cutters for that.",
        "12 people died.",
        "By Jane Doe",
        "MOSCOW (Reuters) - Kim met Putin.",
        "He was quoted by the agency (AFP).",
        "Follow the money",
        "Read more: " + PROSE * 4,
        "Published: 14 November 2023",
    ],
)
def test_lines_of_the_story(line: str) -> None:
    assert found(article(line)) == []


def test_pieces_of_lines() -> None:
    assert found("Title\n“It’s a democratic country.”GettyImages-1139191068 and on") == [
        ("GettyImages-1139191068", "credit")
    ]
    assert found("Title\nKim Jong Un and Vladmir Putin (25 April 2019) Mikhail Svetlov / Contributeur") == [
        ("Mikhail Svetlov / Contributeur", "credit")
    ]
    assert found("Title\nPutin and Kim have become closer together. Mikhail Svetlov/Getty Images.") == [
        ("Mikhail Svetlov/Getty Images.", "credit")
    ]
    assert found("Title\nA soldier in Kyiv on Monday (AP Photo/Evan Vucci)") == [("(AP Photo/Evan Vucci)", "credit")]
    assert found(f"Title\n{PROSE} © 2023 The Post. All rights reserved.") == [
        ("© 2023 The Post. All rights reserved.", "copyright")
    ]
    assert found(f"Title\n{PROSE} Jane Doe/Reuters © 2023 The Post. All rights reserved.") == [
        ("Jane Doe/Reuters", "credit"),
        ("© 2023 The Post. All rights reserved.", "copyright"),
    ]


def test_lists_of_other_articles() -> None:
    tail = (
        "Title\n\n" + PROSE + "\n\nRead more:\n\nPutin criticised: this is what happens\n\nWho pays for it?\n\nShare\n"
    )
    assert [said for said, _ in found(tail)] == [
        "Read more:",
        "Putin criticised: this is what happens",
        "Who pays for it?",
        "Share",
    ]


def test_a_list_ends_where_the_story_goes_on() -> None:
    links = [
        "Putin is using these theories to justify his invasion of Ukraine",
        "Kim travels to Vladivostok in a green train",
    ]
    text = article("See also", *links, "Allied by alienation", PROSE)
    assert [said for said, _ in found(text)] == ["See also", *links]
    assert [said for said, _ in found(article("Read more", *links[:1]))] == ["Read more", links[0]]
    assert found(article("Read more", "New BFFs?")) == [("Read more", "read more")]
    twice = article("Read more", links[0], PROSE, "Read more", links[1])
    assert [said for said, _ in found(twice)] == ["Read more", links[0], "Read more", links[1]]


def test_every_first_word_is_known() -> None:
    assert fillers.whole_line("Advertisement")
    for said in (
        "Save this article",
        "Hear our podcast",
        "Bookmark this page",
        "Back to top",
        "(c) 2024 The Post",
        "- Advertisement -",
    ):
        assert fillers.whole_line(said), said
    for said in (
        "You may also like",
        "What to read next",
        "Editor’s picks",
        "Most read",
        "Up next",
        "Trending",
        "Don’t miss:",
    ):
        assert fillers.is_list_heading(said), said


@given(st.integers(0), st.integers(1), st.text(st.characters(exclude_categories=["Cs"])))
def test_ids_are_uuid5(start: int, end: int, reason: str) -> None:
    assert region(start, end, reason).key == str(uuid.uuid5(NAMESPACE, f"{start} {end} {reason}"))


LINES = st.sampled_from(
    [
        *("", " ", "\u00a0", "Title", " Title", PROSE, "More under this ad", "Read more:", "A link to it", "Share"),
        *(
            "x GettyImages-12345 y GettyImages-6789012",
            "A B / Getty Images. © 2024 X. All rights reserved.",
            "😀",
            "\0",
        ),
    ]
) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=20)


@given(st.lists(LINES, max_size=12), st.sets(LINES.map(str.casefold), max_size=3))
def test_regions_are_apart_and_tight(lines: list[str], common: set[str]) -> None:
    text = "\n".join(lines)
    last = 0
    for one in find_boilerplate(text, common_lines=common):
        said = text[one.start : one.end]
        assert last <= one.start < one.end <= len(text)
        assert said == said.strip()
        assert "\n" not in said
        assert one.reason
        last = one.end
    assert len({one.key for one in find_boilerplate(text)}) == len(find_boilerplate(text))


@pytest.mark.parametrize(
    "text",
    [
        "word and more " * 370_000,
        (PROSE + " ") * 60 * 1000,
        "\n".join(f"{PROSE} {number}" for number in range(50_000)),
        "GettyImages-1 / © " * 280_000,
        "A B C / " * 600_000,
        "© " * 2_500_000,
        "rights reserved " * 310_000,
    ],
    ids=["one line", "one paragraph", "lines", "marks", "names", "signs", "rights"],
)
def test_five_megabytes_do_not_take_long(text: str) -> None:
    begun = time.process_time()
    find_boilerplate(text)
    assert time.process_time() - begun < 3, "1 s is the promise; the rest is for a busy machine"


@pytest.mark.skipif(not OURS.is_dir(), reason="the shared articles are not part of the repository")
def test_the_shared_articles() -> None:
    first, second = (path.read_bytes().decode() for path in sorted(OURS.iterdir()))
    assert [said for said, _ in found(first)].count("More under this ad") == 12
    assert [said for said, reason in found(first) if reason not in {"repeated line", "read more"}] == [
        "Vladimir Putin and Kim Jong-un become pen pals amid Western 'hostile military forces'",
        "© Mikhail Svetlov / Contributeur",
        "Vladimir Putin and Kim Jong-un become pen pals amid Western 'hostile military forces'",
        "Discover our latest podcast",
        "thumbnail",
        "Mikhail Svetlov / Contributeur",
    ]
    assert len([said for said, reason in found(first) if reason == "read more"]) == 4
    assert found(second) == [
        ("GettyImages-1139191068", "credit"),
        ("Mikhail Svetlov/Getty Images.", "credit"),
        ("© 2024 Latin Times. All rights reserved. Do not reproduce without permission.", "copyright"),
    ]
