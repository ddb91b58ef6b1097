import numpy as np
import pytest

from aavae.analysis.auc import compute_auc
from aavae.analysis.diagnostics.invariance import compute_invariance
from aavae.analysis.diagnostics.latents import compute_latent_statistics
from aavae.analysis.diagnostics.spectrum import compute_spectrum
from aavae.analysis.diagnostics.verdict import MIN_NUM_IMAGES, Evidence, LatentUse, compute_verdict
from aavae.analysis.similarity.pair_measures import compute_cosines
from aavae.analysis.similarity.uniformity import compute_uniformity

UNTRAINED = Evidence(
    num_images=2_000,
    rank_me=189,
    num_directions=512,
    leading=0.71,
    uniformity=-0.116,
    auc=0.627,
    auc_low=0.615,
    invariance=0.772,
)
"""As measured, of h."""
LEARNED = Evidence(
    num_images=2_000,
    rank_me=350,
    num_directions=512,
    leading=0.09,
    uniformity=-1.638,
    auc=0.861,
    auc_low=0.850,
    invariance=0.897,
)
"""That of the shipped AAVAE."""
NUM_IMAGES = 200


def measure(features: np.ndarray, noise: float) -> Evidence:
    """Evidence of made-up features, whose views are the features and noise."""
    generator = np.random.default_rng(1)
    first, second = (features + noise * generator.normal(size=features.shape) for _ in range(2))
    cosines = compute_cosines(first, second)
    spectrum = compute_spectrum(features)
    variances = np.square(spectrum.singular_values)
    auc = compute_auc(np.diag(cosines), cosines[~np.eye(len(cosines), dtype=bool)])
    return Evidence(
        num_images=len(features),
        rank_me=spectrum.rank_me,
        num_directions=len(variances),
        leading=float(variances[0] / variances.sum()) if variances.sum() else 0.0,
        uniformity=float(compute_uniformity(first, second, num_resamples=10).uniformity[0]),
        auc=auc,
        auc_low=auc - 0.03,
        invariance=compute_invariance(features, first),
    )


def draw(rank: int) -> np.ndarray:
    generator = np.random.default_rng(0)
    return generator.normal(size=(NUM_IMAGES, rank)) @ generator.normal(size=(rank, 64))


@pytest.mark.parametrize("offset", [0.0, 1.0, 1e3])
@pytest.mark.parametrize("noise", [0.0, 1e-7])
def test_one_point_for_all_images_has_collapsed_also_where_it_got_rounded(
    offset: float, noise: float
) -> None:
    features = np.full((NUM_IMAGES, 64), offset) * (1 + noise * np.random.default_rng(0).normal(size=64))
    evidence = measure(features, noise=noise * offset)
    verdict = compute_verdict(evidence, UNTRAINED)
    assert verdict.kind == "collapsed"
    assert "one point" in verdict.sentence


@pytest.mark.parametrize("rank", [1, 2, 4])
def test_a_few_directions_have_collapsed_however_well_they_tell_views_apart(rank: int) -> None:
    evidence = measure(draw(rank) + 1, noise=0.01)
    assert evidence.auc > UNTRAINED.auc + 0.1
    verdict = compute_verdict(evidence, UNTRAINED)
    assert verdict.kind == "collapsed"
    assert "a few directions" in verdict.sentence
    assert f"RankMe {evidence.rank_me:.3g} of 64" in verdict.sentence


def test_many_directions_that_views_share_are_learning() -> None:
    assert compute_verdict(measure(draw(40), noise=0.1), UNTRAINED).kind == "learning"


def test_rank_alone_is_no_sign_of_learning() -> None:
    noise = measure(draw(64), noise=30.0)
    assert noise.rank_me > 45
    verdict = compute_verdict(noise, UNTRAINED)
    assert verdict.kind == "random"
    assert "no sign of learning" in verdict.sentence


