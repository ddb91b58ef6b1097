"""The studies page: each study's answer in words and figures, and the way to every model."""

import json
from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from aavae.config import HardwareConfig
from aavae.data.disk import write_set
from aavae.data.image_set import Dataset
from aavae.estimate.estimate import describe_time
from aavae.estimate.kept import evaluate_estimate
from aavae.jobs.queue import list_jobs
from aavae.paths import data_dir
from aavae.runs.registry import find_run
from aavae.runs.status import Status, write_status
from aavae.studies.registry import find_study
from aavae.studies.study import PlannedRun
from aavae.studies.table import StudyRow, write_table
from tests.estimate.examples import MEASUREMENT
from tests.pages.conftest import assert_healthy, open_page
from tests.studies.examples import finish, make_row, make_table

pytestmark = pytest.mark.usefixtures("no_processes", "no_checkpoints")


def compute_accuracy(plan: PlannedRun) -> float:
    """Augmenting gives 10 points, sampling 2, beta takes 1 each; SimCLR depends more on its batch size."""
    switches, seed = plan.config.switches, plan.config.seed
    accuracy = 0.4 + 0.1 * switches.augment + 0.02 * switches.sample - 0.01 * switches.beta + 0.001 * seed
    off_default = sum("batch_size" in path for path in plan.settings)
    return accuracy - off_default * (0.05 if switches.contrastive else 0.01)


def plan_row(plan: PlannedRun) -> StudyRow:
    contrastive = plan.config.switches.contrastive
    return make_row(
        compute_accuracy(plan),
        run=plan.name,
        method=plan.config.method,
        seed=plan.config.seed,
        settings=plan.settings,
        num_epochs=plan.config.num_epochs,
        **({"mse": None, "kl": None, "active": None} if contrastive else {}),
    )


def write_study(name: str, keep: slice = slice(None)) -> list[StudyRow]:
    rows = [plan_row(plan) for plan in find_study(name).plan_runs()][keep]
    write_table(make_table(name, rows))
    return rows


def open_study(name: str) -> AppTest:
    app = open_page("studies", {"study": name.capitalize()})
    assert_healthy(app)
    assert not app.error
    return app


def read_figures(app: AppTest) -> list[dict]:
    return [json.loads(chart.proto.spec) for chart in app.get("plotly_chart")]


def read_dots(app: AppTest) -> set[str]:
    """The runs that the figures' dots name."""
    return {
        run for figure in read_figures(app) for trace in figure["data"] for run in trace.get("customdata", [])
    }


@pytest.mark.parametrize(("name", "num_figures"), [("ablation", 2), ("beta", 5), ("sensitivity", 1)])
def test_every_study_opens_by_its_link_with_its_figures_and_its_budget(name: str, num_figures: int) -> None:
    write_study(name)
    app = open_study(name)
    assert app.header[0].value == find_study(name).title
    assert len(read_figures(app)) == num_figures
    assert any(
        "six minutes of two fast Zen 4 cores on 50,000 images" in caption.value for caption in app.caption
    )


@pytest.mark.parametrize("name", ["ablation", "beta", "sensitivity"])
def test_every_dot_is_a_model_that_can_be_chosen(name: str) -> None:
    rows = write_study(name)
    app = open_study(name)
    dots = read_dots(app)
    assert dots == {row.run for row in rows if name != "sensitivity" or row.settings}
    for run in dots:
        app.selectbox(key=f"{name}_model").set_value(run)
    assert not app.run().exception


def test_the_ablation_names_the_switch_with_the_largest_effect() -> None:
    write_study("ablation")
    said = open_study("ablation").info[0].value
    assert "**Augment** has the largest effect" in said
    assert "**+10.0 points**" in said
    assert "next comes sample with +2.0" in said


def test_an_effect_that_the_seeds_alone_could_explain_is_said_to_be_one() -> None:
    rows = [
        plan_row(plan).model_copy(
            update={"probe": {"h": 0.5 - 0.02 * plan.config.seed * (plan.config.switches.beta > 0)}}
        )
        for plan in find_study("ablation").plan_runs()
    ]
    write_table(make_table("ablation", rows))
    said = open_study("ablation").info[0].value
    assert "**KL term** has the largest effect" in said
    assert "**-2.0 points** (-7.0 to +3.0), which the seeds alone could explain" in said


def test_one_seed_of_the_ablation_has_effects_without_intervals() -> None:
    write_study("ablation", slice(8))
    app = open_study("ablation")
    assert "**+10.0 points**; next" in app.info[0].value
    assert any("One seed alone gives no interval" in caption.value for caption in app.caption)


