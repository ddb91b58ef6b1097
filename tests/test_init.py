"""The package's own ten names: there at once, and imported when they are used."""

import importlib.util
import json
import subprocess
import sys
from typing import Any, assert_type

import pytest

import aavae
from aavae.paths import ROOT

NAMES = {
    "RunConfig",
    "distort",
    "fit",
    "knn_probe",
    "linear_probe",
    "load",
    "load_images",
    "plot",
    "project",
    "similarity",
}
HEAVY = ("torch", "streamlit", "plotly", "numpy", "pydantic", "sklearn", "umap")


def run_python(code: str) -> Any:
    """What a fresh process prints as JSON."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_package_has_ten_names_before_and_after_their_first_use() -> None:
    code = "import json, aavae; first = dir(aavae); [getattr(aavae, name) for name in aavae.__all__]"
    before, all_names, after = run_python(f"{code}; print(json.dumps([first, aavae.__all__, dir(aavae)]))")
    assert set(all_names) == NAMES
    assert len(all_names) == 10
    assert set(before) >= NAMES
    assert set(after) >= NAMES


def test_to_import_the_package_imports_nothing_heavy() -> None:
    code = f"import json, sys, aavae; print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    assert run_python(code) == []


def test_a_name_imports_what_it_needs_and_no_more() -> None:
    code = "import json, sys, aavae; aavae.RunConfig(), aavae.load('aavae'), aavae.load_images, aavae.fit, "
    code += f"aavae.plot; print(json.dumps([name for name in {HEAVY} if name in sys.modules]))"
    found = run_python(code)
    assert {"numpy", "pydantic"} <= set(found)
    assert not {"torch", "streamlit", "plotly", "umap"} & set(found)


def test_a_star_brings_the_ten_names() -> None:
    code = "import json\nfrom aavae import *\nprint(json.dumps([name for name in dir() if name[0] != '_']))"
    assert set(run_python(code)) == NAMES | {"json"}


@pytest.mark.parametrize("name", sorted(NAMES))
def test_no_name_is_that_of_a_module_which_would_take_its_place(name: str) -> None:
    assert importlib.util.find_spec(f"aavae.{name}") is None
    assert getattr(aavae, name).__doc__


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="module 'aavae' has no attribute 'nonsense'"):
        _ = getattr(aavae, "nonsense")  # noqa: B009
    assert not hasattr(aavae, "_HOME")


def check_types(config: aavae.RunConfig) -> None:
    """Never called: `make check` sees here that users see the types of what they call."""
    from plotly.graph_objects import Figure

    from aavae.api.model import LoadedModel
    from aavae.api.probes import ProbeResult
    from aavae.api.training import Fit

    model = assert_type(aavae.load("aavae"), LoadedModel)
    assert_type(aavae.linear_probe(model), ProbeResult)
    assert_type(aavae.plot(aavae.similarity(model)), Figure)
    assert_type(aavae.fit(config), Fit)


def test_the_package_says_that_it_has_types() -> None:
    assert (ROOT / "aavae" / "py.typed").exists()
