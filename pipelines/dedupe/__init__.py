"""Which articles are the same, a version or a copy of another, and why."""
