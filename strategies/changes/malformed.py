"""Violations of the message itself: what is not JSON, not UTF-8, not an object, not there, not POST."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

from spec.clauses import clause_ids
from spec.methods import harmless
from spec.operation import Operation, types
from strategies.changes.mutations import Mutation, set_body
from strategies.changes.raw import raw_member
from strategies.values.kinds import kind
from strategies.values.ordinary import ordinary

Rewrite = Callable[[bytes], bytes]


def malformed(operation: Operation) -> Iterator[Mutation]:
    """Every deterministic violation of the message's form."""
    if operation.has_json_request:
        for name, change, rewrite in (*_wrapped(), *_syntax(operation), *_literals(operation), *_ignored(), *_bytes()):
            yield set_body(clause_ids.BODY_SYNTAX, name, change, rewrite)
        for name, change, codec in (
            ("utf-16", "the body is UTF-16 with a byte order mark", "utf-16"),
            ("utf-16-le", "the body is UTF-16, little endian", "utf-16-le"),
            ("utf-16-be", "the body is UTF-16, big endian", "utf-16-be"),
            ("utf-32", "the body is UTF-32 with a byte order mark", "utf-32"),
        ):
            yield set_body(clause_ids.BODY_ENCODING, name, change, partial(_recode, codec=codec))
    if operation.requires_body:
        yield set_body(clause_ids.BODY_REQUIRED, "empty", "the body is empty", lambda _body: b"")
    if operation.has_json_request and kind(operation.request_schema) == "object":
        for name, change, rewrite in _roots():
            yield set_body(clause_ids.BODY_TYPE, name, change, rewrite)
    yield from _methods(operation)


def _methods(operation: Operation) -> Iterator[Mutation]:
    """Methods that no operation of the document has on this path, as far as trying them does no harm."""
    for method in harmless(operation):
        yield Mutation(
            clause=clause_ids.METHOD,
            name=method.lower(),
            change=f"the method is {method}",
            apply=partial(replace, method=method),
        )


def _recode(body: bytes, *, codec: str) -> bytes:
    return body.decode().encode(codec)


def _roots() -> Iterator[tuple[str, str, Rewrite]]:
    yield "empty-list", "the body is []", lambda _body: b"[]"
    yield "list", "the body is a list around the object", lambda body: b"[" + body + b"]"
    yield "string", "the body is a string with the object in it", lambda body: json.dumps(body.decode()).encode()
    for text in ("null", "true", "false", "0", "42", '""', '"text"'):
        yield (
            f"literal-{text.strip(chr(34)) or 'empty-string'}",
            f"the body is {text}",
            _always(text.encode()),
        )


def _always(value: bytes) -> Rewrite:
    return lambda _body: value


def _wrapped() -> Iterator[tuple[str, str, Rewrite]]:
    """Something before or after the document."""
    for name, change, before, after in (
        ("text-before", "text before the document", b"x", b""),
        ("text-after", "text after the document", b"", b"x"),
        ("brace-after", "a brace too many", b"", b"}"),
        ("comma-after", "a comma after the document", b"", b","),
        ("second-document", "a second document follows", b"", b"{}"),
        ("nul-after", "a NUL after the document", b"", b"\x00"),
        ("form-feed-before", "a form feed as white space", b"\x0c", b""),
        ("vertical-tab-after", "a vertical tab as white space", b"", b"\x0b"),
        ("no-break-space-before", "a no-break space as white space", b"\xc2\xa0", b""),
        ("line-comment-before", "a // comment before the document", b"// note\n", b""),
        ("line-comment-after", "a // comment after the document", b"", b" // note"),
        ("block-comment", "a /* */ comment before the document", b"/* note */", b""),
        ("hash-comment", "a # comment after the document", b"", b"\n# note"),
        ("xssi-prefix", "an anti-hijacking prefix", b")]}',\n", b""),
        ("parentheses", "parentheses around the document", b"(", b")"),
    ):
        yield name, change, partial(_surrounded, before=before, after=after)


def _surrounded(body: bytes, *, before: bytes, after: bytes) -> bytes:
    return before + body + after


