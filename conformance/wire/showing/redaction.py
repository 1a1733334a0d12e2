r"""Removes what must not leave memory: credentials, signatures and tokens, in every form that a target echoes.

`Redactor.exchange` is the one door: what a target sent passes through it before anything is judged, kept or printed.
What was sent to it is the plan's own; `Redactor.request` looks through it where it is shown.
An echo is found in the answer as it is and with its escapes undone (`%41`, `&#65;`, `\u0041`, up to four deep; `=41`),
whatever its case, forwards and backwards, as numbers (`41:42`, `65, 66`), in base32, base64 and base85, also where all
but letters and digits is left out of the answer and of the code. What is coded or packed again is found in base64 and
hexadecimal, up to three deep. A run of a secret's characters is enough: half of them, or sixteen. Everything takes time
linear in the text.
"""

from __future__ import annotations

import base64
import contextlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import ahocorasick_rs

from conformance.wire.exchange import Answer, Exchange, Failure
from conformance.wire.showing.codes import Budget, read
from conformance.wire.showing.digits import ROW, Rows
from conformance.wire.showing.escapes import Layer, layers, squeezed
from conformance.wire.showing.forms import LEAST, Form, Span, forms
from strategies.request import Request

HIDDEN = "[redacted]"
_HIDDEN = HIDDEN.encode()
_HEADERS = frozenset(
    {"authorization", "x-amz-security-token", "proxy-authorization", "cookie", "set-cookie", "x-amz-signature"}
)
# What shows that a signature may stand somewhere; only then its shapes are looked for.
_MARKS = (b"credential=", b"signature=", b"security-token=")
# A signature or a credential scope, wherever it stands. The quantifiers are possessive: nothing is tried twice.
_SHAPES = re.compile(
    rb"aws4-hmac-sha256\s++credential=[^\s\"'<>]++"
    rb"(?:\s*+(?:,\s*+)?signedheaders=[^\s\"'<>,]++)?(?:\s*+(?:,\s*+)?signature=[0-9a-f]++)?"
    rb"|(?:x-amz-)?(?:signature|security-token|credential)=[^&\s\"'<>,]++",
    re.IGNORECASE,
)
# A signature alone, or half of one: known ones are hidden, other values of this shape may be a target's own ids.
_DIGEST = re.compile(rb"[0-9A-Fa-f]{32,}+")
# What may be such a signature in base64, alone or within something longer.
_CODED = re.compile(rb"[A-Za-z0-9+/_-]{43,}+")
# A row of digits in base64, to look for before anything is decoded: 32 digits have ten whole groups of three.
_GROUPS = [base64.b64encode(bytes((one, other, one))) for one, other in product(b"0123456789abcdefABCDEF", repeat=2)]
_GROUP = b"".join(b"[%s]" % bytes(set(column)) for column in zip(*_GROUPS, strict=True))
# The first group stands apart: only where a pattern begins with a set does `re` skip quickly to what may be a match.
_CODED_DIGITS = re.compile(b"%s(?:%s){9}" % (_GROUP, _GROUP))
_STANDARD = bytes.maketrans(b"-_", b"+/")
# Fewer characters than this in a row may be an ordinary word, unless a digit or a change of case speaks against it.
_WORD = 12
_FEW = 3
# So often a code is read that stands in another code.
_NESTED = 3


