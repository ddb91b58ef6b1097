"""How Sphinx makes the site of these pages: `make docs`. Neither that nor reading it needs a network."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

project = "AAVAE Explorer"
extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "docs.extensions.benches",
    "docs.extensions.commands",
    "docs.extensions.findings",
    "docs.extensions.modules",
    "docs.extensions.repository",
]
exclude_patterns = ["extensions"]
# In a docstring a word between backticks is code.
default_role = "literal"
# The two dashes of a flag are no dash of a sentence.
smartquotes = False

myst_heading_anchors = 4

autodoc_default_options = {"members": True, "ignore-module-all": True, "show-inheritance": True}
autodoc_member_order = "bysource"
napoleon_numpy_docstring = False
napoleon_use_ivar = True

html_theme = "furo"
html_title = project
html_copy_source = False
html_show_copyright = False
html_show_sphinx = False

# `make linkcheck` asks for each address once; a reader's own explorer need not run.
linkcheck_ignore = [r"http://127\.0\.0\.1"]
# Anchors of the forge's pages are drawn by scripts, which it does not run.
linkcheck_anchors_ignore_for_url = [r"https://github\.com/"]
linkcheck_timeout = 20
linkcheck_retries = 2
