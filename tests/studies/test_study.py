from aavae.studies.study import Study


def test_every_cell_has_its_first_seed_before_any_has_a_second(micro_study: Study) -> None:
    first, second = micro_study.cells
    study = micro_study._replace(cells=(first._replace(seeds=2), second))
    assert [(run.config.method, run.config.seed) for run in study.plan_runs()] == [
        ("ae", 0),
        ("aavae", 0),
        ("ae", 1),
    ]
    assert [(run.config.method, run.config.seed) for run in study.plan_runs(seeds=2)] == [
        ("ae", 0),
        ("aavae", 0),
        ("ae", 1),
        ("aavae", 1),
    ]


def test_a_planned_run_has_its_cell_s_settings_and_a_name_with_the_seed(micro_study: Study) -> None:
    run = micro_study.plan_run(micro_study.cells[1], seed=3)
    assert run.settings == {"augment": True}
    assert run.config == micro_study.cells[1].config.model_copy(update={"seed": 3})
    assert run.name.endswith("-seed-3")
