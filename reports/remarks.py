"""What must be known of a whole run before its outcome is trusted; every report says it, loudly."""

from __future__ import annotations

from collections.abc import Iterator

from reports.record import Record

INSECURE = (
    "Any certificate was accepted (--insecure): something between here and the target may have answered in its place."
)
_PART = (
    "This is part {number} of {count} of a run: what only other parts verify is not selected here, "
    "and `chime-conformance merge` puts them together."
)


def remarks(record: Record) -> Iterator[str]:
    """Sentences about a run, in the order of their weight; none of an ordinary one."""
    if record.target.get("insecure"):
        yield INSECURE
    if record.shard is not None:
        yield _PART.format(number=record.shard.number, count=record.shard.count)
