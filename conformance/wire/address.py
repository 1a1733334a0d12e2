"""Where a target is: its URL in one spelling, and whether that is on this machine."""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urlsplit

import idna

from conformance.errors import UsageError
from spec.patterns import printable

# What a path may hold as it is: RFC 3986, and escapes that are there already.
_PATH = "/%:@!$&'()*+,;=-._~"
_OLD_STYLE = re.compile(r"[0-9a-fx.]+", re.IGNORECASE)
_NAME = re.compile(r"[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?", re.IGNORECASE)
_SCHEME = re.compile(r"https?://", re.IGNORECASE)
_EXAMPLE = "Example: --target http://localhost:8080"


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """A target's URL, taken apart.

    Attributes:
        url: scheme, host, port where given, and path prefix, as they go over the wire.
        user: of basic authentication, or "".
        password: of basic authentication, or "".
    """

    url: str
    user: str = ""
    password: str = ""


def address(text: str) -> Address:
    """The target that `text` names: the path percent-encoded, a host beyond ASCII as IDNA.

    Raises:
        UsageError: it is no http or https URL, or it has a query or a fragment.
    """
    parts = _split(text)
    if parts.query or parts.fragment or "?" in text or "#" in text:
        raise UsageError("the target's URL must have no query or fragment.", _EXAMPLE)
    host = _host(parts.hostname or "", text)
    port = "" if parts.port is None else f":{parts.port}"
    path = quote(parts.path.rstrip("/"), safe=_PATH)
    return Address(
        url=f"{parts.scheme}://{host}{port}{path}",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
    )


def is_loopback(url: str) -> bool:
    """Whether a URL is of this machine, however that is spelled: `127.1`, `[::ffff:127.0.0.1]`, `localhost.`."""
    try:
        host = (urlsplit(url).hostname or "").removesuffix(".")
    except ValueError:
        return False
    if host == "localhost":
        return True
    try:
        found = ipaddress.ip_address(host)
    except ValueError:
        return bool(_OLD_STYLE.fullmatch(host)) and _old_style(host)
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback


def _old_style(host: str) -> bool:
    """Whether `host` is a loopback address as inet_aton reads it: `127.1`, `0x7f000001`."""
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host)).is_loopback
    except OSError:
        return False


def _split(text: str) -> SplitResult:
    wrong = UsageError(f"the target {shown(text)} is no http or https URL.", _EXAMPLE)
    # The standard library drops these silently, and what a person reads would not be where the request goes.
    if any(ord(character) < 32 or character in "\\\x7f" for character in text) or printable(text) != text:
        raise wrong
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise wrong from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or port == 0:
        raise wrong
    return parts


def _host(name: str, text: str) -> str:
    if ":" in name:
        return f"[{ipaddress.IPv6Address(name.partition('%')[0]).compressed}]" if "%" not in name else f"[{name}]"
    if _NAME.fullmatch(name):
        return name
    try:
        return idna.encode(name, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError) as error:
        raise UsageError(f"the target {shown(text)} has no usable host name.", _EXAMPLE) from error


def shown(text: str) -> str:
    """What was given as a URL, without what may be a user and a password: all before the last `@` but the scheme."""
    before, at, after = text.rpartition("@")
    scheme = _SCHEME.match(before)
    return repr(f"{scheme.group() if scheme else ''}…@{after}" if at else text)[:200]
