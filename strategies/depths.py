"""How much a run sends: smoke, standard or deep."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How much a run sends.

    Attributes:
        name: `smoke`, `standard` or `deep`.
        contexts: how many controls violations are tried on.
        rounds: on how many of them each violation is tried.
        least: at least so many requests break each clause, so that an intermittent deviation shows.
        boundaries: on how many controls each valid boundary is tried.
        combinations: whether the 3-way covering array is sent.
        unspecified: whether unspecified input and that of robustness is sent.
        repeats: how often an identical request is sent to see whether its answer changes.
        examples: how many Hypothesis examples, by default.
        schemathesis: how many Schemathesis examples of each kind.
        clients: how often two clients work at once.
        sequences: how many longer sequences are drawn for each kind of resource.
    """

    name: str
    contexts: int
    rounds: int
    least: int
    boundaries: int
    combinations: bool
    unspecified: bool
    repeats: int
    examples: int
    schemathesis: int
    clients: int
    sequences: int


DEPTHS = {
    depth.name: depth
    for depth in (
        Depth(
            name="smoke",
            contexts=2,
            rounds=0,
            least=1,
            boundaries=0,
            combinations=False,
            unspecified=False,
            repeats=0,
            examples=0,
            schemathesis=0,
            clients=0,
            sequences=0,
        ),
        Depth(
            name="standard",
            contexts=40,
            rounds=2,
            least=40,
            boundaries=2,
            combinations=True,
            unspecified=True,
            repeats=12,
            examples=300,
            schemathesis=20,
            clients=2,
            sequences=12,
        ),
        Depth(
            name="deep",
            contexts=40,
            rounds=4,
            least=80,
            boundaries=2,
            combinations=True,
            unspecified=True,
            repeats=30,
            examples=5000,
            schemathesis=200,
            clients=10,
            sequences=200,
        ),
    )
}


def among(name: str, operations: int) -> Depth:
    """The depth of that name in a run of so many operations.

    Where there are several, half as many requests break each clause: what a server does only now and then, it seldom
    does in one operation alone.
    """
    depth = DEPTHS[name]
    return depth if operations == 1 else replace(depth, least=max(1, depth.least // 2))
