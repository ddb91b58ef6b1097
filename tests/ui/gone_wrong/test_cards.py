from aavae.studies.pitfalls import PITFALLS, build_healthy
from aavae.ui.glossary.explain import explain
from aavae.ui.gone_wrong.cards import CARDS
from aavae.ui.gone_wrong.curves import CURVES


def test_every_pitfall_has_a_card_whose_terms_are_in_the_glossary() -> None:
    assert list(CARDS) == [pitfall.name for pitfall in PITFALLS]
    for card in CARDS.values():
        assert "(glossary?term=" in explain(card.change)
        assert "term:" not in explain(card.change) + explain(card.advice)
        assert card.telling in CURVES


def test_what_a_card_says_was_changed_is_what_was_changed() -> None:
    healthy = build_healthy("vae")
    assert (healthy.optim.learning_rate, healthy.switches.beta) == (0.001, 1)
    assert (healthy.model.latent_dim, healthy.batch_size) == (128, 256)
    settings = {pitfall.name: list(pitfall.settings.values()) for pitfall in PITFALLS}
    assert settings == {
        "learning-rate": [0.1],
        "beta-10": [10],
        "collapse": [3072],
        "latent-2": [2],
        "batch-4": [4],
        "crops": [0.02, 0.1],
    }
    words = {
        "learning-rate": "0.1 instead of 0.001",
        "beta-10": "10 instead of 1",
        "collapse": "3,072",
        "latent-2": "2 [latents](term:latent)** instead of 128",
        "batch-4": "4 images instead of 256",
        "crops": "2 to 10 % of an image's area instead of 8 to 100 %",
    }
    assert all(said in CARDS[name].change for name, said in words.items())
