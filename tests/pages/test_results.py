"""The results page: with all tables, with some, with none; every row leads to its model."""

import pytest
from streamlit.testing.v1 import AppTest

from aavae.jobs.queue import list_jobs
from aavae.methods import METHODS
from aavae.runs.registry import list_runs
from aavae.studies.paper import PAPER_FIGURES
from aavae.studies.registry import find_study
from aavae.studies.table import StudyRow, table_path, write_table
from tests.pages.conftest import assert_healthy, open_page
from tests.studies.examples import finish, make_row, make_table

pytestmark = pytest.mark.usefixtures("no_processes", "no_checkpoints")

ACCURACIES = {"ae": 0.47, "vae": 0.46, "dae": 0.55, "aavae": 0.60, "aavae-features": 0.68, "simclr": 0.72}


def plan_rows(study: str) -> list[StudyRow]:
    return [
        make_row(
            ACCURACIES[plan.config.method],
            run=plan.name,
            method=plan.config.method,
            seed=plan.config.seed,
            settings=plan.settings,
            num_epochs=plan.config.num_epochs,
            training_seconds=3_600.0,
            **({"mse": None} if METHODS[plan.config.method].contrastive else {}),
        )
        for plan in find_study(study).plan_runs()
    ]


def write_zoo() -> None:
    untrained = make_row(
        0.41,
        run="untrained",
        method="untrained",
        num_epochs=0,
        images_per_second=None,
        training_seconds=None,
        mse=None,
    )
    write_table(make_table("zoo", [*plan_rows("zoo"), untrained], budget="hour"))


def write_tables() -> None:
    write_zoo()
    write_table(make_table("recipe", plan_rows("recipe"), budget="hour"))


def write_lengths() -> None:
    """The tables of the length study and of the shorter trainings, where more epochs are better."""
    for study, budget in {"sensitivity": "study", "zoo": "hour", "length": "two-hours"}.items():
        rows = [
            row.model_copy(update={"probe": {**row.probe, "h": 0.4 + row.num_epochs / 1_000}})
            for row in plan_rows(study)
        ]
        write_table(make_table(study, rows, budget=budget))


def read_text(app: AppTest) -> str:
    return "\n".join(element.value for element in [*app.markdown, *app.caption, *app.info])


def read_links(app: AppTest) -> dict[str, str]:
    return {link.label: link.proto.query_string for link in app.main.page_link}


def test_the_headline_compares_what_the_table_holds() -> None:
    write_tables()
    app = open_page("results")
    assert_healthy(app)
    assert not app.error
    headline = app.info[0].value
    assert "**AAVAE** is **14.0 points** ahead of **VAE**" in headline
    assert "**SimCLR** is **12.0 points** ahead of **AAVAE**" in headline


def test_the_board_has_every_method_the_best_first_and_the_papers_figure_where_there_is_one() -> None:
    write_tables()
    (board,) = [html.proto.body for html in open_page("results").get("html") if "<table" in html.proto.body]
    body = board.split("<tbody>")[1]
    rows = body.split("</tr>")[:-1]
    names = ["SimCLR", "AAVAE + features", "AAVAE", "Denoising AE", "AE", "VAE", "Untrained encoder"]
    assert all(f'<th scope="row">{name}</th>' in row for name, row in zip(names, rows, strict=True))
    for method, figure in PAPER_FIGURES.items():
        row = rows[names.index(METHODS[method].title)]
        assert f"<td>{figure.accuracy:.1%}</td>" in row
    assert "width: 100.0%" in rows[0]


def test_ours_stand_beside_the_papers_with_what_was_computed_for_them() -> None:
    write_tables()
    app = open_page("results")
    scale = app.table[0].value
    assert list(scale.columns) == ["Of each", "Here", "The paper"]
    values = {row["Of each"]: (row["Here"], row["The paper"]) for _, row in scale.iterrows()}
    assert values["Epochs"] == ("230", "3,200")
    assert values["Images seen"] == ("11.5 million", "160.0 million")
    assert values["Its weights"] == ("1.4 million", "23.5 million")
    assert values["AAVAE"] == ("60.0%", "87.1%")
    text = read_text(app)
    assert "**17 times** the weights" in text
    assert "**14 times** as many images" in text


