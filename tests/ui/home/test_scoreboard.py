from aavae.ui.home.scoreboard import Score, _render_row


def test_a_bar_is_as_long_as_its_part_of_the_longest() -> None:
    row = _render_row(
        Score(title="AAVAE", method="aavae", probe=0.3, interval=(0.29, 0.31), knn=0.25, auc=0.854),
        longest=0.6,
    )
    assert "width: 50.0%" in row
    assert "30.0%" in row and "29.0 to 31.0" in row and "25.0%" in row and "0.85" in row


def test_a_hostile_name_becomes_text() -> None:
    assert "<script>" not in _render_row(
        Score(title="<script>", method="ae", probe=0.1, interval=(0.1, 0.1), knn=0.1, auc=0.5), 0.1
    )
