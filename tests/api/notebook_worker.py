"""Runs the cells of a notebook in order, as Jupyter does, and prints as JSON what they showed and found.

Jupyter itself, nbclient with ipykernel, would bring some thirty packages for what is a loop.
"""

import ast
import json
import sys
from pathlib import Path
from typing import Any

import plotly.io


def show(value: Any) -> str:
    """The type of a cell's last value, after it was drawn as a notebook draws it."""
    if hasattr(value, "to_plotly_json"):
        plotly.io.to_json(value, validate=True)
    elif hasattr(value, "_repr_png_"):
        assert value._repr_png_()
    else:
        assert repr(value)
    return type(value).__name__


def run_cell(source: str, namespace: dict[str, Any]) -> str | None:
    """Run a cell; returns the type of its last value, None where it ends with a statement."""
    tree = ast.parse(source)
    last = tree.body[-1]
    if not isinstance(last, ast.Expr):
        exec(compile(tree, "<cell>", "exec"), namespace)
        return None
    tree.body.pop()
    exec(compile(tree, "<cell>", "exec"), namespace)
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), namespace)
    return None if value is None else show(value)


def main(path: Path) -> None:
    """Run a notebook."""
    namespace: dict[str, Any] = {}
    cells = [cell for cell in json.loads(path.read_text())["cells"] if cell["cell_type"] == "code"]
    shown = [run_cell("".join(cell["source"]), namespace) for cell in cells]
    training, own = namespace["training"], namespace["own"]
    found = {
        "shown": [name for name in shown if name is not None],
        "run": training.name,
        "images": own.images,
        "own_accuracy": own.accuracy,
        "own_interval": own.interval,
        "epochs": [metrics.epoch for metrics in training.history],
        "aavae_auc": namespace["similarities"]["aavae"].auc,
        "accuracies": [probe.accuracy for probe in namespace["probes"]],
        "errors": namespace["errors"],
    }
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
