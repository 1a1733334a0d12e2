"""The two directions of an operation, and the sections of a page that tell of each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One direction of an operation.

    Attributes:
        word: "request" or "response": how the conflicts' ids begin.
        syntax: the heading of its syntax.
        members: the heading of the section that documents its members.
        sample: the heading of its sample.
    """

    word: str
    syntax: str
    members: str
    sample: str


REQUEST = Side(word="request", syntax="Request Syntax", members="Request Body", sample="Sample Request")
RESPONSE = Side(word="response", syntax="Response Syntax", members="Response Elements", sample="Sample Response")
