"""Messages cut to size for a page, with the part marked that decided the judgement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reports.page.readable import readable
from reports.run.finding import Message
from reports.wording.differing import INCIDENTAL, Difference, How, differences
from reports.wording.layout import Layout, lay_out
from reports.wording.text import elide, shorten

_WINDOW = 1200
# A path of thousands of characters says no more than its ends and its length.
_START = 120
_HEADERS = 30
_HEADER_LIMIT = 300
# So many differences of a body are marked.
_MARKS = 40
_LESS = "something is missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text, decisive or not; `gap` says what is missing at its place, which is no part of the text."""

    text: str
    decisive: bool = False
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A message in pieces.

    Attributes:
        start: the first line, in pieces like the body.
        headers: one piece per header line.
        body: before, at and after the decisive parts.
        notes: what the reader should know beside it.
        about_headers: what decides is a header, be it there or not.
    """

    start: tuple[Piece, ...]
    headers: tuple[Piece, ...]
    body: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    about_headers: bool = False

    @property
    def plain(self) -> bool:
        """Whether nothing of the headers is decisive."""
        return not self.about_headers and not any(header.decisive for header in self.headers)

    @property
    def lines(self) -> int:
        """How many lines the body has."""
        return "".join(piece.text for piece in self.body).count("\n") + 1 if self.body else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mark:
    """Where something decisive stands, or (where `gap` says what) is missing."""

    start: int
    end: int
    gap: str = ""


def mark_response(message: Message, pointer: str) -> Marked:
    """`message` with the part at `pointer` marked; see `Finding.pointer`.

    `/` stands for the whole body, which is marked where it is a line: a whole document that is marked shows nothing.
    """
    shown = readable(message, None)
    layout = lay_out(shown.text)
    text, spans = (shown.text, {}) if layout is None else (layout.text, layout.spans)
    wanted = pointer.removeprefix("header:").lower() if pointer.startswith("header:") else None
    headers = _headers(message.headers, [name.lower() == wanted for name, _ in message.headers])
    whole = None if "\n" in text else (0, len(text))
    span = whole if pointer == "/" else spans.get(pointer) if pointer.startswith("/") else None
    marks = () if span is None else (_Mark(start=span[0], end=span[1]),)
    notes = (*shown.notes, *_notes(message))
    if pointer.startswith("/") and (span is None or span[0] == span[1]) and (pointer != "/" or not text):
        notes = (*notes, f"Nothing stands at {shorten(pointer, _HEADER_LIMIT)}.")
    if wanted is not None and not any(header.decisive for header in headers):
        notes = (*notes, f"There is no header {shorten(pointer.removeprefix('header:'), _HEADER_LIMIT)}.")
    start = _start(message.start, (0, len(message.start)) if pointer == "status" else None)
    return Marked(
        start=start, headers=headers, body=_pieces(text, marks), notes=notes, about_headers=wanted is not None
    )


def mark_difference(message: Message, other: Message | None) -> Marked:
    """`message` with everything marked in which it differs from `other`, if there is one."""
    shown = readable(message, other)
    beside = None if other is None else readable(other, None)
    start = _start(message.start, None if other is None else _difference(message.start, other.start))
    known = set(message.headers if other is None else other.headers)
    news = [header not in known and header[0].lower() not in INCIDENTAL for header in message.headers]
    text, marks = _marked(shown.text, None if beside is None else beside.text)
    headers = _headers(message.headers, news)
    return Marked(start=start, headers=headers, body=_pieces(text, marks), notes=(*shown.notes, *_notes(message)))


def _marked(source: str, other: str | None) -> tuple[str, tuple[_Mark, ...]]:
    """A body laid out, with the members marked in which it differs from another; of other texts, what differs."""
    layout = lay_out(source)
    found = None if other is None or layout is None or source == other else differences(source, other)
    if layout is not None and (found or other is None or source == other):
        return layout.text, tuple(filter(None, (_mark(one, layout) for one in (found or ())[:_MARKS])))
    span = None if other is None else _difference(source, other)
    return source, () if span is None else (_Mark(start=span[0], end=span[1], gap="" if span[1] > span[0] else _LESS),)


def _mark(difference: Difference, layout: Layout) -> _Mark | None:
    """A difference in the text: the whole member with its name, or the place where a member is missing."""
    if difference.how is not How.MISSING:
        span = layout.spans.get(difference.pointer)
        return _Mark(start=span[0], end=span[1]) if span else None
    span = layout.spans.get(difference.after) if difference.after else layout.spans.get(difference.pointer)
    if span is None:
        return None
    # After the entry before it and its comma; at the front of a list or an object, after the bracket.
    at = span[1] if difference.after else _opened(layout, span)
    at += layout.text.startswith(",", at)
    return _Mark(start=at, end=at, gap=f"{difference.name or 'an item'} is missing")


def _opened(layout: Layout, span: tuple[int, int]) -> int:
    """Just after the opening bracket of an object or a list, which stands at the end of a line or alone."""
    line = layout.text.find("\n", span[0], span[1])
    return line if line >= 0 else span[1] - 1


def _difference(text: str, other: str) -> tuple[int, int] | None:
    """The words of `text` between what both begin and end with; None if they are equal."""
    if text == other:
        return None
    start = _common(text, other)
    end = len(text) - _common(text[start:][::-1], other[start:][::-1])
    while 0 < start < len(text) and text[start - 1].isalnum() and (text[start].isalnum() or end > start):
        start -= 1
    while start < end < len(text) and text[end].isalnum() and text[end - 1].isalnum():
        end += 1
    return start, end


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


def _pieces(text: str, marks: tuple[_Mark, ...]) -> tuple[Piece, ...]:
    if not marks:
        return (Piece(text=shorten(text, 2 * _WINDOW)),) if text else ()
    ordered = sorted(marks, key=lambda mark: (mark.start, mark.end))
    found, done = [Piece(text=_tail(text[: ordered[0].start]))], ordered[0].start
    for mark in ordered:
        found.append(Piece(text=elide(text[done : mark.start], 2 * _WINDOW)))
        found.append(Piece(text=shorten(text[mark.start : mark.end], _WINDOW), decisive=True, gap=mark.gap))
        done = mark.end
    found.append(Piece(text=shorten(text[done:], _WINDOW)))
    return tuple(piece for piece in found if piece.text or piece.decisive)


def _tail(before: str) -> str:
    return before if len(before) <= _WINDOW else f"({len(before) - _WINDOW:,} characters) … {before[-_WINDOW:]}"


def _notes(message: Message) -> tuple[str, ...]:
    return ("The body was longer than what is kept.",) if message.truncated else ()
