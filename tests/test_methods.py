from typing import get_args

from aavae.methods import METHODS, MethodName


def test_the_table_holds_every_method_name() -> None:
    assert tuple(METHODS) == get_args(MethodName)


def test_an_aavae_is_a_vae_with_augmentation_and_without_the_kl_term() -> None:
    vae, aavae = METHODS["vae"], METHODS["aavae"]
    assert (vae.augment, vae.sample, vae.beta, vae.contrastive) == (False, True, 1, False)
    assert (aavae.augment, aavae.sample, aavae.beta, aavae.contrastive) == (True, True, 0, False)


def test_no_two_methods_have_the_same_switches_or_title() -> None:
    switches = [(m.augment, m.sample, m.beta, m.features, m.contrastive) for m in METHODS.values()]
    assert len(set(switches)) == len(METHODS)
    assert len({method.title for method in METHODS.values()}) == len(METHODS)


def test_the_extension_is_an_aavae_with_a_second_target() -> None:
    extension = METHODS["aavae-features"]
    assert extension.features > 0
    plain = METHODS["aavae"]
    assert extension._replace(title=plain.title, description=plain.description, features=0) == plain


def test_only_simclr_is_contrastive() -> None:
    assert [name for name, method in METHODS.items() if method.contrastive] == ["simclr"]
