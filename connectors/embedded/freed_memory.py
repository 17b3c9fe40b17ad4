"""Memory that was freed, given back to the system."""

from __future__ import annotations

import ctypes
from functools import cache
from typing import Any


def return_freed_memory() -> None:
    """Give back what the allocator keeps of freed memory (glibc's malloc_trim; elsewhere nothing).

    tantivy's writers are threads that come and go, and leave what they freed behind: a process that has
    indexed 20,000 documents holds 34 MB instead of 94.
    """
    trim = _malloc_trim()
    if trim is not None:
        trim(0)


@cache
def _malloc_trim() -> Any:
    return getattr(ctypes.CDLL(None), "malloc_trim", None)
