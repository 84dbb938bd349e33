"""`assign` and `merge` on the command line: out to colleagues, and home again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.workflow.projects import open_project
from tests.unit.cli.test_commands import Capture, run
from tests.unit.workflow.building import key_of, make_project, suggest, working


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
    return path


def test_out_and_home(path: Path, capsys: Capture) -> None:
    code, said, trouble = run(capsys, "assign", path, "--annotators", "Anna, Bob", "--overlap", "1", "--seed", "4")
    assert (code, trouble) == (0, "")
    head, *lines = said.splitlines()
    assert head.split() == ["annotator", "articles", "shared", "characters", "suggestions", "file"]
    assert [line.split()[:3] for line in lines] == [["Anna", "2", "1"], ["Bob", "2", "1"]]
    files = [line.split()[-1] for line in lines]
    assert files == [str(path.with_name(f"p-{name}.annotator")) for name in ("Anna", "Bob")]
    for name, file in zip(("Anna", "Bob"), files, strict=True):
        session = working(Path(file), name)
        session.label(0, 3, "PERSON")
        session.project.close()
    code, said, trouble = run(capsys, "merge", path, *files)
    assert (code, trouble) == (0, "")
    assert said == "".join(f"p-{name}.annotator: 1 step with 2 decisions by {name}.\n" for name in ("Anna", "Bob"))
    assert run(capsys, "merge", path, *files)[1].count("nothing new") == 2
    code, said, trouble = run(capsys, "assign", path, "--annotators", "Anna,Bob")
    assert (code, said) == (1, "")
    assert "there already" in trouble
    code, said, _ = run(capsys, "assign", path, "--annotators", "Anna,Bob", "--out", path.parent / "out", "--json")
    assert code == 0
    assert [one["name"] for one in json.loads(said)] == ["Anna", "Bob"]


def test_conflicts_labels_and_articles_are_told(tmp_path: Path, path: Path, capsys: Capture) -> None:
    other = tmp_path / "other.annotator"
    assert run(capsys, "merge", other, path)[1] == "p.annotator: 3 articles.\n"
    for file, accepted in ((path, True), (other, False)):
        session = working(file)
        (session.accept if accepted else session.reject)(key_of(session, "Putin"))
        session.project.close()
    scheme = tmp_path / "own.toml"
    scheme.write_text('name = "own"\n[[label]]\nname = "PERSON"\n[[label]]\nname = "SHIP"\n')
    (tmp_path / "more.txt").write_text("A ship.\n")
    run(capsys, "import", tmp_path / "ships.annotator", tmp_path / "more.txt", "--scheme", scheme)
    code, said, trouble = run(capsys, "merge", path, other, tmp_path / "ships.annotator")
    assert code == 0
    assert said == ("other.annotator: 1 step with 2 decisions by ann.\nships.annotator: 1 article, 1 label (SHIP).\n")
    assert trouble.startswith("1 span left open: one annotator decided differently in two files.\n")
    report = json.loads(run(capsys, "merge", path, other, "--json")[1])
    assert (report["sources"][0]["steps"], report["made"]) == (0, False)


def test_lists_of_names_are_told(tmp_path: Path, path: Path, capsys: Capture) -> None:
    for name, said in (("people", "Kim Jong Un\n"), ("cities", "Moscow\n")):
        (tmp_path / f"{name}.txt").write_text(said)
    run(capsys, "gazetteer", path, tmp_path / "people.txt", "--label", "PERSON")
    other = tmp_path / "other.annotator"
    assert run(capsys, "merge", other, path)[1] == (
        "p.annotator: 3 articles, 1 list of names.\n  The list “people” came in: 1 name.\n"
    )
    (tmp_path / "people.txt").write_text("Kim Jong Un\nPutin\n")
    run(capsys, "gazetteer", other, tmp_path / "people.txt", "--label", "PERSON")
    run(capsys, "gazetteer", other, tmp_path / "cities.txt", "--label", "GPE")
    code, said, trouble = run(capsys, "merge", path, other)
    assert (code, trouble) == (0, "")
    assert said.splitlines() == [
        "other.annotator: 2 lists of names.",
        "  The list “cities” came in: 1 name.",
        "  Its list “people” holds other names than the one here: both stay, it is “people (other)” (2 names).",
    ]
    assert "nothing new" in run(capsys, "merge", path, other)[1]
    assert "people (other): 2 names" in run(capsys, "gazetteer", path, "--list")[1]


def test_what_cannot_be_merged_is_a_sentence(tmp_path: Path, path: Path, capsys: Capture) -> None:
    code, said, trouble = run(capsys, "merge", path, path)
    assert (code, said) == (1, "")
    assert "cannot be merged into itself" in trouble
    (tmp_path / "q.annotator").write_text("hello")
    code, _, trouble = run(capsys, "merge", tmp_path / "r.annotator", tmp_path / "q.annotator")
    assert code == 1
    assert "not an Annotator project" in trouble
    assert not (tmp_path / "r.annotator").exists()
    assert run(capsys, "merge", path)[0] == 2
    assert run(capsys, "assign", path)[0] == 2
    with open_project(path) as project:
        assert project.check() == []
