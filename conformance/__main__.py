"""`python -m conformance` and the console script `chime-conformance`."""

from __future__ import annotations

import sys

from conformance.cli.main import cli
from conformance.errors import ConformanceError


def main() -> None:
    """Run the command line; every error of ours is one line, and its exit status is its own."""
    try:
        cli(prog_name="chime-conformance")
    except ConformanceError as error:
        sys.stderr.write(f"chime-conformance: {error}\n")
        sys.exit(error.status)


if __name__ == "__main__":
    main()
