"""How a derived fault is called: its rule and the clause."""

from __future__ import annotations

from collections.abc import Sequence

from conformance.reference.hooks import Hooks
from conformance.selftest.faults.fault import Fault


def named(  # noqa: PLR0913 - the parts of a fault
    rule: str,
    clause: str,
    summary: str,
    hooks: Hooks,
    *,
    also: Sequence[str] = (),
    literals: Sequence[str] = (),
    detail: str = "",
    kind: str = "",
    near: str = "",
) -> Fault:
    """A fault that a rule makes of a clause.

    Args:
        rule: its name.
        clause: that it breaks.
        summary: what the reference does wrong.
        hooks: how.
        also: other clauses on which it may be found instead, as they have the same cause.
        literals: the texts it was given.
        detail: what tells it from others of the rule on the same clause.
        kind: the rule's kind, where its name says more than that.
        near: the clause whose requests show it first, where that is another one.
    """
    return Fault(
        name=f"{rule}:{clause}{f'@{detail}' if detail else ''}",
        clauses=(clause, *(other for other in also if other != clause)),
        kind=kind or rule,
        near=near,
        summary=summary,
        hooks=hooks,
        literals=tuple(literals),
    )
