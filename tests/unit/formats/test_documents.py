"""Documents with a text in them: web pages, Markdown, Word, PDF; each by its content, the broken ones refused."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.errors import InputError
from annotator.formats import Reader, docx, markdown, pdf, plain_text, reader_for, web_page
from annotator.workflow.importing import import_paths

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PAGE = """<!DOCTYPE html><html><head><title>Kim met Putin | News</title>
<meta property="article:published_time" content="2023-09-13"><meta property="og:title" content="Kim met Putin"></head>
<body><nav><a href="/">Home</a><a href="/world">World</a></nav><article><h1>Kim met Putin</h1>
<p>Kim Jong Un met Vladimir Putin on Wednesday in the far east of Russia, where both spoke for several hours.</p>
<p>It was the first journey of Kim abroad in four years, and the two leaders praised each other at the table.</p>
</article><footer>Imprint, terms, privacy</footer><script>alert(1)</script></body></html>"""


def read(path: Path, reader: Reader) -> Article:
    assert reader_for(path) is reader
    [one] = reader.read(path, source="in")
    return one.article


def test_a_page_has_its_main_text(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(PAGE)
    article = read(path, web_page.FORMAT)
    assert "Kim Jong Un met Vladimir Putin on Wednesday" in article.text
    assert not any(said in article.text for said in ("Home", "Imprint", "alert", "<p>"))
    assert (article.title, article.date) == ("Kim met Putin", "2023-09-13")


def test_a_page_without_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<html><body><script>x</script></body></html>")
    with pytest.raises(InputError, match="no main text"):
        list(web_page.FORMAT.read(path))


def test_markdown_as_a_reader_sees_it(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text(
        '---\ntitle: "Kim met Putin"\ndate: 2023-09-13\nauthor: A. B.\n---\n# Kim met **Putin** #\n\n'
        "> In [Russia](http://x.y/z_(a)), *Kim* met `him`; snake_case_name, 2 * 3 * 4.\n\n- one\n2. two\n---\n"
        "```py\ncode\n```\n![Map](m.png) \\*star <https://a.b>\n"
    )
    article = read(path, markdown.FORMAT)
    assert article.text.split("\n") == [
        *("Kim met Putin", "", "In Russia), Kim met him; snake_case_name, 2 * 3 * 4.", "", "one", "two"),
        *("code", "Map *star https://a.b", ""),
    ]
    assert (article.title, article.date, article.meta["author"]) == ("Kim met Putin", "2023-09-13", "A. B.")


def test_a_file_called_markdown_without_any_is_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_text("Kim met *Putin.")
    assert read(path, plain_text.FORMAT).text == "Kim met *Putin."


def word(path: Path, body: str, **more: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(
            "word/document.xml", f"{more.get('before', '')}<w:document {W}><w:body>{body}</w:body></w:document>"
        )
        core = '<c:p xmlns:c="c" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>T</dc:title></c:p>'
        archive.writestr("docProps/core.xml", core)
    return path


def test_words_paragraphs(tmp_path: Path) -> None:
    body = "<w:p><w:r><w:t>Kim </w:t></w:r><w:r><w:t>met</w:t><w:tab/><w:t>Putin</w:t></w:r></w:p>"
    body += "<w:p><w:r><w:t>a &amp; b</w:t><w:br/><w:t>c</w:t><w:delText>gone</w:delText></w:r></w:p>"
    article = read(word(tmp_path / "a.bin", body), docx.FORMAT)
    assert (article.text, article.title) == ("Kim met\tPutin\na & b\nc", "T")


@pytest.mark.parametrize("before", ['<!DOCTYPE a [<!ENTITY b "c">]>', "<", "\0"])
def test_words_xml_is_not_trusted(tmp_path: Path, before: str) -> None:
    path = word(tmp_path / "a.docx", "<w:p/>", before=before)
    with pytest.raises(InputError, match=r"document type|damaged"):
        list(docx.FORMAT.read(path))


def test_word_bombs_and_stumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = word(tmp_path / "a.docx", "<w:p><w:t>" + "x" * 4_000_000 + "</w:t></w:p>")
    assert len(read(path, docx.FORMAT).text) == 4_000_000
    monkeypatch.setattr(docx, "MAX_BYTES", 2_000_000)
    with pytest.raises(InputError, match="too large once"):
        list(docx.FORMAT.read(path))
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(InputError, match="not a Word document"):
        list(docx.FORMAT.read(path))


def pdf_of(text: str) -> bytes:
    """Return a PDF of one page that says this."""
    stream = f"BT /F1 12 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, places = b"%PDF-1.4\n", list[int]()
    for number, one in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 6\n0000000000 65535 f \n" + table + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return data + head % len(data)


def test_the_text_of_a_pdf(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(pdf_of("Kim met Putin"))
    assert read(path, pdf.FORMAT).text == "Kim met Putin"


def test_a_pdf_without_a_suffix(tmp_path: Path) -> None:
    path = tmp_path / "report"
    path.write_bytes(pdf_of("Kim met Putin"))
    assert read(path, pdf.FORMAT).text == "Kim met Putin"
    project = tmp_path / "p.annotator"
    report = import_paths(project, [path])
    assert (report.added, report.refused) == (1, ())


@pytest.mark.parametrize(("data", "reason"), [(pdf_of(""), "only pictures"), (b"%PDF-1.4\nnothing", "damaged")])
def test_pdfs_without_text(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason):
        list(pdf.FORMAT.read(path))