class Redactor:
    """Redacts the given secrets in every form in which they can come back."""

    def __init__(self, secrets: Iterable[str] = (), *, headers: Iterable[str] = ()) -> None:
        """Remember the secrets; those of fewer than six characters would hide ordinary words and are left out.

        Args:
            secrets: what must not be shown.
            headers: names of further headers whose values are never shown.
        """
        self._headers = _HEADERS | {name.lower() for name in headers}
        self._forms: list[Form] = []
        self._signatures = Rows()
        self._known: set[str] = set()
        self.learn(secrets)

    def learn(self, secrets: Iterable[str], *, words: bool = False) -> None:
        """Redact these as well.

        Args:
            secrets: what must not be shown.
            words: whether they may be made of ordinary words, which may stand in an answer for themselves.
        """
        new = {secret for secret in secrets if len(secret) >= LEAST} - self._known
        self._known |= new
        self._forms += [form for secret in sorted(new) for form in forms(secret, _WORD if words else 0)]
        self._blocks: list[tuple[Form, int]] = []
        needles = list(_MARKS)
        for form in self._forms:
            for start, end in form.blocks():
                needles.append(form.text[start:end])
                self._blocks.append((form, start))
        self._automaton = ahocorasick_rs.BytesAhoCorasick(needles)

    def learn_signature(self, signature: str) -> None:
        """Redact this signature, of 64 hexadecimal digits, and each half of it; another text is left out."""
        with contextlib.suppress(ValueError):
            bytes.fromhex(signature)
            digits = signature.lower().encode()
            for part in (digits[at : at + ROW] for at in (0, len(digits) // 2)):
                # A forged one may be of zeros, as a target's own ids may.
                if len(set(part)) > _FEW:
                    self._signatures.add(part)
                    self._signatures.add(part[::-1])

    def exchange(self, exchange: Exchange) -> Exchange:
        """`exchange` without secrets in what came back, and without the values of headers that carry credentials."""
        request, outcome = exchange.request, self.outcome(exchange.outcome)
        shown = self._without_values(request.headers)
        if shown == request.headers and outcome is exchange.outcome:
            return exchange
        return replace(exchange, request=replace(request, headers=shown), outcome=outcome)

    def request(self, request: Request) -> Request:
        """`request` without secrets; the same object where it has none."""
        shown = self._without_values(request.headers)
        if self._clean(shown, request.path.encode("utf-8", "surrogatepass"), request.body):
            return request if shown == request.headers else replace(request, headers=shown)
        return replace(
            request,
            headers=self.redact_headers(request.headers),
            path=self.redact_text(request.path),
            body=self.redact_bytes(request.body),
        )

    def outcome(self, outcome: Answer | Failure) -> Answer | Failure:
        """What came back, without secrets; the same object where it has none."""
        if isinstance(outcome, Failure):
            detail = self.redact_text(outcome.detail)
            return outcome if detail == outcome.detail else replace(outcome, detail=detail)
        shown = self._without_values(outcome.headers)
        if self._clean(shown, outcome.body):
            return outcome if shown == outcome.headers else replace(outcome, headers=shown)
        return replace(outcome, headers=self.redact_headers(outcome.headers), body=self.redact_bytes(outcome.body))

    def redact_text(self, text: str) -> str:
        """`text` without secrets."""
        data = text.encode("utf-8", "surrogatepass")
        redacted = self.redact_bytes(data)
        return text if redacted == data else redacted.decode("utf-8", "replace")

    def redact_headers(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The headers without the values of those that carry credentials, and without secrets in the others."""
        shown = self._without_values(headers)
        if self._clean(shown):
            return shown
        return tuple((self.redact_text(name), self.redact_text(value)) for name, value in shown)

    def _without_values(self, headers: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        """The headers without the values of those that carry credentials."""
        return tuple((name, HIDDEN if name.lower() in self._headers else value) for name, value in headers)

    def _clean(self, headers: Iterable[tuple[str, str]], *others: bytes) -> bool:
        """Whether nothing of these has to be hidden: one look at all of them together is enough for most messages."""
        text = " \n ".join(part for pair in headers for part in pair)
        # What stands beside a line's end may be one code; a space ends it.
        whole = b" \n ".join((text.encode("utf-8", "surrogatepass"), *others))
        return self.redact_bytes(whole) == whole

    def redact_bytes(self, data: bytes) -> bytes:
        """`data` without secrets; other bytes stay as they are."""
        marked, spans = self._spans(data, Budget(len(data)), _NESTED)
        if spans:
            data = _without(data, spans)
        return _SHAPES.sub(_HIDDEN, data) if marked else data

    def _spans(self, data: bytes, budget: Budget, depth: int) -> tuple[bool, list[Span]]:
        """Whether a mark of a signature is in `data`, and where secrets are: in it, or behind its escapes."""
        # An escape changes little: a code beside it says the same in each layer, and is looked through once.
        told = dict[bytes, bool]()
        marked, spans = self._found(data, budget, depth, told)
        below: tuple[Layer, ...] = ()
        # Without secrets there is nothing that an escape could hide.
        for layer in layers(data) if self._forms else ():
            below = (*below, layer)
            more, found = self._found(layer.decoded, budget, depth, told)
            marked = marked or more
            spans += [_outermost(below, span) for span in found]
        return marked, spans

    def _found(self, data: bytes, budget: Budget, depth: int, told: dict[bytes, bool]) -> tuple[bool, list[Span]]:
        """The same of a text as it stands, without what is between the characters of a code, and in what is coded.

        `told` keeps of each thing that a code said whether a secret is in it.
        """
        lower = data.lower()
        marked, spans = self._search(lower)
        spans += self._signed(data)
        for layer in squeezed(lower) if self._forms else ():
            more, found = self._search(layer.decoded)
            marked = marked or more
            spans += map(layer.span, (*found, *(self._digests(layer.decoded) if layer.whole else ())))
        for span, said in read(data, budget) if depth and self._forms else ():
            if budget.left > 0 and said not in told:
                told[said] = bool(self._spans(said, budget, depth - 1)[1])
            # What nobody has looked through is not shown.
            if budget.left <= 0 or told[said]:
                spans.append(span)
        return marked, spans

    def _signed(self, data: bytes) -> list[Span]:
        """Where known signatures stand, forwards, backwards or in base64."""
        found = self._digests(data)
        if self._signatures and _CODED_DIGITS.search(data):
            coded = (match for match in _CODED.finditer(data) if any(map(self._digests, _uncoded(match[0]))))
            found += [match.span() for match in coded]
        return found

    def _digests(self, data: bytes) -> list[Span]:
        """Where known signatures stand as they are, forwards or backwards."""
        return [match.span() for match in _DIGEST.finditer(data) if self._is_known(match)] if self._signatures else []

    def _is_known(self, match: re.Match[bytes]) -> bool:
        # `match[0]` copies the whole run, which may be of a million digits: it is read once.
        digits = match[0].lower()
        places = map(slice, range(len(digits)), range(ROW, len(digits) + 1))
        return any(map(self._signatures.__contains__, map(digits.__getitem__, places)))

    def _search(self, data: bytes) -> tuple[bool, list[Span]]:
        """Whether a mark of a signature is in `data`, and where secrets are."""
        marked, spans, done = False, list[Span](), dict[int, int]()
        for needle, place, _ in self._automaton.find_matches_as_indexes(data, overlapping=True):
            if needle < len(_MARKS):
                marked = True
                continue
            form, start = self._blocks[needle - len(_MARKS)]
            # What lies inside a run that was found already needs no second look.
            if place < done.get(id(form), 0):
                continue
            run = form.run(data, place, start)
            if form.gives_away(run, start - (place - run[0])):
                spans.append(run)
                done[id(form)] = run[1]
        return marked, spans


def _uncoded(text: bytes) -> Iterator[bytes]:
    """What a text is when it is read as base64, from each place where that may begin; its last bytes may be no part."""
    for start in range(4):
        code = text[start:].translate(_STANDARD)
        yield base64.b64decode(code + b"A" * (-len(code) % 4))


def _outermost(below: tuple[Layer, ...], span: Span) -> Span:
    """Where a span of the innermost layer stands in what was received."""
    for layer in reversed(below):
        span = layer.span(span)
    return span


def _without(data: bytes, spans: Iterable[Span]) -> bytes:
    """`data` with each span replaced, those that touch as one."""
    pieces, done = list[bytes](), 0
    merged = list[Span]()
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], end)
        else:
            merged.append((start, end))
    for start, end in merged:
        pieces += [data[done:start], _HIDDEN]
        done = end
    return b"".join((*pieces, data[done:]))
