"""HTTP requests in one line each.

    from capsule import http, task

    @task(name="main", allowed_hosts=["api.example.com"])
    def main() -> dict:
        response = http.get("https://api.example.com/items")
        return response.json() if response.ok() else {"status": response.status_code}

Each function sends one request and reads its whole response: no redirects are followed, no cookies kept, and a status of
400 or more raises nothing. A host that the task was not granted raises ``PermissionError``, any other failure an ``OSError``.
For everything else there are ``urllib.request``, ``requests`` and ``httpx``. Outside of a sandbox these functions send requests too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

__all__ = ["Headers", "Response", "delete", "get", "head", "patch", "post", "put"]


class Headers(dict[str, str]):
    """The headers of a response, by names in small letters; looking one up ignores case. Those of one name are joined by commas."""

    def __init__(self, pairs: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        for name, value in pairs:
            key = name.lower()
            super().__setitem__(key, f"{self[key]}, {value}" if key in self else value)

    def __getitem__(self, name: str) -> str:
        return super().__getitem__(name.lower())

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and super().__contains__(name.lower())

    def get(self, name: str, default: Any = None) -> Any:
        return super().get(name.lower(), default)


class Response:
    """A response that was read to its end."""

    def __init__(self, status: int, headers: Iterable[tuple[str, str]], body: str | bytes) -> None:
        self.status_code = status
        self.headers = Headers(headers)
        self.content = body.encode() if isinstance(body, str) else body
        self.text = body if isinstance(body, str) else body.decode(self._charset(), "replace")

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.text)

    def ok(self) -> bool:
        """Whether the status is one of success, 200 to 299."""
        return 200 <= self.status_code < 300

    def __repr__(self) -> str:
        return f"<Response [{self.status_code}]>"

    def _charset(self) -> str:
        import codecs
        from email.message import Message

        message = Message()
        message["Content-Type"] = self.headers.get("content-type", "")
        charset = message.get_content_charset("utf-8")
        try:
            codecs.lookup(charset)
        except LookupError:
            return "utf-8"
        return charset


def get(url: str, headers: Mapping[str, str] | None = None) -> Response:
    """Sends a GET request."""
    return _send("GET", url, headers)


def post(
    url: str, body: str | bytes | None = None, json_data: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Sends a POST request with a body, or with ``json_data`` as JSON."""
    return _send("POST", url, headers, body, json_data)


def put(
    url: str, body: str | bytes | None = None, json_data: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Sends a PUT request with a body, or with ``json_data`` as JSON."""
    return _send("PUT", url, headers, body, json_data)


def patch(
    url: str, body: str | bytes | None = None, json_data: Any = None, headers: Mapping[str, str] | None = None
) -> Response:
    """Sends a PATCH request with a body, or with ``json_data`` as JSON."""
    return _send("PATCH", url, headers, body, json_data)


def delete(url: str, headers: Mapping[str, str] | None = None) -> Response:
    """Sends a DELETE request."""
    return _send("DELETE", url, headers)


def head(url: str, headers: Mapping[str, str] | None = None) -> Response:
    """Sends a HEAD request, whose response has no body."""
    return _send("HEAD", url, headers)


def _send(
    method: str, url: str, headers: Mapping[str, str] | None = None, body: str | bytes | None = None, json_data: Any = None
) -> Response:
    # Imported when it is needed: a program that sends nothing need not load it.
    import http.client
    from urllib.parse import urlsplit

    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"{url!r} is not a URL that can be requested: expected http://HOST/PATH or https://HOST/PATH")
    if parts.username is not None:
        raise ValueError("user names and passwords in a URL are not allowed: use the header Authorization")
    sent = dict(headers or {})
    if json_data is not None:
        body = json.dumps(json_data)
        sent = {name: value for name, value in sent.items() if name.lower() != "content-type"}
        sent["Content-Type"] = "application/json"
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    connection = kind(parts.hostname, parts.port)
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body.encode() if isinstance(body, str) else body, sent)
        response = connection.getresponse()
        return Response(response.status, response.getheaders(), response.read())
    finally:
        connection.close()
