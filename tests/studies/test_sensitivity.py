from aavae.studies.recipe import build_config
from aavae.studies.sensitivity import VARIED, build_sensitivity


def test_each_cell_is_the_default_but_for_one_setting() -> None:
    for method in ("aavae", "simclr"):
        cells = [cell for cell in build_sensitivity().cells if cell.config.method == method]
        default, *others = cells
        assert (default.settings, default.config, default.seeds) == ({}, build_config("study", method), 3)
        assert [cell.settings for cell in others] == [
            {path: value} for path, values in VARIED.items() for value in values
        ]
        for cell in others:
            assert cell.config == build_config("study", method, cell.settings)
            assert cell.config != default.config
