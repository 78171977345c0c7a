"""Signatures of what is delivered, as Standard Webhooks has them: https://www.standardwebhooks.com."""

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode

_PREFIX = "whsec_"
#: Bytes of a secret.
_LEAST, _MOST = 24, 64


def new_secret(random: bytes) -> str:
    """A secret out of 24 to 64 random bytes, as it is handed out."""
    if not _LEAST <= len(random) <= _MOST:
        raise ValueError(f"a secret has {_LEAST} to {_MOST} bytes")
    return _PREFIX + b64encode(random).decode()


def secret_bytes(secret: str) -> bytes:
    """The bytes of a secret. Raises ValueError for what is none; the message does not repeat it."""
    try:
        found = b64decode(secret.removeprefix(_PREFIX).encode("ascii"), validate=True)
    except (binascii.Error, UnicodeError, ValueError):
        found = b""
    if not secret.startswith(_PREFIX) or not _LEAST <= len(found) <= _MOST:
        raise ValueError(f"a secret is {_PREFIX} and base64 of {_LEAST} to {_MOST} bytes")
    return found


def signed(secret: str, message: str, seconds: int, body: bytes) -> dict[str, str]:
    """The headers of a delivery: its id, when it was sent (seconds since 1970) and the signature over both and the body."""
    content = f"{message}.{seconds}.".encode() + body
    digest = hmac.new(secret_bytes(secret), content, hashlib.sha256).digest()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(seconds),
        "webhook-signature": f"v1,{b64encode(digest).decode()}",
    }
