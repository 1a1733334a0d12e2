"""What a failed TLS handshake means, in one sentence that names the cure."""

from __future__ import annotations

import contextlib
import socket
import ssl

from conformance.wire.exchange import Answer

# OpenSSL's numbers of what is wrong with a certificate.
_EXPIRED, _NOT_YET = 10, 9
_OTHER_NAME = frozenset({62, 64})
_UNKNOWN = frozenset({2, 18, 19, 20, 21})
_PLAIN = frozenset({"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "RECORD_LAYER_FAILURE", "PACKET_LENGTH_TOO_LONG"})
_WANTED = "CERTIFICATE_REQUIRED"
_REFUSED = ("BAD_CERTIFICATE", "UNKNOWN_CA", "CERTIFICATE_UNKNOWN", "CERTIFICATE_EXPIRED", "HANDSHAKE_FAILURE")
# What TLS says to who does not speak it: an alert.
ALERT = b"\x15\x03"
# ... or what some servers say in plain HTTP.
_WORDS_OF_SERVERS = (b"HTTP request was sent to HTTPS port", b"HTTP request to an HTTPS server")
SPEAKS_TLS = "it speaks TLS on this port: write https:// in --target"


def wants_tls(answer: Answer) -> bool:
    """Whether an answer over plain HTTP says that TLS is spoken on this port."""
    return answer.status == 400 and any(words in answer.body for words in _WORDS_OF_SERVERS)


def speaks_tls(host: str, port: int, seconds: float) -> bool:
    """Whether TLS is spoken on a port; nothing else is said there, and no certificate is looked at."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    # What fails in the handshake is an OSError as well.
    with contextlib.suppress(OSError, ValueError), socket.create_connection((host, port), timeout=seconds) as plain:
        context.wrap_socket(plain, server_hostname=host).close()
        return True
    return False


def sentence(error: ssl.SSLError, *, shown: bool) -> str:
    """What is wrong and what to do about it.

    Args:
        error: as the standard library raises it.
        shown: whether we showed a certificate of our own.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return _certificate(error)
    reason = error.reason or str(error)
    if reason in _PLAIN:
        return "it speaks no TLS on this port: write http:// in --target, or check the port"
    if _WANTED in reason:
        return "it demands a client certificate: name one with --client-cert and --client-key"
    if any(word in reason for word in _REFUSED):
        if shown:
            return f"it refuses our client certificate ({_words(reason)}): check --client-cert"
        return f"it refuses the handshake ({_words(reason)}); it may demand a certificate: --client-cert"
    return f"TLS failed ({_words(reason)})"


def _certificate(error: ssl.SSLCertVerificationError) -> str:
    code = error.verify_code
    if code in (_EXPIRED, _NOT_YET):
        when = "has expired" if code == _EXPIRED else "is not valid yet"
        return f"its certificate {when}: renew it, check the clock of this machine, or accept any with --insecure"
    if code in _OTHER_NAME:
        return f"its certificate is of another name ({error.verify_message}): check the host, or --insecure"
    if code in _UNKNOWN:
        return (
            f"its certificate is not trusted ({error.verify_message}): "
            "name the authority that signed it with --ca-bundle"
        )
    return f"its certificate is not trusted ({error.verify_message})"


def _words(reason: str) -> str:
    return reason.lower().replace("_", " ")
