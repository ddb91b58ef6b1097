"""The questions of the lesson, one a step, in their order."""

from aavae.language import N_
from aavae.teaching.question import ChoiceQuestion, NumberQuestion, Question

WALLS = {"A": "vae", "B": "aavae", "C": "ae"}
"""Letter of each wall of reconstructions -> the method that painted it."""

PROBE_OF_AE = NumberQuestion(
    "ae",
    N_(
        "A [linear classifier](term:linear-probe) sees 100 new pictures through the AE's "
        "[features](term:features). How many does it name right?"
    ),
    0,
    100,
    N_("of 100"),
)
LATENTS_AT_BETA_10 = NumberQuestion(
    "beta",
    N_("With β = 10, how many of the VAE's 128 [latents](term:latent) still tell pictures apart?"),
    0,
    128,
    N_("of 128"),
)
SWITCH = ChoiceQuestion(
    "switch",
    N_("Which one change lets the classifier name the most pictures right?"),
    {"augment": N_("Augment on"), "sample": N_("Sample on"), "kl": N_("KL term off")},
)
WALL = ChoiceQuestion("wall", N_("Which wall did the AAVAE paint?"), {letter: letter for letter in WALLS})
PAIRS = NumberQuestion(
    "pairs",
    N_("Which of two pairs is of one picture? In how many of 100 tries is the AAVAE right?"),
    0,
    100,
    N_("of 100"),
)
CONFUSED = ChoiceQuestion(
    "confused",
    N_("When the AAVAE's classifier is wrong about a cat, what does it say most often?"),
    # As the image set calls them.
    {
        name: name
        for name in (
            "airplane",
            "automobile",
            "bird",
            "deer",
            "dog",
            "frog",
            "horse",
            "ship",
            "truck",
        )
    },
)
SIMCLR = NumberQuestion(
    "simclr",
    N_(
        "SimCLR never paints, it only compares. Of 100 new pictures, how many does a [linear "
        "classifier](term:linear-probe) name right from SimCLR's [features](term:features)?"
    ),
    0,
    100,
    N_("of 100"),
)

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (PROBE_OF_AE, LATENTS_AT_BETA_10, SWITCH, WALL, PAIRS, CONFUSED, SIMCLR)
}
