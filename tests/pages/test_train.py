"""The form that starts a training, through AppTest; its jobs are submitted but no process is started."""

import time
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from aavae.config import AugmentConfig, HardwareConfig, ModelConfig, OptimConfig, QueueConfig, RunConfig
from aavae.data.disk import remove_set, write_set
from aavae.data.image_set import Dataset
from aavae.estimate.estimate import describe_time
from aavae.estimate.kept import evaluate_estimate
from aavae.jobs.job import Job, JobStatus, write_job_status
from aavae.jobs.queue import list_jobs
from aavae.jobs.settings import save_settings
from aavae.jobs.training import start_training
from aavae.paths import data_dir
from aavae.presets import list_presets
from aavae.runs.registry import Run, create_run, list_runs
from tests.conftest import make_run
from tests.data.infos import BUNDLED
from tests.estimate.examples import MEASUREMENT
from tests.pages.conftest import assert_healthy, open_page

pytestmark = pytest.mark.usefixtures("no_checkpoints", "no_processes")

UNUSUAL = RunConfig(
    method="vae",
    beta=0.3,
    num_epochs=7,
    batch_size=100,
    seed=11,
    recalibrate=False,
    model=ModelConfig(encoder="resnet18", latent_dim=31),
    augment=AugmentConfig(crop_scale_min=0.123, blur_probability=0.4),
    optim=OptimConfig(learning_rate=3e-5, weight_decay=0.0, schedule="constant", warmup_epochs=2),
)


