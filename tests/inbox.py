"""Whoever is told of alerts, in tests: a web server that takes messages as Slack does and keeps them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Inbox:
    """Its address, and what came, as path and title and text."""

    url: str = ""
    messages: list[tuple[str, str, str]] = field(default_factory=list)

    def titles(self, path: str) -> list[str]:
        """Return the titles of what was sent to a path, in order."""
        return [title for at, title, _ in list(self.messages) if at == path]


@contextmanager
def inbox() -> Iterator[Inbox]:
    """Take messages for as long as the `with` lasts."""
    made = Inbox()

    class Handler(BaseHTTPRequestHandler):
        """Answers POST as Slack's incoming webhooks do."""

        def do_POST(self) -> None:
            """Keep one message."""
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            for part in sent["attachments"]:
                made.messages.append((self.path, part["title"], part["text"]))
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"ok")

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    made.url = f"http://127.0.0.1:{server.server_address[1]}"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
