from aavae.config import AugmentConfig
from aavae.ui.controls import augmentation_config


def test_the_default_choice_is_the_default_configuration() -> None:
    assert augmentation_config(["crop", "flip", "colour", "grayscale"]) == AugmentConfig()


def test_what_is_not_chosen_is_off_and_blur_can_be_on() -> None:
    config = augmentation_config(["blur"])
    assert config.blur_probability == 0.5
    assert config.crop_probability == config.flip_probability == config.jitter_probability == 0
