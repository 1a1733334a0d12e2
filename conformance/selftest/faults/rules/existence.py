"""Rules for what does not exist: a target that answers as if it did."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from conformance.reference.call import Call
from conformance.selftest.faults.fault import Fault
from conformance.selftest.faults.rules.naming import named
from conformance.selftest.faults.tools import finds, last_found
from spec.operation import Operation

# Whether a value is so like another one that exists.
_Alike = Callable[[str, str], bool]
# A shorter value has no half that tells it from others.
_LONG_ENOUGH = 4


def _form(text: str) -> str:
    return re.sub(r"[a-z]", "a", re.sub(r"[0-9]", "0", text))


_UNKNOWN: tuple[tuple[str, str, _Alike], ...] = (
    ("any-exists", "every value", lambda _value, _known: True),
    ("same-length", "every value of the same length", lambda value, known: len(value) == len(known)),
    (
        "same-start",
        "every value that begins alike",
        lambda value, known: value[: len(known) // 2] == known[: len(known) // 2],
    ),
    (
        "same-end",
        "every value that ends alike",
        lambda value, known: value[len(known) // -2 :] == known[len(known) // -2 :],
    ),
    ("contained", "a part of it", lambda value, known: len(value) > len(known) // 2 and value in known),
    (
        "same-form",
        "every value of the same letters and digits",
        lambda value, known: _form(value) == _form(known),
    ),
)


def _sql(value: str, known: str) -> bool:
    """Whether SQL's LIKE finds a text by a value."""
    pattern = "".join({"%": ".*", "_": "."}.get(char, re.escape(char)) for char in value)
    return re.fullmatch(pattern, known, re.DOTALL) is not None


_PATTERNS: tuple[tuple[str, str, _Alike], ...] = (
    ("by-sql", "every value by which SQL's LIKE finds it", _sql),
    ("by-percent", "a percent sign", lambda value, _known: value == "%"),
)


def existence(operation: Operation) -> Iterator[Fault]:
    """Paths to what does not exist, answered as if it did."""
    for name in operation.identifiers:
        known = next((str(p.example) for p in operation.at("path") if p.name == name and p.example), "")
        exists = operation.clause_id(f"request.path.{name}.exists")
        # What was deleted last is like nothing that there is now.
        told = len(known) >= _LONG_ENOUGH and not (operation.method == "DELETE" and name == operation.identifiers[-1])
        rules = _UNKNOWN if told else _UNKNOWN[:1]
        # What changes something is not asked for by an id that may mean all that there is.
        for rule, values, accepts in (*rules, *_PATTERNS) if told and operation.method == "GET" else rules:

            def named_so(call: Call, name: str = name, accepts: _Alike = accepts, known: str = known) -> bool:
                return accepts(call.values[name], last_found(operation, call, name, known))

            hooks = finds(operation, named_so, exists)
            yield named(f"{rule}-{name}", operation.missing, f"{name}: {values} exists.", hooks, kind=rule)
