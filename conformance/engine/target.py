"""A target that is ready to be sent to: the one that was named, or the reference on a free loopback port."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Any

from conformance.engine.interruption import Interrupted, Interruption
from conformance.engine.permission.guard import Guard
from conformance.engine.planning.parents import second
from conformance.engine.settings import Settings
from conformance.reference.serving.running import Running
from conformance.wire.access import Access
from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.patience.pacing import Pacer
from conformance.wire.showing.redaction import Redactor
from conformance.wire.signatures.credentials import chain, throw_away
from conformance.wire.transport import HttpTransport
from spec.contract import load
from strategies.request import Case, Request

_STOPPED = Failure(kind="stopped", detail="the run was interrupted before an answer came")


class Target:
    """What is verified, and the way to it.

    Attributes:
        url: the base URL.
        signed: whether requests are signed.
        region: the AWS region to sign for.
        service: the AWS service name to sign for.
        contract: what is judged.
        access: how it is reached.
        redactor: removes what must not leave memory.
    """

    def __init__(
        self, settings: Settings, url: str, *, credentials: Any = None, ending: Interruption | None = None
    ) -> None:
        """Prepare; nothing is opened yet.

        Args:
            settings: of the run.
            url: the base URL.
            credentials: of botocore, to sign with; without them nothing is signed.
            ending: tells the run to end.
        """
        self._ending = ending or Interruption()
        self.url = url
        self.signed = settings.signed
        self.region = settings.region
        self.service = settings.signing_name
        self.contract = load(settings.source)
        self.access = settings.access if settings.target is not None else Access()
        self.redactor = Redactor(headers=self.access.hidden)
        # What a user names openly is no secret, although a header may hold it as well.
        self.redactor.learn(set(self.access.secrets) - set(settings.given.values()), words=True)
        signer = None
        if credentials is not None:
            # Imported late: what it needs takes longer to load than a whole smoke run to send.
            from conformance.wire.signatures.signing import AwsSigner  # noqa: PLC0415 - see above

            signer = AwsSigner(
                credentials,
                region=settings.region,
                service=settings.signing_name,
                learn=self.redactor.learn,
                signed=self.redactor.learn_signature,
            )
        self._restoring = False
        self._guard = Guard.of(settings)
        may_send = (lambda _request: True) if self._guard is None else self._guard.may_send
        self._transport = HttpTransport(
            url, timeout=settings.timeout, signer=signer, access=self.access, may_send=may_send
        )
        self._pacer = Pacer(
            self._transport, rate=settings.rate, sleep=self._ending.sleep, left=lambda: self._ending.left
        )

    @property
    def trouble(self) -> str:
        """What this machine lacks, so that nothing could be sent; or ""."""
        return self._transport.trouble

    def exchange(self, case: Case, see: Callable[[Exchange], None] = lambda _exchange: None) -> Exchange:
        """Send a case, again where the target says "not now"; what comes back has passed the redactor.

        A signal breaks it off.

        Args:
            case: what is sent.
            see: shown the exchange as it was, for what has to be done with it in memory.
        """
        exchange = self._exchanged(case)
        see(exchange)
        return self.redactor.exchange(exchange)

    def _exchanged(self, case: Case) -> Exchange:
        began = time.time()
        if self._restoring and not self._pacer.is_over:
            outcome = self._pacer.send(case.request)
            elapsed = time.time() - began
            return Exchange(case=case, request=case.request, outcome=outcome, started_at=began, elapsed=elapsed)
        try:
            with self._ending.breakable():
                exchange = self._pacer.exchange(case)
        except Interrupted:
            return Exchange(case=case, request=case.request, outcome=_STOPPED, started_at=began, elapsed=0, broken=True)
        if self._guard is not None:
            self._guard.answered(case.request, exchange.outcome)
        return exchange

    def send(self, request: Request) -> Answer | Failure:
        """Send a deletion, a listing or another request of our own, again where the target says "not now".

        The answer is not redacted: it is for memory only.
        """
        return self._pacer.send(request)

    def claim(self, values: Iterable[str]) -> None:
        """What these values name, the run or an earlier one made: it may be deleted."""
        if self._guard is not None:
            self._guard.claim(values)

    @contextlib.contextmanager
    def restoring(self, operations: Collection[str]) -> Iterator[None]:
        """Meanwhile these operations may put back what the run has changed, although the user did not choose them.

        A run that was told to end, or whose time is over, still does that.
        """
        self._restoring = True
        try:
            with contextlib.nullcontext() if self._guard is None else self._guard.restoring(operations):
                yield
        finally:
            self._restoring = False

    def answers_beside(self, seconds: float) -> bool:
        """Whether the target answers on a second connection, in so many seconds, while it keeps the first."""
        return self._transport.answers_beside(seconds)

    def in_turn(self) -> contextlib.AbstractContextManager[None]:
        """Meanwhile requests go over several connections in turn."""
        return self._transport.in_turn()

    def throttling(self) -> dict[str, float]:
        """How often and how long the target made us wait."""
        return self._pacer.throttling()

    def close(self) -> None:
        """Release the connections."""
        self._transport.close()


def existing(settings: Settings) -> dict[str, tuple[str, ...]]:
    """The values that exist in the reference, by parameter: those of the run, and of a second parent."""
    other = second(settings)
    return {name: (value, *([other[name]] if name in other else ())) for name, value in settings.given.items()}


@contextlib.contextmanager
def reach(settings: Settings, ending: Interruption | None = None) -> Iterator[Target]:
    """The target of these settings, until its connections are closed; where none is named, the reference runs as long.

    Raises:
        UsageError: requests are to be signed, and there are no credentials.
    """
    if settings.target is not None:
        credentials = chain(settings.aws_profile) if settings.signed else None
        with contextlib.closing(Target(settings, settings.target, credentials=credentials, ending=ending)) as target:
            yield target
        return
    keys = throw_away() if settings.signed else None
    reference = Running(
        contract=settings.source,
        parameters=existing(settings),
        keys=keys,
        region=settings.region,
        service=settings.signing_name,
    )
    with reference, contextlib.closing(Target(settings, reference.url, credentials=keys, ending=ending)) as target:
        yield target
