from aavae.studies.beta import BETAS, build_beta


def test_both_methods_are_trained_at_every_weight() -> None:
    cells = build_beta().cells
    assert [(cell.config.method, cell.config.switches.beta) for cell in cells] == [
        (method, beta) for method in ("aavae", "vae") for beta in BETAS
    ]
    assert all(cell.settings == {"beta": cell.config.switches.beta} for cell in cells)


def test_the_weights_of_the_ablation_have_three_seeds() -> None:
    assert {cell.settings["beta"]: cell.seeds for cell in build_beta().cells} == {
        0.0: 3,
        1e-3: 1,
        1e-2: 1,
        1e-1: 1,
        1.0: 3,
        10.0: 1,
    }
