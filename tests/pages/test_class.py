"""The page Class: ways in, a student's phone, the projector, and who may steer."""

import json
from collections.abc import Iterator

import pytest
from streamlit.testing.v1 import AppTest

from aavae.teaching.classroom import Classroom
from aavae.teaching.questions import QUESTIONS
from aavae.teaching.truths import find_truth
from aavae.ui.classroom.host import CLASSES
from aavae.ui.glossary.explain import leave_unexplained
from aavae.ui.lesson.step import Step
from aavae.ui.lesson.steps import STEPS
from aavae.ui.notices.markup import escape
from tests.pages.conftest import TIMEOUT, assert_healthy, open_page

HOST, STUDENT = "kept.class.host", "kept.class.student"
"""Where the session's state holds what the tab has said that it keeps."""
TITLE = escape(leave_unexplained(QUESTIONS["ae"].prompt))


@pytest.fixture
def opened() -> Iterator[tuple[Classroom, str]]:
    classroom, key = CLASSES.open("ae")
    yield classroom, key
    if not classroom._has_ended:
        CLASSES.close(classroom.code, key)


def read(app: AppTest) -> str:
    """What is said, and what components of our own draw."""
    said = " ".join(element.value for element in [*app.error, *app.info, *app.success, *app.warning])
    drawn = " ".join(element.proto.json for element in app.get("bidi_component"))
    return f"{said} {drawn}"


def open_as(kept: dict[str, str], query: dict[str, str] | None = None) -> AppTest:
    app = open_page("home")
    for name, text in kept.items():
        app.session_state[name] = text
    app = app.switch_page("pages/class.py")
    app.query_params.update(query or {})
    return app.run()


def open_student(code: str, token: str = "ann") -> AppTest:
    return open_as({STUDENT: token}, {"class": code})


def open_host(classroom: Classroom, key: str) -> AppTest:
    return open_as({HOST: f"{classroom.code} {key}"})


def press(app: AppTest, key: str) -> AppTest:
    app = app.button(key=key).click().run()
    assert_healthy(app)
    return app


def test_without_a_code_there_are_two_ways_in() -> None:
    app = open_page("class")
    assert_healthy(app)
    assert not app.error
    assert [element.value for element in app.header] == ["Join a class", "Open a class"]


def test_a_code_leads_to_the_class_as_it_is_typed(opened: tuple[Classroom, str]) -> None:
    app = open_page("class")
    app.text_input[0].set_value(f" {opened[0].code.lower()} ")
    app.button[0].click().run()
    assert_healthy(app)
    assert app.query_params["class"] == opened[0].code
    assert app.title[0].value == TITLE


@pytest.mark.parametrize("code", ["AEIOU", "", "<script>", "../../x"])
def test_another_code_is_one_sentence(code: str) -> None:
    app = open_page("class")
    app.text_input[0].set_value(code)
    app.button[0].click().run()
    assert_healthy(app)
    assert len(app.error) == 1
    app = open_student(code)
    assert_healthy(app)
    assert len(app.info) == 1 and len(app.text_input) == 1


