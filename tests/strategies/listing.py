"""Every request that does not depend on a seed, one line each: a digest of it, what it is, and what is wrong with it.

`make requests` writes the listings; their difference shows what a change of the strategies sends otherwise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from spec.description import EDITIONS, Description, load
from strategies.plan import DEPTHS, deterministic, forged
from strategies.request import Case

FOLDER = Path(__file__).parent / "requests"
CONNECTOR = "abcdef1ghij2klmno3pqr4"


def lines(description: Description) -> Iterator[str]:
    """The listing of one edition: the standard plan and, marked with their depth, the cases that only others have."""
    seen: set[str] = set()
    for name in ("standard", "smoke"):
        depth = DEPTHS[name]
        for case in (*deterministic(description, CONNECTOR, depth), *forged(description, CONNECTOR, depth)):
            line = _line(case)
            if line not in seen:
                seen.add(line)
                yield line if name == "standard" else f"{line}  ({name})"


def _line(case: Case) -> str:
    request = case.request
    whole = repr((request.method, request.path, request.headers, request.body, request.forgery))
    digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    # A point may quote what no file of text should hold.
    point = case.point.encode("unicode_escape").decode()
    return f"{digest}  {case.id.encode('unicode_escape').decode()}  {point}".rstrip()


def listing(edition: str) -> str:
    """The listing of one edition as text: the first whole, the others as what they have otherwise."""
    own = list(lines(load(edition)))
    if edition != EDITIONS[0]:
        first = list(lines(load(EDITIONS[0])))
        before, now = set(first), set(own)
        own = [f"+ {line}" for line in own if line not in before] + [f"- {line}" for line in first if line not in now]
    return "\n".join(own) + "\n"


if __name__ == "__main__":
    for each in EDITIONS:
        (FOLDER / f"{each}.txt").write_text(listing(each))
