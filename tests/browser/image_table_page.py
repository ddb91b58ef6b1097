"""A page with a table of two images, one of a class whose name is a formula."""

import pandas as pd

from aavae.ui import frame
from aavae.ui.maps.image_table import render_image_table

frame.render_style()
render_image_table(pd.DataFrame({"id": [1, 2], "class": ["cat", "=1+1"]}), "images")
