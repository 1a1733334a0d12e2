"""A sequence as a script of curl lines: ids that the target gives are kept in variables, as they differ every time."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reports.wording.text import one_line

# Ids of these characters stand in a quoted word as they are, and mean nothing to a shell.
_PLAIN = re.compile(r"[A-Za-z0-9._~-]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One request of a sequence.

    Attributes:
        note: what it does, in a few words.
        curl: the line that sends it, given the shell variables of ids that answers before gave, by these ids; "" where
            curl cannot send it.
        made: the id that its answer gave, or "".
        member: the members of the answer's body that lead to that id.
    """

    note: str
    curl: Callable[[Mapping[str, str]], str]
    made: str = ""
    member: tuple[str, ...] = ()


def script(lines: Sequence[Line], *, at_once: bool = False) -> str:
    """The script for a POSIX shell with curl and jq; "" where curl cannot send every request.

    Args:
        lines: the requests.
        at_once: whether all of them are under way at the same time; then no id of one stands in another.
    """
    if not all(line.curl({}) for line in lines):
        return ""
    written = _beside(lines) if at_once else _written(lines)
    return "\n".join(written) + "\n"


def _beside(lines: Sequence[Line]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        yield f"# {number}. {one_line(line.note)}"
        yield f"{line.curl({})} &"
    yield "wait"


def _written(lines: Sequence[Line]) -> Iterator[str]:
    known: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        # A note may tell what the target or a contract said.
        yield f"# {number}. {one_line(line.note)}"
        curl = line.curl(known)
        if line.made and _PLAIN.fullmatch(line.made):
            known[line.made] = variable = f"ID{len(known) + 1}"
            path = "".join(f"[{_quoted(step)}]" for step in line.member)
            yield f"{variable}=$({curl.replace('curl -i', 'curl -s', 1)} | jq -r '.{path}')"
        else:
            yield curl


def _quoted(step: str) -> str:
    """A member's name as jq has it; no id has a name with a quote or a backslash."""
    return '"' + re.sub(r"[\"'\\]", "", step) + '"'
