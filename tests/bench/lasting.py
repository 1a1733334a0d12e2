"""A run of very many drawn requests: does it keep its pace, and how much memory does it take?"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from reports.files import exchanges as recording
from tests.bench.measures import Measure, run

_PARTS = 10
_FILES = ("run.json", "report.html", recording.NAME)


@dataclass(frozen=True, kw_only=True)
class Lasting:
    """What a long run took.

    Attributes:
        measure: the run as a whole.
        rates: exchanges per second in each tenth of it.
        sizes: bytes of what it wrote, by file.
    """

    measure: Measure
    rates: tuple[float, ...]
    sizes: dict[str, int]


def lasting(folder: Path, examples: int) -> Lasting:
    """A deep run of CreateProxySession with so many drawn examples."""
    output = folder / "report"
    whole = run("deep run", output, folder / "cache", "--depth", "deep", "--examples", str(examples))
    ends = array("d", (entry.at for entry in recording.read(output / "run.json")))
    return Lasting(
        measure=whole, rates=tuple(rates(ends)), sizes={name: (output / name).stat().st_size for name in _FILES}
    )


def rates(ends: array[float]) -> list[float]:
    """Exchanges per second in each tenth, from when each of them was over."""
    places = [number * (len(ends) - 1) // _PARTS for number in range(_PARTS + 1)]
    return [(last - first) / (ends[last] - ends[first]) for first, last in pairwise(places)]
