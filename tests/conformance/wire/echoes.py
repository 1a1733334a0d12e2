"""Every form in which a target may give a secret back."""

from __future__ import annotations

import base64
import gzip
import html
import json
import quopri
import re
import zlib
from collections.abc import Callable, Mapping
from urllib.parse import quote

ECHOES: Mapping[str, Callable[[str], str]] = {
    "as it is": str,
    "upper case": str.upper,
    "lower case": str.lower,
    "changed case": str.swapcase,
    "backwards": lambda secret: secret[::-1],
    "percent": lambda secret: quote(secret, safe=""),
    "percent, lower case": lambda secret: quote(secret, safe="").lower(),
    "percent, every byte": lambda secret: "".join(f"%{byte:02X}" for byte in secret.encode()),
    "percent twice": lambda secret: quote(quote(secret, safe="")),
    "percent thrice": lambda secret: quote(quote(quote(secret, safe=""))),
    "hexadecimal": lambda secret: secret.encode().hex(),
    "hexadecimal, upper case": lambda secret: secret.encode().hex().upper(),
    "HTML, decimal": lambda secret: "".join(f"&#{ord(character)};" for character in secret),
    "HTML, hexadecimal": lambda secret: "".join(f"&#x{ord(character):X};" for character in secret),
    "HTML, names": html.escape,
    "JSON": json.dumps,
    "JSON in JSON": lambda secret: json.dumps(json.dumps(secret)),
    "JSON, every character": lambda secret: "".join(f"\\u{ord(character):04x}" for character in secret),
    "JSON, upper case": lambda secret: "".join(f"\\u{ord(character):04X}" for character in secret),
    "JSON, slashes": lambda secret: secret.replace("/", "\\/"),
    "string literal": lambda secret: "".join(f"\\x{byte:02x}" for byte in secret.encode()),
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 after a byte": lambda secret: base64.b64encode(b"q" + secret.encode()).decode(),
    "base64 after two bytes": lambda secret: base64.b64encode(b"qq" + secret.encode() + b"q").decode(),
    "base64 for URLs": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode(),
    "Latin-1": lambda secret: secret.encode().decode("latin-1"),
    "first half": lambda secret: secret[: len(secret) // 2],
    "second half": lambda secret: secret[len(secret) // 2 :],
    "from the middle": lambda secret: secret[len(secret) // 4 :][: (len(secret) + 1) // 2],
    "UTF-16": lambda secret: "".join(f"{character}\0" for character in secret),
}
HALVES = ("first half", "second half", "from the middle")


def _spaced(secret: str, between: str, before: str = "") -> str:
    return between.join(f"{before}{byte:02x}" for byte in secret.encode())


def _coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


# What takes longer to find: codes in pieces, of other alphabets, and codes within codes.
CODES: Mapping[str, Callable[[str], str]] = {
    "colons": lambda secret: _spaced(secret, ":"),
    "colons, upper case": lambda secret: _spaced(secret, ":").upper(),
    "dashes": lambda secret: _spaced(secret, "-"),
    "blanks": lambda secret: _spaced(secret, " "),
    "bytes of a program": lambda secret: _spaced(secret, ", ", "0x"),
    "numbers": lambda secret: json.dumps(list(secret.encode())),
    "numbers, one a line": lambda secret: json.dumps(list(secret.encode()), indent=2),
    "quoted-printable": lambda secret: quopri.encodestring(secret.encode()).decode().rstrip("="),
    "quoted-printable, every byte": lambda secret: "".join(f"={byte:02X}" for byte in secret.encode()),
    "characters apart": " ".join,
    "base64 in lines": lambda secret: base64.encodebytes(secret.encode()).decode(),
    "base64 in lines in JSON": lambda secret: json.dumps(base64.encodebytes(secret.encode()).decode()),
    "base64 in short lines": lambda secret: "\r\n".join(
        _coded(secret.encode())[at : at + 8] for at in range(0, 999, 8)
    ),
    "base64 for URLs, unpadded": lambda secret: base64.urlsafe_b64encode(secret.encode()).decode().rstrip("="),
    "arrows": lambda secret: _spaced(secret, "->"),
    "pluses": lambda secret: _spaced(secret, "+"),
    "blanks of no width": lambda secret: _spaced(secret, "\u200b"),
    "lines of a page": lambda secret: _spaced(secret, "<br>"),
    "base64, slashes between": lambda secret: "/".join(_coded(secret.encode())),
    "base85 in lines": lambda secret: re.sub("(.{5})", r"\1\n", base64.b85encode(secret.encode()).decode()),
    "base85": lambda secret: base64.b85encode(secret.encode()).decode(),
    "base85 after a byte": lambda secret: base64.b85encode(b"q" + secret.encode()).decode(),
    "base85 after two bytes": lambda secret: base64.b85encode(b"qq" + secret.encode()).decode(),
    "base85 after three bytes": lambda secret: base64.b85encode(b"qqq" + secret.encode()).decode(),
    "ascii85": lambda secret: base64.a85encode(secret.encode(), adobe=True).decode(),
    "base64 twice": lambda secret: _coded(_coded(secret.encode()).encode()),
    "base64 thrice": lambda secret: _coded(_coded(_coded(secret.encode()).encode()).encode()),
    "base64 of percent": lambda secret: _coded(quote(secret, safe="").encode()),
    "base64 of hexadecimal": lambda secret: _coded(secret.encode().hex().encode()),
    "hexadecimal of base64": lambda secret: _coded(secret.encode()).encode().hex(),
    "base64 of backwards": lambda secret: _coded(_coded(secret[::-1].encode()).encode()),
    "base64 of gzip": lambda secret: _coded(gzip.compress(secret.encode())),
    "base64 of zlib": lambda secret: _coded(zlib.compress(secret.encode())),
    "hexadecimal of gzip": lambda secret: gzip.compress(secret.encode()).hex(),
    "base64 twice, slashes escaped": lambda secret: _coded(b"???" + _coded(secret.encode()).encode()).replace(
        "/", "\\/"
    ),
}
