"""Build the responses that all routes share: JSON of any text, lines as they come, and the one body of errors."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

PROBLEM = "application/problem+json"


def encode_json(value: Any) -> bytes:
    """Return compact JSON in UTF-8; text that UTF-8 cannot hold (halves of surrogate pairs) is escaped.

    >>> encode_json({"a": "目标"}).decode(), encode_json("\\ud800")
    ('{"a":"目标"}', b'"\\\\ud800"')
    """
    try:
        return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, allow_nan=False, separators=(",", ":")).encode()


class Json(Response):
    """Answer with JSON."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """Return the body."""
        return encode_json(content)


class Lines(Response):
    """Answer with JSON Lines, each sent when it is there; unlike a StreamingResponse it leaves the request's body to the route."""

    media_type = "application/x-ndjson"

    def __init__(self, lines: AsyncIterator[bytes]) -> None:
        super().__init__(None)
        del self.headers["content-length"]
        self._lines = lines

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - the form of ASGI
        """Send the lines."""
        await send({"type": "http.response.start", "status": self.status_code, "headers": self.raw_headers})
        async for line in self._lines:
            await send({"type": "http.response.body", "body": line + b"\n", "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def problem(
    status: int, title: str, detail: str, *, mend: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Build a problem+json response (RFC 9457): the same members for every status."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, "mend": mend}
    return Response(encode_json(body), status_code=status, media_type=PROBLEM, headers=headers)
