"""Signatures that are wrong in one point, each breaking one clause; the request itself stays that of its control."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from strategies.changes.mutations import Mutation
from strategies.request import Kind, Request


@dataclass(frozen=True, slots=True)
class Forgery:
    """One way to sign wrongly.

    Attributes:
        clause: the clause that such a request breaks.
        change: what is wrong, in plain words.
    """

    clause: str
    change: str


FORGERIES: Mapping[str, Forgery] = {
    "unsigned": Forgery("auth.required", "the request is not signed"),
    "no-signature": Forgery("auth.form", "Authorization has no Signature"),
    "empty-signature": Forgery("auth.form", "the Signature is empty"),
    "no-credential": Forgery("auth.form", "Authorization has no Credential"),
    "cut-scope": Forgery("auth.form", "the credential's scope lacks its end"),
    "other-algorithm": Forgery("auth.form", "the algorithm is AWS4-HMAC-SHA1"),
    "other-scheme": Forgery("auth.form", "the signature is sent as a Bearer token"),
    "unknown-key": Forgery("auth.accessKey", "the access key does not exist"),
    "wrong-secret": Forgery("auth.secretKey", "signed with another secret key"),
    "other-region": Forgery("auth.scope.region", "signed for another region"),
    "other-service": Forgery("auth.scope.service", "signed for another service"),
    "no-date": Forgery("auth.date.required", "X-Amz-Date is missing"),
    "day-old": Forgery("auth.date.window", "signed a day ago"),
    "day-ahead": Forgery("auth.date.window", "signed for tomorrow"),
    "changed-body": Forgery("auth.integrity.body", "signed for another body"),
    "changed-path": Forgery("auth.integrity.path", "signed for another path"),
    "changed-query": Forgery("auth.integrity.query", "signed for another query string"),
    "changed-header": Forgery("auth.integrity.header", "signed for another Content-Type"),
    "unsigned-host": Forgery("auth.host", "Host is not among the signed headers"),
    "bogus-token": Forgery("auth.sessionToken", "the session token does not exist"),
}


def forgeries() -> Iterator[Mutation]:
    """Every forgery as a change of a signed control."""
    for name, forgery in FORGERIES.items():
        yield Mutation(clause=forgery.clause, name=name, change=forgery.change, apply=_forged(name), kind=Kind.FORGERY)


def _forged(name: str) -> Callable[[Request], Request]:
    return lambda control: replace(control, forgery=name)
