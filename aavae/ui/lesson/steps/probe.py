"""Step 6: the probe, and what it takes for what."""

import streamlit as st

from aavae.data.image_set import Dataset
from aavae.figures.theme import get_colour
from aavae.language import N_, _
from aavae.teaching.questions import CONFUSED
from aavae.teaching.truths import CONFUSED_CLASS, read_accuracy, read_confusions
from aavae.ui.lesson.ask import ask_choice
from aavae.ui.lesson.bars import make_bars
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, note, tell

_MODELS = {"pixels": N_("Raw pixels"), "ae": "AE", "vae": "VAE", "aavae": "AAVAE"}
_ANIMALS = {"bird", "deer", "dog", "frog", "horse"}
_MOST = 5


def _render_story(dataset: Dataset) -> None:
    tell(
        _(
            "Back to the test of the first step: how many of 100 pictures does a [linear "
            "classifier](term:linear-probe) name right from a model's [features](term:features)? The "
            "researchers who invented the AAVAE (Falcon and others, 2021) say that its features are far "
            "better than the VAE's. Are they?"
        )
    )
    note(_("Pictures of 100 named right"))
    bars = [
        Bar(_(title) if name == "pixels" else title, read_accuracy(name).percent, get_colour(name))
        for name, title in _MODELS.items()
    ]
    st.html(make_bars(bars, 100))
    tell(
        _(
            "They are, already for small models that trained for as long as an hour of two fast processor "
            "cores allows. The researchers' own AAVAE, a large network that saw all pictures 3,200 times on "
            "graphics cards, reaches 87."
        )
    )
    tell(
        _(
            "The AAVAE's classifier is right about {right:.0f} of 100 cats. The others it takes for "
            "something else."
        ).format(right=100 * read_confusions()[CONFUSED_CLASS])
    )


def _render_question(dataset: Dataset) -> None:
    ask_choice(CONFUSED)


def _render_result(dataset: Dataset) -> None:
    shares = {name: share for name, share in read_confusions().items() if name != CONFUSED_CLASS}
    note(_("Of 100 cats, the AAVAE's classifier takes so many for …"))
    bars = [
        Bar(_(CONFUSED.options[name]), 100 * share, get_colour("aavae"))
        for name, share in list(shares.items())[:_MOST]
    ]
    # As long as the bars above, which are of 100, too.
    st.html(make_bars(bars, 100))
    vehicles = sum(share for name, share in shares.items() if name not in _ANIMALS)
    tell(
        _(
            "The mistakes make sense: most of the cats named wrongly are taken for another animal, only "
            "{vehicles:.0f} of 100 for a vehicle. The features were made without a single label, yet they "
            "are sorted by what the pictures show."
        ).format(vehicles=100 * vehicles)
    )
    note(
        _(
            "This classifier learned from the 10,000 labelled pictures that come with the app, those of the "
            "bars further up from 50,000."
        )
    )


STEP = Step(
    name="probe",
    title=N_("The probe, and its mistakes"),
    question=CONFUSED,
    switches=("augment", "sample"),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink(
            "pages/linear_probe.py",
            N_("Linear probe: each class, and what is taken for what"),
            {"baseline_models": ["aavae", "vae"], "confusion_of": "aavae"},
        ),
        LabLink("pages/embedding_map.py", N_("Embedding map: where both models put each picture"), {}),
    ),
    clue=N_(
        "A [linear classifier](term:linear-probe) has learned to say from the AAVAE's features which of ten "
        "classes a picture shows. Some cats it takes for something else."
    ),
)
