"""An issuer of tokens in tests: a token endpoint on loopback, over TLS, whose JWTs a Kafka verifies."""

import base64
import json
import ssl
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

ISSUER, AUDIENCE = "https://issuer.example", "kafka"


def new_key() -> RSAKey:
    """Return another key, of the same name."""
    return RSAKey.generate_key(2048, {"kid": "ours", "alg": "RS256"})


@dataclass
class Issuer:
    """Signs tokens; `lives_s` is for how long one is good from now, `asked` what it was asked, in order."""

    key: RSAKey = field(default_factory=new_key)
    url: str = ""
    lives_s: float = 300.0
    answer: tuple[int, bytes] | None = None
    asked: list[Mapping[str, list[str]]] = field(default_factory=list)

    def token(self, subject: str, **changed: Any) -> str:
        """Return a token of a subject; keywords replace its claims."""
        now = int(time.time())
        claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "iat": now, "exp": now + int(self.lives_s)}
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims | changed, self.key)

    def jwks(self, file: Path) -> Path:
        """Write the keys by which tokens are verified into a file, and return it."""
        file.write_text(json.dumps(KeySet([self.key]).as_dict(private=False)))
        return file

    def answers(self, authorization: str, form: Mapping[str, list[str]]) -> tuple[int, bytes]:
        """Return status and body for a client; its secret is its id twice."""
        client, _, secret = base64.b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        self.asked.append(form)
        if self.answer:
            return self.answer
        if secret != client * 2:
            return 401, b'{"error": "invalid_client"}'
        made = {"access_token": self.token(client), "token_type": "Bearer", "expires_in": self.lives_s}
        return 200, json.dumps(made).encode()


@contextmanager
def issuing(both: Path | None = None) -> Iterator[Issuer]:
    """Run an issuer for as long as the `with` lasts; `both` has its certificate and key, for TLS."""
    made = Issuer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
            status, body = made.answers(self.headers.get("authorization", ""), form)
            self.send_response(status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if both:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(both)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    made.url = f"http{'s' if both else ''}://127.0.0.1:{server.server_address[1]}/token"
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
