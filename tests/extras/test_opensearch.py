"""What an OpenSearch client sends, seen by a server on the loopback address."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.util import find_spec
from typing import Any
from urllib.parse import quote

import pytest

if find_spec("opensearchpy") is None:
    pytest.skip("needs extra-opensearch: make test-extras EXTRAS=opensearch", allow_module_level=True)

from labkin.graph.errors import StoreError
from labkin.search.opensearch_client import open_client

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"


class Seen:
    """The last request that arrived."""

    method = path = ""
    headers: dict[str, str]
    body = b""


class Handler(BaseHTTPRequestHandler):
    seen: Seen

    def answer(self) -> None:
        seen = type(self).seen
        seen.method, seen.path, seen.headers = self.command, self.path, dict(self.headers.items())
        seen.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.dumps({"version": {"distribution": "opensearch", "number": "2.19.1"}}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = answer

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing on the terminal."""


@pytest.fixture
def server() -> Iterator[tuple[int, Seen]]:
    seen = Seen()
    with HTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"seen": seen})) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield http.server_port, seen
        http.shutdown()
        thread.join()


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.delenv("AWS_SESSION_TOKEN", raising=False)


def signature_of(seen: Seen, region: str, service: str) -> str:
    """Signature Version 4 of the request that arrived, as the service computes it."""
    headers = {name.lower(): value for name, value in seen.headers.items()}
    found = re.search(r"SignedHeaders=([^,]+)", headers["authorization"])
    assert found is not None
    lines = "".join(f"{name}:{headers[name]}\n" for name in found[1].split(";"))
    path, _, query = seen.path.partition("?")
    canonical = "\n".join([seen.method, quote(path), query, lines, found[1], hashlib.sha256(seen.body).hexdigest()])
    date = headers["x-amz-date"]
    scope = f"{date[:8]}/{region}/{service}/aws4_request"
    to_sign = "\n".join(["AWS4-HMAC-SHA256", date, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    key = f"AWS4{SECRET}".encode()
    for part in (date[:8], region, service, "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return hmac.new(key, to_sign.encode(), hashlib.sha256).hexdigest()


def test_without_a_name_no_authorization_is_sent(server: tuple[int, Seen]) -> None:
    port, seen = server
    assert open_client(f"http://127.0.0.1:{port}").info()["version"]["number"] == "2.19.1"
    assert "Authorization" not in {name.title() for name in seen.headers}


def test_name_and_password_are_sent_as_written(server: tuple[int, Seen]) -> None:
    port, seen = server
    open_client(f"http://lab:p%40ss%3Aword@127.0.0.1:{port}").info()
    headers = {name.lower(): value for name, value in seen.headers.items()}
    assert base64.b64decode(headers["authorization"].removeprefix("Basic ")) == b"lab:p@ss:word"


@pytest.mark.parametrize("service", ["es", "aoss"])
def test_aws_would_accept_the_signature(server: tuple[int, Seen], aws: None, service: str) -> None:
    port, seen = server
    client = open_client(f"http://127.0.0.1:{port}?aws={service}&region=eu-west-1")
    client.search(index="labkin", body={"query": {"match": {"text": "kinase"}}})
    headers = {name.lower(): value for name, value in seen.headers.items()}
    assert f"/eu-west-1/{service}/aws4_request" in headers["authorization"]
    assert headers["authorization"].endswith(f"Signature={signature_of(seen, 'eu-west-1', service)}")
    assert headers["x-amz-content-sha256"] == hashlib.sha256(seen.body).hexdigest()


def test_a_path_before_the_index_is_kept(server: tuple[int, Seen]) -> None:
    port, seen = server
    open_client(f"http://127.0.0.1:{port}/proxy/").search(index="labkin")
    assert seen.path == "/proxy/labkin/_search"


def test_without_credentials_the_error_says_what_to_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    for name in ("AWS_PROFILE", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    with pytest.raises(StoreError, match="AWS_ACCESS_KEY_ID"):
        open_client("https://search-lab.eu-west-1.es.amazonaws.com?aws=es")


def test_a_real_server_answers(opensearch_url: str) -> None:
    client = open_client(opensearch_url)
    client.index(index="frame", id="1", body={"text": "aspirin"}, params={"refresh": "true"})
    try:
        assert (
            client.search(index="frame", body={"query": {"match": {"text": "aspirin"}}})["hits"]["total"]["value"] == 1
        )
    finally:
        client.indices.delete(index="frame")
