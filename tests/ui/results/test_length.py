from aavae.studies.length import TrainedLength
from aavae.studies.seeds import compute_seed_mean
from aavae.ui.results.length import say_growth
from tests.studies.examples import make_row


def make_length(method: str, num_epochs: int, accuracy: float) -> TrainedLength:
    row = make_row(accuracy, method=method, num_epochs=num_epochs)
    assert row.interval is not None
    return TrainedLength(
        row.method if row.method != "untrained" else "ae",
        num_epochs,
        num_epochs * 49_920,
        compute_seed_mean([accuracy]),
        row.interval,
        (row,),
    )


AAVAE = [make_length("aavae", epochs, accuracy) for epochs, accuracy in ((20, 0.6), (200, 0.7), (400, 0.72))]
VAE = [make_length("vae", epochs, accuracy) for epochs, accuracy in ((20, 0.48), (200, 0.51), (400, 0.5))]


def test_gains_are_those_of_the_last_step_and_the_gap_is_from_first_to_last() -> None:
    assert say_growth([*AAVAE, *VAE]) == (
        "Twice the epochs of the shipped models change the linear probe: "
        "**AAVAE** **+2.0 points** (95 % interval +0.6 to +3.4), "
        "**VAE** **-1.0 points** (95 % interval -2.4 to +0.4).  \n"
        "From 20 to 400 epochs the gap between AAVAE and VAE grew from 12.0 to **22.0 points**."
    )


def test_other_factors_are_not_called_twice_and_no_gain_is_minus_zero() -> None:
    longer = [*VAE[:2], make_length("vae", 600, 0.5098)]
    assert say_growth(longer).startswith(
        "The longest trainings change the linear probe: **VAE** **+0.0 points**"
    )


def test_a_gap_that_gets_smaller_shrank() -> None:
    better = [VAE[0], VAE[1], make_length("vae", 400, 0.62)]
    assert "shrank from 12.0 to **10.0 points**" in say_growth([*AAVAE, *better])


def test_without_two_lengths_nothing_is_said() -> None:
    assert say_growth([]) == say_growth(AAVAE[:1]) == ""


def test_one_method_alone_has_no_gap() -> None:
    assert "gap" not in say_growth(AAVAE)
