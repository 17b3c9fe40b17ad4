"""How long-running commands are stopped: asked once, they end in order; asked twice, at once."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_FORCED_EXIT: Final = 130


@contextmanager
def stop_on_signal(on_ask: Callable[[], None] = lambda: None) -> Iterator[threading.Event]:
    """Turn the first Ctrl-C or SIGTERM into a request to stop; the second one ends at once.

    `on_ask` is called when the request comes. The former handlers are back afterwards.
    """
    stop = threading.Event()
    forced = False

    def ask(number: int, frame: FrameType | None) -> None:
        nonlocal forced
        if stop.is_set():
            forced = True
            raise SystemExit(_FORCED_EXIT)
        stop.set()
        on_ask()

    previous = {name: signal.signal(name, ask) for name in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    except BaseException:
        # Whatever has become of it: Beam makes an error of its own of all that ends a step.
        if forced:
            raise SystemExit(_FORCED_EXIT) from None
        raise
    finally:
        for name, handler in previous.items():
            signal.signal(name, handler)
