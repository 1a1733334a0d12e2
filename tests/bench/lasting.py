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
        rates: exchanges and requests per second in each tenth of it; what was made is deleted by a request of its own.
        sizes: bytes of what it wrote, by file.
    """

    measure: Measure
    rates: tuple[tuple[float, float], ...]
    sizes: dict[str, int]


def lasting(folder: Path, examples: int) -> Lasting:
    """A deep run of CreateProxySession with so many drawn examples."""
    output = folder / "report"
    whole = run("deep run", output, folder / "cache", "--depth", "deep", "--examples", str(examples))
    ends, sent = array("d"), array("B")
    for entry in recording.read(output / "run.json"):
        ends.append(entry.at)
        sent.append(2 if entry.response is not None and 200 <= entry.response.status < 300 else 1)
    return Lasting(
        measure=whole,
        rates=tuple(zip(rates(ends, array("B", bytes([1])) * len(ends)), rates(ends, sent), strict=True)),
        sizes={name: (output / name).stat().st_size for name in _FILES},
    )


def rates(ends: array[float], sent: array[int]) -> list[float]:
    """Requests per second in each tenth.

    Args:
        ends: when each exchange was over, in seconds.
        sent: how many requests each of them took.
    """
    places = [number * (len(ends) - 1) // _PARTS for number in range(_PARTS + 1)]
    return [sum(sent[first:last]) / (ends[last] - ends[first]) for first, last in pairwise(places)]
