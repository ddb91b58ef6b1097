"""The questions of the lesson, one a step, in their order."""

from aavae.language import N_
from aavae.teaching.question import ChoiceQuestion, NumberQuestion, Question

WALLS = {"A": "vae", "B": "aavae", "C": "ae"}
"""Letter of each wall of reconstructions -> the method that painted it."""

PROBE_OF_AE = NumberQuestion(
    "ae",
    N_(
        "Of 100 images that it never saw, for how many does a linear classifier name the right class from "
        "the AE's features?"
    ),
    0,
    100,
    N_("of 100"),
)
LATENTS_AT_BETA_10 = NumberQuestion(
    "beta",
    N_(
        "With beta = 10, how many of the VAE's 128 latents still say more about the image than they have "
        "noise?"
    ),
    0,
    128,
    N_("of 128"),
)
SWITCH = ChoiceQuestion(
    "switch",
    N_("Which of the three switches makes the features better?"),
    {"augment": N_("Augment"), "sample": N_("Sample"), "kl": N_("Drop the KL term")},
)
WALL = ChoiceQuestion("wall", N_("Which wall did the AAVAE paint?"), {letter: letter for letter in WALLS})
PAIRS = NumberQuestion(
    "pairs",
    N_("Of 100 such comparisons, in how many does the AAVAE find the two views of one image more alike?"),
    0,
    100,
    N_("of 100"),
)
CONFUSED = ChoiceQuestion(
    "confused",
    N_("When the AAVAE's probe is wrong about a cat, what does it say most often?"),
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
        "SimCLR never paints, it only compares. Of 100 images, how many does a linear classifier name right "
        "from its features?"
    ),
    0,
    100,
    N_("of 100"),
)

QUESTIONS: dict[str, Question] = {
    question.name: question
    for question in (PROBE_OF_AE, LATENTS_AT_BETA_10, SWITCH, WALL, PAIRS, CONFUSED, SIMCLR)
}
