import runpy
from pathlib import Path
from typing import Any

import pytest


def test_a_component_is_its_modules_name_and_the_files_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        "aavae.ui.own_component.component", lambda name, **parts: made.append((name, parts)) or "it"
    )
    (tmp_path / "my_box.js").write_text("// é", encoding="utf-8")
    (tmp_path / "my_box.css").write_text(".my-box {}", encoding="utf-8")
    module = tmp_path / "my_box.py"
    module.write_text("from aavae.ui.own_component import load_component\nshow = load_component(__file__)\n")
    assert runpy.run_path(str(module))["show"] == "it"
    assert made == [
        ("my_box", {"html": '<div class="my-box"></div>', "css": ".my-box {}", "js": "// é"}),
    ]
