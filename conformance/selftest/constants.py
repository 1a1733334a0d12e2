"""Targets that always say the same: the suite must not be fooled by them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from conformance.reference.http import ERROR_TYPE
from conformance.reference.service.errors import error_name
from conformance.wire.exchange import Answer
from spec.operation import Operation
from strategies.request import Request

_JSON = (("Content-Type", "application/json"), ("x-amzn-RequestId", "00000000-0000-0000-0000-000000000000"))


@dataclass(frozen=True, slots=True)
class Constant:
    """A transport that gives one answer to everything."""

    answer: Answer

    def send(self, request: Request) -> Answer:  # noqa: ARG002 - whatever it is asked
        """The one answer."""
        return self.answer

    def close(self) -> None:
        """Nothing to release."""


def constants(operation: Operation, sample: Any) -> dict[str, Constant]:
    """The constant targets by name.

    Args:
        operation: the contract; its errors name the refusals.
        sample: the JSON body of the answer that is always a success.
    """
    found = {}
    for status in (400, 401, 403, 404, 500):
        name = error_name(operation, status)
        body = json.dumps({"Code": name, "Message": "no"}).encode()
        answer = Answer(status=status, headers=(*_JSON, (ERROR_TYPE, name)), body=body)
        found[f"always-{status}"] = Constant(answer)
    success = Answer(status=operation.success_status, headers=_JSON, body=json.dumps(sample).encode())
    found[f"always-{success.status}-with-the-sample"] = Constant(success)
    found["always-200-and-empty"] = Constant(Answer(status=200))
    return found
