import pytest

from aavae.errors import UserError
from aavae.evaluation.subject import find_subject, list_subjects
from tests.conftest import make_run


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


def test_only_runs_with_weights_are_subjects() -> None:
    make_run("whole")
    make_run("bare").layout.weights.unlink()
    names = [subject.name for subject in list_subjects() if subject.run and not subject.run.shipped]
    assert names == ["whole"]
    with pytest.raises(UserError, match="no weights yet"):
        find_subject("bare").compute_digest()


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
