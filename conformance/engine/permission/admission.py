"""Which recorded requests may be sent: those that this suite could send itself, and of them only what it would write.

A record may come from anybody. It says what to send, and what it says is compared with what a run sends: a request
is one of an operation of the contract, or byte for byte a case of today's plan; a header beside Accept and Content-Type
is one of a case. What frames a message (Content-Length, Transfer-Encoding), says where it goes (Host) or who sends it
(Authorization) is the transport's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import parse_qsl, unquote

from conformance.engine.permission.sparing import Names, overwrites, spared
from conformance.engine.settings import Settings
from spec.contract import load
from spec.operation import Operation
from strategies.adapting.pinning import pinned
from strategies.bindings import created, new
from strategies.forgeries import FORGERIES
from strategies.plan import DEPTHS, deterministic
from strategies.request import Case, Request

# Their values are what some cases are about, and no value of theirs is another message.
_FREE = frozenset({"accept", "content-type"})
_BODY_MOST = 32 << 20


@dataclass(frozen=True, slots=True)
class Admission:
    """What a run of these settings could send.

    Attributes:
        operations: of the contract, by name.
        default: the name of the one that is meant where a case names none.
        planned: the request of every case that no seed decides, with the name of its operation.
        headers: the headers that cases carry, their names in lower case.
        elsewhere: the target is not on this machine.
        names: what the user named.
    """

    operations: Mapping[str, Operation]
    default: str
    planned: frozenset[tuple[str, Request]]
    headers: frozenset[tuple[str, str]]
    elsewhere: bool = False
    names: Names = field(default_factory=Names)

    @classmethod
    def of(cls, settings: Settings) -> Admission:
        """What a run of these settings could send."""
        contract = load(settings.source)
        deep = DEPTHS["deep"]
        cases = [case for operation in settings.operations for case in deterministic(operation, settings.given, deep)]
        pairs = {(name.lower(), value) for case in cases for name, value in case.request.headers}
        return cls(
            operations={name: pinned(item, settings.given) for name, item in contract.operations.items()},
            default=contract.operation.name,
            planned=frozenset((case.operation or contract.operation.name, case.request) for case in cases),
            headers=frozenset(pairs),
            elsewhere=not settings.loopback,
            names=Names.of(settings),
        )

    def admits(self, request: Request, operation: str = "") -> bool:
        """Whether the suite could send a request of this method, path, size and forgery.

        Args:
            request: what would be sent.
            operation: the name of the operation that it is said to be of. Its user consents to what that one changes,
                and what is new in each request is exchanged as that one states.
        """
        name = operation or self.default
        if len(request.body) > _BODY_MOST or (request.forgery and request.forgery not in FORGERIES):
            return False
        if self.elsewhere and spared(request, self.operations.values(), self.names):
            return False
        unsigned = replace(request, forgery="")
        return (name, unsigned) in self.planned or (
            name in self.operations and self._is_of(self.operations[name], request)
        )

    def cleaned(self, case: Case) -> Case:
        """The case without headers that no case carries."""
        kept = tuple((name, value) for name, value in case.request.headers if self._carries(name.lower(), value))
        return case if kept == case.request.headers else replace(case, request=replace(case.request, headers=kept))

    def _is_of(self, operation: Operation, request: Request) -> bool:
        """Whether a request is one of an operation, with any values for its parameters.

        What deletes or changes something is only sent for what the run itself created, whose id is a placeholder, and
        elsewhere only below what the user named.
        """
        path, _, query = request.path.partition("?")
        steps, template = path.split("/"), operation.template.split("/")
        if request.method != operation.method or len(steps) != len(template):
            return False
        pairs = list(zip(template, steps, strict=True))
        if not all(_names(step) if "{" in want else step == want for want, step in pairs):
            return False
        if overwrites(operation) and not all(self._may_be_changed(operation, *pair) for pair in pairs):
            return False
        return _asks(query, {parameter.name for parameter in operation.at("query")})

    def _may_be_changed(self, operation: Operation, want: str, step: str) -> bool:
        """Whether a step of the path may name what is changed: what was created, or what the user named."""
        if want[1:-1] in created(operation):
            return step.startswith("{")
        named = unquote(step) in self.names.own or want[1:-1] in new(operation)
        return "{" not in want or named or not self.elsewhere

    def _carries(self, name: str, value: str) -> bool:
        return name in _FREE or (name, value) in self.headers


def sendable(cases: Iterable[Case], admission: Admission) -> Iterator[Case]:
    """The recorded cases that may be sent, without what no case carries."""
    # Many cases share a control.
    controls: dict[Case, Case | None] = {}

    def admitted(case: Case) -> Case | None:
        if not admission.admits(case.request, case.operation):
            return None
        control = case.control
        if control is None:
            return admission.cleaned(case)
        if control not in controls:
            controls[control] = admitted(control)
        known = controls[control]
        return None if known is None else replace(admission.cleaned(case), control=known)

    return (case for case in map(admitted, cases) if case is not None)


def _names(step: str) -> bool:
    """Whether a segment names something, and leads nowhere else when it is decoded, once or twice."""
    plain = unquote(unquote(step))
    return bool(plain.strip(". ")) and not {"/", "\\"} & set(plain)


def _asks(query: str, known: Iterable[str] | Mapping[str, object]) -> bool:
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=100)
    except ValueError:
        return False
    return {name for name, _ in pairs} <= set(known)
