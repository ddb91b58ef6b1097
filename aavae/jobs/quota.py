"""What a visitor of a server for a class has of their quota."""

from pathlib import Path

from aavae.data.disk import find_sets
from aavae.errors import UserError
from aavae.formatting import format_bytes, format_count
from aavae.language import _, ngettext
from aavae.paths import data_dir, runs_dir
from aavae.permissions import get_owner, get_quota, read_owner
from aavae.runs.registry import list_directories
from aavae.runs.summary import count_bytes


def list_own_runs() -> list[Path]:
    """The directories of the runs of whoever asks."""
    owner = get_owner()
    return [path for path in list_directories(runs_dir()) if owner and read_owner(path) == owner]


def count_own_bytes() -> int:
    """What the runs and image sets of whoever asks take on disk."""
    owner = get_owner()
    sets = [path for path in find_sets(data_dir()).values() if owner and read_owner(path) == owner]
    return sum(count_bytes(path) for path in (*list_own_runs(), *sets))


def check_quota(more_runs: int = 1) -> None:
    """Refuse more than whoever asks may have.

    Args:
        more_runs: how many they are about to start.

    Raises:
        UserError: it is too much; what they can do about it.
    """
    quota = get_quota()
    if quota is None:
        return
    if len(list_own_runs()) + more_runs > quota.runs:
        raise UserError(
            ngettext(
                "Each visitor of this server may keep {count} run: delete yours on the page Jobs.",
                "Each visitor of this server may keep {count} runs: delete one of yours on the page Jobs.",
                quota.runs,
            ).format(count=format_count(quota.runs))
        )
    if (used := count_own_bytes()) >= quota.megabytes * 10**6:
        raise UserError(
            _(
                "Your runs and image sets take {used}, and each visitor of this server has {limit}: delete "
                "what you no longer need."
            ).format(used=format_bytes(used), limit=format_bytes(quota.megabytes * 10**6))
        )
