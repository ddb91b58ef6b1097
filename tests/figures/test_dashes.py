from aavae.figures.dashes import choose_dashes


def test_lines_differ_and_the_first_is_solid() -> None:
    dashes = choose_dashes(6)
    assert dashes[0] == "solid"
    assert len(set(dashes)) == 6
    assert choose_dashes(8)[6:] == dashes[:2]
    assert choose_dashes(0) == []
