from pathlib import Path

import pytest

from aavae.errors import UserError
from aavae.evaluation.subject import BASELINES, find_subject, list_subjects
from aavae.paths import runs_dir
from aavae.runs.registry import RESERVED_NAMES
from aavae.runs.snapshots import snapshot_path
from aavae.runs.status import Status, write_status
from tests.conftest import make_imported_run, make_run, make_snapshots


def test_a_run_is_found_by_name_and_by_directory() -> None:
    run = make_run("mine")
    found = find_subject("mine").run
    assert found is not None
    assert found.layout.path == run.layout.path
    assert find_subject(str(run.layout.path)).compute_digest() == find_subject("mine").compute_digest()


def test_the_digest_follows_the_weights() -> None:
    first, second = make_run("one", seed=0), make_run("two", seed=1)
    before = find_subject("one").compute_digest()
    assert before != find_subject("two").compute_digest()
    first.layout.weights.write_bytes(second.layout.weights.read_bytes())
    assert find_subject("one").compute_digest() == find_subject("two").compute_digest() != before


def test_the_digest_of_the_untrained_encoder_follows_the_design_of_the_network(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    make_run("mine")
    names = ("untrained", "pixels", "mine")
    before = {name: find_subject(name).compute_digest() for name in names}
    monkeypatch.setattr("aavae.evaluation.subject.DESIGN", 1_000)
    after = {name: find_subject(name).compute_digest() for name in names}
    assert [name for name in names if before[name] != after[name]] == ["untrained"]


def test_only_runs_with_weights_are_subjects() -> None:
    make_run("whole")
    make_run("bare").layout.weights.unlink()
    names = [subject.name for subject in list_subjects() if subject.run and not subject.run.shipped]
    assert names == ["whole"]
    with pytest.raises(UserError, match=r"The weights of .bare. are gone: train it again"):
        find_subject("bare").compute_digest()


def test_a_baseline_s_name_means_the_baseline_and_a_run_of_that_name_is_no_choice() -> None:
    assert BASELINES.keys() < set(RESERVED_NAMES)
    for name in RESERVED_NAMES:
        (make_run("mine").layout.path).rename(runs_dir() / name)
    assert [subject for subject in list_subjects() if subject.run and not subject.run.shipped] == []
    for name in BASELINES:
        assert find_subject(name).run is None
        run = find_subject(str(runs_dir() / name)).run
        assert run is not None and run.layout.path == runs_dir() / name


def test_simclr_and_the_baselines_have_no_decoder() -> None:
    make_run("contrastive", "simclr")
    assert not find_subject("contrastive").has_decoder
    assert not find_subject("pixels").has_decoder
    assert not find_subject("untrained").has_decoder
    make_run("auto", "vae")
    assert find_subject("auto").has_decoder


def test_no_run_of_ones_own_has_the_title_of_a_shipped_one() -> None:
    make_run("AAVAE")
    titles = [subject.title for subject in list_subjects()]
    assert "AAVAE (yours)" in titles
    assert len(set(titles)) == len(titles)


def test_pixels_have_no_mu() -> None:
    with pytest.raises(UserError, match="choose h"):
        find_subject("pixels").check_representation("mu")


def test_an_unknown_name_names_the_known_ones() -> None:
    make_run("mine")
    with pytest.raises(UserError, match=r"no run .yours.; runs here: .*mine"):
        find_subject("yours")


def test_a_run_at_an_epoch_is_a_subject_of_its_own() -> None:
    make_snapshots(make_run("mine"), 0, 1)
    digests = {name: find_subject(name).compute_digest() for name in ("mine@0", "mine@1", "mine")}
    assert len(set(digests.values())) == 3
    subject = find_subject("mine@1")
    assert (subject.name, subject.title, subject.epoch) == ("mine@1", "mine (yours), epoch 1", 1)
    assert (subject.kind, subject.method, subject.has_decoder) == ("trained", "aavae", True)
    assert subject.now == find_subject("mine")


def test_a_shipped_run_at_an_epoch_is_titled_by_its_method(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_snapshots(make_run("small", "vae"), 1)
    monkeypatch.setenv("AAVAE_CHECKPOINTS", str(run.layout.path.parent))
    monkeypatch.setenv("AAVAE_RUNS", str(tmp_path))
    assert find_subject("small@1").title == "VAE, epoch 1"


@pytest.mark.parametrize("name", ["mine", "mine@0", "untrained", "pixels"])
def test_an_address_leads_to_the_same_subject_from_anywhere(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_snapshots(make_run("mine"), 0)
    subject = find_subject(name)
    monkeypatch.setenv("AAVAE_RUNS", "/nowhere")
    assert find_subject(subject.address).compute_digest() == subject.compute_digest()


def test_a_directory_may_have_an_at_in_its_name(tmp_path: Path) -> None:
    run = make_snapshots(make_run("mine"), 1)
    for name in ("copy@home", "copy@4"):
        copy = run.layout.path.rename(tmp_path / name)
        assert find_subject(str(copy)).epoch is None
        assert find_subject(f"{copy}@1").epoch == 1
        run.layout.path.symlink_to(copy)


def test_the_last_epoch_is_the_run_itself_even_if_there_is_a_snapshot_of_it() -> None:
    make_snapshots(make_run("mine"), 0, 1, 2)
    assert find_subject("mine@2") == find_subject("mine")
    assert find_subject("mine").epochs == [0, 1, 2]
    assert find_subject("mine").snapshots == [0, 1]


def test_an_unfinished_run_has_its_snapshots_and_is_not_its_last_epoch() -> None:
    run = make_snapshots(make_run("mine"), 0)
    write_status(run.layout.status, Status(state="stopped", epoch=1))
    assert find_subject("mine").epochs == [0]
    with pytest.raises(UserError, match="has no snapshot of epoch 2: choose one of 0"):
        find_subject("mine@2")


def test_rewinding_stops_at_the_latest_epoch_that_was_reached() -> None:
    run = make_run("mine")
    run.layout.config.write_text(run.config.model_copy(update={"num_epochs": 10}).model_dump_json())
    make_snapshots(run, 1, 4)
    subject = find_subject("mine")
    rewound = {epoch: subject.rewind(epoch).epoch for epoch in (0, 1, 3, 4, 9, 10, 11)}
    assert rewound == {0: None, 1: 1, 3: 1, 4: 4, 9: 4, 10: None, 11: None}
    assert subject.rewind(1).rewind(4).epoch == 4
    for baseline in ("pixels", "untrained"):
        assert find_subject(baseline).rewind(1) == find_subject(baseline)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mine@3", r"'mine' has no snapshot of epoch 3: choose one of 0, 1, 2\."),
        ("bare@1", r"'bare' has no snapshot of epoch 1: choose one of 2\."),
        ("untrained@0", "'untrained' is not trained"),
        ("nobody@0", "no run 'nobody'"),
        ("@0", "no run ''"),
        ("mine@1@1", "no run 'mine@1'"),
        *(
            (f"mine@{epoch}", "the number of an epoch")
            for epoch in ("", "-1", "1e9", "../..", "٤", "9" * 5000)
        ),
    ],
)
def test_an_epoch_that_is_not_there_is_a_sentence(name: str, message: str) -> None:
    make_snapshots(make_run("mine"), 0, 1)
    make_run("bare")
    with pytest.raises(UserError, match=message):
        find_subject(name)


def test_a_snapshot_that_is_deleted_meanwhile_is_a_sentence() -> None:
    run = make_snapshots(make_run("mine"), 1)
    subject = find_subject("mine@1")
    snapshot_path(run.layout.snapshots, 1).unlink()
    with pytest.raises(UserError, match="'mine@1' is gone"):
        subject.compute_digest()


def test_an_imported_model_says_so_and_has_one_epoch() -> None:
    make_imported_run("paper")
    subject = find_subject("paper")
    assert (subject.title, subject.method, subject.has_decoder) == ("paper (imported)", "aavae", True)
    assert (subject.epochs, subject.at(3_200)) == ([3_200], subject)
    assert subject in list_subjects()


def test_a_language_changes_a_title_and_nothing_that_results_are_found_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    run = make_run("mine")
    make_snapshots(run, 1)
    names = ("untrained", "pixels", "mine", "mine@1")
    before = [(find_subject(name), find_subject(name).compute_digest()) for name in names]
    titles = [subject.title for subject, __ in before]
    assert titles == ["Untrained encoder", "Raw pixels", "mine (yours)", "mine (yours), epoch 1"]
    monkeypatch.setattr("aavae.evaluation.subject._", lambda text: f"<{text}>")
    assert [(find_subject(name), find_subject(name).compute_digest()) for name in names] == before
    assert before[0][0].title == "<Untrained encoder>"
    assert before[3][0].title == "<<mine (yours)>, epoch 1>"
