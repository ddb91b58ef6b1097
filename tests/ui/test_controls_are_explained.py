"""Every control says what it does: in the code of all states of all pages, seen or not."""

import ast
from collections.abc import Iterator
from pathlib import Path

from aavae.paths import ROOT

WIDGETS = {
    *("button", "camera_input", "checkbox", "color_picker", "date_input", "download_button", "feedback"),
    *("file_uploader", "multiselect", "number_input", "pills", "popover", "radio", "segmented_control"),
    *("select_slider", "selectbox", "slider", "text_area", "text_input", "toggle"),
}
OURS = {"choose_number", "choose_one"}
"""Functions that draw a widget, with its `help`."""
SELF_EXPLAINING = {
    "aavae/ui/jobs/run_actions.py": {"_('Rename')"},
    "aavae/ui/lesson/page.py": {
        "_('Back')",
        "_('Next step') if position + 1 < len(STEPS) else _('To the end')",
    },
    # The two answers to a question that stands above them.
    "aavae/ui/notices/answers.py": {"_(yes)", "_('Keep')"},
    "aavae/ui/pictures/picture_source.py": {"_('Photo')"},
}

ON_PHONES = "aavae/ui/classroom/"
"""Labels are whole phrases there: what is answered with a thumb has no room for a tip."""


def test_every_control_has_help_or_explains_itself() -> None:
    mute = {}
    for path in sorted((ROOT / "aavae" / "ui").rglob("*.py")):
        name = path.relative_to(ROOT).as_posix()
        if name.startswith(ON_PHONES):
            continue
        labels = {ast.unparse(call.args[0]) for call in list_mute(path)}
        if labels != SELF_EXPLAINING.get(name, set()):
            mute[name] = labels
    assert not mute


def list_mute(path: Path) -> Iterator[ast.Call]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        function = node.func
        is_widget = isinstance(function, ast.Attribute) and function.attr in WIDGETS
        is_ours = isinstance(function, ast.Name) and function.id in OURS
        given = {keyword.arg for keyword in node.keywords}
        # None: what `**` hands over has it, as the fields of forms do.
        if (is_widget or is_ours) and not given & {"help", None}:
            yield node
