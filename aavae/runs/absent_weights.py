"""Why a run has no weights, and what brings them. Imports no torch."""

from aavae.language import _
from aavae.runs.registry import Run


def explain_absence(run: Run) -> str:
    """Say in a sentence why there is no model to look at, and what to do.

    Args:
        run: one without weights.
    """
    if run.shipped:
        text = _(
            "The run '{name}' came with the app without its weights, for its curves and pictures alone: "
            "python -m aavae pitfalls {name} trains it anew."
        )
    elif run.status.state == "finished":
        text = _("The weights of '{name}' are gone: train it again.")
    else:
        text = _("The run '{name}' has no weights yet: wait for its first epoch.")
    return text.format(name=run.name)
