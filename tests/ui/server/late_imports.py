"""What pages import elsewhere than in `imports`: `python -m tests.ui.server.late_imports DATA PAGE…`."""

import json
import sys
from collections import defaultdict

from streamlit.testing.v1 import AppTest

from aavae.paths import ROOT


class Spy:
    """Sees every module that is looked for; those of the one place are looked for under its lock."""

    def __init__(self) -> None:
        self.page = ""
        self.seen: defaultdict[str, list[str]] = defaultdict(list)

    def find_spec(self, name: str, *_: object) -> None:
        from aavae.ui.server import imports

        if not imports._lock._is_owned():  # pyright: ignore[reportAttributeAccessIssue]
            self.seen[self.page].append(name)


def main() -> None:
    from aavae.ui import frame

    frame.start_warming = lambda: None
    spy = Spy()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=240)
    data, *pages = sys.argv[1:]
    for page in pages:
        spy.page = page
        if page != "app.py":
            app = app.switch_page(page)
            app.query_params["data"] = data
        sys.meta_path.insert(0, spy)
        app = app.run()
        sys.meta_path.remove(spy)
        assert not app.exception, page
        assert not [error.value for error in app.error if "fault of its own" in error.value], page
    # What is not installed, or is a part of Python itself, is nobody's to share.
    print(
        json.dumps(
            {
                page: [
                    name
                    for name in names
                    if name in sys.modules and name.split(".")[0] not in sys.stdlib_module_names
                ]
                for page, names in spy.seen.items()
            }
        )
    )


if __name__ == "__main__":
    main()
