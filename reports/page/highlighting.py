"""Messages cut to size for a page, with the part marked that decided the judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reports.wording.layout import lay_out
from reports.wording.text import elide, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reports.run.finding import Message

_WINDOW = 1200
# A path of thousands of characters says no more than its ends and its length.
_START = 120
_HEADERS = 30
_HEADER_LIMIT = 300
# These differ between any two requests and never are the point.
_INCIDENTAL = frozenset({"content-length", "authorization", "x-amz-date", "x-amz-content-sha256"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text, decisive or not."""

    text: str
    decisive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A message in pieces.

    Attributes:
        start: the first line, in pieces like the body.
        headers: one piece per header line.
        body: before, at and after the decisive part.
        notes: what the reader should know beside it.
    """

    start: tuple[Piece, ...]
    headers: tuple[Piece, ...]
    body: tuple[Piece, ...]
    notes: tuple[str, ...] = ()


def mark_response(message: Message, pointer: str) -> Marked:
    """`message` with the part at `pointer` marked; see `Finding.pointer` (`/` also stands for the whole body)."""
    text, spans = _laid_out(message.body)
    wanted = pointer.removeprefix("header:").lower() if pointer.startswith("header:") else None
    headers = _headers(message.headers, [name.lower() == wanted for name, _ in message.headers])
    span = (0, len(text)) if pointer == "/" else spans.get(pointer) if pointer.startswith("/") else None
    notes = _notes(message)
    if pointer.startswith("/") and (span is None or span[0] == span[1]):
        notes = (*notes, f"Nothing stands at {shorten(pointer, _HEADER_LIMIT)}.")
    if wanted is not None and not any(header.decisive for header in headers):
        notes = (*notes, f"There is no header {shorten(pointer.removeprefix('header:'), _HEADER_LIMIT)}.")
    start = _start(message.start, (0, len(message.start)) if pointer == "status" else None)
    return Marked(start=start, headers=headers, body=_pieces(text, span), notes=notes)


def mark_difference(message: Message, other: Message | None) -> Marked:
    """`message` with everything marked in which it differs from `other`, if there is one."""
    text, _ = _laid_out(message.body)
    start = _start(message.start, None if other is None else _difference(message.start, other.start))
    known = set(message.headers if other is None else other.headers)
    news = [header not in known and header[0].lower() not in _INCIDENTAL for header in message.headers]
    span = None if other is None else _difference(text, _laid_out(other.body)[0])
    headers = _headers(message.headers, news)
    return Marked(start=start, headers=headers, body=_pieces(text, span), notes=_notes(message))


def _laid_out(body: str) -> tuple[str, dict[str, tuple[int, int]]]:
    layout = lay_out(body)
    return (body, {}) if layout is None else (layout.text, layout.spans)


def _difference(text: str, other: str) -> tuple[int, int] | None:
    """The stretch of `text` between what both begin and end with; None if they are equal."""
    if text == other:
        return None
    prefix = _common(text, other)
    suffix = _common(text[prefix:][::-1], other[prefix:][::-1])
    back = _to_line_start(text, other, prefix, suffix)
    return prefix - back, len(text) - suffix - back


def _to_line_start(text: str, other: str, prefix: int, suffix: int) -> int:
    """How far back an insertion can be said to begin, so that whole lines are marked: `"A": 1,` and not `A": 1, "`.

    0 where nothing was merely inserted, or no line begins near enough.
    """
    longer, end = max((text, len(text) - suffix), (other, len(other) - suffix), key=lambda pair: pair[1])
    if min(len(text), len(other)) - suffix != prefix:
        return 0
    for back in range(prefix):
        if longer[prefix - back - 1] == "\n":
            return back
        if longer[prefix - back - 1] != longer[end - back - 1]:
            return 0
    return 0


def _common(one: str, other: str) -> int:
    """How many characters both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (left, right) in pairs if left != right), min(len(one), len(other)))


def _headers(headers: Sequence[tuple[str, str]], marks: Sequence[bool]) -> tuple[Piece, ...]:
    lines = zip(headers, marks, strict=True)
    shown = [Piece(text=shorten(f"{name}: {value}", _HEADER_LIMIT), decisive=mark) for (name, value), mark in lines]
    first = sorted(range(len(shown)), key=lambda at: not shown[at].decisive)[:_HEADERS]
    kept = [shown[at] for at in sorted(first)]
    more = len(shown) - len(kept)
    return (*kept, *([Piece(text=f"… {more:,} more headers")] if more else []))


def _start(text: str, span: tuple[int, int] | None) -> tuple[Piece, ...]:
    start, end = span or (len(text), len(text))
    found = (
        Piece(text=elide(text[:start], 2 * _START)),
        Piece(text=elide(text[start:end], _START), decisive=True),
        Piece(text=elide(text[end:], _START)),
    )
    return tuple(piece for piece in found if piece.text or (piece.decisive and span is not None))


def _pieces(text: str, span: tuple[int, int] | None) -> tuple[Piece, ...]:
    start, end = span or (len(text), len(text))
    before, decisive, after = text[:start], text[start:end], text[end:]
    if span is None:
        return (Piece(text=shorten(before, 2 * _WINDOW)),) if before else ()
    if len(before) > _WINDOW:
        before = f"({len(before) - _WINDOW:,} characters) … {before[-_WINDOW:]}"
    found = (
        Piece(text=before),
        Piece(text=shorten(decisive, _WINDOW), decisive=True),
        Piece(text=shorten(after, _WINDOW)),
    )
    return tuple(piece for piece in found if piece.text or piece.decisive)


def _notes(message: Message) -> tuple[str, ...]:
    notes = ["The body is not UTF-8 and stands here as base64."] if message.encoding == "base64" else []
    return (*notes, *(["The body was longer than what is kept."] if message.truncated else []))
