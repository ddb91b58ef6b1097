"""What the maps say to people, for the component's JavaScript: it knows no language."""

from aavae.formatting import format_count
from aavae.language import _, get_language, pgettext


def write_texts() -> dict[str, str]:
    """The texts of `texts.js` in the reader's language, their `{places}` as they are."""
    return {
        "language": get_language(),
        "separator": format_count(1_000).strip("01"),
        "alone": _("A map"),
        "arrow_instructions": _(
            "Arrows go from image to image, Enter opens one, Space selects it, Escape clears, plus and minus "
            "zoom, zero shows everything."
        ),
        "blocked": _(
            "The browser blocked the new window: allow pop-ups for this address, then press the button again."
        ),
        "box": _("Select with a box: drag, or click two corners"),
        "clear": _("Clear"),
        "clear_title": _("Select nothing (Escape)"),
        "colour_by": _("Colour by"),
        "count_of_all": _("{selected} of {all}"),
        "detach": _("Open this map in a window of its own"),
        "fewer_maps": _("The page shows fewer maps now, and not this one: close this window."),
        "gone": _(
            "The page shows its maps no more: this window keeps what it showed last, and goes on when they "
            "are back."
        ),
        "images": _("Images"),
        "images_title": _("Show images instead of points"),
        "labels": pgettext("on a map", "Labels"),
        "labels_title": _("Write the classes' names on the map"),
        "lasso": _("Select with a lasso"),
        "legend_row": _("Click: mute {name}. Double click, or click with Alt: only {name}."),
        "map": _("Map of {count} images by {title}."),
        "move_back": _("Move back"),
        "move_title": _("Move the points of the first map to their places on another"),
        "move_to": _("Move to {title}"),
        "move_to_other": _("Move to the other map"),
        "moved_from": _("{title}, moved here from {home}"),
        "nearest_by": _("Nearest by {title}"),
        "never": _(
            "The page with this map is not open in this browser: open it, and this window again from there."
        ),
        "pan": _("Move the map: drag, or click what goes to the middle"),
        "scale": _("{title}, from {low} to {high}"),
        "selected": _("Selected images: {count}."),
        "selected_image": _("{name}, {where}, selected"),
        "show_all": _("Show everything"),
        "test_image": _("test image {number}"),
        "tools": _("Tools of the maps"),
        "training_image": _("training image {number}"),
        "unfetched": _("The points of the map could not be fetched: reload the page."),
        "zoom_in": _("Zoom in"),
        "zoom_out": _("Zoom out"),
    }
