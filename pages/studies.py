"""Studies: which switch, which weight, which setting makes the difference?"""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Studies"),
    N_(
        "Each study trains many models that differ in **one thing**, and asks what it does. Look first for "
        "what **stands apart by more than the [seeds](term:seed) do**; every dot is a model: choose one to "
        "open it, or to train it."
    ),
    outline=(
        N_("The study and its question"),
        N_("What each change does, as figures"),
        N_("The models behind the dots"),
    ),
):
    from aavae.ui.studies.page import choose_study, render_study

    render_study(choose_study())
