"""The requests of a sequence in words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from reports.run.finding import Step


def played(steps: Sequence[Step]) -> str:
    """What the requests of a sequence do: `create, list 4 times, delete`.

    Where requests of several methods do the same, as a PUT and a POST that create, the method is said, too.
    """
    methods: dict[str, set[str]] = {}
    for step in steps:
        methods.setdefault(step.note, set()).add(_method(step))
    words = (step.note + (f" by {_method(step)}" if len(methods[step.note]) > 1 else "") for step in steps)
    notes = ((note, len(list(same))) for note, same in groupby(words))
    return ", ".join(note if times == 1 else f"{note} {times} times" for note, times in notes)


def _method(step: Step) -> str:
    return step.request.start.partition(" ")[0]
