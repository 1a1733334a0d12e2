"""Longer sequences: Hypothesis' rule-based state machine, built from the operations on one kind of resource.

The machine draws moves (`strategies.sequences.moves`) and hands each to a player, who sends it. A player that raises an
error ends the sequence; Hypothesis then looks for the shortest sequence that ends in the same error. The same seed
draws the same sequences.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any, Protocol

import hypothesis
from hypothesis import HealthCheck, Phase, Verbosity, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisWarning
from hypothesis.stateful import Bundle, RuleBasedStateMachine, multiple, rule, run_state_machine_as_test

from strategies.drawing.sampling import by_seed_alone
from strategies.sequences.moves import Move, Moves

_LARGEST_PAGE = 3


class Player(Protocol):
    """Sends the moves of one sequence."""

    def play(self, move: Move) -> None:
        """Send a move; an error that it raises ends the sequence."""

    def end(self) -> None:
        """The sequence is over: delete what it has made."""


def search(moves: Moves, begin: Callable[[], Player], *, seed: int, sequences: int, length: int) -> None:
    """Draw sequences and play them; where one of them raises an error, raise that of the shortest that does.

    Args:
        moves: what may be done.
        begin: a player for a new sequence.
        seed: the same one draws the same sequences.
        sequences: how many are drawn.
        length: how many moves a sequence has at most.
    """
    chosen = settings(
        max_examples=sequences,
        stateful_step_count=length,
        database=None,
        deadline=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        print_blob=False,
        report_multiple_bugs=False,
    )
    with warnings.catch_warnings(), by_seed_alone():
        warnings.simplefilter("ignore", HypothesisWarning)
        run_state_machine_as_test(hypothesis.seed(seed)(_machine(moves, begin)), settings=chosen)


class _Sequence(RuleBasedStateMachine):
    """What all machines share: a player, and the number of the next resource."""

    begin: Callable[[], Player]

    def __init__(self) -> None:
        super().__init__()
        self.player = type(self).begin()
        self.made = 0

    def play(self, *moves: Move) -> None:
        """Play moves one after the other."""
        for move in moves:
            self.player.play(move)

    def teardown(self) -> None:
        """The sequence is over."""
        self.player.end()


def _machine(moves: Moves, begin: Callable[[], Player]) -> type[RuleBasedStateMachine]:
    resources: Bundle[int] = Bundle("resources")
    rules: dict[str, Any] = {
        "resources": resources,
        "begin": staticmethod(begin),
        "create": _creation(moves, resources),
    }
    if moves.read(0):
        rules["read"] = rule(number=resources)(lambda self, number: self.play(*moves.read(number)))
    if moves.updates:
        choices = st.integers(0, len(moves.updates) - 1)
        rules["update"] = rule(number=resources, choice=choices)(
            lambda self, number, choice: self.play(*moves.update(number, choice), *moves.read(number))
        )
    if moves.delete(0):
        # Whether it is gone is seen before anything else is done to it: that may bring it back.
        rules["delete"] = rule(number=resources)(
            lambda self, number: self.play(*moves.delete(number), *moves.read(number))
        )
    if moves.listings():
        sizes = st.none() | st.integers(1, _LARGEST_PAGE)
        # What a whole list leaves out, its pages leave out as well.
        rules["list"] = rule(size=sizes)(
            lambda self, size: self.play(*moves.listings(), *(moves.listings(size) if size else ()))
        )
    return type("Sequence", (_Sequence,), rules)


def _creation(moves: Moves, resources: Bundle[int]) -> Any:
    @rule(target=resources, body=st.integers(0, len(moves.creations) - 1))
    def create(self: _Sequence, body: int) -> Any:
        number = self.made if moves.life.identity else 0
        self.play(moves.create(number, body))
        self.made += 1
        # A parent has one resource of a kind without ids: it is made anew, not again.
        return number if number == self.made - 1 else multiple()

    return create
