"""A body as it comes in: decompressed piece by piece, never beyond its bound."""

from __future__ import annotations

import zlib
from typing import Final

from connectors.feeds.answers import FailureReason

_GZIP: Final = ("gzip", "x-gzip")
_GZIP_WBITS: Final = 31
_RAW_DEFLATE_WBITS: Final = -15


class Unfolder:
    """Collects a body of at most `max_bytes` bytes after decompression."""

    def __init__(self, encoding: str, max_bytes: int) -> None:
        self._encoding = encoding
        self._max_bytes = max_bytes
        self._parts: list[bytes] = []
        self._size_bytes = 0
        # For deflate the first byte tells zlib's format from a raw stream, which servers send too.
        self._stream = zlib.decompressobj(wbits=_GZIP_WBITS) if encoding in _GZIP else None

    def take(self, chunk: bytes) -> tuple[FailureReason, str] | None:
        """Take the next bytes; gives a reason and a sentence where it ends here."""
        try:
            data = self._unfold(chunk)
        except zlib.error as error:
            return "bad_encoding", f"The body is not {self._encoding} as it says: {error}."
        self._parts.append(data)
        self._size_bytes += len(data)
        if self._size_bytes > self._max_bytes:
            return "too_large", (
                f"The body has more than {self._max_bytes} bytes (collect.max_body_bytes)."
            )
        return None

    @property
    def complete(self) -> bool:
        """Whether a compressed stream has come to its end (an empty body counts as complete)."""
        return self._stream is None or self._stream.eof or not self._size_bytes

    @property
    def body(self) -> bytes:
        """What came in so far."""
        return b"".join(self._parts)

    def _unfold(self, chunk: bytes) -> bytes:
        if not self._encoding:
            return chunk
        if self._stream is None:
            is_zlib = chunk[0] & 0x0F == 8
            self._stream = zlib.decompressobj(
                wbits=zlib.MAX_WBITS if is_zlib else _RAW_DEFLATE_WBITS
            )
        if self._stream.eof:
            return b""
        # One byte more than allowed is enough to know that it is too much.
        return self._stream.decompress(chunk, self._max_bytes - self._size_bytes + 1)


def unfolder_for(encoding: str, max_bytes: int) -> Unfolder | str:
    """Give an unfolder for a Content-Encoding, or a sentence where it is one we did not ask for."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return Unfolder("", max_bytes)
    if name in (*_GZIP, "deflate"):
        return Unfolder(name, max_bytes)
    return f"The body comes in an encoding that was not asked for: {encoding[:60]!r}."
