"""Variants that are sent two requests at a time, and keep them apart."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from conformance.oracle.lifecycle.state import succeeded
from conformance.reference.hooks import NO_HOOKS
from conformance.selftest.pairs import Mixed
from conformance.selftest.variants.variant import Variant
from conformance.wire.exchange import Answer

_INSTANTS = ("CreatedTimestamp", "UpdatedTimestamp")


def variants() -> Iterator[Variant]:
    """What two sessions that are made at the same time may have in common."""
    for name, summary, mixes in _ROWS:
        yield Variant(name=name, freedom="requests at a time", summary=summary, hooks=NO_HOOKS, mixes=mixes)


def _own(_first: Answer, own: Answer) -> Answer:
    return own


def _at_one_instant(first: Answer, own: Answer) -> Answer:
    """The answer with the instants of the other one, where both were accepted."""
    if not (succeeded(first) and succeeded(own)):
        return own
    other, document = (json.loads(answer.body)["ProxySession"] for answer in (first, own))
    session = {**document, **{name: other[name] for name in _INSTANTS}}
    return replace(own, body=json.dumps({"ProxySession": session}).encode())


_ROWS: tuple[tuple[str, str, Mixed], ...] = (
    ("two-at-a-time", "Two requests at a time are answered as one after the other would be.", _own),
    ("two-at-one-instant", "Two sessions that are made together have the same instants.", _at_one_instant),
)
