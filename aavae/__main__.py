"""The command line: `python -m aavae COMMAND`."""

import contextlib
import io
import sys
from collections.abc import Sequence
from typing import Annotated

import tyro
from pydantic import ValidationError

from aavae.commands.arithmetic import Arithmetic
from aavae.commands.data import Data
from aavae.commands.diagnose import Diagnose
from aavae.commands.distort import Distort
from aavae.commands.estimate import Estimate
from aavae.commands.evaluate import Evaluate
from aavae.commands.generate import Generate
from aavae.commands.interpolate import Interpolate
from aavae.commands.jobs import Jobs
from aavae.commands.knn import Knn
from aavae.commands.models import Models
from aavae.commands.notices import print_notices
from aavae.commands.probe import Probe
from aavae.commands.profile import Profile
from aavae.commands.project import Project
from aavae.commands.publish import Publish
from aavae.commands.reconstruct import Reconstruct
from aavae.commands.refusal import describe_invalid, describe_refusal
from aavae.commands.represent import Represent
from aavae.commands.similarity import Similarity
from aavae.commands.study import Study
from aavae.commands.sweep import Sweep
from aavae.commands.terminal import write_what_can_be_written
from aavae.commands.train import Train
from aavae.commands.traverse import Traverse
from aavae.commands.wall import Wall
from aavae.errors import UserError

Command = (
    Annotated[Train, tyro.conf.subcommand("train")]
    | Annotated[Estimate, tyro.conf.subcommand("estimate")]
    | Annotated[Represent, tyro.conf.subcommand("represent")]
    | Annotated[Probe, tyro.conf.subcommand("probe")]
    | Annotated[Knn, tyro.conf.subcommand("knn")]
    | Annotated[Similarity, tyro.conf.subcommand("similarity")]
    | Annotated[Project, tyro.conf.subcommand("project")]
    | Annotated[Reconstruct, tyro.conf.subcommand("reconstruct")]
    | Annotated[Distort, tyro.conf.subcommand("distort")]
    | Annotated[Sweep, tyro.conf.subcommand("sweep")]
    | Annotated[Profile, tyro.conf.subcommand("profile")]
    | Annotated[Wall, tyro.conf.subcommand("wall")]
    | Annotated[Generate, tyro.conf.subcommand("generate")]
    | Annotated[Interpolate, tyro.conf.subcommand("interpolate")]
    | Annotated[Traverse, tyro.conf.subcommand("traverse")]
    | Annotated[Arithmetic, tyro.conf.subcommand("arithmetic")]
    | Annotated[Diagnose, tyro.conf.subcommand("diagnose")]
    | Annotated[Evaluate, tyro.conf.subcommand("evaluate")]
    | Annotated[Publish, tyro.conf.subcommand("publish")]
    | Annotated[Study, tyro.conf.subcommand("study")]
    | Annotated[Jobs, tyro.conf.subcommand("jobs")]
    | Annotated[Models, tyro.conf.subcommand("models")]
    | Annotated[Data, tyro.conf.subcommand("data")]
)


def parse(arguments: Sequence[str]) -> Command:
    """Turn the arguments into a command.

    Raises:
        UserError: they are not valid; the message is one line.
        SystemExit: help was asked for.
    """
    captured = io.StringIO()
    try:
        with contextlib.redirect_stderr(captured):
            return tyro.cli(Command, prog="python -m aavae", args=arguments, description=__doc__)
    except SystemExit as stop:
        if stop.code in (0, None):
            raise
        raise UserError(describe_refusal(stop, captured.getvalue(), arguments)) from stop
    except ValidationError as error:
        raise UserError(describe_invalid(error, arguments)) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit status: 2 for wrong input."""
    write_what_can_be_written()
    try:
        with print_notices():
            parse(sys.argv[1:] if arguments is None else arguments)()
    except UserError as error:
        print(f"aavae: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("aavae: interrupted.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