def test_an_ablation_with_gaps_has_no_effects_but_shows_the_rest() -> None:
    write_study("ablation", slice(5))
    app = open_study("ablation")
    assert len(read_figures(app)) == 1
    assert not app.info
    captions = " ".join(caption.value for caption in app.caption)
    assert "19 of 24 models are not in yet" in captions
    assert "once a seed has all eight combinations" in captions


def test_the_beta_study_says_which_beta_is_best_for_each_method() -> None:
    write_study("beta")
    said = open_study("beta").info[0].value
    assert "**AAVAE** is at its best with beta **0** " in said
    assert "**VAE** is at its best with beta **0** " in said
    assert said.count("at its worst with beta 10") == 2


def test_the_sensitivity_study_says_who_varies_less() -> None:
    write_study("sensitivity")
    app = open_study("sensitivity")
    assert "**AAVAE varies less than SimCLR**" in app.info[0].value
    spread = app.table[0].value
    assert list(spread["Method"]) == ["AAVAE", "SimCLR"]
    assert list(spread["Range"]) == ["1.0", "5.0"]
    assert list(spread["Seeds"]) == ["0.1", "0.1"]


def test_without_defaults_the_sensitivity_study_still_opens() -> None:
    rows = [plan_row(plan) for plan in find_study("sensitivity").plan_runs() if plan.settings]
    write_table(make_table("sensitivity", rows))
    app = open_study("sensitivity")
    assert not app.info
    assert not app.table


def test_a_study_without_a_table_says_how_to_make_it() -> None:
    app = open_study("beta")
    assert [info.value for info in app.info if "`python -m aavae study run beta`" in info.value]
    assert not app.get("plotly_chart")


def test_a_model_of_ones_own_is_linked() -> None:
    write_study("ablation")
    plan = find_study("ablation").plan_runs()[0]
    finish(plan)
    app = open_study("ablation")
    app.selectbox(key="ablation_model").set_value(plan.name).run()
    links = {link.label: link.proto.query_string for link in app.main.page_link}
    assert links["Embedding map"] == f"model_a={plan.name}"
    assert not [button for button in app.button if "Train it" in button.label]


def test_a_missing_model_is_trained_under_its_own_name_and_then_watched(
    micro_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aavae.estimate.measuring.measure", lambda *arguments: MEASUREMENT)
    monkeypatch.setattr("aavae.estimate.kept.look", lambda: 0.0)
    monkeypatch.setattr("aavae.estimate.load.LoadWatch.count_busy_cores", lambda watch: 0.0)
    write_set(data_dir(), replace(micro_dataset, name="cifar10"), "drawn")
    write_study("ablation")
    plan = find_study("ablation").plan_runs()[5]
    estimate = evaluate_estimate(plan.config, HardwareConfig())
    app = open_study("ablation")
    app.selectbox(key="ablation_model").set_value(plan.name).run()
    button = app.button(key="train.open.ablation_model")
    assert button.label == f"Train it in the background, {describe_time(estimate)}"
    button.click().run()
    assert_healthy(app)
    assert not app.error
    assert [job.spec.run for job in list_jobs()] == [plan.name]
    assert find_run(plan.name).config == plan.config
    links = {link.label: link.proto.query_string for link in app.main.page_link}
    assert links == {"Watch it": f"runs={plan.name}"}


def test_a_model_whose_training_was_stopped_is_found_on_the_jobs_page() -> None:
    write_study("ablation")
    plan = find_study("ablation").plan_runs()[0]
    run = finish(plan)
    write_status(run.layout.status, Status(state="stopped", epoch=3))
    app = open_study("ablation")
    app.selectbox(key="ablation_model").set_value(plan.name).run()
    links = {link.label: link.proto.query_string for link in app.main.page_link}
    assert links == {"See it on the Jobs page": f"run={plan.name}"}


def test_a_run_of_that_name_with_other_settings_is_a_sentence_and_the_page_goes_on() -> None:
    write_study("ablation")
    plan = find_study("ablation").plan_runs()[0]
    finish(plan._replace(config=plan.config.model_copy(update={"batch_size": 64})))
    app = open_page("studies")
    app.selectbox(key="ablation_model").set_value(plan.name).run()
    assert_healthy(app)
    assert ["has other settings" in error.value for error in app.error] == [True]
    labels = [button.proto.label for button in app.get("download_button")]
    assert labels[-2:] == ["Ablation as CSV", "Ablation as JSON"]
