"""How long a test waits for what must come: no test may fail because others keep the machine busy."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Seconds. What comes sooner ends the wait, so that only a test that fails takes so long.
PATIENCE = 600.0
# Of tests with drawn examples: the same ones each time, however long each takes.
UNHURRIED = settings(deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])
