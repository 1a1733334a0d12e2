"""What a target takes once only, as a name of which no second thing may be made.

An example. A target takes every Name once. A request with a Name that it accepted before is refused for it, whatever
else is in the request. One without that Name is refused for another cause.
"""

from __future__ import annotations

from conformance.engine.stages.classification import differences, values_of
from conformance.engine.stages.responses import ResponseIndex
from spec.operation import Operation, types
from strategies.request import Case


class TakenOnce:
    """Knows which members of the body have values that a target may take once only."""

    def __init__(self, operation: Operation, responses: ResponseIndex) -> None:
        """Prepare: only text of which there are many is taken, be it one or a list."""
        self._responses = responses
        members = operation.request_schema.get("properties", {})
        texts = {name: schema.get("items", schema) for name, schema in members.items()}
        self._many = {name for name, schema in texts.items() if "string" in types(schema) and "enum" not in schema}
        self._names: set[str] = set()

    def note(self, control: Case) -> None:
        """Note a request that was accepted before and is refused by now: a value that was accepted once is to blame."""
        for name, value in values_of(control.request).items():
            if name in self._many and self._responses.times(name, value) == 1:
                self._names.add(name)

    def explains(self, case: Case) -> bool:
        """Whether a request may be refused for a value that was taken before; one that its control has was not."""
        control = case.control
        set_here = values_of(case.request) if control is None else differences(case.request, control.request)
        return any(name in self._names and self._responses.took(name, value) for name, value in set_here.items())
