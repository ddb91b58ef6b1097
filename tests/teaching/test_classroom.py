"""A class in memory: codes, answers, who may steer, what is forgotten, and many threads at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from aavae.errors import UserError
from aavae.teaching import classroom as module
from aavae.teaching.classroom import (
    AWAY_SECONDS,
    CODE_LENGTH,
    IDLE_SECONDS,
    LETTERS,
    MOST_CLASSES,
    Classes,
    Classroom,
    clean_code,
)


class Clock:
    def __init__(self) -> None:
        self.time = 1_000.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def classes(clock: Clock) -> Classes:
    return Classes(clock)


@pytest.fixture
def opened(classes: Classes) -> tuple[Classroom, str]:
    return classes.open("ae")


def test_a_code_is_short_and_has_no_letter_that_looks_like_another(classes: Classes) -> None:
    codes = [classes.open("ae")[0].code for _ in range(MOST_CLASSES)]
    assert len(set(codes)) == MOST_CLASSES
    assert all(len(code) == CODE_LENGTH and set(code) <= set(LETTERS) for code in codes)
    assert not set(LETTERS) & set("ILOQDUVAE0123456789")


def test_a_code_that_is_taken_is_drawn_again(classes: Classes, monkeypatch: pytest.MonkeyPatch) -> None:
    codes = iter(["BBBB", "BBBB", "CCCC"])
    monkeypatch.setattr(module, "_draw_code", lambda: next(codes))
    assert [classes.open("ae")[0].code for _ in range(2)] == ["BBBB", "CCCC"]


@pytest.mark.parametrize("change", [str.lower, lambda code: f" {code[:2]} {code[2:]}\n", "-".join])
def test_a_code_is_understood_as_people_type_it(
    change: Callable[[str], str], classes: Classes, opened: tuple[Classroom, str]
) -> None:
    assert classes.find(change(opened[0].code)) is opened[0]


@pytest.mark.parametrize("code", ["ABCDE", "ß" * 10_000, "../../etc", "\ud800x", "<b>"])
def test_another_code_is_one_sentence(code: str, classes: Classes) -> None:
    with pytest.raises(UserError, match=r"There is no class \w{0,8} here: it has ended, or .*\.$"):
        classes.find(code)
    assert len(clean_code(code)) <= 2 * CODE_LENGTH


@pytest.mark.parametrize("code", ["", "  ", "--"])
def test_no_code_is_asked_for(code: str, classes: Classes) -> None:
    with pytest.raises(UserError, match="Type the code of the class, 4 letters"):
        classes.find(code)


def test_each_student_has_one_answer_which_may_change(opened: tuple[Classroom, str]) -> None:
    classroom, _ = opened
    classroom.answer("ann", "ae", 40)
    classroom.answer("bob", "ae", 40)
    classroom.answer("ann", "ae", 55)
    assert classroom.look().counts == {55: 1, 40: 1}
    assert classroom.look().num_answers == 2
    assert (classroom.get_answer("ann"), classroom.get_answer("eve")) == (55, None)


@pytest.mark.parametrize("answer", [101, -1, "40", None, 4.5, [1], {"a": 1}])
def test_what_cannot_be_an_answer_is_refused(answer: object, opened: tuple[Classroom, str]) -> None:
    with pytest.raises(UserError, match="whole number from 0 to 100"):
        opened[0].answer("ann", "ae", answer)
    assert opened[0].look().num_answers == 0


@pytest.mark.parametrize("token", ["", "x" * 65, None, 7])
def test_what_is_no_token_is_refused(token: str, opened: tuple[Classroom, str]) -> None:
    for act in (lambda: opened[0].answer(token, "ae", 40), lambda: opened[0].note(token)):
        with pytest.raises(UserError, match="load it again"):
            act()
    assert opened[0].look().num_students == 0


def test_no_answer_changes_after_the_reveal(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.answer("ann", "ae", 40)
    classroom.reveal(key, "ae", 48)
    for token in ("ann", "bob"):
        with pytest.raises(UserError, match="shown already"):
            classroom.answer(token, "ae", 48)
    assert classroom.look().counts == {40: 1}
    assert classroom.look().truth == 48


def test_an_answer_to_a_question_that_is_gone_counts_for_none(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.show(key, "pairs")
    with pytest.raises(UserError, match="gone on to another question"):
        classroom.answer("ann", "ae", 40)
    assert classroom.look().num_answers == 0


def test_going_back_finds_the_answers_and_the_truth(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.answer("ann", "ae", 40)
    classroom.reveal(key, "ae", 48)
    classroom.show(key, "switch")
    assert (classroom.look().counts, classroom.look().truth) == ({}, None)
    classroom.answer("ann", "switch", "kl")
    classroom.show(key, "ae")
    assert (classroom.look().counts, classroom.look().truth) == ({40: 1}, 48)
    classroom.show(key, "switch")
    assert classroom.look().counts == {"kl": 1}


def test_the_stage_rises_when_something_else_is_to_be_seen_and_only_then(
    opened: tuple[Classroom, str],
) -> None:
    classroom, key = opened
    stages = [classroom.stage]
    for act in (
        lambda: classroom.show(key, "pairs"),
        lambda: classroom.reveal(key, "pairs", 91),
        lambda: classroom.show(key, "ae"),
        lambda: classroom.end(key),
    ):
        act()
        stages.append(classroom.stage)
    assert stages == sorted(set(stages))


def test_nothing_new_leaves_the_stage(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.reveal(key, "ae", 48)
    before = classroom.stage
    classroom.show(key, "ae")
    classroom.reveal(key, "ae", 48)
    classroom.note("ann")
    assert classroom.stage == before == classroom.look().stage


@pytest.mark.parametrize("forged", ["", "x", "\ud800", None, 0, True])
def test_only_the_host_steers(forged: str, classes: Classes, opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    assert classroom.is_host(key) and not classroom.is_host(forged)
    before = classroom.look()
    for act in (
        lambda: classroom.show(forged, "pairs"),
        lambda: classroom.reveal(forged, "ae", 48),
        lambda: classes.close(classroom.code, forged),
    ):
        with pytest.raises(UserError, match="Only who opened the class"):
            act()
    assert classroom.look() == before
    assert classes.find(classroom.code) is classroom


def test_a_host_steers_no_other_class(classes: Classes, opened: tuple[Classroom, str]) -> None:
    _, other_key = classes.open("ae")
    assert other_key != opened[1]
    with pytest.raises(UserError, match="Only who opened"):
        classes.close(opened[0].code, other_key)


def test_the_host_names_questions_and_truths_that_there_are(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    with pytest.raises(UserError, match="no question 'nothing'"):
        classroom.show(key, "nothing")
    with pytest.raises(UserError, match="whole number"):
        classroom.reveal(key, "ae", "dog")
    assert classroom.look().truth is None


def test_who_is_here(clock: Clock, opened: tuple[Classroom, str]) -> None:
    classroom, _ = opened
    classroom.note("ann")
    classroom.note("bob")
    clock.time += AWAY_SECONDS
    classroom.note("bob")
    assert classroom.look().num_students == 2
    clock.time += 1
    assert classroom.look().num_students == 1


def test_a_class_that_has_ended_is_forgotten(classes: Classes, opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.answer("ann", "ae", 40)
    classroom.reveal(key, "ae", 48)
    classes.close(classroom.code.lower(), key)
    with pytest.raises(UserError, match="no class"):
        classes.find(classroom.code)
    # A page that has found it before learns so too, and finds nothing.
    for act in (
        classroom.look,
        lambda: classroom.note("ann"),
        lambda: classroom.answer("ann", "ae", 1),
        lambda: classroom.show(key, "pairs"),
        lambda: classroom.reveal(key, "ae", 48),
    ):
        with pytest.raises(UserError, match=f"no class {classroom.code} here"):
            act()
    assert classroom.get_answer("ann") is None
    assert not any((classroom._answers, classroom._truths, classroom._seen))


@pytest.mark.parametrize(
    "use",
    [
        lambda classroom, key: classroom.note("ann"),
        lambda classroom, key: classroom.answer("known", "ae", 1),
        lambda classroom, key: classroom.show(key, "pairs"),
    ],
)
def test_a_class_goes_on_as_long_as_it_is_used(
    use: Callable[[Classroom, str], None], classes: Classes, clock: Clock, opened: tuple[Classroom, str]
) -> None:
    classroom, key = opened
    classroom.note("known")
    clock.time += IDLE_SECONDS
    use(classroom, key)
    clock.time += IDLE_SECONDS
    assert classes.find(classroom.code) is classroom
    clock.time += 1
    with pytest.raises(UserError, match="no class"):
        classes.find(classroom.code)
    with pytest.raises(UserError, match="no class"):
        classroom.look()


def test_a_page_that_is_left_open_keeps_no_class(
    classes: Classes, clock: Clock, opened: tuple[Classroom, str]
) -> None:
    classroom, _ = opened
    classroom.note("ann")
    for _ in range(4):
        clock.time += IDLE_SECONDS / 3
        classroom.note("ann")
        classroom.look()
    with pytest.raises(UserError, match="no class"):
        classes.find(classroom.code)


def test_there_are_only_so_many_classes(
    classes: Classes, clock: Clock, opened: tuple[Classroom, str]
) -> None:
    for _ in range(MOST_CLASSES - 1):
        classes.open("ae")
    with pytest.raises(UserError, match=r"^20 classes are open on this server.*\.$"):
        classes.open("ae")
    classes.close(opened[0].code, opened[1])
    classes.open("ae")
    clock.time += IDLE_SECONDS + 1
    classes.open("ae")
    assert len(classes._classes) == 1


def test_there_are_only_so_many_students(
    opened: tuple[Classroom, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_STUDENTS", 2)
    classroom, _ = opened
    classroom.note("ann")
    classroom.answer("bob", "ae", 1)
    for act in (lambda: classroom.note("eve"), lambda: classroom.answer("eve", "ae", 1)):
        with pytest.raises(UserError, match="takes 2 students"):
            act()
    classroom.answer("ann", "ae", 2)
    assert classroom.look().num_answers == 2


def test_many_threads_lose_no_answer_and_give_none_after_the_reveal(
    opened: tuple[Classroom, str],
) -> None:
    classroom, key = opened
    start, revealed = threading.Barrier(9), threading.Event()
    late: list[str] = []

    def study(number: int) -> int:
        token, given = f"student {number}", -1
        start.wait()
        for answer in range(101):
            was_revealed = revealed.is_set()
            try:
                classroom.answer(token, "ae", answer)
            except UserError:
                break
            given = answer
            if was_revealed:
                late.append(token)
        return given

    def teach() -> dict:
        start.wait()
        while classroom.look().num_answers < 8:
            pass
        classroom.reveal(key, "ae", 48)
        revealed.set()
        return dict(classroom.look().counts)

    with ThreadPoolExecutor(9) as threads:
        students = [threads.submit(study, number) for number in range(8)]
        counts = threads.submit(teach).result()
        given = [student.result() for student in students]
    assert not late
    assert sum(counts.values()) == 8
    # What the teacher saw at the reveal is what each student gave last.
    assert counts == dict(classroom.look().counts) == {answer: given.count(answer) for answer in given}


def test_threads_that_open_at_once_get_classes_of_their_own(classes: Classes) -> None:
    start = threading.Barrier(30)

    def open_one() -> str | None:
        start.wait()
        try:
            return classes.open("ae")[0].code
        except UserError:
            return None

    with ThreadPoolExecutor(30) as threads:
        codes = [future.result() for future in [threads.submit(open_one) for _ in range(30)]]
    assert len({code for code in codes if code}) == MOST_CLASSES
    assert codes.count(None) == 30 - MOST_CLASSES
