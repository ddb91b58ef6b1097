import pytest
from streamlit.testing.v1 import AppTest

from aavae.errors import UserError
from aavae.evaluation.subject import find_subject
from aavae.ui.augmentation.decoders import require_decoders
from tests.conftest import make_run


def test_only_models_that_can_paint_are_kept() -> None:
    make_run("paints", "vae")
    make_run("compares", "simclr")
    subjects = [find_subject(name) for name in ("compares", "paints")]
    assert require_decoders(subjects) == subjects[1:]
    with pytest.raises(UserError, match="choose an autoencoder"):
        require_decoders(subjects[:1])


def test_the_reason_names_the_models_that_cannot() -> None:
    make_run("compares", "simclr")

    def script() -> None:
        from aavae.evaluation.subject import find_subject
        from aavae.ui.augmentation.decoders import explain_missing

        explain_missing([])
        explain_missing([find_subject("compares")])

    app = AppTest.from_function(script).run()
    assert not app.exception
    (info,) = app.info
    assert "compares" in info.value and "has no decoder" in info.value
