import pytest

from aavae.data.pool import NO_LABEL
from aavae.ui.maps import class_names
from aavae.ui.maps.class_names import show_class_names


def test_only_what_is_no_class_of_the_images_is_translated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(class_names, "_", str.upper)
    assert show_class_names(["cat", "Images", NO_LABEL]) == ("cat", "Images", "NO LABEL")
