"""Which articles are the same, a version or a copy of another, and why."""

from pipelines.dedupe.store import DedupeStore
from pipelines.dedupe.verdict import Verdict

__all__ = ["DedupeStore", "Verdict"]
