"""The lesson through AppTest: every step with right and wrong guesses; bars are dragged in a browser."""

import pytest
from streamlit.testing.v1 import AppTest

from aavae.teaching.question import Answer
from aavae.teaching.questions import QUESTIONS, WALL
from aavae.teaching.truths import find_truth
from aavae.ui.lesson.steps import STEPS
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("kept_cache")

WRONG: dict[str, Answer] = {
    "ae": 99,
    "beta": 127,
    "switch": "kl",
    "wall": "C",
    "pairs": 1,
    "confused": "ship",
    "simclr": 2,
}


def read(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.info, *app.success, *app.caption])


def open_lesson(**query: str | list[str]) -> AppTest:
    app = open_page("lesson", query)
    assert_healthy(app)
    return app


def press(app: AppTest, key: str) -> AppTest:
    app.button(key=key).click().run()
    assert_healthy(app)
    return app


def test_begins_with_the_first_step_and_waits_for_a_guess() -> None:
    app = open_lesson()
    assert app.header[0].value.startswith("1 ")
    assert app.button(key="lesson_reveal").disabled
    assert not app.success
    # Nothing says the answer beforehand.
    assert f"**{find_truth('ae')}" not in read(app)


@pytest.mark.parametrize("name", STEPS)
def test_a_right_guess_is_called_right(name: str) -> None:
    question = STEPS[name].question
    app = open_lesson(step=name, **{f"guess_{question.name}": str(find_truth(question.name))})
    assert not app.success
    press(app, "lesson_reveal")
    assert question.describe(find_truth(question.name)) in app.success[0].value
    assert not [button for button in app.button if button.key == "lesson_reveal"]


@pytest.mark.parametrize("name", STEPS)
def test_a_wrong_guess_is_set_beside_the_truth(name: str) -> None:
    question = STEPS[name].question
    guess, truth = WRONG[question.name], find_truth(question.name)
    app = open_lesson(step=name, **{f"guess_{question.name}": str(guess)})
    press(app, "lesson_reveal")
    assert not app.success
    assert f"**{question.describe(guess)}**" in app.info[0].value
    assert f"**{question.describe(truth)}**" in app.info[0].value


def test_the_walls_have_no_names_before_the_result() -> None:
    app = open_lesson(step="wall", guess_wall="A")
    before = "\n".join(element.proto.body for element in app.get("html"))
    press(app, "lesson_reveal")
    after = "\n".join(element.proto.body for element in app.get("html"))
    assert "Wall B<" in before
    assert "AAVAE" not in before
    assert f"Wall {find_truth(WALL.name)}: AAVAE" in after


def test_numbers_that_are_asked_for_come_after_their_questions() -> None:
    asked = open_lesson(step="augmenting")
    known = open_lesson(step="augmenting", revealed=["ae", "switch"], guess_ae="1", guess_switch="kl")
    found = [
        any("trained briefly" in element.proto.json for element in app.get("bidi_component"))
        for app in (asked, known)
    ]
    assert found == [False, True]


def test_a_choice_is_a_guess() -> None:
    app = open_lesson(step="probe")
    app.button_group(key="choice_confused").set_value("dog").run()
    assert_healthy(app)
    assert app.query_params["guess_confused"] in ("dog", ["dog"])
    assert not app.button(key="lesson_reveal").disabled


def test_goes_from_step_to_step_and_keeps_the_guesses() -> None:
    app = open_lesson(guess_ae="50")
    press(app, "lesson_reveal")
    for number in range(2, len(STEPS) + 1):
        press(app, "lesson_next")
        assert app.header[0].value.startswith(f"{number} ")
    press(app, "lesson_next")
    assert app.header[0].value == "How close you came"
    assert "You said **50 of 100**" in read(app)
    assert "6 steps are left" in read(app)
    assert "What this lesson said" not in read(app)
    press(app, "lesson_back")
    assert app.header[0].value.startswith("7 ")


def test_the_end_says_what_to_look_at_again() -> None:
    guesses = {f"guess_{name}": str(guess) for name, guess in WRONG.items()}
    app = open_lesson(step="end", revealed=list(QUESTIONS), **guesses)
    assert {link.proto.label for link in app.get("page_link") if "step=" in link.proto.query_string} == {
        step.title for step in STEPS.values()
    }
    truths = {f"guess_{name}": str(find_truth(name)) for name in QUESTIONS}
    app = open_lesson(step="end", revealed=list(QUESTIONS), **truths)
    assert "You saw all of it coming" in read(app)
    assert "What this lesson said" in read(app)
    press(app, "lesson_again")
    assert "You have not guessed anything yet" in read(app)


def test_a_step_begins_with_its_own_switches_and_a_link_with_others() -> None:
    app = open_lesson(step="kl")
    assert app.button_group(key="switches").value == ["sample", "kl"]
    press(app, "lesson_next")
    press(app, "lesson_next")
    assert app.button_group(key="switches").value == ["augment", "sample"]
    app = open_lesson(step="kl", switches=["augment", "kl"])
    assert app.button_group(key="switches").value == ["augment", "kl"]


@pytest.mark.parametrize("guess", ["-1", "101", "x", "<script>", "1.5", "９"])
def test_a_forged_guess_is_none(guess: str) -> None:
    app = open_lesson(guess_ae=guess, guess_wall=guess, step=guess, revealed=guess)
    assert app.header[0].value.startswith("1 ")
    assert app.button(key="lesson_reveal").disabled


@pytest.mark.parametrize("name", STEPS)
def test_each_link_into_the_lab_opens_what_it_says_and_leads_back(name: str) -> None:
    for lab in STEPS[name].labs:
        app = open_page(lab.path.removeprefix("pages/").removesuffix(".py"), {**lab.query, "lesson": name})
        assert_healthy(app)
        assert not app.warning
        (back,) = (link for link in app.get("page_link") if link.proto.label == "**Back to the lesson**")
        assert back.proto.query_string == f"step={name}"
        for key, value in lab.query.items():
            kept = app.query_params.get(key, value)
            assert set(kept if isinstance(kept, list) else [kept]) == set(
                value if isinstance(value, list) else [value]
            )


def test_a_page_of_its_own_has_no_way_back() -> None:
    for query in ({}, {"lesson": ""}, {"lesson": "<b>"}):
        app = open_page("results", query)
        assert not [link for link in app.get("page_link") if "Back" in link.proto.label]


def test_presenting_follows_from_page_to_page() -> None:
    app = open_lesson()
    press(app, "start_presenting")
    assert app.query_params["present"] in ("1", ["1"])
    app.switch_page("pages/results.py").run()
    assert_healthy(app)
    press(app, "stop_presenting")
    assert "present" not in app.query_params


def test_is_offered_first_at_home() -> None:
    app = open_page("home")
    first, *_ = app.main.get("page_link")
    assert first.proto.page == "lesson"
