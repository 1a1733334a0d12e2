"""How a target is reached: with which headers, through which proxy, trusting whom, as whom."""

from __future__ import annotations

import base64
import os
import re
import ssl
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn
from urllib.parse import unquote, urlsplit

from conformance.errors import UsageError
from conformance.wire.address import address
from spec.reading.files import is_other

_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,256}")
# What frames a message or says who signs it is the suite's own business.
_OWN = frozenset({"content-length", "transfer-encoding", "connection", "host", "x-amz-date", "x-amz-content-sha256"})
# Headers whose values are no secrets, and ordinary words of many answers.
_OPEN = frozenset({"accept", "accept-language", "accept-encoding", "content-type", "user-agent"})
# Variables that name the authorities to trust, as the AWS CLI and requests read them; the last one is OpenSSL's.
_BUNDLES = ("AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
_PROXIES = ("HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """How a target is reached, beside its URL and its signatures.

    Attributes:
        headers: name and value pairs that every request carries.
        host: the Host header, where it is not the URL's host.
        ca_bundle: the authorities to trust, or None for those of the system.
        insecure: whether any certificate will do.
        client_cert: the certificate that the suite shows, or None.
        client_key: its key, where that is a file of its own.
        proxy: the URL of an HTTP proxy, or "".
    """

    headers: tuple[tuple[str, str], ...] = ()
    host: str = ""
    ca_bundle: Path | None = None
    insecure: bool = False
    client_cert: Path | None = None
    client_key: Path | None = None
    proxy: str = ""

    @property
    def secrets(self) -> Iterator[str]:
        """What must not be shown: the values of headers, a scheme's credentials alone, passwords."""
        for name, value in self.headers:
            if name.lower() not in _OPEN:
                yield value
                yield from _credentials(value)
        password = urlsplit(self.proxy).password if self.proxy else None
        if password:
            yield unquote(password)
            yield proxy_authorization(self.proxy).partition(" ")[2]

    @property
    def hidden(self) -> Iterator[str]:
        """The names of the headers whose values must not be shown."""
        return (name for name, _ in self.headers if name.lower() not in _OPEN)

    def context(self, environ: Mapping[str, str] | None = None) -> ssl.SSLContext:
        """What TLS is spoken with.

        Raises:
            UsageError: a file is missing, or is not a certificate or key.
        """
        context = _trusting(self.ca_bundle, os.environ if environ is None else environ)
        if self.insecure:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if self.client_cert is not None:
            _identify(context, self.client_cert, self.client_key)
        return context


def access(  # noqa: PLR0913 - what a target is reached with, by keyword
    *,
    headers: Iterable[str] = (),
    user: str = "",
    password: str = "",
    host: str = "",
    ca_bundle: Path | None = None,
    insecure: bool = False,
    client_cert: Path | None = None,
    client_key: Path | None = None,
    proxy: str = "",
) -> Access:
    """How a target is reached, checked.

    Args:
        headers: each as `NAME: VALUE`.
        user: of basic authentication, or "".
        password: of basic authentication.
        host: the Host header.
        ca_bundle: a file or folder of authorities.
        insecure: whether any certificate will do.
        client_cert: a file in PEM.
        client_key: its key in PEM.
        proxy: `http://[USER:PASSWORD@]HOST:PORT`.

    Raises:
        UsageError: one of them is wrong.
    """
    pairs = tuple(map(_header, headers))
    if user or password:
        pairs = (*pairs, ("Authorization", basic(user, password)))
    if host and not re.fullmatch(r"[A-Za-z0-9._\-\[\]:]{1,255}", host):
        raise UsageError("--host-header is no host.", "Example: --host-header service.example.com")
    if client_key is not None and client_cert is None:
        raise UsageError("--client-key needs --client-cert.")
    found = Access(
        headers=pairs,
        host=host,
        ca_bundle=ca_bundle,
        insecure=insecure,
        client_cert=client_cert,
        client_key=client_key,
        proxy=_proxy(proxy) if proxy else "",
    )
    if ca_bundle is not None or client_cert is not None:
        found.context()
    return found


def proxy_authorization(proxy: str) -> str:
    """The value of Proxy-Authorization for a proxy's URL; "" where that has no user."""
    parts = urlsplit(proxy)
    if not parts.username:
        return ""
    return basic(unquote(parts.username), unquote(parts.password or ""))


def ignored_proxy(environ: Mapping[str, str] | None = None) -> str:
    """A sentence about the proxy that the environment names and that is not used; "" where it names none."""
    given = os.environ if environ is None else environ
    name = next((name for name in _PROXIES if given.get(name)), "")
    return f"{name} is set and not used: --proxy names a proxy." if name else ""


def _header(text: str) -> tuple[str, str]:
    """The name and the value; a value is not repeated in a message, as it may be a secret."""
    name, colon, value = text.partition(":")
    name, value = name.strip(), value.strip()
    if not colon or not _TOKEN.fullmatch(name):
        raise UsageError("--header must be 'NAME: VALUE'.", "Example: --header 'X-Api-Key: abc'")
    if name.lower() in _OWN:
        hint = "Use --host-header." if name.lower() == "host" else "The suite sets it itself."
        raise UsageError(f"--header cannot set {name}.", hint)
    if any(ord(character) < 32 or character == "\x7f" for character in value):
        raise UsageError(f"the value of --header {name} has control characters.")
    return name, value


def basic(user: str, password: str) -> str:
    """The value of Authorization for a user and a password."""
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _credentials(value: str) -> Iterator[str]:
    """What stands behind a scheme such as Bearer; of basic authentication the password as well."""
    scheme, space, rest = value.partition(" ")
    if not space:
        return
    yield rest.strip()
    if scheme.lower() == "basic":
        try:
            pair = base64.b64decode(rest, validate=True).decode()
        except ValueError:
            return
        yield pair
        yield pair.partition(":")[2]


def _proxy(text: str) -> str:
    found = address(text)
    if urlsplit(found.url).scheme != "http" or urlsplit(found.url).path:
        raise UsageError("--proxy must be http://HOST:PORT.", "A proxy for https targets is asked by CONNECT.")
    given = urlsplit(text)
    user = given.netloc.rpartition("@")[0]
    return f"http://{user}@{found.url.removeprefix('http://')}" if user else found.url


def _trusting(bundle: Path | None, environ: Mapping[str, str]) -> ssl.SSLContext:
    """A context that trusts the authorities of a file or folder; those of the system where none is named."""
    source = "--ca-bundle"
    if bundle is None:
        named = ((name, environ[name]) for name in _BUNDLES if environ.get(name))
        source, path = next(named, ("", ""))
        bundle = Path(path) if path else None
    if bundle is None:
        return ssl.create_default_context()
    if is_other(bundle):
        raise UsageError(f"{bundle} ({source}) is a pipe or a device.", "Name a file: it is read more than once.")
    try:
        if bundle.is_dir():
            return ssl.create_default_context(capath=str(bundle))
        return ssl.create_default_context(cafile=str(bundle))
    except (OSError, ValueError) as error:
        # An SSLError is an OSError without a file.
        missing = isinstance(error, FileNotFoundError)
        problem = "does not exist" if missing else "holds no certificates in PEM"
        raise UsageError(
            f"{bundle} ({source}) {problem}.", "Name the authorities that the target is signed by."
        ) from error


def _identify(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    for path in filter(None, (certificate, key)):
        if is_other(path):
            raise UsageError(f"{path} is a pipe or a device.", "Name a file: it is read more than once.")
    try:
        context.load_cert_chain(certificate, key, password=_no_password)
    except FileNotFoundError as error:
        missing = next((path for path in (certificate, key) if path is not None and not path.exists()), certificate)
        raise UsageError(f"{missing} does not exist.", "--client-cert and --client-key are files in PEM.") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or "it cannot be read"
        message = f"the client certificate {certificate} cannot be used ({str(reason).lower().replace('_', ' ')})."
        raise UsageError(message, "--client-cert and --client-key are files in PEM.") from error


def _no_password() -> NoReturn:
    raise ValueError("its key is encrypted")