@pytest.fixture(autouse=True)
def load(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How many cores others keep busy, as this test says: the tests' own neighbours do not decide."""
    busy = [0.0]
    for module in ("aavae.estimate.kept", "aavae.ui.train.estimate"):
        monkeypatch.setattr(f"{module}.look", lambda **options: busy[0])
    monkeypatch.setattr("aavae.estimate.load.LoadWatch.count_busy_cores", lambda watch: busy[0])
    return busy


def list_jobs_of(kind: str) -> list[Job]:
    return [job for job in list_jobs() if job.spec.kind == kind]


def list_own() -> list[Run]:
    return [run for run in list_runs() if not run.shipped]


def find_button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def find_number(app: AppTest, label: str) -> Any:
    return next(number for number in app.number_input if number.label == label)


def press_start(app: AppTest) -> None:
    find_button(app, "Start").click().run()
    assert not app.exception


def list_said(app: AppTest) -> list[str]:
    return [element.value for element in (*app.error, *app.success, *app.caption, *app.markdown)]


def start(config: RunConfig, app: AppTest) -> RunConfig:
    """What the form makes of a run's settings: fill it from a run, start, and read the new run."""
    known = {run.name for run in list_own()}
    press_start(app)
    (fresh,) = [run for run in list_own() if run.name not in known]
    assert fresh.config.method == config.method
    return fresh.config


def measure(monkeypatch: pytest.MonkeyPatch, memory_bytes: int) -> None:
    """Put a measurement of the default run on disk."""
    made = MEASUREMENT._replace(memory_bytes=memory_bytes)
    monkeypatch.setattr("aavae.estimate.measuring.measure", lambda *arguments: made)
    evaluate_estimate(RunConfig(), HardwareConfig())


def test_the_form_opens_on_the_defaults_and_has_no_run_yet() -> None:
    app = open_page("train")
    assert_healthy(app)
    assert not app.error
    assert start(RunConfig(), app) == RunConfig()


@pytest.mark.parametrize("preset", list_presets((BUNDLED,), BUNDLED)[:2], ids=lambda preset: preset.name)
def test_a_preset_fills_the_form_and_keeps_what_was_asked(preset: Any) -> None:
    app = open_page("train")
    app.segmented_control(key="new.method").set_value("dae")
    find_number(app, "Seed").set_value(5)
    find_number(app, "Latents").set_value(3)
    app.run()
    find_button(app, preset.title).click().run()
    assert_healthy(app)
    expected = preset.config.model_copy(update={"method": "dae", "seed": 5})
    assert start(expected, app) == expected


def test_a_preset_without_its_images_cannot_be_pressed_and_says_why() -> None:
    app = open_page("train")
    paper = list_presets((BUNDLED,), BUNDLED)[2]
    assert find_button(app, paper.title).disabled
    assert any("imported first" in said for said in list_said(app))


def test_a_preset_can_be_chosen_from_wrong_settings() -> None:
    app = open_page("train")
    find_number(app, "Peak learning rate").set_value(0.0).run()
    assert app.error
    find_button(app, list_presets((BUNDLED,), BUNDLED)[0].title).click().run()
    assert_healthy(app)
    assert not app.error


@pytest.mark.parametrize(
    ("label", "value", "said"),
    [
        ("Peak learning rate", 0.0, "Peak learning rate should be greater than 0."),
        ("Machines", 2, "Machines: more than one needs a cluster"),
        ("Devices of each machine", 3, "Batch size: 3 devices cannot share 256 images equally."),
    ],
)
def test_a_wrong_setting_is_one_sentence_in_people_s_words(label: str, value: float, said: str) -> None:
    app = open_page("train")
    find_number(app, label).set_value(value).run()
    assert_healthy(app)
    (error,) = [error.value for error in app.error]
    assert error.startswith(said)
    assert find_button(app, "Start").disabled
    assert not list_own()


def test_two_settings_that_do_not_go_together_are_both_named() -> None:
    app = open_page("train")
    app.slider(key="new.augment.crop_scale_min").set_value(0.9)
    app.slider(key="new.augment.crop_scale_max").set_value(0.5).run()
    assert [error.value for error in app.error] == ["Smallest crop must not exceed largest crop."]


@pytest.mark.parametrize("name", ["taken", "../elsewhere", "none", "pixels"])
def test_a_name_that_cannot_be_is_a_sentence(name: str) -> None:
    make_run("taken")
    app = open_page("train")
    app.text_input[0].set_value(name).run()
    assert_healthy(app)
    assert any(f"'{name}'" in error.value for error in app.error)
    assert find_button(app, "Start").disabled
    assert len(list_own()) == 1


def test_start_creates_one_run_and_one_job_and_leads_to_the_live_view() -> None:
    app = open_page("train")
    app.text_input[0].set_value("fresh").run()
    press_start(app)
    assert [run.name for run in list_own()] == ["fresh"]
    assert [job.spec.arguments for job in list_jobs_of("training")] == [("train", "--resume", "fresh")]
    assert app.title[0].value == "Watch"
    # The form is as it was, with a new name for a second run of the same settings.
    app.switch_page("pages/train.py").run()
    assert_healthy(app)
    assert app.text_input[0].value == ""


def test_the_second_press_of_a_double_click_starts_nothing() -> None:
    app = open_page("train")
    button = find_button(app, "Start").click()
    app.run()
    # What a browser sends that has not drawn the answer to the first press yet.
    app.switch_page("pages/train.py").run()
    app._run(_press(button))
    assert_healthy(app)
    assert len(list_own()) == len(list_jobs_of("training")) == 1


def _press(button: Any) -> Any:
    from streamlit.proto.WidgetStates_pb2 import WidgetStates

    states = WidgetStates()
    state = states.widgets.add()
    state.id = button.id
    state.trigger_value = True
    return states


def test_a_second_browser_that_starts_the_same_gets_a_run_of_its_own() -> None:
    first, second = open_page("train"), open_page("train")
    press_start(first)
    press_start(second)
    assert {run.name for run in list_own()} == {"aavae-1", "aavae-2"}


def test_the_form_says_when_the_run_would_start() -> None:
    app = open_page("train")
    assert any("starts now" in said for said in list_said(app))
    start_training("first", RunConfig())
    app.run()
    assert any("waits behind 1 training." in said for said in list_said(app))
    start_training("second", RunConfig())
    app.run()
    assert any("waits behind 2 trainings." in said for said in list_said(app))
    save_settings(QueueConfig(jobs_at_once=3))
    app.run()
    assert any("starts now" in said for said in list_said(app))


def test_slurm_without_sbatch_is_said_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    app = open_page("train")
    app.selectbox(key="engine.cluster").set_value("slurm").run()
    assert_healthy(app)
    assert any("no `sbatch`" in warning.value for warning in app.warning)
    assert app.text_input(key="engine.partition").label == "Partition"
    press_start(app)
    assert any("sbatch is not on this machine's PATH" in error.value for error in app.error)
    assert not list_own()


def test_a_method_has_only_its_own_objective() -> None:
    app = open_page("train")
    assert [number.label for number in app.number_input if number.label.startswith("Temperature")] == []
    find_number(app, "Beta, the weight of the KL term").set_value(2.0).run()
    app.segmented_control(key="new.method").set_value("simclr").run()
    assert_healthy(app)
    find_number(app, "Temperature").set_value(0.2).run()
    assert start(RunConfig(method="simclr"), app) == RunConfig(method="simclr", temperature=0.2)
    app.switch_page("pages/train.py").run()
    app.segmented_control(key="new.method").set_value("aavae").run()
    assert start(RunConfig(), app) == RunConfig(beta=2.0)


@pytest.mark.parametrize("config", [UNUSUAL, RunConfig(method="simclr", temperature=0.07)])
def test_a_re_run_has_every_setting_of_the_run(config: RunConfig) -> None:
    create_run("model", config)
    app = open_page("train", {"from": "model"})
    assert_healthy(app)
    assert any("settings of 'model'" in success.value for success in app.success)
    # Loaded once: a reload keeps what was changed since.
    assert "from" not in app.query_params
    assert start(config, app) == config


def test_a_re_run_of_what_is_gone_is_a_sentence() -> None:
    app = open_page("train", {"from": "../../etc"})
    assert_healthy(app)
    assert any("no run '../../etc' any more" in error.value for error in app.error)


def test_a_re_run_without_its_images_keeps_the_other_settings() -> None:
    create_run("far", RunConfig(data="stl10", seed=3))
    app = open_page("train", {"from": "far"})
    assert_healthy(app)
    assert any("'stl10' are not here" in error.value for error in app.error)
    assert start(RunConfig(), app) == RunConfig(seed=3)


def test_an_estimate_that_is_not_there_is_asked_for_once() -> None:
    app = open_page("train")
    find_number(app, "Epochs").set_value(3).run()
    find_number(app, "Seed").set_value(9).run()
    assert len(list_jobs_of("estimate")) == 1
    assert any("being measured" in said for said in list_said(app))
    assert not find_button(app, "Start").disabled


def test_an_estimate_of_settings_that_changed_since_is_given_up() -> None:
    app = open_page("train")
    find_number(app, "Latents").set_value(64).run()
    first, second = list_jobs_of("estimate")
    assert first.stop.exists() and not second.stop.exists()
    assert second.spec.arguments == ("estimate", "--num-epochs", "1", "--model.latent-dim", "64")


def test_another_optimiser_is_measured_anew() -> None:
    app = open_page("train")
    app.selectbox(key="new.optim.optimizer").set_value("adamw").run()
    assert list_jobs_of("estimate")[-1].spec.arguments[-2:] == ("--optim.optimizer", "adamw")


def test_beside_a_training_it_is_measured_too_and_said() -> None:
    app = open_page("train")
    press_start(app)
    (run,) = list_own()
    # The start of a training ends what is being measured; whoever comes back has it measured again.
    (estimate,) = list_jobs_of("estimate")
    assert estimate.stop.exists()
    write_job_status(estimate.path, JobStatus(state="stopped"))
    app = open_page("train")
    assert_healthy(app)
    assert [job.status.state for job in list_jobs_of("estimate")] == ["stopped", "waiting"]
    assert any(f"beside '{run.name}', which trains here" in said for said in list_said(app))
    assert not find_button(app, "Start").disabled


def test_an_estimate_is_shown_with_its_time_memory_and_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, memory_bytes=10**9)
    app = open_page("train")
    assert_healthy(app)
    assert any("of memory" in said and "of disk" in said and "an epoch" in said for said in list_said(app))
    assert any("**Between " in said and " seconds**, about " in said for said in list_said(app))
    assert any("from a few steps" in said and "memory counted" in said for said in list_said(app))
    assert not list_jobs_of("estimate")
    # However recently it was measured.
    for count in (1, 2):
        find_button(app, "Measure again").click().run()
        assert_healthy(app)
        *_, job = jobs = list_jobs_of("estimate")
        assert len(jobs) == count
        assert any("being measured" in said for said in list_said(app))
        measure(monkeypatch, memory_bytes=10**9)
        write_job_status(job.path, JobStatus(state="finished", ended=time.time()))
        app.run()


