"""Variants that refuse wrong signatures as other services do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from conformance.reference.call import Call, Reply
from conformance.reference.hooks import Hooks
from conformance.reference.http import MISMATCH, refusal
from conformance.reference.service.errors import Refusal
from conformance.selftest.variants.variant import Variant

_UNREADABLE = frozenset({"auth.form", "auth.date.required", "auth.host"})
# The names by which AWS services refuse signatures; what is not listed is a mismatch.
_NAMES = {
    "auth.required": "MissingAuthenticationTokenException",
    "auth.form": "IncompleteSignatureException",
    "auth.accessKey": "UnrecognizedClientException",
    MISMATCH: "InvalidSignatureException",
}


def variants() -> Iterator[Variant]:
    """Every choice about refused signatures."""
    for name, summary, turned_away in (
        ("unauthorized", "Every wrong signature is answered 401.", _always(401)),
        ("forbidden", "Every wrong signature is answered 403.", _always(403)),
        ("malformed-is-invalid", "A signature that cannot be read is answered 400.", _unreadable),
        ("named-as-services-do", "Refused signatures bear the names of AWS services.", _named),
        ("silent", "A wrong signature is answered 403 without a body.", _silent),
    ):
        yield Variant(
            name=f"signature-{name}",
            freedom="signature",
            summary=summary,
            hooks=Hooks(turned_away=turned_away),
            signed=True,
        )


def _always(status: int) -> Callable[[Call, str, Reply], Reply]:
    return lambda _call, _clause, reply: replace(reply, status=status)


def _unreadable(_call: Call, clause: str, reply: Reply) -> Reply:
    return replace(reply, status=400) if clause in _UNREADABLE else reply


def _named(_call: Call, clause: str, _reply: Reply) -> Reply:
    return refusal(Refusal(403, _NAMES.get(clause, _NAMES[MISMATCH]), "The signature is refused."))


def _silent(_call: Call, _clause: str, reply: Reply) -> Reply:
    return replace(reply, status=403, document=None, headers=())
