"""Runs the sequences of a contract: the tours, two clients at once, and longer sequences that are drawn."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from itertools import takewhile

from conformance.engine.sequences.playing import Failure, FailureFoundError, Play, Stage, times
from conformance.engine.stages.statistics import Count
from conformance.oracle.judgement import Judgement
from spec.clauses.catalogue import Catalogue
from spec.clauses.reason import Reason, Why
from strategies.sequences.moves import Move, Moves, Verb
from strategies.sequences.tours import Tour, tours

# A failing tour is played so often again, to tell a deviation that comes and goes.
_REPETITIONS = 3
# So many clauses may fail in drawn sequences of one kind of resource before no more are drawn.
_SEARCHES = 3
_CLIENTS = 2
_LONGEST = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much is sent in sequences.

    Attributes:
        rounds: how often two clients play at once.
        sequences: how many longer sequences are drawn for each kind of resource.
        seed: of the drawn ones.
        only: the names of the sequences that are wanted, as the ids of their cases have them; None for all.
        alone: why no second client is tried, or "".
    """

    rounds: int = 0
    sequences: int = 0
    seed: int = 0
    only: tuple[str, ...] | None = None
    alone: str = ""

    def has(self, part: str) -> bool:
        """Whether a sequence of a part is wanted: `read` has `read-again2` as well, `clients-1` has both clients."""
        return self.only is None or any(name == part or name.startswith(f"{part}-") for name in self.only)


