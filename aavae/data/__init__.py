"""Image sets: uint8 images `(N, 3, H, W)` and int64 labels, loaded by name.

`store` finds and loads a set, `importing` and `download` put the complete CIFAR-10 on disk, `bundled`
is the sample that comes with the code.
"""