def test_what_a_busy_machine_takes_is_said_and_measured_again_once_it_is_free(
    monkeypatch: pytest.MonkeyPatch, load: list[float]
) -> None:
    load[0] = 100.0
    measure(monkeypatch, memory_bytes=10**9)
    app = open_page("train")
    assert_healthy(app)
    assert any("from a few steps beside other work" in said for said in list_said(app))
    assert any("again once nothing else runs here" in said for said in list_said(app))
    assert not list_jobs_of("estimate")
    load[0] = 0.0
    app.run()
    assert_healthy(app)
    assert any("being measured again" in said for said in list_said(app))
    assert len(list_jobs_of("estimate")) == 1
    assert not find_button(app, "Start").disabled
    measure(monkeypatch, memory_bytes=10**9)
    app.run()
    assert any("from a few steps on a free machine" in said for said in list_said(app))
    assert not any("measured again" in said for said in list_said(app))


@pytest.mark.parametrize(
    ("state", "seconds", "count"), [("finished", 60, 2), ("finished", 5, 1), ("failed", 60, 1)]
)
def test_a_machine_that_was_not_free_after_all_is_left_alone_for_a_while(
    state: Any, seconds: float, count: int, monkeypatch: pytest.MonkeyPatch, load: list[float]
) -> None:
    load[0] = 100.0
    measure(monkeypatch, memory_bytes=10**9)
    load[0] = 0.0
    app = open_page("train")
    (job,) = list_jobs_of("estimate")
    write_job_status(job.path, JobStatus(state=state, ended=time.time() - seconds))
    app.run()
    assert len(list_jobs_of("estimate")) == count


