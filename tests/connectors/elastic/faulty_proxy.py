"""A small HTTP proxy before a real node, that answers, drops and damages as it is told."""

from __future__ import annotations

import http.client
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

from msgspec import Struct


class Fault(Struct, frozen=True, kw_only=True):
    """What happens to one request: a status instead of the node's, or a connection that is dropped."""

    status: int | None = None
    drop: bool = False
    drop_after: bool = False
    item_status: int | None = None
    item_error: str = "es_rejected_execution_exception"


NO_FAULT = Fault()
Plan = Callable[[str, bytes], Fault]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        fault = self.server.plan(self.path, body)
        if fault.drop:
            self.close_connection = True
            return
        if fault.status is not None:
            self._answer(fault.status, b'{"error":{"type":"injected","reason":"injected"}}')
            return
        status, answer = self._forward(body)
        if fault.drop_after:
            self.close_connection = True
            return
        if fault.item_status is not None:
            answer = _with_failed_items(answer, fault)
        self._answer(status, answer)

    do_GET = do_POST = do_PUT = do_HEAD = do_DELETE = _serve  # noqa: N815  # names http.server asks for

    def _forward(self, body: bytes) -> tuple[int, bytes]:
        node = http.client.HTTPConnection(self.server.target, timeout=30)
        try:
            headers = {
                name: value
                for name, value in self.headers.items()
                if name.lower() not in ("host", "accept-encoding", "connection")
            }
            node.request(self.command, self.path, body, headers)
            response = node.getresponse()
            return response.status, response.read()
        finally:
            node.close()

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("X-Elastic-Product", "Elasticsearch")
        self.send_header("Content-Type", "application/vnd.elasticsearch+json;compatible-with=9")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on stderr."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, target: str, plan: Plan) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.target = target
        self.plan = plan

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that has gone is no news here."""


def _with_failed_items(answer: bytes, fault: Fault) -> bytes:
    """Say of every second item that it failed, though the node has taken it."""
    result = json.loads(answer)
    for item in result["items"][::2]:
        item["index"] = {
            "_index": item["index"]["_index"],
            "_id": item["index"]["_id"],
            "status": fault.item_status,
            "error": {"type": fault.item_error, "reason": "injected"},
        }
    result["errors"] = True
    return json.dumps(result).encode()


@contextmanager
def faulty(url: str, plan: Plan) -> Iterator[str]:
    """Give the URL of a proxy before the node at `url`, whose requests meet what `plan` says."""
    server = _Server(urlsplit(url).netloc, plan)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
