"""Which operations a target does not seem to offer, told in one sentence for all of them.

An example. A mock creates sessions and answers 404 to everything else. Its connector is known, as a session was created
there: so the other operations are missing, not the connector.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from conformance.engine.preparation.preflight import Obstacle, naming
from spec.clauses.reason import Why
from spec.operation import Operation
from spec.relations.links import leading_to
from strategies.bindings import created


def unoffered(
    operations: Mapping[str, Operation], obstacles: Mapping[str, Obstacle], accepted: Collection[str]
) -> dict[str, Obstacle]:
    """What stands in the way of the operations that are not offered, by their names.

    Args:
        operations: of the contract.
        obstacles: what stands in the way of an operation that accepted nothing, by its name.
        accepted: the operations that the target accepts.
    """
    known = [_named(operations[name]) for name in accepted]
    missing = [
        name
        for name, obstacle in obstacles.items()
        if obstacle.why is Why.UNKNOWN_RESOURCE
        and not list(naming(operations[name]))
        and any(_named(operations[name]) <= each for each in known)
    ]
    # What one that is missing makes cannot be there either.
    missing += [
        name
        for name, obstacle in obstacles.items()
        if obstacle.why is Why.NOT_CREATED
        and any(link.creator in missing for link in leading_to(operations[name], operations))
    ]
    if not missing:
        return {}
    names = " and ".join(filter(None, (", ".join(missing[:-1]), missing[-1])))
    sentence = (
        f"The target does not seem to offer {names}: it does not know what any right request is about, and accepts "
        f"{', '.join(accepted)}."
    )
    return dict.fromkeys(missing, Obstacle(why=Why.NOT_OFFERED, sentence=sentence))


def _named(operation: Operation) -> set[str]:
    """The parameters of the path that the user, and no other operation, gives."""
    return {parameter.name for parameter in operation.at("path")} - created(operation)
