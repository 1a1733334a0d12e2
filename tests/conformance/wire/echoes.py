"""Every form in which a target may give a secret back."""

from __future__ import annotations

import base64
import html
import json
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
