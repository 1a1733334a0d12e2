"""The checks that test clauses, by name, and the kinds of exchange that each of them needs.

A ledger names the check of each of its clauses (`check: now`) and what it has to know (`with: {member: ...}`). The
oracle carries the checks out; see `conformance.oracle`.
"""

from __future__ import annotations

from collections.abc import Mapping

ACCEPTED, REFUSED, ANSWERED = "accepted", "refused", "answered"
ROBUST, REPEATED, SIGNED, SEQUENCE = "robust", "repeated", "signed", "sequence"
# What kinds of exchange there are.
KINDS: Mapping[str, str] = {
    ACCEPTED: "a valid request, which is to be accepted",
    REFUSED: "a request that breaks the clause, which is to be refused",
    ANSWERED: "the answer to an accepted request",
    ROBUST: "any input, however odd",
    REPEATED: "the same request once more",
    SIGNED: "a request with a wrong signature, which is to be refused",
    SEQUENCE: "several requests, one after the other",
}

CHECKS: Mapping[str, tuple[str, ...]] = {
    # What the status alone decides.
    "accepted": (ACCEPTED,),
    "refused": (REFUSED,),
    "value": (ACCEPTED, REFUSED),
    "success": (ACCEPTED, ANSWERED),
    "robust": (ROBUST,),
    "repeated": (REPEATED,),
    "signed": (SIGNED,),
    # What one answer of success decides: its form, and its members by themselves or beside the request.
    "answered": (ANSWERED,),
    "echo": (ANSWERED,),
    "unset": (ANSWERED,),
    # `with: {member, seconds}`: the member is an instant no further than so many seconds from the answer's.
    "now": (ANSWERED,),
    # `with: {earlier, later}`: one instant is not before the other.
    "order": (ANSWERED,),
    # `with: {member, values}`: the member has none of the values.
    "never": (ANSWERED,),
    # `with: {member, when: {member, value}}`: the member is not set while another one has the value.
    "unset-while": (ANSWERED,),
    # `with: {member, parameter}`: a list has no more items than a parameter of the request says.
    "at-most": (ANSWERED,),
    # What several answers of the operation decide together. `with: {member}`: no value comes twice.
    "unique": (ANSWERED,),
    # `with: {member}`: no member below this one shows what only another request gave.
    "isolated": (ANSWERED,),
    # What sequences of requests decide; `spec.clauses.lifecycle` tells which. `with: {creator}`: what creates.
    "read-back": (SEQUENCE,),
    "stable": (SEQUENCE,),
    "apart": (SEQUENCE,),
    # `second: true`: only a second parent that exists decides it.
    "foreign": (SEQUENCE,),
    "listed-foreign": (SEQUENCE,),
    "token-foreign": (SEQUENCE,),
    "new-id": (SEQUENCE,),
    "listed": (SEQUENCE,),
    "listed-same": (SEQUENCE,),
    "paged": (SEQUENCE,),
    "listed-filtered": (SEQUENCE,),
    "token": (SEQUENCE,),
    "updated": (SEQUENCE,),
    "kept": (SEQUENCE,),
    "others-kept": (SEQUENCE,),
    "gone": (SEQUENCE,),
    "unlisted": (SEQUENCE,),
    # `with: {creator, member}`: an update moves the instant forward, or leaves the member as it is.
    "moves": (SEQUENCE,),
    "constant": (SEQUENCE,),
    # `with: {creator, member, value}`: while this operation has set the member to the value, nothing is created.
    "refused-while": (SEQUENCE,),
    # `with: {creator, member, default}`: what is created without its member `default` has this operation's `member`.
    "default-from": (SEQUENCE,),
}
