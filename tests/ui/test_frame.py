from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from aavae.ui import frame
from tests.patience import PATIENCE


def test_every_page_has_the_style_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("aavae.ui.frame.start_warming", lambda: None)
    monkeypatch.setattr("aavae.ui.frame._render_navigation", lambda: None)

    def page() -> None:
        from aavae.ui import frame

        with frame.page("A title", "An introduction.", ["A part"]):
            pass

    app = AppTest.from_function(page, default_timeout=PATIENCE).run()
    assert not app.exception and not app.error
    (style,) = [html.proto.body for html in app.get("html")]
    assert style == f"<style>{Path(frame.__file__).with_suffix('.css').read_text(encoding='utf-8')}</style>"


def test_no_module_has_styles_of_its_own() -> None:
    modules = Path(frame.__file__).parent.rglob("*.py")
    assert not [path.name for path in modules if "<style" in path.read_text(encoding="utf-8")]
