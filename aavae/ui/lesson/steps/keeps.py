"""Step 1: what an autoencoder keeps."""

from aavae.data.image_set import Dataset
from aavae.figures.theme import GREY, get_colour
from aavae.formatting import format_count
from aavae.language import N_, _
from aavae.teaching.questions import LATENTS_AT_BETA_10, PROBE_OF_AE
from aavae.teaching.truths import read_accuracy
from aavae.ui.lesson.ask import ask_number
from aavae.ui.lesson.guess_bars import Bar
from aavae.ui.lesson.step import LabLink, Step, note, tell


def _render_story(dataset: Dataset) -> None:
    colours, height, width = dataset.test.image_shape
    tell(
        _(
            "An **autoencoder** (AE) is two networks in a row. A *network* is a long calculation with many "
            "numbers that can be adjusted; *training* adjusts them little by little, until the result is "
            "good."
        )
    )
    tell(
        _(
            "The **encoder** squeezes a picture into {latents} numbers, its **latent** (each of these "
            "numbers is called a latent, too). A picture here has {height} by {width} pixels, each with an "
            "amount of red, green and blue: {numbers} numbers. The **decoder** paints a picture from the "
            "{latents} numbers alone. Both learn one thing: what is painted should look like what went in. "
            "Nobody tells them what a picture shows."
        ).format(
            latents=LATENTS_AT_BETA_10.high,
            height=height,
            width=width,
            numbers=format_count(colours * height * width),
        )
    )
    tell(
        _(
            "How far the painted picture is from the original is the **loss**, the number that training "
            "makes small. Press *Next picture*: the painting is blurred, but one can tell what it is. But "
            "does the model know what it paints?"
        )
    )
    tell(
        _(
            "Here is a test. On its way to the latent the encoder makes 512 numbers, its **features**. A "
            "**linear classifier**, the simplest there is, weighs each of them, adds up, and says which of "
            "ten classes the picture shows: cat, ship, truck … It learns from labelled pictures (people have "
            "written down what each shows); the encoder stays as it is and never sees a label. Such a test "
            "is called a **probe**."
        )
    )


def list_known() -> list[Bar]:
    """Guessing, and the probe of the pixels themselves."""
    return [
        Bar(_("Guessing (one class in ten)"), 10, GREY),
        Bar(_("Raw pixels"), read_accuracy("pixels").percent, get_colour("pixels")),
    ]


def _render_question(dataset: Dataset) -> None:
    note(_("Pictures of 100 named right"))
    ask_number(PROBE_OF_AE, list_known(), "AE", get_colour("ae"))


def _render_result(dataset: Dataset) -> None:
    ae, pixels = read_accuracy("ae"), read_accuracy("pixels")
    tell(
        _(
            "The AE's features are hardly better than the raw pixels: {ae:.1f} of 100 against {pixels:.1f}. "
            "To paint a picture again one has to remember every colour and edge. Whether it is a cat does "
            "not matter for that, so nothing makes the encoder find out. This is the problem that the lesson "
            "is about."
        ).format(ae=ae.percent, pixels=pixels.percent)
    )
    note(
        _(
            "10,000 test pictures; the classifier learned from 50,000 labelled ones. With other test "
            "pictures the AE would most likely have between {low:.1f} and {high:.1f} (its [95 % "
            "interval](term:confidence-interval))."
        ).format(low=ae.low, high=ae.high)
    )


STEP = Step(
    name="keeps",
    title=N_("What an autoencoder keeps"),
    question=PROBE_OF_AE,
    switches=(),
    render_story=_render_story,
    render_question=_render_question,
    render_result=_render_result,
    labs=(
        LabLink(
            "pages/linear_probe.py",
            N_("Linear probe: the same test for all models, with fewer labels (so its numbers are lower)"),
            {"baseline_models": ["ae", "pixels"]},
        ),
        LabLink(
            "pages/reconstruct.py",
            N_("Reconstruct: what the AE paints of any picture"),
            {"models": ["ae"]},
        ),
    ),
    clue=N_(
        "An [autoencoder](term:autoencoder) (AE) squeezes a picture into few numbers and paints it again "
        "from them. Its features are numbers that it makes of a picture on the way. A linear classifier "
        "learns to say from them what the picture shows. The bars: how many of 100 pictures are named right "
        "without the AE."
    ),
    list_known=list_known,
)
