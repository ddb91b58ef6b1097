from aavae.figures.dashes import choose_dashes


def test_lines_of_one_colour_differ_and_the_first_of_each_is_solid() -> None:
    dashes = choose_dashes(["aavae", "vae", "aavae", "aavae"])
    assert dashes[0] == dashes[1] == "solid"
    assert len({dashes[0], dashes[2], dashes[3]}) == 3
