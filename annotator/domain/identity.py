"""Ids that stay unique when rows of two project files meet, and the digests of texts."""

from __future__ import annotations

import hashlib
import secrets
import time
import uuid


def new_id() -> str:
    """Return a UUID version 7 (RFC 9562): 48 bits of milliseconds, then random; sorts by time of making."""
    bits = time.time_ns() // 1_000_000 << 80 | secrets.randbits(80)
    bits = bits & ~(0xF << 76) | 0x7 << 76
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return str(uuid.UUID(int=bits))


def text_digest(text: str) -> str:
    """Return the SHA-256 of the text's UTF-8, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()
