import numpy as np

from aavae.ui.augmentation.model_cards import ModelCard, make_cards

IMAGE = np.zeros((3, 4, 4), np.uint8)
FACTS = [("Cosine", "0.5"), ("Probe", "<b>cat</b>")]


def test_a_card_has_its_pictures_or_the_reason_why_not() -> None:
    cards = [
        ModelCard("VAE", "#000000", [IMAGE, IMAGE], FACTS, False),
        ModelCard("SimCLR", "#000000", [], FACTS, False, "it cannot paint"),
    ]
    first, vae, simclr = make_cards(IMAGE, IMAGE, cards).split("<section")[1:]
    assert first.count("<img") == vae.count("<img") == 2
    assert 'alt="VAE, reconstruction"' in vae and "No decoder" not in vae
    assert "<img" not in simclr and "No decoder" in simclr


def test_only_an_answer_that_changed_stands_out() -> None:
    for changed in (False, True):
        html = make_cards(IMAGE, IMAGE, [ModelCard("VAE", "#000000", [IMAGE, IMAGE], FACTS, changed)])
        assert html.count('class="lab-changed"') == changed
    assert "<dd>0.5</dd>" in html


def test_hostile_names_become_text() -> None:
    html = make_cards(IMAGE, IMAGE, [ModelCard('"><script>', '"><i>', [IMAGE, IMAGE], FACTS, True)])
    assert "<script>" not in html and "<b>" not in html and "<i>" not in html
