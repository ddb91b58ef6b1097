from aavae.ui.results.zoo import say_difference
from tests.studies.examples import make_row

VAE = make_row(0.5, method="vae")


def test_the_better_one_is_named_first_whichever_is_asked_for() -> None:
    aavae = make_row(0.6)
    sentence = "**AAVAE** is **10.0 points** ahead of **VAE** (95 % interval 8.6 to 11.4)."
    assert say_difference(aavae, VAE) == say_difference(VAE, aavae) == sentence


def test_a_difference_within_its_interval_is_said_to_be_chance() -> None:
    assert "may be chance (-0.4 to +2.4)" in say_difference(make_row(0.51), VAE)
