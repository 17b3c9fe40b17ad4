"""What dateline says: its records, their wire format, its settings and its query language. No I/O."""

__version__ = "0.1.0"
