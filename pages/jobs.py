"""Jobs: the queue of background work, and all runs with what can be done about them."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Jobs"),
    N_(
        "[Everything that computes in the background](term:job), whoever started it: it goes on when this "
        "page is closed. A training that is stopped **saves first**, and a resumed one ends as if it had "
        "never been stopped."
    ),
    outline=(
        N_("The queue: what waits and what runs"),
        N_("All runs, and what can be done about them"),
        N_("Encoders and vectors of other software"),
    ),
):
    from aavae.ui.jobs.class_state import render_class_state
    from aavae.ui.jobs.externals import render_external_question, render_externals
    from aavae.ui.jobs.model_import import render_model_import
    from aavae.ui.jobs.page import read_page_state, render_queue
    from aavae.ui.jobs.queue_settings import render_queue_settings
    from aavae.ui.jobs.run_actions import render_question
    from aavae.ui.jobs.runs import render_runs
    from aavae.ui.jobs.vectors_import import render_vectors_import

    render_class_state()
    page_state = read_page_state()
    render_queue(page_state)
    render_runs(page_state)
    render_externals()
    render_vectors_import()
    render_model_import()
    render_queue_settings()
    render_question()
    render_external_question()
