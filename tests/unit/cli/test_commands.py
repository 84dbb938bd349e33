"""Commands: results on stdout, trouble on stderr as a sentence and a way out, exit codes 0, 1 and 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from annotator import __version__
from annotator.__main__ import COMMANDS, main
from annotator.cli.commands import annotator
from annotator.errors import CancelledError
from annotator.resources import seeds
from annotator.workflow import importing
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import key_of, make_project, suggest, working, write_articles
from tests.unit.workflow.test_importing import FOLDERS

ROOT = Path(__file__).resolve().parents[3]
Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *arguments: object) -> tuple[int, str, str]:
    code = main([str(one) for one in arguments])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out, said.err


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.parent.name)
def test_folder_to_file(tmp_path: Path, capsys: Capture, folder: Path) -> None:
    count = len(list(folder.iterdir()))
    path, out = tmp_path / "p.annotator", tmp_path / "o.jsonl"
    code, said, trouble = run(capsys, "import", path, folder)
    assert (code, said, trouble) == (0, f"{count} articles added to {path}.\n", "")
    code, said, trouble = run(capsys, "suggest", path)
    assert (code, trouble) == (0, "")
    assert "suggestions in" in said
    code, said, trouble = run(capsys, "export", path, "--articles", "all", "--spans", "suggested", "--out", out)
    assert (code, trouble) == (0, "")
    assert said.startswith(f"{count} articles with ")
    rows = [json.loads(line) for line in out.read_bytes().splitlines()]
    assert [one["source"] for one in rows] == sorted(one.name for one in folder.iterdir())
    for one in rows:
        assert all(span["text"] == one["text"][span["start"] : span["end"]] for span in one["spans"])


def test_import_says_what_was_not_taken_in(tmp_path: Path, capsys: Capture) -> None:
    folder = write_articles(tmp_path / "news", ("One.", "One.", "Two."))
    (folder / "empty.txt").touch()
    (folder / "picture.png").touch()
    code, said, trouble = run(capsys, "import", tmp_path / "p.annotator", folder)
    assert code == 1
    assert said == f"2 articles added to {tmp_path / 'p.annotator'}.\n"
    for part in (
        "1 text was there already:",
        "002.txt is “One.”",
        "1 file left out",
        "picture.png",
        "empty.txt: The fi",
    ):
        assert part in trouble


def test_import_counts_what_there_is_no_place_for(tmp_path: Path, capsys: Capture) -> None:
    entity = {"id": 1, "label": "PERSON", "start_offset": 0, "end_offset": 3}
    row = {"text": "Kim met Putin", "entities": [entity], "relations": [{"id": 1, "type": "met"}] * 2}
    (tmp_path / "a.jsonl").write_text(json.dumps(row), "utf-8")
    (tmp_path / "b.jsonl").write_text(json.dumps(row | {"text": " "}), "utf-8")  # refused, so not counted
    code, said, trouble = run(
        capsys, "import", tmp_path / "p.annotator", tmp_path / "a.jsonl", tmp_path / "b.jsonl", "--annotator", "ann"
    )
    assert code == 1
    assert "1 span taken in" in said
    assert trouble.startswith("Not taken in: relations: 2 (met).\n1 file refused:\n")


def test_import_labels_under_a_name_and_scheme(tmp_path: Path, capsys: Capture) -> None:
    labels = seeds() / "labels" / "gold.jsonl"
    path = tmp_path / "p.annotator"
    assert run(capsys, "import", path, labels, "--scheme", "conll")[0] == 1
    assert run(capsys, "import", path, labels, "--scheme", "nix")[0] == 1
    code, said, _ = run(capsys, "import", path, labels, "--scheme", "news", "--annotator", "me")
    assert code == 0
    assert "20 annotation sets" in said
    assert json.loads(run(capsys, "stats", path, "--json")[1])["annotators"][0]["name"] == "me"
    own = tmp_path / "own.toml"
    own.write_text('name = "own"\n[[label]]\nname = "X"\n')
    code, _, trouble = run(capsys, "import", path, labels, "--scheme", own)
    assert code == 1
    assert "own" in trouble


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
    session = working(path)
    session.reject(key_of(session, "Moscow"))
    session.finish()
    session.project.close()
    return path


def test_with_several_annotators_an_export_counts_annotation_sets(path: Path, capsys: Capture) -> None:
    session = working(path, "bob", 2)
    session.accept(key_of(session, "Kim"))
    session.project.close()
    out = path.with_name("o.jsonl")
    code, said, trouble = run(capsys, "export", path, "--out", out)
    assert (code, said) == (0, f"1 annotation set with 1 span written to {out}, read again and compared.\n")
    assert (
        trouble == "Left out: 1 annotation set begun but not finished, 4 annotation sets not begun, 1 rejected span.\n"
    )
    said = run(capsys, "export", path, "--articles", "all", "--label", "GPE", "--out", out)[1]
    assert said.startswith("6 annotation sets with 0 spans")
    trouble = run(capsys, "export", path, "--articles", "all", "--label", "GPE", "--out", out)[2]
    assert "2 spans with other labels" in trouble


def test_export_options_and_what_is_left_out(path: Path, capsys: Capture) -> None:
    out = path.with_name("o.jsonl")
    code, said, trouble = run(capsys, "export", path, "--out", out)
    assert (code, trouble) == (0, "Left out: 2 articles not begun, 1 rejected span.\n")
    assert said == f"1 article with 1 span written to {out}, read again and compared.\n"
    spans = ("--spans", "accepted, rejected,suggested")
    some = ("--annotator", "ann", "--label", "GPE", "--label", "PERSON", "--articles", "all", "--json")
    code, said, trouble = run(capsys, "export", path, "--out", out, *spans, *some)
    assert (code, trouble) == (0, "")
    assert json.loads(said)["preflight"]["spans"] == {"accepted": 1, "rejected": 1, "suggested": 1}
    assert len(out.read_bytes().splitlines()) == 3


def test_stats_formats_and_doctor_for_people_and_programs(path: Path, capsys: Capture) -> None:
    code, said, _ = run(capsys, "stats", path)
    assert code == 0
    assert "ann: 2 new, 1 finished; 1 accepted, 1 rejected, 1 open" in said
    assert json.loads(run(capsys, "stats", path, "--json")[1])["labels"]["GPE"] == {"accepted": 0, "rejected": 1}
    code, said, _ = run(capsys, "formats")
    assert "jsonl              Annotator JSONL: reads and writes" in said
    assert "training           Training folder for spaCy: writes a folder\n" in said
    assert {one["name"] for one in json.loads(run(capsys, "formats", "--json")[1])} >= {"jsonl", "text"}
    code, said, trouble = run(capsys, "doctor", path)
    assert (code, trouble) == (0, "")
    assert "ok      The file is sound." in said
    assert run(capsys, "doctor", path, "--repair-cache")[2] == "1 annotation set counted anew.\n"
    path.write_bytes(path.read_bytes()[:100] + bytes(30_000))
    code, said, trouble = run(capsys, "doctor", path)
    assert code == 1
    assert trouble.startswith("wrong ")
    assert json.loads(run(capsys, "doctor", path, "--json")[1])[0]["level"] == "wrong"


@pytest.mark.parametrize("command", ["suggest", "stats", "doctor", "export"])
def test_missing_or_strange_project_is_a_sentence(tmp_path: Path, capsys: Capture, command: str) -> None:
    more = ["--out", str(tmp_path / "o")] if command == "export" else []
    code, said, trouble = run(capsys, command, tmp_path / "p.annotator", *more)
    assert (code, said) == (1, "")
    assert trouble.startswith("There is no project")
    assert not (tmp_path / "p.annotator").exists()
    (tmp_path / "q.annotator").write_text("hello")
    code, said, trouble = run(capsys, command, tmp_path / "q.annotator", *more)
    assert code == 1
    assert "not an Annotator project" in trouble


@pytest.mark.parametrize(
    "arguments",
    [
        ["import"],
        ["import", "p.annotator"],
        ["export", "p.annotator"],
        ["export", "p.annotator", "--out", "o", "--spans", "guessed"],
        ["export", "p.annotator", "--out", "o", "--articles", "some"],
        ["stats"],
        ["--nonsense"],
    ],
)
def test_what_is_not_understood_is_two(capsys: Capture, arguments: Sequence[str]) -> None:
    code, said, trouble = run(capsys, *arguments)
    assert (code, said) == (2, "")
    assert "Error" in trouble


def test_help_and_version(capsys: Capture) -> None:
    code, said, _ = run(capsys, "--version")
    assert (code, said) == (0, f"annotator {__version__}\n")
    code, said, _ = run(capsys, "--help")
    assert code == 0
    assert all(f"  {name}" in said for name in COMMANDS)
    assert set(annotator.commands) == set(COMMANDS)


def test_stopped_by_hand(tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write_articles(tmp_path / "news")
    for error, code in ((KeyboardInterrupt(), 130), (CancelledError(), 1)):

        def stopped(*_: object, error: BaseException = error, **__: object) -> None:
            raise error

        monkeypatch.setattr(importing, "gather", stopped)
        assert run(capsys, "import", tmp_path / "p.annotator", folder)[0] == code
        assert not (tmp_path / "p.annotator").exists()


def test_progress_is_for_terminals(path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, said, trouble = run(capsys, "import", path, write_articles(path.parent / "more", ("More.",)))
    assert "Importing" in trouble
    assert "Importing" not in said


def test_output_is_utf8_and_a_closed_pipe_is_no_trouble(path: Path) -> None:
    environment = os.environ | {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    command = [sys.executable, "-m", "annotator", "import", str(path), str(path.parent / "articles")]
    found = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, check=False)
    assert found.returncode == 0
    assert "“Putin met Kim Jong Un in Moscow.”".encode() in found.stderr
    reader, writer = os.pipe()
    os.close(reader)
    command = [sys.executable, "-m", "annotator", "stats", str(path)]
    found = subprocess.run(command, cwd=ROOT, env=environment, stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (found.returncode, found.stderr) == (1, b"")


def test_project_is_not_made_by_looking(tmp_path: Path) -> None:
    with open_project(tmp_path / "p.annotator", create=True) as project:
        assert project.get("scheme") is not None


def test_labels_of_a_file_as_suggestions_renamed_or_added(tmp_path: Path, capsys: Capture) -> None:
    path, source = tmp_path / "p.annotator", tmp_path / "in.jsonl"
    source.write_text('{"text": "Kim met Putin", "label": [[0, 3, "PER"], [8, 13, "CHIEF"]]}\n')
    code, _, trouble = run(capsys, "import", path, source, "--as", "decisions", "--annotator", "eve")
    assert code == 1
    assert all(said in trouble for said in ("has no PER (once), CHIEF (once)", "--map", "--add-labels"))
    options = ["--as", "decisions", "--annotator", "eve", "--map", "PER=PERSON", "--map", "CHIEF="]
    eves = tmp_path / "eve.annotator"
    code, said, trouble = run(capsys, "import", eves, source, *options)
    assert (code, trouble) == (0, "")
    assert said.endswith("1 span taken in, in 1 annotation set.\n")
    [eve] = json.loads(run(capsys, "stats", eves, "--json")[1])["annotators"]
    assert (eve["name"], eve["accepted"], eve["open"]) == ("eve", 1, 0)
    options = ["--as", "suggestions", "--annotator", "model", "--map", "PER=PERSON", "--add-labels"]
    code, said, trouble = run(capsys, "import", path, source, *options)
    assert (code, trouble) == (0, "")
    assert "New in the label scheme: CHIEF." in said
    assert "2 suggestions taken in." in said
    assert run(capsys, "import", path, source, "--map", "PER")[0] == 2


def test_what_a_format_loses_is_said_before_and_after(path: Path, tmp_path: Path, capsys: Capture) -> None:
    out = tmp_path / "corpus"
    options = ["--format", "brat", "--articles", "all", "--out", out]
    code, said, before = run(capsys, "export", path, *options, "--dry-run")
    assert (code, "would be written" in said, out.exists()) == (0, True, False)
    assert "Would be lost: states of articles (not begun): 2" in before
    code, said, after = run(capsys, "export", path, *options)
    assert (code, "read again and compared" in said, out.is_dir()) == (0, True, True)
    assert after == before.replace("Would be lost", "Lost")
    assert run(capsys, "export", path, *options)[0] == 1
    held = json.loads(run(capsys, "export", path, *options, "--dry-run", "--json")[1])
    assert {"kind", "count", "examples", "gone"} == set(held["losses"][0])
    code, said, _ = run(capsys, "export", path, "--format", "csv", "--out", tmp_path / "a.csv")
    assert "read again and compared" in said


def test_gazetteers(tmp_path: Path, capsys: Capture) -> None:
    path, names = tmp_path / "p.annotator", tmp_path / "people.txt"
    run(capsys, "import", path, write_articles(tmp_path / "news", ("One.",)))
    names.write_text("Kim Jong Un\nKim Jong Un\nPutin\n", "utf-8")
    code, _, trouble = run(capsys, "gazetteer", path, names)
    assert (code, "--label" in trouble) == (1, True)
    code, said, _ = run(capsys, "gazetteer", path, names, "--label", "PERSON")
    assert said == f"2 names and 0 patterns became the list “people” of {path}.\n1 line came twice.\n"
    code, said, _ = run(capsys, "gazetteer", path, "--list")
    assert said.startswith("people: 2 names, 0 patterns; PERSON; from people.txt, 20")
    assert json.loads(run(capsys, "gazetteer", path, "--list", "--json")[1])[0]["surfaces"] == 2
    assert run(capsys, "gazetteer", path, "--off", "people")[0] == 0
    assert run(capsys, "gazetteer", path, "--list")[1].endswith("; off\n")
    assert run(capsys, "gazetteer", path, "--on", "people")[1] == f"The list “people” of {path} is on.\n"
    assert json.loads(run(capsys, "gazetteer", path, "--list", "--json")[1])[0]["on"] is True
    assert run(capsys, "gazetteer", path, "--off", "nobody")[0] == 1
    assert run(capsys, "gazetteer", path, "--off", "people", "--list")[0] == 2
    assert run(capsys, "gazetteer", path, "--remove", "people")[0] == 0
    assert run(capsys, "gazetteer", path, "--remove", "people")[0] == 1
    assert run(capsys, "gazetteer", path, "--list")[1] == "There are no lists in this project.\n"
    assert run(capsys, "gazetteer", path)[0] == 2


def test_a_pattern_nothing_can_look_for_is_said_and_the_rest_is_suggested(tmp_path: Path, capsys: Capture) -> None:
    path, names = make_project(tmp_path, ("Zorblax met Quuxin.",)), tmp_path / "names.jsonl"
    patterns: list[object] = ["Zorblax", [{"_": {"theirs": 1}}]]
    names.write_text("\n".join(json.dumps({"label": "PERSON", "pattern": one}) for one in patterns))
    assert run(capsys, "gazetteer", path, names)[0] == 0
    code, said, trouble = run(capsys, "suggest", path, "--suggester", "rules")
    assert (code, said.partition(",")[0]) == (0, "1 suggestion in 1 article")
    assert trouble.startswith("A name in your lists cannot be looked for and is left out: “[{")
    assert trouble.endswith("The others work. Mend the list and bring it in anew.\n")
