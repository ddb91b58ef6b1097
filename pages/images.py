"""Images: the image sets that are here, and one's own pictures as another."""

from aavae.language import N_
from aavae.ui import frame

with frame.page(
    N_("Images"),
    N_(
        "What models are trained on, and looked at with. **Your own pictures** become a set like any other: "
        "drop a zip, see what was recognised and what a model will see, give it a name. Then every page has "
        "it under *Images*."
    ),
    outline=(
        N_("The image sets that are here"),
        N_("Pictures of one of them, and what its import found"),
    ),
):
    from aavae.ui.images.page import render_page

    render_page()
