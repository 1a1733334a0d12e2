"""How long a test waits for what must come: no test may fail because others keep the machine busy."""

from __future__ import annotations

# Seconds. What comes sooner ends the wait, so that only a test that fails takes so long.
PATIENCE = 600.0