def test_a_preset_says_whether_its_time_holds_for_a_busy_machine_alone(
    monkeypatch: pytest.MonkeyPatch, load: list[float]
) -> None:
    preset = list_presets((BUNDLED,), BUNDLED)[0]
    monkeypatch.setattr("aavae.estimate.measuring.measure", lambda *arguments: MEASUREMENT)
    load[0] = 100.0
    evaluate_estimate(preset.config, HardwareConfig())
    assert any("beside other work, less on a free one." in said for said in list_said(open_page("train")))
    load[0] = 0.0
    free = evaluate_estimate(preset.config, HardwareConfig())
    said = list_said(open_page("train"))
    assert any(f"On this machine {describe_time(free)}." in text for text in said)
    assert not any("beside other work" in text for text in said)


def test_a_run_that_may_not_fit_is_warned_of_and_starts_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    measure(monkeypatch, memory_bytes=10**15)
    app = open_page("train")
    assert_healthy(app)
    assert any("PB of memory" in warning.value and "smaller" in warning.value for warning in app.warning)
    assert not app.error
    press_start(app)
    assert len(list_own()) == 1


def test_a_link_chooses_the_images_and_leaves_all_else(tiny_dataset: Dataset) -> None:
    write_set(data_dir(), tiny_dataset, "drawn")
    app = open_page("train", {"data": "tiny"})
    assert_healthy(app)
    assert app.selectbox(key="new.data").value == "tiny"
    app.selectbox(key="new.data").select("bundled").run()
    assert app.selectbox(key="new.data").value == "bundled"


def test_a_link_to_images_that_are_gone_is_a_sentence() -> None:
    app = open_page("train", {"data": "gone"})
    assert_healthy(app)
    assert "There are no images 'gone' here any more, so the form is as it was." in {
        error.value for error in app.error
    }
    assert app.selectbox(key="new.data").value == "bundled"


def test_images_that_are_removed_meanwhile_are_not_replaced_in_silence(tiny_dataset: Dataset) -> None:
    write_set(data_dir(), tiny_dataset, "drawn")
    app = open_page("train", {"data": "tiny"})
    remove_set(data_dir(), "tiny")
    press_start(app)
    assert_healthy(app)
    assert list_own() == []
    (error,) = app.error
    assert error.value.startswith("The images 'tiny' are not here any more: nothing was started")
    assert app.selectbox(key="new.data").value == "bundled"
    press_start(app)
    assert len(list_own()) == 1
