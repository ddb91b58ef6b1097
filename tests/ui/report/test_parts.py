"""Parts of a report from what a small page draws."""

from streamlit.testing.v1 import AppTest

from aavae.sharing.page_report import Code, Figure, Heading, Metrics, Paragraph, Part, Pictures, Table
from aavae.ui.report.parts import make_parts


def draw_page() -> None:
    import numpy as np
    import plotly.graph_objects as go
    import streamlit as st

    from aavae.ui.component.in_place import render_in_place
    from aavae.ui.figure.figure import render_figure
    from aavae.ui.pictures.picture_walls import PictureWall, render_lens_walls
    from aavae.ui.pictures.pictures import PictureRow, render_rows
    from aavae.ui.report.record import Drawing, begin_record, note_drawing

    st.session_state["record"] = begin_record("Title", "Introduction")
    st.title("Title")
    st.markdown("Introduction")
    st.caption(":material/touch_app: Press something.")
    st.subheader("A part")
    with st.popover("Menu"):
        st.markdown("hidden")
    st.expander("Empty")
    with st.expander("More"):
        st.markdown("##### Inside")
        st.info("A point")
    left, right = st.columns(2)
    with right:
        st.metric("AUC", "0.9")
    with left:
        render_figure(go.Figure(go.Bar(y=[1])), lambda: [{"y": 1}], "bars", "One bar", "bars of mine")
        st.metric("Overlap", "0.3")
    st.table([{"Model": "AE", "Value": "1"}], hide_index=True)
    st.dataframe(
        [{"a": 0.5, "b": 1, "c": 2}],
        hide_index=True,
        column_config={"a": st.column_config.NumberColumn("Share"), "b": None},
        alt="Its alt",
    )
    images = np.zeros((4, 3, 8, 8), np.uint8)
    render_rows([PictureRow("A row <", images)])
    render_lens_walls(
        [PictureWall("A wall <", "Its note", images, images[0])], images[0], "view {number}", 2, "wall"
    )
    render_in_place("<b>in place</b>", "place")
    figure = go.Figure(go.Scatter(y=[1]))
    note_drawing("drawn", Drawing([{"x": 1}], "map", "A map", lambda: figure))
    render_in_place("<b>not this</b>", "drawn")
    st.code("command")


def find_parts() -> list[Part]:
    app = AppTest.from_function(draw_page, default_timeout=60).run()
    assert not app.exception
    return make_parts(app.session_state["record"])


def test_a_page_has_its_parts_from_top_to_bottom() -> None:
    parts = find_parts()
    figure = next(part for part in parts if isinstance(part, Figure))
    assert '"type":"bar"' in figure.specification
    assert (figure.alt, figure.rows, figure.name) == ("One bar. y: 1.", [{"y": 1}], "bars-of-mine")
    expected = [
        Heading("A part", 3),
        Heading("More", 3),
        Heading("Inside", 4),
        Paragraph("A point", "notice"),
        figure,
        Metrics([("Overlap", "0.3"), ("AUC", "0.9")]),
        Table([{"Model": "AE", "Value": "1"}], "table-1"),
        Table([{"Share": 0.5, "c": 2}], "table-2", "Its alt"),
    ]
    assert parts[: len(expected)] == expected
    row, walls, place, drawn, code = parts[len(expected) :]
    assert isinstance(row, Pictures)
    assert row.body.count("data:image/png") == 4
    assert isinstance(walls, Pictures)
    assert "A wall &lt;" in walls.body
    assert walls.body.count("data:image/png") == 1
    assert place == Pictures("<b>in place</b>")
    assert isinstance(drawn, Figure)
    assert drawn[1:] == ("A map", [{"x": 1}], "map")
    assert code == Code("command")
