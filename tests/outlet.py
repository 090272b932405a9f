"""An outlet's web server in tests: on loopback, it answers as the test says and keeps what it was asked."""

import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Headers = Mapping[str, str]


@dataclass(frozen=True)
class Page:
    """What a path answers. With an `etag`, a request that knows it is answered 304."""

    body: bytes = b""
    status: int = 200
    headers: Headers = field(default_factory=dict)
    etag: str | None = None
    takes_s: float = 0.0


@dataclass
class Outlet:
    """The server: `pages` by path, `asked` in order, each as path, headers and the time it came."""

    url: str = ""
    pages: dict[str, Page | Callable[[], Page]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str], float]] = field(default_factory=list)

    def paths(self) -> list[str]:
        """Return the paths asked for, in order."""
        return [path for path, _, _ in self.asked]

    def page(self, path: str, headers: Headers) -> Page:
        """Return what a request is answered."""
        known = {name.lower(): value for name, value in headers.items()}
        self.asked.append((path, known, time.monotonic()))
        page = self.pages.get(path, Page(b"not found", 404))
        page = page() if callable(page) else page
        time.sleep(page.takes_s)
        unchanged = page.etag is not None and known.get("if-none-match") == page.etag
        return Page(status=304, etag=page.etag) if unchanged else page


@contextmanager
def outlet(tls: ssl.SSLContext | None = None) -> Iterator[Outlet]:
    """Run a server for as long as the `with` lasts."""
    made = Outlet()

    class Handler(BaseHTTPRequestHandler):
        """Answers GET from the outlet's pages."""

        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Answer one request."""
            page = made.page(self.path, dict(self.headers.items()))
            self.send_response(page.status)
            etag = {"ETag": page.etag} if page.etag else {}
            for name, value in {"Content-Length": str(len(page.body)), **etag, **page.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(page.body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Log nothing."""

    class Server(ThreadingHTTPServer):
        """Says nothing of clients that hang up, as they are meant to."""

        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            """Ignore it."""

    server = Server(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    made.url = f"http{'s' if tls else ''}://127.0.0.1:{server.server_address[1]}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()


def rss(
    *stories: str,
    text: str = "They ended on Thursday, officials said.",
    published: datetime | None = None,
) -> bytes:
    """Return an RSS feed with a story per name, the first one the newest."""
    dated = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
    items = "".join(
        f"<item><title>{story}</title><link>https://example.org/{story}</link>"
        f"<description>{text}</description>{dated}</item>"
        for story in stories
    )
    return f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
