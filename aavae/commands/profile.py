"""`python -m aavae profile`."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from aavae.commands.output import print_rows
from aavae.commands.subjects import OnRuns, Representation, pair

if TYPE_CHECKING:
    from aavae.evaluation.augmentation.profile import Profile, ProfileDifference


@dataclass(frozen=True, kw_only=True)
class ProfileCommand(OnRuns):
    """Similarity of an image and its view for every augmentation alone; the first run minus the second."""

    representation: Representation = "mu"
    """What is compared."""
    num_images: int = 1_000
    """Test images, evenly spaced over the classes."""

    def __call__(self) -> None:
        """Print a row for each run and augmentation, then the differences, with 95 % intervals."""
        from aavae.errors import UserError
        from aavae.evaluation.augmentation.profile import compare_profiles, evaluate_profile

        if self.num_images < 2:
            raise UserError("--num-images: give at least 2 images.")
        subjects = self.find_subjects()
        dataset = self.load_dataset(subjects)
        groups: dict[str, list[tuple[str, Profile]]] = {}
        for subject, name in pair(subjects, self.representation):
            profile = evaluate_profile(
                subject, dataset, representation=name, num_images=self.num_images, seed=self.seed
            )
            groups.setdefault(name, []).append((subject.name, profile))
        rows = []
        for name, measured in groups.items():
            for run, profile in measured:
                rows += _list_rows(run, name, profile, profile.different)
            if len(measured) > 1:
                (first, one), (second, other), *_ = measured
                rows += _list_rows(f"{first} - {second}", name, compare_profiles(one, other), None)
        print_rows(rows, self.json)


def _list_rows(
    run: str, representation: str, profile: "Profile | ProfileDifference", different: float | None
) -> list[dict[str, object]]:
    return [
        {
            "run": run,
            "representation": representation,
            "augmentation": augmentation,
            "mean": float(profile.means[index]),
            "interval": [float(profile.lows[index]), float(profile.highs[index])],
            "different": different,
            "normalised": float(profile.normalised[index]),
            "normalised_interval": [
                float(profile.normalised_lows[index]),
                float(profile.normalised_highs[index]),
            ],
        }
        for index, augmentation in enumerate(profile.names)
    ]
