"""Records and recordings as anybody may write them: what is said in them is checked before anything rests on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from conformance.engine.recordings.recording import replayed
from conformance.errors import UsageError, usable
from conformance.wire.address import address
from reports.files.exchanges import Entry
from reports.files.formats import RecordError
from reports.run.record import Record
from spec.clauses.catalogue import catalogue
from spec.contract import Contract, load
from spec.patterns import printable
from strategies.forgeries import FORGERIES
from strategies.plan import DEPTHS
from strategies.request import Case

_SCOPE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,63}")
_AGAIN = "Name a run.json that a run has written."
# Seconds since the epoch at which an exchange may have ended, and seconds that it may have taken.
_LATEST, _LONGEST = 1e11, 1e7


def checked(record: Record) -> Contract:
    """The contract of a record whose target, contract, operations and depth are as a run writes them.

    Raises:
        UsageError: one of them is not.
    """
    problem = next(_problems(record.target), "")
    if problem:
        raise UsageError(f"the record's target has no usable {problem}.", _AGAIN)
    if record.depth not in DEPTHS:
        raise UsageError("the record has an unknown depth.", _AGAIN)
    if not all("=" in text and printable(text) == text for text in record.parameters):
        raise UsageError("the record has a parameter that is not of the form NAME=VALUE.", _AGAIN)
    if not record.target.get("reference"):
        address(record.target["url"])
    with usable(record.contract):
        contract = load(record.contract)
        contract.select(tuple(record.operations))
    return contract


def stated(recording: Iterable[Entry], contract: Contract) -> Iterator[Entry]:
    """What a recording states, one exchange after the other, as far as a run could have written it.

    Raises:
        UsageError: a run would not have written one of them.
    """
    controls: dict[str, Case] = {}
    number = 0
    try:
        for number, entry in enumerate(recording, 1):
            if not _is_ours(entry, contract):
                raise UsageError(f"exchange {number} of the recording is not as a run writes it.", _AGAIN)
            replayed(entry, controls)
            yield entry
    except RecordError as error:
        raise UsageError(f"{error}.") from error
    except ValueError as error:
        raise UsageError(f"exchange {number} of the recording is not as a run writes it ({error}).", _AGAIN) from error


def _problems(target: Any) -> Iterator[str]:
    yield from (name for name in ("url",) if not isinstance(target.get(name), str))
    yield from (name for name in ("label", "region", "service") if not isinstance(target.get(name, ""), str))
    yield from (name for name in ("region", "service") if not _SCOPE.fullmatch(target.get(name, "x")))
    connector = target.get("voice_connector_id")
    if not (connector is None or (isinstance(connector, str) and printable(connector) == connector)):
        yield "voice_connector_id"
    if target.get("auth", "none") not in ("none", "sigv4", None):
        yield "auth"


def _is_ours(entry: Entry, contract: Contract) -> bool:
    return (
        entry.operation in ("", *contract.operations)
        and (not entry.request.forgery or _forges(entry.request.forgery, entry.operation, contract))
        # What goes over the wire is percent-encoded.
        and entry.request.path.isascii()
        and 0 <= entry.at < _LATEST
        and 0 <= entry.elapsed < _LONGEST
        and 0 <= entry.waited < _LONGEST
    )


def _forges(name: str, operation: str, contract: Contract) -> bool:
    """Whether an operation has requests with this forgery: without a body, none is signed for another body."""
    of = contract.operations[operation] if operation else contract.operation
    return name in FORGERIES and of.clause_id(FORGERIES[name].clause) in catalogue(contract.name, (of.name,))
