"""What suggestions are worth: counted by what stands, muted below a share, off when somebody says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.choices import SuggestChoices
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store import suggestions
from annotator.workflow import accepting
from annotator.workflow.accepting import Acceptance, Muted, acceptance, muted
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_project
from annotator.workflow.remembering import Remembering
from annotator.workflow.suggesting import Suggesting
from tests.unit.workflow.building import key_of, make_project, suggest, working
from tests.unit.workflow.test_suggesting import Names

PEOPLE = "Ann Bea Cem Dov Eli Fay Gus Hal\n"


def first_open(session: Session) -> str:
    found = session.page.next_open(0) if session.page else None
    assert found is not None
    return found.key


def test_what_stands_is_counted_by_what_became_of_it(tmp_path: Path) -> None:
    path = make_project(tmp_path, (PEOPLE, "Gus and Hal.\n"))
    suggest(path, *((1, name, "PERSON") for name in PEOPLE.split()), (2, "Gus", "ORG"))
    session = working(path)
    session.accept(key_of(session, "Ann"))
    session.relabel(key_of(session, "Bea"), "ORG")
    session.move(key_of(session, "Cem"), 8, 15)
    session.reject(key_of(session, "Dov"))
    session.label(16, 19, "PERSON")  # the suggestion there is answered by it
    session.label(0, 7, "ORG")
    session.reject(key_of(session, "Fay"))
    session.undo()
    session.open(2)
    session.accept(key_of(session, "Gus"))
    with open_project(path) as project:
        assert acceptance(project, "ann") == (
            Acceptance("gazetteer", "ORG", 1, 1, 0, 0, 0),
            Acceptance("gazetteer", "PERSON", 5, 2, 1, 1, 1),
        )
        assert [one.share for one in acceptance(project, " ann ")] == [1.0, 0.4]
        assert acceptance(project, "bob") == ()
        session.open(1)
        session.relabel(key_of(session, "Bea"), "PERSON")
        session.move(key_of(session, "Cem Dov"), 8, 11)
        assert acceptance(project, "ann")[1] == Acceptance("gazetteer", "PERSON", 5, 4, 0, 0, 1)
    session.project.close()


@pytest.mark.parametrize(
    ("accepted", "of", "silent"), [(2, 19, False), (6, 20, False), (5, 20, True), (0, 20, True), (20, 20, False)]
)
def test_source_is_muted_below_the_share_and_not_before_it_had_its_chance(
    accepted: int,
    of: int,
    silent: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    one = Acceptance("ner", "ORG", of, accepted, 0, 0, of - accepted)
    other = Acceptance("ner", "PERSON", 50, 50, 0, 0, 0)
    expected = (Muted("ner", "ORG", accepted, of),) if silent else ()
    assert muted((one, other), SuggestChoices()) == expected
    assert muted((one,), SuggestChoices(kept=(("ner", "ORG"),))) == ()
    newer = replace(
        one, proposed=of + 30, accepted=accepted + 1, rejected=of - accepted + 29, other=30, other_accepted=1
    )
    assert muted((newer,), SuggestChoices()) == tuple(replace(found, other=30) for found in expected)
    assert newer.begins_anew(SuggestChoices()) is (of < 20), "as long as it has not had as many"
    assert not one.begins_anew(SuggestChoices())


def test_a_source_is_muted_as_a_whole_but_for_what_fares_well() -> None:
    org = Acceptance("ner", "ORG", 11, 2, 0, 0, 9)
    loc = Acceptance("ner", "LOC", 8, 0, 0, 0, 8)
    event = Acceptance("ner", "EVENT", 3, 2, 0, 0, 1)
    person = Acceptance("ner", "PERSON", 0, 0, 0, 0, 0)
    rules = Acceptance("rules", "ORG", 19, 0, 0, 0, 19)
    expected = (
        Muted("ner", "ORG", 2, 11, by_source=(4, 22)),
        Muted("ner", "LOC", 0, 8, by_source=(4, 22)),
    )
    assert muted((org, loc, event, person, rules), SuggestChoices()) == expected
    assert muted((org, loc, event), SuggestChoices(kept=(("ner", "ORG"),))) == expected[1:]
    assert muted((org, loc), SuggestChoices()) == (), "nineteen are too few"
    older = replace(org, proposed=111, rejected=109, other=100)
    assert muted((older, loc), SuggestChoices()) == (), "and others than the version in use do not count"
    good = Acceptance("ner", "GPE", 40, 40, 0, 0, 0)
    assert muted((org, loc, event, good), SuggestChoices()) == ()


def test_reason_is_said_in_words() -> None:
    assert Muted("ner", "ORG", 5, 20).reason == "only 5 of 20 were accepted as they were"
    said = "only 5 of 20 were accepted as they were, not counting 40 from other versions than the one in use"
    assert Muted("ner", "ORG", 5, 20, 40).reason == said
    said = "only 1 of 7 were accepted as they were, and 5 of 20 of all by this source"
    assert Muted("ner", "ORG", 1, 7, by_source=(5, 20)).reason == said


def test_switching_off_and_on(tmp_path: Path) -> None:
    with open_project(make_project(tmp_path)) as project:
        for name in ("ner", "memory", "ner"):
            accepting.switch_source(project, name, on=False)
        accepting.switch_label(project, "DATE", on=False)
        accepting.keep_unmuted(project, "ner", "ORG")
        expected = SuggestChoices(off_sources=("memory", "ner"), off_labels=("DATE",), kept=(("ner", "ORG"),))
        assert accepting.choices_of(project) == expected
        accepting.switch_source(project, "memory", on=True)
        accepting.switch_label(project, "DATE", on=True)
        accepting.keep_unmuted(project, "ner", "ORG", keep=False)
        assert accepting.choose(project, lambda one: replace(one, mute_after=3)) == SuggestChoices(
            off_sources=("ner",), mute_after=3
        )


def test_what_is_off_or_muted_is_not_stored(tmp_path: Path) -> None:
    path = make_project(tmp_path, (PEOPLE, "Ann and Moscow.\n", "Ann on Monday.\n"))

    def stored(number: int) -> list[tuple[str, str]]:
        return [(one.source, one.label) for one in suggestions.current(project, number)]

    with open_project(path) as project:
        names = Names("Ann", "Bea", "Cem")
        work = Suggesting(project, names, remembering=Remembering(project, "ann"))
        list(work.do([1, 2]))
        assert stored(2) == [("list", "PERSON")]
        accepting.switch_source(project, "list", on=False)
        list(Suggesting(project, names).do([2]))
        assert stored(2) == []
        accepting.switch_source(project, "list", on=True)
        accepting.switch_label(project, "PERSON", on=False)
        list(Suggesting(project, names).do([2]))
        assert stored(2) == []
        accepting.switch_label(project, "PERSON", on=True)
        accepting.choose(project, lambda one: replace(one, mute_after=3))
        session = working(path)
        for surface in ("Ann", "Bea", "Cem"):
            session.reject(key_of(session, surface))
        session.project.close()
        list(Suggesting(project, names, remembering=Remembering(project, "bob")).do([2]))
        assert stored(2) == [("list", "PERSON")], "bob has muted nothing"
        work = Suggesting(project, names, remembering=Remembering(project, "ann"))
        list(work.do([2]))
        assert stored(2) == []
        assert not accepting.silence(project, "ann").covers(Suggestion(0, 1, "GPE", "list", None, ""))


def test_worker_finds_out_what_is_muted_while_it_works(tmp_path: Path) -> None:
    text = "".join(f"Ann{chr(97 + at)} " for at in range(12)) + "\n"
    path = make_project(tmp_path, (text, "Anna spoke.\n"))
    with open_project(path) as project:
        accepting.choose(project, lambda one: replace(one, mute_after=5))
        work = Suggesting(project, Names("Ann"), remembering=Remembering(project, "ann"))
        list(work.do([1, 2]))
        session = working(path)
        for _ in range(12):
            session.reject(first_open(session))
            work.learn()
            if len(session.history()) == 9:
                assert work.refresh(2) is not None
                assert suggestions.current(project, 2) != []
        session.project.close()
        assert work.refresh(2) is not None
        assert suggestions.current(project, 2) == []


class Teachable(Names):
    """Suggests as a recogniser does, in a version that a training changes."""

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        for found in super().suggest(texts, labels=labels):
            yield [replace(one, source="ner" if one.start else "gazetteer") for one in found]


def test_a_pipeline_that_was_trained_anew_gets_a_chance_of_its_own(tmp_path: Path) -> None:
    path = make_project(tmp_path, (PEOPLE, PEOPLE + "Again.\n", "Ann and Bea.\n"))

    def working_as(version: str) -> Suggesting:
        suggester = Teachable(*PEOPLE.split(), version=f"1.0+{version}+1.0+rules")
        return Suggesting(project, suggester, remembering=Remembering(project, "ann"))

    def stored() -> set[str]:
        return {one.source for one in suggestions.current(project, 3)}

    def reject(article: int) -> None:
        session = working(path, article=article)
        while session.page and session.page.next_open(0):
            session.reject(first_open(session))
        session.project.close()

    def counted() -> list[tuple[str, int, int]]:
        return [(one.source, one.proposed, one.other) for one in acceptance(project, "ann")]

    with open_project(path) as project:
        accepting.choose(project, lambda one: replace(one, mute_after=7))
        list(working_as("old").do([1, 2, 3]))
        reject(1)
        list(working_as("old").do([3]))
        assert (stored(), counted()) == ({"gazetteer"}, [("gazetteer", 1, 0), ("ner", 7, 0)])
        list(working_as("new+labeller").do([2, 3]))
        assert stored() == {"gazetteer", "ner"}
        assert counted() == [("gazetteer", 1, 0), ("ner", 7, 7)], "the rules are the same, the recogniser is not"
        assert accepting.silence(project, "ann").muted == frozenset()
        reject(2)
        list(working_as("new+labeller").do([3]))
        assert (stored(), counted()) == ({"gazetteer"}, [("gazetteer", 2, 0), ("ner", 14, 7)])
        assert accepting.silence(project, "ann").muted == {("ner", "PERSON")}
        list(working_as("third").do([3]))
        assert stored() == {"gazetteer", "ner"}
        list(working_as("old").do([3]))
        assert stored() == {"gazetteer"}, "whoever goes back has its record again"
        accepting.choose(project, lambda one: replace(one, mute_after=2))
        list(working_as("third").do([3]))
        assert stored() == {"ner"}, "the rules are judged throughout"


def test_without_a_note_of_who_suggests_it_is_the_newest(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    with open_project(path) as project:
        assert suggestions.run_in_use(project) is None
    for version in ("1", "2"):
        suggest(path, (1, "Putin", "PERSON"), info=SuggesterInfo("rules", version))
    suggest(path, (2, "Kim", "PERSON"), info=SuggesterInfo(suggestions.IMPORTED, "file"))
    with open_project(path) as project:
        assert suggestions.run_in_use(project) == SuggesterInfo("rules", "2")
        suggestions.use_run(project, suggestions.ensure_run(project, SuggesterInfo("rules", "1")))
        assert suggestions.run_in_use(project) == SuggesterInfo("rules", "1")
