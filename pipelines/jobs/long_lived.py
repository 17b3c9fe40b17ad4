"""What a job has opened stays until it ends: the collector of cycles need not look at it again."""

from __future__ import annotations

import gc


def spare_long_lived() -> None:
    """Take all objects there are out of the collector's rounds, once those in use are known.

    Tables and modules are a million objects, and a full round through them takes a tenth of a second:
    without, that is one second in twenty of deduplication.
    """
    gc.collect()
    gc.freeze()
