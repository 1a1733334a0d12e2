"""Every line of SECURITY.md names a test that exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [line for line in (ROOT / "SECURITY.md").read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]


def test_every_line_is_shown_by_a_test() -> None:
    assert len(ROWS) >= 10
    for row in ROWS:
        statement, shown = row.strip("|").rsplit("|", 1)
        names = re.findall(r"`([\w/]+\.py)`", shown)
        assert names, statement
        folder = Path(names[0]).parent
        for name in names:
            path = Path(name) if "/" in name else folder / name
            assert (ROOT / path).is_file(), name
