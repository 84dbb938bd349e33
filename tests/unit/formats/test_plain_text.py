"""Plain text: the file's own text, and where it came from."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import plain_text, reader_for

OURS = Path(__file__).parents[4] / "shared" / "articles"


def article(path: Path, **given: str) -> Article:
    [one] = plain_text.FORMAT.read(path, **given)
    assert (one.annotator, one.state, one.mentions, one.notes) == (None, SetState.NEW, (), ())
    assert one.ignored == one.article.boilerplate
    return one.article


def test_the_text_is_the_files(tmp_path: Path) -> None:
    path = tmp_path / "2023-11-14_kim.txt"
    text = " date 2023-11-15 Kim met\u00a0Putin.  \n\n\tMore\0 and “more”,\nwithout an end "
    path.write_bytes(text.encode())
    one = article(path, source="news/2023-11-14_kim.txt")
    assert one.text == text
    assert one.origin.raw_sha256 == hashlib.sha256(text.encode()).hexdigest() == one.sha256
    assert (one.source, one.origin.encoding, one.origin.newline) == ("news/2023-11-14_kim.txt", "utf-8", "lf")
    assert (one.title, one.date) == ("Kim met\u00a0Putin.".replace("\u00a0", " "), "2023-11-15")


def test_line_ends_are_settled(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(b"\xff\xfe" + "One\r\nTwo\r\n".encode("utf-16-le"))
    one = article(path)
    assert (one.text, one.source, one.origin.encoding, one.origin.newline) == (
        "One\nTwo\n",
        "a.txt",
        "utf-16-le",
        "crlf",
    )
    path.write_bytes(b"One\r\nTwo\nThree\r")
    assert (article(path).text, article(path).origin.newline) == ("One\nTwo\nThree\n", "mixed")


@pytest.mark.parametrize("data", [b"", b"  \n\t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf \xc2\xa0\n", b"\xff\xfe \0"])
def test_nothing_in_it(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=r"sub/a.txt: The file is empty"):
        list(plain_text.FORMAT.read(path, source="sub/a.txt"))


def test_sizes(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Kim met Putin. " * 350_000, encoding="utf-8")
    assert len(article(path).text) == 5_250_000
    with path.open("wb") as out:
        out.truncate(201 * 1024 * 1024)
    with pytest.raises(InputError, match=r"has 201 MB; .* Split it"):
        list(plain_text.FORMAT.read(path))


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="could not be read"):
        list(plain_text.FORMAT.read(tmp_path / "none.txt"))
    with pytest.raises(InputError, match="not a file"):
        list(plain_text.FORMAT.read(tmp_path))


@pytest.mark.skipif(not OURS.is_dir(), reason="the shared articles are not part of the repository")
def test_the_shared_articles() -> None:
    for path in OURS.iterdir():
        one = article(path)
        assert one.text == path.read_bytes().decode()
        assert one.boilerplate
        assert reader_for(path) is plain_text.FORMAT
