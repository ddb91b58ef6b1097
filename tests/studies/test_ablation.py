from aavae.studies.ablation import build_ablation, find_method


def test_the_switches_of_each_cell_are_those_of_its_run() -> None:
    cells = build_ablation().cells
    for cell in cells:
        switches = cell.config.switches
        assert cell.settings == {
            "augment": switches.augment,
            "sample": switches.sample,
            "kl": switches.beta == 1,
        }
        assert switches.beta in (0, 1)
        assert switches.features == 0 and not switches.contrastive
        assert cell.seeds == 3
    assert len({tuple(cell.settings.values()) for cell in cells}) == 8


def test_a_method_is_found_by_its_switches() -> None:
    found = [find_method(*switches) for switches in ((False, False), (False, True), (True, False))]
    assert found == ["ae", "vae", "dae"]
    assert find_method(augment=True, sample=True) == "aavae"
