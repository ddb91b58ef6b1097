from aavae.importing.medmnist import CLASS_NAMES


def test_every_flat_set_of_one_label_an_image_is_there() -> None:
    names = [name.removesuffix("MNIST").lower() for name, _ in CLASS_NAMES.values()]
    assert sorted(names) == sorted(
        [
            "path",
            "derma",
            "oct",
            "pneumonia",
            "retina",
            "breast",
            "blood",
            "tissue",
            "organa",
            "organc",
            "organs",
        ]
    )


def test_no_class_has_the_name_of_another_or_none() -> None:
    for _, class_names in CLASS_NAMES.values():
        assert len(set(class_names)) == len(class_names) >= 2
        assert all(class_names)
