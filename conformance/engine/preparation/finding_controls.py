"""Which optional members a target takes at all: controls are found, not assumed.

An emulator refuses valid requests for reasons that no page states: two members exclude each other, or one of them must
name something that exists. So the requests of a derived contract begin with what is required, and where that is refused
with one optional member more, or with as few of all as are needed. Each optional member is added to what was accepted
before; one that is refused is asked for once more, alone. What is refused is left out of the run, and its clauses say
why: it is a question to the user, not a list of findings. What is needed is in every request but one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager

from conformance.engine.planning.left_out import Asked, LeftOut
from conformance.engine.planning.parameters import fixed, values_of
from conformance.engine.settings import Settings
from conformance.engine.stages.sending import Send
from spec.contract import load
from spec.operation import BAD_REQUEST, SERVER_ERROR, Operation
from spec.relations.alternatives import dependent
from strategies import members as parts
from strategies.adapting.pinning import pinned
from strategies.members import Member
from strategies.request import Case, Kind
from strategies.values.kinds import is_known
from strategies.values.ordinary import ordinary

# So many optional members are tried one by one where what is required is not enough.
_TRIED = 8
_NEEDS = (
    "not judged further: the target refuses {name} in every valid request. Does it need something that exists?{how}"
)
_HOW = " Give it with --parameter {key}=VALUE."
_FAILS = "not judged further: the target answers {status} to every valid request with {name}"
_BESIDE = "not judged further: the target takes {name} alone, and refuses it beside {others}"


def found(
    settings: Settings, sending: Callable[[str], Send], turn: Callable[[str], AbstractContextManager[None]]
) -> dict[str, Asked]:
    """What a target does not take, and what it needs, by operation.

    A contract that was decided by hand has no such question.

    Args:
        settings: of the run.
        sending: how the cases of an operation, by its name, are sent: what they work on is made before.
        turn: entered while an operation is asked about; what its requests overwrite is put back at the end.
    """
    contract = load(settings.source)
    if contract.shipped or settings.target is None or settings.safe:
        return {}
    answered: dict[str, Asked] = {}
    for operation in settings.operations:
        with turn(operation.name):
            own = pinned(operation, fixed(settings, operation))
            answered[operation.name] = Inquiry(own, values_of(settings, own), sending(operation.name)).asked
    return answered


class Inquiry:
    """Finds the members of one operation that a target does not take.

    Attributes:
        asked: what it answered.
    """

    def __init__(self, operation: Operation, values: Mapping[str, str], send: Send) -> None:
        """Ask the target.

        Args:
            operation: the operation.
            values: of the path's parameters, and the user's own.
            send: sends a case.
        """
        self._left_out: dict[str, LeftOut] = {}
        self._operation = operation
        self._values = values
        self._send = send
        self._number = 0
        self._status = 0
        found = parts.members(operation, values)
        base = {member.label: ordinary(member.schema) for member in found if member.required}
        optional = [member for member in found if not member.required and is_known(member.schema)]
        taken = self._first(base, optional) if optional else None
        if taken is not None:
            self._ask(base, taken, [member for member in optional if member.label not in taken])
        self.asked = Asked(left_out=self._left_out, needed=tuple(sorted((taken or base).keys() - base.keys())))

    def _first(self, base: dict[str, object], optional: list[Member]) -> dict[str, object] | None:
        """What is required, or where that is refused, it and the few optional members with which it is taken."""
        if self._accepted(base):
            return base
        wanted = frozenset().union(*dependent(self._operation))
        for member in sorted(optional, key=lambda member: member.name not in wanted)[:_TRIED]:
            if self._status != BAD_REQUEST:
                return None
            wider = {**base, member.label: ordinary(member.schema)}
            if self._accepted(wider):
                return wider
        return self._fewest(base, {member.label: ordinary(member.schema) for member in optional})

    def _fewest(self, base: dict[str, object], optional: dict[str, object]) -> dict[str, object] | None:
        """What is required and as few of the optional members as the target takes it with; None where it takes none."""
        if not self._accepted({**base, **optional}):
            return None
        for label in list(optional):
            fewer = {name: value for name, value in optional.items() if name != label}
            if self._accepted({**base, **fewer}):
                optional = fewer
        return {**base, **optional}

    def _ask(self, base: dict[str, object], first: dict[str, object], optional: list[Member]) -> None:
        taken = dict(first)
        for member in optional:
            value = ordinary(member.schema)
            if self._accepted({**taken, member.label: value}):
                taken[member.label] = value
            elif taken.keys() > base.keys() and self._accepted({**base, member.label: value}):
                others = ", ".join(sorted(taken.keys() - base.keys()))
                self._left_out[member.label] = LeftOut(_BESIDE.format(name=member.name, others=others))
            else:
                self._left_out[member.label] = self._why(member, value)

    def _why(self, member: Member, value: object) -> LeftOut:
        """Why a member is left out that the target takes in no request."""
        if self._status >= SERVER_ERROR:
            return LeftOut(_FAILS.format(name=member.name, status=self._status), crashes=True)
        key = member.name if member.parameter else f"body.{member.name}"
        how = "" if key in self._values or not isinstance(value, str) else _HOW.format(key=key)
        return LeftOut(_NEEDS.format(name=member.name, how=how))

    def _accepted(self, chosen: Mapping[str, object]) -> bool:
        """Whether the target takes a request with these members."""
        self._number += 1
        clause = self._operation.success
        case = Case(
            id=f"{clause}/found-{self._number}",
            clause=clause,
            request=parts.request(self._operation, self._values, dict(chosen)),
            operation=self._operation.name,
            kind=Kind.PROBE,
        )
        answer = self._send(case).answer
        self._status = 0 if answer is None else answer.status
        return 0 < self._status < BAD_REQUEST
