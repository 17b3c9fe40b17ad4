"""The clients of kafka-python, opened within a bounded time, and their errors as ours."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from typing import Any, Final, TypeVar

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer
from kafka.errors import (
    AuthorizationError,
    KafkaConfigurationError,
    KafkaError,
    KafkaTimeoutError,
    SaslAuthenticationFailedError,
    UnsupportedVersionError,
)
from kafka.net.compat import KafkaNetClient

from schemas.errors import Fatal, Unreachable
from schemas.settings import LogSettings

_LONGEST_RECONNECT_MS: Final = 1_000
_CONNECT_WITHIN_S: Final = 5.0
_FOR_A_PERSON: Final = (
    AuthorizationError,
    SaslAuthenticationFailedError,
    KafkaConfigurationError,
    UnsupportedVersionError,
)
Client = TypeVar("Client")
Result = TypeVar("Result")


def open_producer(address: str, settings: LogSettings, **options: Any) -> KafkaProducer:
    """Open a producer; raises `Unreachable` within `timeout_s`."""
    return _opened(KafkaProducer, address, settings, options)


def open_consumer(address: str, settings: LogSettings, **options: Any) -> KafkaConsumer:
    """Open a consumer that starts at the oldest record; raises `Unreachable` within `timeout_s`."""
    options = {
        "auto_offset_reset": "earliest",
        "enable_auto_commit": False,
        "allow_auto_create_topics": False,
    } | options
    return _opened(KafkaConsumer, address, settings, options)


def open_admin(address: str, settings: LogSettings) -> KafkaAdminClient:
    """Open an admin client; raises `Unreachable` within `timeout_s`."""
    return _opened(KafkaAdminClient, address, settings, {})


@contextmanager
def errors_of(address: str) -> Iterator[None]:
    """Raise kafka-python's errors as ours: what a person must change as `Fatal`, else `Unreachable`."""
    try:
        yield
    except _FOR_A_PERSON as error:
        raise Fatal(f"Kafka at {address} refuses: {error}") from error
    except (KafkaError, OSError) as error:
        raise unreachable(address, error) from error


def within(timeout_s: float, call: Callable[[], Result]) -> Result:
    """Bound a call of kafka-python that has no time-out of its own; raises `KafkaTimeoutError`.

    What does not end is left behind in its thread; it ends when its client is closed.
    """
    ended: Future[Result] = Future()

    def run() -> None:
        try:
            ended.set_result(call())
        except BaseException as error:
            ended.set_exception(error)

    threading.Thread(target=run, name="kafka-call", daemon=True).start()
    try:
        return ended.result(timeout_s)
    except TimeoutError:
        raise KafkaTimeoutError(f"no answer for {timeout_s:g} s") from None


def unreachable(address: str, why: object) -> Unreachable:
    """Say that a broker does not answer, and what to do."""
    return Unreachable(
        f"Kafka at {address} does not answer ({why}). Is the broker running, and is `log` in the "
        "settings (or DATELINE_LOG) its address?"
    )


def _opened(
    kind: Callable[..., Client], address: str, settings: LogSettings, options: dict[str, Any]
) -> Client:
    _knock(address.split(","), min(settings.timeout_s, _CONNECT_WITHIN_S))
    begun: list[KafkaNetClient] = []

    def network(**given: Any) -> KafkaNetClient:
        begun.append(KafkaNetClient(**given))
        return begun[-1]

    timeout_ms = int(settings.timeout_s * 1000)
    try:
        with errors_of(address):
            return kind(
                bootstrap_servers=address.split(","),
                bootstrap_timeout_ms=timeout_ms,
                # Twice in the time that a call may take: a broker that hangs may have a neighbour.
                request_timeout_ms=timeout_ms // 2,
                reconnect_backoff_max_ms=_LONGEST_RECONNECT_MS,
                kafka_client=network,
                **options,
            )
    except BaseException:
        # A constructor that fails leaves its thread and its sockets open.
        for client in begun:
            with suppress(KafkaError, OSError):
                client.close()
        raise


def _knock(addresses: list[str], timeout_s: float) -> None:
    """See whether anything listens: the client would try for its whole time and say less."""
    why: OSError | None = None
    for address in addresses:
        host, _, port = address.rpartition(":")
        try:
            with socket.create_connection((host.strip("[]"), int(port)), timeout=timeout_s):
                return
        except OSError as error:
            why = error
    raise unreachable(",".join(addresses), why)
