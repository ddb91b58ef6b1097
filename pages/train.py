"""Train: make a model of one's own, and watch it learn."""

from aavae.ui import frame

with frame.page(
    "Train",
    "A run trains **in the background**: close the tab, come back, it goes on. Watch the kNN accuracy, "
    "the one curve that shows learning, and the reconstructions as they sharpen; the finished model "
    "appears on every other page.",
):
    from aavae.ui.train import choose_run, render_form, render_run

    render_form()
    name = choose_run()
    if name is not None:
        render_run(name)
