"""Calls to an Elasticsearch node: bounded in time, quiet, their errors mapped to ours."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, Final, TypeVar
from urllib.parse import urlsplit

import elasticsearch
from elasticsearch import ApiError, TransportError, UnsupportedProductError

from connectors.elastic.patience import Patience
from schemas.errors import DatelineError, Fatal, SettingsError, Unreachable
from schemas.settings import IndexSettings

T = TypeVar("T")

_NOT_ALLOWED: Final = (401, 403)
_BUSY: Final = (408, 429)
_DEFAULT_PORTS: Final = {"http": 9200, "https": 443}

# The transport reports every failed try; what matters is raised as an error of ours.
for _name in ("elastic_transport", "elasticsearch"):
    logging.getLogger(_name).setLevel(logging.CRITICAL)


class ElasticClient:
    """A client of one address; `ApiError` of a request the server will never take passes through."""

    def __init__(self, url: str, settings: IndexSettings, patience: Patience) -> None:
        self._patience = patience
        parts = urlsplit(url)
        self.address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        if parts.port is None:
            port = _DEFAULT_PORTS.get(parts.scheme, 9200)
            url = parts._replace(netloc=f"{parts.netloc}:{port}").geturl()
        try:
            # Its own retries know no time limit over all tries: ours do.
            self._client = elasticsearch.Elasticsearch(
                url,
                api_key=settings.api_key,
                request_timeout=settings.timeout_s,
                max_retries=0,
                retry_on_timeout=False,
            )
        except ValueError as error:
            raise SettingsError(
                f"index = {self.address!r} can't be used: {error}. Write http://host:9200."
            ) from None

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def once(self, request: Callable[[Any], T]) -> T:
        """Make a request, one try."""
        try:
            return request(self._client)
        except (ApiError, TransportError) as error:
            if not isinstance(error, ApiError) or is_outage(error):
                raise self.unreachable(error) from error
            raise self._explained(error) from error

    def persistently(self, request: Callable[[Any], T]) -> T:
        """Make a request, again while the server is busy or away, until patience ends."""
        waiting = self._patience.begin()
        while True:
            try:
                return self.once(request)
            except Unreachable:
                if not waiting.wait():
                    raise

    def unreachable(self, reason: object) -> Unreachable:
        """Give the error that names address, reason and remedy."""
        return Unreachable(
            f"Elasticsearch at {self.address} does not answer: {_short(reason)}. Is it running, and "
            "`index` in the settings its address? `dateline doctor` looks at it; "
            'index = "embedded" needs no server.'
        )

    def not_allowed(self, reason: object) -> SettingsError:
        """Give the error of a missing or wrong key."""
        return SettingsError(
            f"Elasticsearch at {self.address} refuses access: {_short(reason)}. "
            "Set DATELINE_INDEX_SETTINGS__API_KEY to a key that may write these indices."
        )

    def _explained(self, error: ApiError) -> DatelineError | ApiError:
        if isinstance(error, UnsupportedProductError):
            return Fatal(f"What answers at {self.address} is no Elasticsearch: {_short(error)}.")
        if error.meta.status in _NOT_ALLOWED:
            return self.not_allowed(error)
        return error


def is_outage(error: ApiError) -> bool:
    """Whether the server may take the same request later."""
    blocked = error.meta.status == 403 and "cluster_block_exception" in str(error)
    return error.meta.status in _BUSY or error.meta.status >= 500 or blocked


def _short(reason: object) -> str:
    return " ".join(str(reason).split())[:300].rstrip(".")
