"""Requests worth sending: valid ones, and ones that break exactly one clause.

Most of this package is the suite's own. Two Hypothesis strategies are for anybody's tests, of any operation of any
contract, `CreateProxySession` of the shipped one among them:

    from hypothesis import given
    from strategies import invalid, valid

    @given(valid("CreateProxySession"))
    def test_a_valid_request_is_accepted(request):
        assert send(request.method, request.path, request.headers, request.body) == 201

    @given(invalid("CreateProxySession", clause="request.body.*.pattern"))
    def test_what_breaks_a_pattern_is_refused(wrong):
        sent = wrong.request
        assert send(sent.method, sent.path, sent.headers, sent.body) == 400, wrong.clause

They are loaded only when they are used, as Hypothesis takes longer to load than a smoke run takes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from strategies.drawing.public import Violation, invalid, valid

__all__ = ["Violation", "invalid", "valid"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from strategies.drawing import public  # noqa: PLC0415 - see above

    return getattr(public, name)
