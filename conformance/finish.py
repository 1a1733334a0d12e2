"""The end of a run: merge what was found out, build the run record, write the reports, decide the exit status."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from reports.writers import write_all

from conformance.parts import Part, merged, record
from reports.record import EXIT_STATUS, Verdict

if TYPE_CHECKING:
    from conformance.plugin import State
    from conformance.settings import Settings


def finish(settings: Settings, state: State, *, interrupted: bool) -> int:
    """Write the reports of what `state` holds; return the exit status of its verdict."""
    own = [state.run.part()] if state.run is not None else []
    part = merged([*own, *(Part.from_json(data) for data in state.parts)])
    return conclude(settings, state, part, interrupted=interrupted)


def conclude(settings: Settings, state: State, part: Part, *, interrupted: bool) -> int:
    """Write the reports of `part`; return the exit status of its verdict."""
    state.record = record(
        settings, part, url=settings.target or "the built-in reference", started_at=state.started_at,
        duration=time.monotonic() - state.clock, interrupted=interrupted,
    )  # fmt: skip
    write_all(state.record, settings.output)
    return EXIT_STATUS[Verdict(state.record.verdict)]