def _syntax(operation: Operation) -> Iterator[tuple[str, str, Rewrite]]:
    """Something inside the document that only resembles JSON."""
    yield "cut-last", "the last character is missing", lambda body: body[:-1]
    yield "cut-half", "the second half is missing", lambda body: body[: len(body) // 2]
    yield "brace-only", "the body is one brace", lambda _body: b"{"
    yield "unclosed", "the body is {[", lambda _body: b"{["
    yield "blank", "the body is white space", lambda _body: b" \n\t "
    yield "trailing-comma", "a comma after the last member", lambda body: body[:-1] + b",}"
    yield "leading-comma", "a comma before the first member", lambda body: b"{," + body[1:]
    yield "double-comma", "two commas between members", lambda body: body.replace(b",", b",,", 1)
    yield "list-trailing-comma", "a comma after the last item", lambda body: body.replace(b"]", b",]", 1)
    yield "missing-colon", "a colon is missing", lambda body: body.replace(b":", b" ", 1)
    yield "equals-sign", "= instead of a colon", lambda body: body.replace(b":", b"=", 1)
    yield "semicolon", "a semicolon instead of a comma", lambda body: body.replace(b',"', b';"', 1)
    yield "missing-comma", "a comma between members is missing", lambda body: body.replace(b',"', b' "', 1)
    yield "single-quotes", "single instead of double quotes", lambda body: body.replace(b'"', b"'")
    yield "unquoted-name", "a member's name without quotes", _unquoted
    yield "inner-comment", "a comment inside the document", lambda body: b"{/* note */" + body[1:]
    name = next(iter(operation.request_schema.get("properties", ())), "Name")
    yield "form", "the body is form data", _always(f"{name}=text&Other=%2B12".encode())
    yield "xml", "the body is XML", _always(f"<{operation.name}/>".encode())
    yield "yaml", "the body is YAML", _always(f"{name}: [text]\n".encode())


def _unquoted(body: bytes) -> bytes:
    if b'"' not in body:
        return b"{Name:1}"
    opening, name, rest = body.split(b'"', 2)
    return opening + name + rest


def _halves(operation: Operation, name: str) -> tuple[bytes, bytes]:
    """A valid text of a member of the body, in two parts."""
    schema = operation.request_schema.get("properties", {}).get(name)
    whole = ordinary(schema) if schema and "string" in types(schema) else "ab"
    found = whole.encode("ascii", "ignore").replace(b'"', b"").replace(b"\\", b"") if isinstance(whole, str) else b"ab"
    return found[: len(found) // 2], found[len(found) // 2 :]


# What other languages read as a value, and JSON does not.
_NOT_JSON = (
    "NaN",
    "Infinity",
    "-Infinity",
    "0x42",
    "060",
    "+60",
    ".5",
    "60.",
    "2ABC",
    "60e",
    "1_0",
    "--1",
    "undefined",
    "None",
    "True",
    "60L",
)


def _literals(operation: Operation) -> Iterator[tuple[str, str, Rewrite]]:
    """Values that only resemble JSON values, one in each kind of member that the body has."""
    number, text = _member_of(operation, "integer", "number"), _member_of(operation, "string")
    for literal in _NOT_JSON:
        yield (
            f"literal-{literal}",
            f"{number} is {literal}",
            partial(raw_member, name=number, value=literal.encode()),
        )
    for name, change, value in (
        ("raw-newline", "a line break inside a string", b'"a\nb"'),
        ("raw-tab", "a tab inside a string", b'"a\tb"'),
        ("raw-nul", "a NUL inside a string", b'"a\x00b"'),
        ("escape-x", "the escape \\x41", b'"\\x41"'),
        ("escape-quote", "the escape \\'", b'"a\\\'b"'),
        ("escape-short", "the escape \\u12", b'"\\u12"'),
        ("escape-octal", "the escape \\101", b'"\\101"'),
        ("unclosed-string", "a string without its closing quote", b'"abc'),
        ("bare-word", "a string without quotes", b"abc"),
        ("backticks", "a string in backticks", b"`abc`"),
    ):
        yield name, f"{text}: {change}", partial(raw_member, name=text, value=value)
    begin, end = _halves(operation, text)
    for name, change, value in (
        # A target that leaves such a byte out must not be saved by the pattern of what is left.
        ("inner-continuation", "a continuation byte alone in a valid text", b'"' + begin + b"\x80" + end + b'"'),
        ("latin-1", "a byte of Latin-1, which is no UTF-8", b'"caf\xe9"'),
        ("lone-continuation", "a continuation byte alone", b'"a\x80b"'),
        ("byte-ff", "the byte FF", b'"a\xffb"'),
        ("overlong", "an overlong encoding of a", b'"\xc1\xa1"'),
        ("encoded-surrogate", "half a character (U+D800), encoded in UTF-8", b'"\xed\xa0\x80"'),
        ("cut-sequence", "a UTF-8 sequence cut short", b'"a\xe2\x82"'),
    ):
        yield name, f"{text}: {change}", partial(raw_member, name=text, value=value)


def _ignored() -> Iterator[tuple[str, str, Rewrite]]:
    """Bodies that are not JSON because of a member that the operation does not have.

    A lenient reader of JSON shows here, as no pattern stands behind it. Example: a reader takes a line break inside a
    string. In `Name` the member's pattern would refuse the value all the same; in an unknown member nothing does.
    """
    for literal in ("NaN", "Infinity", "-Infinity", "0x42", "undefined", "'text'"):
        words = f"{literal}, which is not JSON, in an unknown member"
        yield f"ignored-{literal.strip(chr(39))}", words, partial(raw_member, name="Unknown", value=literal.encode())
    for name, change, value in (
        ("raw-newline", "a line break inside a string", b'"a\nb"'),
        ("raw-nul", "a NUL inside a string", b'"a\x00b"'),
        ("escape-x", "the escape \\x41", b'"\\x41"'),
        ("byte-ff", "the byte FF", b'"a\xffb"'),
    ):
        yield f"ignored-{name}", f"an unknown member: {change}", partial(raw_member, name="Unknown", value=value)


def _member_of(operation: Operation, *kinds: str) -> str:
    """A member of one of these types to put a literal in: one with a pattern rather than none; else an unknown one."""
    members = operation.request_schema.get("properties", {})
    found = [name for name, schema in members.items() if kind(schema) in kinds and "enum" not in schema]
    return next((name for name in found if "pattern" in members[name]), found[0] if found else "Unknown")


def _bytes() -> Iterator[tuple[str, str, Rewrite]]:
    yield "random-bytes", "the body is no text", lambda _body: bytes(range(128, 192))
    yield "gzip", "the body is compressed, and no header says so", _always(_GZIP)


# An empty gzip member, written out: a compressor's output would differ from one library version to the next.
_GZIP = bytes.fromhex("1f8b080000000000000303000000000000000000")
