"""Which step had seen which: straight, forked and joined again, against sets of everything seen."""

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.past import Past


def test_steps_made_in_one_place_saw_all_before() -> None:
    past = Past()
    for step in (3, 4, 9):
        past.add(step)
    assert past.straight
    assert past.heads == {9}
    assert past.saw(9, 3)
    assert not past.saw(3, 9)
    assert not past.saw(4, 4)


def test_a_fork_has_two_heads_until_somebody_saw_both() -> None:
    past = Past()
    past.add(1)
    past.add(2)
    past.add(3, (1,))
    past.add(4, (3,))
    assert past.heads == {2, 4}
    assert not past.straight
    assert not past.saw(4, 2)
    assert past.saw(4, 1)
    past.add(5)
    assert past.heads == {5}
    assert past.saw(5, 2)
    assert past.saw(5, 4)
    assert past.parents(5, 4) == {2, 4}
    assert past.parents(4, 3) == {3}


@given(st.lists(st.lists(st.integers(0, 30), max_size=3), max_size=25))
def test_as_if_each_step_kept_all_it_saw(drawn: list[list[int]]) -> None:
    past = Past()
    saw: dict[int, frozenset[int]] = {}
    for step, choices in enumerate(drawn, 1):
        wanted = {1 + one % (step - 1) for one in choices if step > 1}
        all_seen = wanted.union(*(saw[one] for one in wanted))
        parents = {one for one in wanted if not any(one in saw[other] for other in wanted)}
        past.add(step, parents)
        saw[step] = frozenset(all_seen)
    for later, seen_there in saw.items():
        assert past.heads == {one for one in saw if not any(one in seen for seen in saw.values())}
        for earlier in saw:
            assert past.saw(later, earlier) == (earlier in seen_there)
