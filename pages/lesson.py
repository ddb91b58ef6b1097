"""Lesson: seven steps from an autoencoder to an AAVAE, each with a guess before the result."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Lesson"),
    N_(
        "Why does a model that repairs distorted pictures learn better than one that only repeats them? "
        "Seven short steps, about 15 minutes. In each you **guess first**, then see what real models do. "
        "Point at a word with **dots** below it, or tap it, to read what it means."
    ),
    outline=(N_("The loss, and the model that its switches make"), N_("The step")),
):
    from aavae.ui.lesson.page import render_lesson

    render_lesson()
