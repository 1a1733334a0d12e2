"""The values of an operation's parameters in the requests of a run."""

from __future__ import annotations

from conformance.engine.settings import Settings
from spec.operation import Operation
from strategies.bindings import awaited, chosen, created


def values_of(settings: Settings, operation: Operation) -> dict[str, str]:
    """The values of the operation's parameters, but for those that another operation creates.

    What is new for every request stands for what it is exchanged for when it is sent.
    """
    made = created(operation) - settings.named.keys()
    return {name: value for name, value in {**chosen(operation), **settings.given}.items() if name not in made}


def fixed(settings: Settings, operation: Operation) -> dict[str, str]:
    """The values that requests have and no others: the user's own, and placeholders for what has to be created."""
    return {**settings.given, **awaited(operation, settings.named)}
