"""The augmentation lab: images distorted by hand or at random, and what each model makes of them."""
