"""Jobs: the queue of background work, and all runs with what can be done about them."""

from aavae.ui import frame

with frame.page(
    "Jobs",
    "Everything that computes in the background, whoever started it: it goes on when this page is closed. "
    "A training that is stopped **saves first**, and a resumed one ends as if it had never been stopped.",
    outline=(
        "The queue: what waits and what runs",
        "All runs, and what can be done about them",
    ),
):
    from aavae.ui.jobs.page import render_queue, take_snapshot
    from aavae.ui.jobs.queue_settings import render_queue_settings
    from aavae.ui.jobs.run_actions import render_question
    from aavae.ui.jobs.runs import render_runs

    snapshot = take_snapshot()
    render_queue(snapshot)
    render_runs(snapshot)
    render_queue_settings()
    render_question()