class Sequences:
    """The sequences of one run.

    Attributes:
        failures: the plainest failure of each clause.
        counts: how often each clause held and failed, by its id.
        exchanges: how many requests were sent.
        alone: why no second client is tried, or "".
    """

    def __init__(
        self,
        stage: Stage,
        extent: Extent,
        *,
        stop: Callable[[], Reason | None] = lambda: None,
        restore: Callable[[str], None] = lambda _name: None,
        in_turn: Callable[[], AbstractContextManager[None]] = nullcontext,
    ) -> None:
        """Prepare.

        Args:
            stage: what sequences share.
            extent: how much is sent.
            stop: asked before every sequence: why the run is to end now, if it is.
            restore: told the operation that creates after its sequences: what it has overwritten is put back.
            in_turn: meanwhile requests go over several connections in turn.
        """
        self.failures: dict[str, Failure] = {}
        self.counts: dict[str, Count] = defaultdict(Count)
        self.exchanges = 0
        self._stage = stage
        self.alone = extent.alone
        self._extent = extent
        self._stop = stop
        self._restore = restore
        self._in_turn = in_turn
        self._lock = threading.Lock()
        # The first failure of each clause in the part that is being played, whether or not it can be shown again.
        self._seen: dict[str, Failure] = {}

    def run(self) -> Iterator[str]:
        """Play everything that is wanted; the name of each part before it begins."""
        with self._in_turn():
            for name, play in self._parts():
                if self._extent.has(name):
                    if self._stop():
                        return
                    yield name
                    play()
                    self._show()

    def _show(self) -> None:
        """Show what was counted: a sequence that is played again may meet what the first did not."""
        for clause, failure in self._seen.items():
            self.failures.setdefault(clause, failure)
        self._seen.clear()

    def _parts(self) -> Iterator[tuple[str, Callable[[], None]]]:
        for tour in self._tours():
            yield tour.name, partial(self._toured, tour)
        clients = range(_CLIENTS if self._extent.rounds else 0)
        each = [[tour for tour in self._tours(turn) if _is_independent(tour)] for turn in clients]
        for number in range(1, self._extent.rounds + 1):
            yield f"clients-{number}", partial(self._clients, number, each)
        for life in (one for one in self._stage.lives if one.others and self._extent.sequences):
            yield f"{life.creator.name}.drawn", partial(self._searched, Moves(life, self._values))

    def _tours(self, turn: int = 0) -> Iterator[Tour]:
        stage = self._stage
        return tours(stage.contract, self._values, tuple(stage.oracles), stage.second, turn)

    @property
    def clauses(self) -> Catalogue:
        """The catalogue of the selected operations."""
        return self._stage.clauses

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Where the answers of operations that create have the new id, by the operation's name."""
        return {life.creator.name: life.identity for life in self._stage.lives if life.identity}

    @property
    def _values(self) -> Mapping[str, str]:
        return {name: value for oracle in self._stage.oracles.values() for name, value in oracle.given.items()}

    def _toured(self, tour: Tour) -> None:
        self._tour(tour)
        # The next tour may need the configuration that this one has changed.
        for name in dict.fromkeys(move.creator for move in tour.moves):
            self._restore(name)

    def _searched(self, moves: Moves) -> None:
        self._drawn(moves)
        self._restore(moves.life.creator.name)

    def _tour(self, tour: Tour) -> None:
        played = self._played(self._counted(tour.name), tour.moves)
        new = {clause: failure for clause, failure in played.failures.items() if clause not in self.failures}
        if not new:
            return
        again = [
            self._played(self._counted(f"{tour.name}-again{turn}"), tour.moves) for turn in range(1, _REPETITIONS + 1)
        ]
        for clause, failure in new.items():
            shown = sum(clause in other.failures for other in again)
            steady = shown == len(again)
            short = self._shrunk(tour.name, tour.moves[: played.moves[clause]], failure) if steady else failure
            self.failures[clause] = times(short, shown, len(again))

    def _shrunk(self, name: str, moves: tuple[Move, ...], failure: Failure) -> Failure:
        """The failure of a clause by as few moves as still show it: each is left out in turn, the last first."""
        for position in reversed(range(len(moves) - 1)):
            if self._stop():
                break
            fewer = moves[:position] + moves[position + 1 :]
            played = self._played(Play(self._stage, f"{name}-without{position + 1}"), fewer)
            found = played.failures.get(failure.judgement.clause)
            if found is not None:
                moves, failure = fewer, found
        return failure

    def _counted(
        self,
        name: str,
        ends_at: Callable[[str], bool] = lambda _clause: False,
        sent: Callable[[int], None] = lambda _number: None,
    ) -> Play:
        """A sequence whose judgements count, and whose failures are kept."""
        return Play(self._stage, name, count=self._count, failed=self._kept, ends_at=ends_at, sent=sent)

    def _kept(self, failure: Failure) -> None:
        with self._lock:
            self._seen.setdefault(failure.judgement.clause, failure)

    def _played(self, play: Play, moves: tuple[Move, ...]) -> Play:
        try:
            for move in moves:
                play.play(move)
        finally:
            play.end()
        self.exchanges += len(play.exchanges)
        return play

    def _count(self, judgement: Judgement) -> None:
        with self._lock:
            count, reason = self.counts[judgement.clause], judgement.reason
            if reason is not None and reason.why is Why.FOLLOWS:
                count.withhold(reason)
            else:
                count.add(judgement)

    def _clients(self, number: int, each: list[list[Tour]]) -> None:
        """Two clients make, change, read and delete their own resources at once; neither must notice the other."""
        with ThreadPoolExecutor(_CLIENTS) as pool:
            waiting = [
                pool.submit(self._together, f"clients-{number}-{client}", own) for client, own in enumerate(each, 1)
            ]
            plays = [play for future in waiting for play in future.result()]
        for play in plays:
            play.leave()
        self.exchanges += sum(len(play.exchanges) for play in plays)
        self._stage.sender.release()

    def _together(self, name: str, fixed: list[Tour]) -> list[Play]:
        plays = []
        for tour in fixed:
            play = self._counted(f"{name}-{tour.name}")
            for move in tour.moves:
                play.play(move)
            plays.append(play)
        return plays

    def _drawn(self, moves: Moves) -> None:
        # Imported late: loading Hypothesis takes longer than a whole smoke run.
        from hypothesis.errors import Flaky  # noqa: PLC0415 - see above

        from strategies.drawing.machine import search  # noqa: PLC0415 - see above

        name = f"{moves.life.creator.name}.drawn"
        for turn in range(_SEARCHES):
            begin = partial(self._begun, f"{name}-{turn + 1}")
            try:
                search(moves, begin, seed=self._extent.seed + turn, sequences=self._extent.sequences, length=_LONGEST)
            except FailureFoundError as found:
                self.failures[found.failure.judgement.clause] = found.failure
            except Flaky as flaky:
                self._comes_and_goes(flaky)
                return
            else:
                return

    def _begun(self, name: str) -> Play:
        """A drawn sequence, which the first failure of a clause ends that no other sequence has shown."""
        return self._counted(name, ends_at=lambda clause: clause not in self.failures, sent=self._sent)

    def _sent(self, number: int) -> None:
        self.exchanges += number

    def _comes_and_goes(self, flaky: BaseException) -> None:
        """Keep what a sequence showed once and not again."""
        waiting: list[BaseException | None] = [flaky]
        while waiting:
            error = waiting.pop()
            if isinstance(error, FailureFoundError):
                self.failures.setdefault(error.failure.judgement.clause, times(error.failure, 0, 1))
            elif error is not None:
                waiting += [error.__cause__, error.__context__, *getattr(error, "exceptions", ())]


def _is_independent(tour: Tour) -> bool:
    """Whether two clients can play a tour at once: it makes several resources, and configures nothing for both."""
    creators = {move.creator for move in tour.moves}
    before = takewhile(lambda move: move.verb is not Verb.DELETE, tour.moves)
    made = {move.resource for move in before if move.verb is Verb.CREATE}
    alone = all(move.verb is not Verb.TOKEN and not move.parent for move in tour.moves)
    return len(creators) == 1 and len(made) > 1 and alone
