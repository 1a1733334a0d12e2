"""Whether a file of a service has the form that the service asks for, by the service's own schema."""

from __future__ import annotations

from pathlib import Path

import check_jsonschema
from click.testing import CliRunner


def check(schema: str, file: Path) -> None:
    """Fail unless a workflow, job or action is one.

    Args:
        schema: the name of a schema that check-jsonschema brings along.
        file: the file.
    """
    done = CliRunner().invoke(check_jsonschema.main, ["--builtin-schema", f"vendor.{schema}", str(file)])
    assert done.exit_code == 0, done.output