def test_a_number_is_given_changed_and_shown_beside_the_truth(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    app = open_student(classroom.code)
    assert_healthy(app)
    assert app.title[0].value == TITLE
    app.slider[0].set_value(40).run()
    press(app, "class_more")
    assert classroom.look().num_answers == 0
    press(app, "class_give")
    assert classroom.look().counts == {41: 1}
    assert "Your answer is in: 41 of 100. You may change it until the reveal." in read(app)
    assert app.button(key="class_give").disabled
    app.slider[0].set_value(55).run()
    press(app, "class_give")
    assert classroom.look().counts == {55: 1}
    classroom.reveal(key, "ae", 48)
    app.run()
    assert_healthy(app)
    said = read(app)
    assert "The answer: 48 of 100" in said and "Your answer: 55 of 100" in said
    assert "At most 5 away: 0 of 1 guess." in said
    assert not app.slider and not app.button


@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_a_phone_has_what_one_guesses_from(step: Step, opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.show(key, step.question.name)
    app = open_student(classroom.code)
    assert_healthy(app)
    assert leave_unexplained(step.clue) in [element.value for element in app.markdown]
    for bar in step.list_known():
        assert json.dumps(bar.label)[1:-1] in read(app)
    # Pictures have no room there.
    assert ("Look at the projector" in read(app)) == (step.question.name == "wall")
    assert not app.get("html") or "lesson-walls" not in str(app.get("html"))


def test_the_projector_shows_the_walls_without_their_names(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.show(key, "wall")
    app = open_host(classroom, key)
    assert_healthy(app)
    drawn = "".join(element.proto.body for element in app.get("html"))
    assert "Wall B<" in drawn and "AAVAE" not in drawn


def test_the_steps_end_at_the_ends(opened: tuple[Classroom, str]) -> None:
    app = open_student(opened[0].code)
    app.slider[0].set_value(100).run()
    press(app, "class_more")
    assert app.slider[0].value == 100


def test_a_choice_is_one_press(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.show(key, "switch")
    app = open_student(classroom.code)
    assert [button.label for button in app.button] == ["Augment on", "Sample on", "KL term off"]
    press(app, "class_switch_sample")
    press(app, "class_switch_kl")
    assert classroom.look().counts == {"kl": 1}
    assert "Your answer is in: KL term off" in read(app)


def test_who_gave_no_answer_sees_the_truth_all_the_same(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.reveal(key, "ae", 48)
    app = open_student(classroom.code)
    assert_healthy(app)
    assert "You gave no answer." in read(app)


def test_an_answer_that_comes_after_the_reveal_is_a_sentence(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    app = open_student(classroom.code)
    classroom.reveal(key, "ae", 48)
    press(app, "class_give")
    assert classroom.look().num_answers == 0
    assert "The answer: 48 of 100" in read(app)


def test_a_page_loaded_again_is_the_same_student_and_others_are_others(
    opened: tuple[Classroom, str],
) -> None:
    classroom, _ = opened
    press(open_student(classroom.code), "class_give")
    again = open_student(classroom.code)
    assert "Your answer is in: 50 of 100" in read(again)
    press(open_student(classroom.code, "bob"), "class_give")
    assert classroom.look().counts == {50: 2}
    assert classroom.look().num_students == 2


def test_a_new_browser_gets_a_token_and_one_that_has_not_answered_gets_no_controls(
    opened: tuple[Classroom, str],
) -> None:
    app = open_as({}, {"class": opened[0].code})
    assert_healthy(app)
    assert app.title[0].value == TITLE and not app.button
    app.session_state[STUDENT] = ""
    app.run()
    assert len(app.session_state[STUDENT]) == 32 and app.button


@pytest.mark.parametrize("token", ["x" * 150])
def test_a_forged_token_harms_nobody(token: str, opened: tuple[Classroom, str]) -> None:
    app = open_student(opened[0].code, token)
    assert_healthy(app)
    assert [error.value for error in app.error] == [
        "This page has lost its place in the class: load it again."
    ]
    assert opened[0].look().num_students == 0


def test_who_finds_the_class_full_reads_so(
    opened: tuple[Classroom, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.teaching.classroom.MOST_STUDENTS", 1)
    opened[0].note("bob")
    app = open_student(opened[0].code)
    assert_healthy(app)
    assert [error.value for error in app.error] == ["This class is full: it takes 1 student."]


def test_a_class_that_ends_is_a_sentence_and_the_way_into_another(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    app = open_student(classroom.code)
    CLASSES.close(classroom.code, key)
    app.run()
    assert_healthy(app)
    assert f"There is no class {classroom.code} here" in read(app)
    assert len(app.text_input) == 1


def test_a_teacher_opens_steers_and_ends_a_class() -> None:
    app = open_page("class")
    app.button[1].click().run()
    assert_healthy(app)
    code, _, key = app.session_state[HOST].partition(" ")
    classroom = CLASSES.find(code)
    assert classroom.is_host(key)
    assert code in read(app) and "0 students here" in read(app)
    classroom.answer("ann", "ae", 46)
    press(app, "class_reveal")
    assert classroom.look().truth == find_truth("ae")
    assert "The answer: 48 of 100" in read(app) and "At most 5 away: 1 of 1 guess." in read(app)
    press(app, "class_next")
    assert classroom.look().question == "beta"
    press(app, "class_back")
    assert classroom.look().question == "ae"
    press(app, "class_end")
    assert app.session_state[HOST] == ""
    assert [element.value for element in app.header] == ["Join a class", "Open a class"]
    assert classroom._has_ended


def test_the_last_question_has_no_next_one(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    classroom.show(key, list(QUESTIONS)[-1])
    app = open_host(classroom, key)
    assert app.button(key="class_next").disabled and not app.button(key="class_back").disabled
    assert app.header[0].value.startswith("SimCLR never paints")


@pytest.mark.parametrize("key", ["", "forged", "\ud800"])
def test_a_forged_key_steers_nothing(key: str, opened: tuple[Classroom, str]) -> None:
    app = open_host(opened[0], key)
    assert_healthy(app)
    assert [element.value for element in app.header] == ["Join a class", "Open a class"]
    assert app.session_state[HOST] == ""


def test_a_student_sees_neither_the_key_nor_any_control_of_the_host(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    app = open_student(classroom.code)
    everything = str([element.proto for element in [*app.get("bidi_component"), *app.get("html")]])
    assert key not in everything
    assert {button.key for button in app.button} == {"class_less", "class_more", "class_give"}


def test_where_no_more_classes_fit_it_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.teaching.classroom.MOST_CLASSES", 0)
    app = open_page("class")
    app.button[1].click().run()
    assert_healthy(app)
    assert "it takes no more" in read(app)


@pytest.mark.usefixtures("no_checkpoints")
def test_without_results_the_answer_is_not_revealed_and_it_says_so(opened: tuple[Classroom, str]) -> None:
    app = press(open_host(*opened), "class_reveal")
    assert len(app.error) == 1
    assert opened[0].look().truth is None


def show_panel(question: str, is_revealed: bool, kept: str) -> AppTest:
    def lesson(question: str, is_revealed: bool) -> None:
        import streamlit as st

        from aavae.ui.classroom.panel import render_class_panel

        st.text(str(render_class_panel(question, is_revealed)))

    app = AppTest.from_function(lesson, default_timeout=TIMEOUT, args=(question, is_revealed))
    app.session_state[HOST] = kept
    return app.run()


def test_the_class_goes_along_with_its_hosts_lesson(opened: tuple[Classroom, str]) -> None:
    classroom, key = opened
    kept = f"{classroom.code} {key}"
    app = show_panel("pairs", False, kept)
    assert not app.exception and app.text[0].value == "True"
    assert (classroom.look().question, classroom.look().truth) == ("pairs", None)
    classroom.answer("ann", "pairs", 90)
    app = show_panel("pairs", True, kept)
    assert classroom.look().truth == find_truth("pairs")
    assert classroom.code in app.markdown[0].value
    assert "At most 5 away: 1 of 1 guess." in read(app)
    # The next step of the lesson.
    show_panel("simclr", False, kept)
    assert (classroom.look().question, classroom.look().truth) == ("simclr", None)


def test_other_readers_of_the_lesson_see_no_class_and_steer_none(opened: tuple[Classroom, str]) -> None:
    before = opened[0].stage
    for kept in ("", f"{opened[0].code} forged"):
        app = show_panel("pairs", True, kept)
        assert not app.exception and app.text[0].value == "False"
        assert not app.markdown
    assert opened[0].stage == before
