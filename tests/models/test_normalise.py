import torch

from aavae.models import Normalise

MEAN, STD = torch.tensor([0.2, 0.5, 0.7]), torch.tensor([0.1, 0.2, 0.3])


def test_images_with_the_statistics_become_standard() -> None:
    noise = torch.randn(4, 3, 32, 32, generator=torch.Generator().manual_seed(0))
    images = MEAN.view(3, 1, 1) + STD.view(3, 1, 1) * noise
    normalised = Normalise(MEAN, STD)(images)
    torch.testing.assert_close(normalised.mean(dim=(0, 2, 3)), torch.zeros(3), atol=0.06, rtol=0)
    torch.testing.assert_close(normalised.std(dim=(0, 2, 3)), torch.ones(3), atol=0.06, rtol=0)


def test_invert_returns_the_images() -> None:
    normalise, images = Normalise(MEAN, STD), torch.rand(4, 3, 8, 8)
    torch.testing.assert_close(normalise.invert(normalise(images)), images)


def test_invert_stays_in_the_range_of_images() -> None:
    inverted = Normalise(MEAN, STD).invert(torch.tensor([-100.0, 100.0]).view(2, 1, 1, 1).expand(2, 3, 1, 1))
    assert torch.equal(inverted, torch.tensor([0.0, 1.0]).view(2, 1, 1, 1).expand(2, 3, 1, 1))


def test_the_statistics_travel_with_the_weights() -> None:
    other = Normalise()
    other.load_state_dict(Normalise(MEAN, STD).state_dict())
    assert torch.equal(other.mean.flatten(), MEAN)
    assert torch.equal(other.std.flatten(), STD)
    assert list(other.parameters()) == []
