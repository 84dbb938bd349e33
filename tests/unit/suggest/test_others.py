"""Other people's pipelines: listed without being run, run only as they were trusted, refused in a sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import spacy

from annotator.domain.suggestion import Suggestion
from annotator.errors import SuggesterError
from annotator.resources import resource
from annotator.suggest import load_suggester
from annotator.suggest.base import Suggester
from annotator.suggest.others import default_map, describe, find, fingerprint, installed

if TYPE_CHECKING:
    from spacy.language import Language

NEWS = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP"})


def ruler(folder: Path, *names: tuple[str, str], language: str = "de") -> Path:
    nlp = spacy.blank(language)
    made = cast("Any", nlp.add_pipe("entity_ruler"))
    made.add_patterns([{"label": label, "pattern": name} for name, label in names])
    nlp.meta["name"], nlp.meta["version"] = "names", "1.2.0"
    folder.parent.mkdir(exist_ok=True)
    nlp.to_disk(folder)
    return folder.resolve()


def load(
    path: Path | str, label_map: dict[str, str] | None = None, *, trusted: dict[str, str] | None = None
) -> Suggester:
    known = {str(path): fingerprint(Path(path))} if trusted is None else trusted
    return load_suggester(f"pipeline:{path}", resources=resource(), trusted=known, label_map=label_map)


def suggested(suggester: Suggester, text: str, labels: frozenset[str] = NEWS) -> list[Suggestion]:
    (found,) = suggester.suggest([text], labels=labels)
    return list(found)


def change_meta(path: Path, **values: object) -> None:
    file = path / "meta.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | values))


def test_described_without_being_loaded(tmp_path: Path) -> None:
    path = ruler(tmp_path / "p", ("Kiew", "LOC"), ("Merkel", "PER"))
    (path / "config.cfg").write_text("not even a configuration")
    found = describe(path)
    assert (found.name, found.version, found.language, found.labels) == ("de_names", "1.2.0", "de", ("LOC", "PER"))


def test_its_names_under_our_labels(tmp_path: Path) -> None:
    path = ruler(tmp_path / "p", ("Kiew", "LOC"), ("Merkel", "PER"), ("Preis", "PRIZE"))
    text = "Merkel reiste \U0001f1fa\U0001f1e6 nach Kiew.\nPreis für Merkel."
    one, other, third = suggested(load(path), text)
    assert [text[each.start : each.end] for each in (one, other, third)] == ["Merkel", "Kiew", "Merkel"]
    assert [each.label for each in (one, other, third)] == ["PERSON", "GPE", "PERSON"]
    assert (one.source, one.score) == ("ner", None)
    assert other.reason == "found by de_names 1.2.0, which calls it LOC"
    mapped = load(path, {"LOC": "LOC", "PRIZE": "ORG", "PER": ""})
    assert [each.label for each in suggested(mapped, text)] == ["LOC", "ORG"]
    assert suggested(mapped, text)[0].reason == "found by de_names 1.2.0"
    assert mapped.info.name == load(path).info.name == "pipeline:de_names"
    assert mapped.info.version != load(path).info.version


def test_what_is_not_trusted_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = ruler(tmp_path / "p", ("Kiew", "LOC"))
    good = {str(path): fingerprint(path)}
    loaded: list[object] = []
    original = spacy.load

    def watched(name: Path) -> Language:
        loaded.append(name)
        return original(name)

    monkeypatch.setattr(spacy, "load", watched)
    with pytest.raises(SuggesterError, match="“de_names” is not trusted"):
        load(path, trusted={})
    (path / "entity_ruler" / "extra").write_text("")
    with pytest.raises(SuggesterError, match="have changed since you trusted them"):
        load(path, trusted=good)
    (path / "entity_ruler" / "extra").unlink()
    assert not loaded
    load(path, trusted=good)
    assert loaded == [path]


def test_the_fingerprint_knows_every_byte_and_name(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(b"1")
    (tmp_path / "c").write_bytes(b"2")
    seen = {fingerprint(tmp_path)}
    (tmp_path / "c").write_bytes(b"3")
    seen.add(fingerprint(tmp_path))
    (tmp_path / "c").rename(tmp_path / "d")
    seen.add(fingerprint(tmp_path))
    (tmp_path / "a" / "b").rename(tmp_path / "ab")
    seen.add(fingerprint(tmp_path))
    assert len(seen) == 4
    assert fingerprint(tmp_path) == fingerprint(tmp_path)


def missing_factory(path: Path) -> None:
    config = path / "config.cfg"
    config.write_text(config.read_text().replace('factory = "entity_ruler"', 'factory = "somebodys_own"'))


def missing_package(path: Path) -> None:
    config = path / "config.cfg"
    text = config.read_text().replace('lang = "de"', 'lang = "ja"')
    config.write_text(text.replace("spacy.Tokenizer.v1", "spacy.ja.JapaneseTokenizer"))
    change_meta(path, lang="ja")


def damaged(path: Path) -> None:
    (path / "entity_ruler" / "patterns.jsonl").write_text("{")


def old(path: Path) -> None:
    change_meta(path, spacy_version=">=2.3.0,<2.4.0")


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (missing_factory, "“de_names” cannot be loaded: .*somebodys_own"),
        (missing_package, "“ja_names” needs "),
        (damaged, "“de_names” cannot be loaded"),
        (old, "made for spaCy >=2.3.0,<2.4.0, and this program has 3"),
    ],
)
def test_what_cannot_run_is_said(tmp_path: Path, spoil: Callable[[Path], None], said: str) -> None:
    path = ruler(tmp_path / "p", ("Kiew", "LOC"))
    spoil(path)
    with pytest.raises(SuggesterError, match=said) as error:
        load(path)
    assert error.value.remedy
    assert "\n" not in error.value.what


def test_another_minor_version_is_taken(tmp_path: Path) -> None:
    path = ruler(tmp_path / "p", ("Kiew", "LOC"))
    change_meta(path, spacy_version=">=3.2.0,<3.3.0")
    assert suggested(load(path), "Nach Kiew.")


def test_what_is_no_pipeline_is_said(tmp_path: Path) -> None:
    for named in (str(tmp_path), str(tmp_path / "nothing"), "no_such_package", "os", "../..", ""):
        with pytest.raises(SuggesterError, match="no spaCy pipeline"):
            find(named)
    path = ruler(tmp_path / "p", ("Kiew", "LOC"))
    for meta in ("", "[]", "\x00"):
        (path / "meta.json").write_text(meta)
        with pytest.raises(SuggesterError, match=r"meta\.json that can be read"):
            describe(path)


def test_an_installed_package_is_found_without_being_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "de_names"
    path = ruler(package / "de_names-1.2.0", ("Kiew", "LOC"), ("Merkel", "PER"))
    (package / "__init__.py").write_text("raise RuntimeError('this was run')")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    described = tmp_path / "de_names-1.2.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text("Metadata-Version: 2.1\nName: de-names\nVersion: 1.2.0\n")
    (described / "entry_points.txt").write_text("[spacy_models]\nde_names = de_names\n")
    assert find("de_names") == path
    assert path in {one.path for one in installed()}
    assert "de_names" not in sys.modules
    suggester = load_suggester("pipeline:de_names", resources=resource(), trusted={str(path): fingerprint(path)})
    assert [one.label for one in suggested(suggester, "Nach Kiew.")] == ["GPE"]


def test_a_recogniser_and_what_it_does_not_need(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    cast("Any", nlp.add_pipe("ner")).add_label("ORG")
    nlp.initialize()
    nlp.to_disk(tmp_path / "p")
    suggester = load((tmp_path / "p").resolve())
    assert {one.label for one in suggested(suggester, "The mayor of Oslo left.")} <= {"ORG"}
    assert cast("Any", suggester)._nlp.disabled == ["sentencizer"]


def test_long_texts_and_space_at_the_ends(tmp_path: Path) -> None:
    path = ruler(tmp_path / "p", ("Kiew \n", "LOC"), ("Kiew", "LOC"))
    suggester = load(path)
    text = "Wort " * 300_000 + "Kiew"  # longer than spaCy takes at once
    (found,) = suggested(suggester, text)
    assert (found.start, found.end) == (len(text) - 4, len(text))
    assert [one.end - one.start for one in suggested(suggester, "Nach Kiew \n und")] == [4]


@pytest.mark.parametrize(
    ("labels", "wanted", "expected"),
    [
        (("ORG", "GPE", "CARDINAL"), NEWS, {"ORG": "ORG", "GPE": "GPE", "CARDINAL": ""}),
        (("PER", "LOC", "ORG", "MISC"), NEWS, {"PER": "PERSON", "LOC": "GPE", "ORG": "ORG", "MISC": "NORP"}),
        (("PER", "LOC"), frozenset({"PER", "LOC"}), {"PER": "PER", "LOC": "LOC"}),
        (
            ("PERSON", "GPE", "LAW"),
            frozenset({"PER", "LOC", "ORG", "MISC"}),
            {"PERSON": "PER", "GPE": "LOC", "LAW": "MISC"},
        ),
        (("PER", "MISC"), frozenset({"PERSON"}), {"PER": "PERSON", "MISC": ""}),
        (
            ("PERS", "ORGANISATION", "LOCATION"),
            NEWS,
            {"PERS": "PERSON", "ORGANISATION": "ORG", "LOCATION": "GPE"},
        ),
        (("Person", "Organization", "Location"), NEWS, {"Person": "PERSON", "Organization": "ORG", "Location": "LOC"}),
        (("Person", "PERSON"), frozenset({"Person"}), {"Person": "Person", "PERSON": ""}),
    ],
)
def test_labels_as_they_are_proposed(labels: tuple[str, ...], wanted: frozenset[str], expected: dict[str, str]) -> None:
    assert default_map(labels, wanted) == expected