@pytest.mark.parametrize(
    ("auc", "invariance", "kind", "words"),
    [
        (0.627, 0.772, "random", "no sign of learning"),
        # Other random weights, once batch norm has seen the images.
        (0.689, 0.646, "random", "no sign of learning"),
        (0.638, 0.793, "random", "no sign of learning"),
        (0.595, 0.916, "learning", "hardly knows an image by its views"),
        (0.959, 0.947, "learning", "learning: "),
        (0.848, 0.674, "learning", "learning: "),
    ],
)
def test_learning_is_what_random_weights_do_not_do(
    auc: float, invariance: float, kind: str, words: str
) -> None:
    verdict = compute_verdict(
        LEARNED._replace(auc=auc, auc_low=auc - 0.012, invariance=invariance), UNTRAINED
    )
    assert verdict.kind == kind
    assert words in verdict.sentence


def test_an_auc_of_few_images_may_be_chance() -> None:
    unsure = LEARNED._replace(auc=0.75, auc_low=0.69, invariance=0.6)
    assert compute_verdict(unsure, UNTRAINED).kind == "random"
    assert compute_verdict(unsure._replace(auc_low=0.73), UNTRAINED).kind == "learning"


def test_large_numbers_are_written_out() -> None:
    wide = LEARNED._replace(rank_me=1_234.4, num_directions=2_048)
    sentence = compute_verdict(wide, UNTRAINED, LatentUse(128, 128, 5_678.9)).sentence
    assert "RankMe 1,234 of 2,048" in sentence
    assert "KL 5,679 nats" in sentence


def test_the_sentence_names_its_numbers() -> None:
    sentence = compute_verdict(LEARNED, UNTRAINED, LatentUse(60, 128, 81.2)).sentence
    assert sentence == (
        "learning: AUC of views 0.86 (untrained 0.63), invariance to colour jitter 0.90 (untrained 0.77); "
        "RankMe 350 of 512, 9% of the variance in one direction, uniformity -1.64; "
        "60 of 128 latents carry more image than noise (KL 81.2 nats an image)"
    )


@pytest.mark.parametrize(
    ("variance", "num_collapsed", "kind"), [(0.5, 120, "collapsed"), (0.5, 60, "learning")]
)
def test_latents_that_vary_less_than_their_noise_have_collapsed(
    variance: float, num_collapsed: int, kind: str
) -> None:
    generator = np.random.default_rng(0)
    mu = generator.normal(size=(NUM_IMAGES, 128))
    mu[:, :num_collapsed] *= 1e-2
    log_var = np.full_like(mu, np.log(variance))
    log_var[:, :num_collapsed] = 0
    statistics = compute_latent_statistics(mu, log_var)
    latents = LatentUse(statistics.num_informative, 128, statistics.kl_total)
    assert latents.num_informative == 128 - num_collapsed
    of_mu = compute_verdict(LEARNED, UNTRAINED, latents, of_latents=True)
    assert of_mu.kind == kind
    assert ("latents have collapsed" in of_mu.sentence) == (kind == "collapsed")
    assert f"{128 - num_collapsed} of 128 latents" in of_mu.sentence
    of_h = compute_verdict(LEARNED, UNTRAINED, latents)
    assert of_h.kind == "learning"
    assert ("latents have collapsed" in of_h.sentence) == (kind == "collapsed")


def test_collapsed_latents_are_not_taken_for_random_weights_unless_none_is_left() -> None:
    some = compute_verdict(UNTRAINED, UNTRAINED, LatentUse(16, 128, 17))
    assert some.kind == "collapsed"
    none = compute_verdict(UNTRAINED, UNTRAINED, LatentUse(0, 128, 17))
    assert none.kind == "random"
    assert "or all latents have collapsed" in none.sentence


@pytest.mark.parametrize(
    ("num_images", "words"),
    [(1, "1 test image is too few"), (MIN_NUM_IMAGES - 1, f"{MIN_NUM_IMAGES - 1} test images are too few")],
)
def test_on_too_few_images_it_cannot_be_told(num_images: int, words: str) -> None:
    verdict = compute_verdict(LEARNED._replace(num_images=num_images), UNTRAINED)
    assert verdict.kind == "unclear"
    assert words in verdict.sentence
    assert compute_verdict(LEARNED._replace(num_images=MIN_NUM_IMAGES), UNTRAINED).kind == "learning"
