import re
import runpy
from pathlib import Path
from typing import Any

import pytest

from aavae.ui.component.own_component import join_modules, load_component


def test_a_component_is_its_modules_name_and_the_files_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[tuple[str, dict[str, Any]]] = []
    monkeypatch.setattr(
        "aavae.ui.component.own_component.component", lambda name, **parts: made.append((name, parts)) or "it"
    )
    (tmp_path / "my_box.js").write_text("// é", encoding="utf-8")
    (tmp_path / "my_box.css").write_text(".my-box {}", encoding="utf-8")
    module = tmp_path / "my_box.py"
    module.write_text(
        "from aavae.ui.component.own_component import load_component\nshow = load_component(__file__)\n"
    )
    assert runpy.run_path(str(module))["show"] == "it"
    assert made == [
        ("my_box", {"html": '<div class="my-box"></div>', "css": ".my-box {}", "js": "// é"}),
    ]


def test_a_components_script_follows_those_that_it_imports_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(
        "aavae.ui.component.own_component.component", lambda name, *, html, css, js: made.append(js)
    )
    (tmp_path / "my_box.css").write_text("", encoding="utf-8")
    (tmp_path / "my_box.js").write_text('import { a } from "./side.js";\nuse(a);\n', encoding="utf-8")
    (tmp_path / "side.js").write_text("export const a = 1;\n", encoding="utf-8")
    load_component(str(tmp_path / "my_box.py"), "side")
    assert made == ["const a = 1;\n\nuse(a);\n"]


def test_of_joined_modules_imports_go_and_only_the_default_is_exported(tmp_path: Path) -> None:
    texts = {
        "one": "// one\nexport const a = 1;\nexport function f() {}\n",
        "two": 'import {\n  a,\n  f,\n} from "./one.js";\n\nexport default function show() {\n  f(a);\n}\n',
    }
    for name, text in texts.items():
        (tmp_path / f"{name}.js").write_text(text, encoding="utf-8")
    joined = join_modules(tmp_path / f"{name}.js" for name in texts)
    assert "import" not in joined
    assert re.findall(r"export \w+", joined) == ["export default"]
    assert "const a = 1;" in joined
