"""The errors of dateline, one tree; every lower-level error is mapped to one of these.

DatelineError
├── Retryable            the same call may succeed later: a server is down, a time-out, a lost lease
│   ├── Unreachable      a log or an index did not answer within its bound
│   └── LeaseLost        the partition has moved to another consumer: poll again
└── Fatal                it will not succeed without a person
    ├── SettingsError    a key of the settings is unknown, missing or wrong
    └── QueryError       a search query can't be read

Bad data is not an exception: it is a value (`schemas.rejected.Rejected`, `connectors.ports.Refused`)
that flows to `news.rejected` and is counted.
"""

from __future__ import annotations


class DatelineError(Exception):
    """Anything dateline raises on purpose; its text is written for the person who reads it."""


class Retryable(DatelineError):
    """The same call may succeed later.

    `after_s`: the number of seconds after which it makes sense to try again.
    """

    def __init__(self, message: str, *, after_s: float = 1.0) -> None:
        super().__init__(message)
        self.after_s = after_s


class Unreachable(Retryable):
    """A log or an index did not answer within its bound; the message names address and remedy."""


class LeaseLost(Retryable):
    """The partition has moved to another consumer of the group: what was polled must not be committed."""


class Fatal(DatelineError):
    """It will not succeed without a person; the message says what to do."""


class SettingsError(Fatal):
    """A settings file or variable can't be used; the message names file, key, value and remedy."""


class QueryError(Fatal):
    """A search query can't be read; the message points at the place.

    `position`: index of the offending character in the query string.
    """

    def __init__(self, message: str, *, position: int) -> None:
        super().__init__(message)
        self.position = position