def test_the_recipes_are_compared_for_the_same_time() -> None:
    write_tables()
    recipes = open_page("results").table[1].value
    assert list(recipes["Recipe"]) == [
        "Our recipe, patch encoder",
        "The paper's recipe, ResNet-18",
        "The paper's recipe, ResNet-50",
    ]
    assert list(recipes["Images seen"]) == ["11,481,600", "399,360", "149,760"]


def test_more_training_is_said_drawn_and_tabulated_from_the_tables_of_several_studies() -> None:
    write_lengths()
    app = open_page("results")
    assert_healthy(app)
    assert not app.error
    assert (
        "Twice the epochs of the shipped models change the linear probe: **AAVAE** **+23.0 points**"
        in read_text(app)
    )
    lengths = app.table[1].value
    assert list(lengths["Model"]) == ["AAVAE", "AAVAE", "AAVAE", "VAE", "VAE", "SimCLR", "SimCLR", "SimCLR"]
    assert list(lengths["Epochs"][:3]) == ["23", "230", "460"]
    assert list(lengths["Images seen"][:3]) == ["1.1 million", "11.5 million", "23.0 million"]
    assert list(lengths["Seeds"][:3]) == ["3", "1", "1"]
    assert list(lengths["Linear probe, h"][:3]) == ["42.3%", "63.0%", "86.0%"]
    assert "160 million images (arXiv 2107.12329, section 4; 87.1 % from the README" in read_text(app)


def test_a_model_that_is_here_is_one_link_from_every_page_about_models() -> None:
    write_tables()
    plan = find_study("zoo").plan_runs()[list(METHODS).index("vae")]
    finish(plan)
    app = open_page("results")
    app.selectbox(key="results_model").set_value(plan.name).run()
    assert_healthy(app)
    links = read_links(app)
    looking = {"Reconstruct", "Embedding map", "Generate"}
    assert set(links) == looking | {"Similarity", "Linear probe", "Diagnostics"}
    assert links["Similarity"] == f"model_a={plan.name}"
    assert links["Reconstruct"] == f"models={plan.name}"


def test_the_untrained_encoder_leads_only_where_it_can_be_chosen() -> None:
    write_tables()
    app = open_page("results")
    app.selectbox(key="results_model").set_value("untrained").run()
    assert set(read_links(app)) == {"Linear probe", "Diagnostics"}


def test_a_link_chooses_the_model() -> None:
    write_tables()
    app = open_page("results", {"results_model": "SimCLR"})
    assert app.selectbox(key="results_model").value == "hour-simclr-seed-0"


def test_without_the_images_a_model_cannot_be_trained_and_the_page_says_why() -> None:
    write_tables()
    app = open_page("results")
    button = app.button(key="train.open.results_model")
    assert button.disabled
    assert button.label == "Train it in the background"
    assert "python -m aavae data download cifar10" in read_text(app)
    assert not list_runs()
    assert not list_jobs()


def test_a_table_that_is_missing_is_a_line_with_its_command_and_the_rest_is_shown() -> None:
    write_zoo()
    app = open_page("results")
    assert_healthy(app)
    assert not app.error
    assert len(app.table) == 1
    assert any("`python -m aavae study run recipe`" in info.value for info in app.info)


def test_a_table_with_gaps_says_how_many_models_are_missing() -> None:
    write_table(make_table("zoo", plan_rows("zoo")[:2], budget="hour"))
    app = open_page("results")
    assert_healthy(app)
    assert not app.error
    assert "4 of 6 models are not in yet: `python -m aavae study run zoo`" in read_text(app)


def test_no_table_at_all_is_three_lines() -> None:
    app = open_page("results")
    assert_healthy(app)
    assert not app.error
    assert [info.value.count("python -m aavae study run") for info in app.info] == [1, 1, 1]
    assert [header.value for header in app.header] == [
        find_study("length").title,
        find_study("recipe").title,
    ]


def test_a_damaged_table_is_a_sentence() -> None:
    write_tables()
    table_path("zoo").write_text("{")
    app = open_page("results")
    assert_healthy(app)
    assert any("is damaged" in error.value for error in app.error)


def test_the_numbers_can_be_downloaded() -> None:
    write_tables()
    every = open_page("results").get("download_button")
    buttons = [button for button in every if not str(button.key).startswith("report_")]
    figures = [button for button in buttons if button.proto.id.endswith("results_per_class_csv")]
    assert [button.proto.label for button in buttons if button not in figures] == [
        "Methods as CSV",
        "Methods as JSON",
        "Recipe as CSV",
        "Recipe as JSON",
    ]
