"""Stand before every request: ids, limits, time, headers, ETags, counts and one log line, whatever the route does."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import math
import re
import time
import uuid
from dataclasses import dataclass, field
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from reportmine_api.errors import ApiError, answer
from reportmine_api.keys import Key
from reportmine_api.logs import LOGGER
from reportmine_api.responses import problem
from reportmine_api.state import Service

REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
STREAMED = "/api/v1/analyze:batch"  # its lines have their own time
PREFIX = "/api/v1"
COUNTED = "/api/"  # paths that the rate holds for
LEFT = 499  # noted for a caller who went away before its request was whole: no fault of ours, and nobody to answer
DROPPED = 2_000_000  # bytes of a refused body that are still read, so that the caller sees the answer
SECURITY = {
    "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
    "cache-control": "no-cache",
}


@dataclass(slots=True)
class Exchange:
    """Follow one request and its answer."""

    scope: Scope
    send: Send
    id: str
    status: int = 0
    sent: int = 0
    started: bool = False
    closed: bool = False
    held: Message | None = None
    body: list[bytes] = field(default_factory=list)

    @property
    def wants_etag(self) -> bool:
        """Return whether the answer is held back until it can be tagged."""
        return self.scope["method"] in {"GET", "HEAD"}

    async def pass_on(self, message: Message) -> None:
        """Send a message of the app, with the headers of every answer; answers to GET are held until they are whole."""
        if self.closed:
            return
        if message["type"] == "http.response.start":
            self.status = message["status"]
            headers = MutableHeaders(raw=message["headers"])
            for name, value in {"x-request-id": self.id, **SECURITY}.items():
                headers.setdefault(name, value)
            if self.wants_etag and self.status == 200:
                self.held = message
                return
        elif self.held is not None:
            self.body.append(message.get("body", b""))
            if not message.get("more_body"):
                await self._release(self.held, b"".join(self.body))
            return
        self.started = True
        self.sent += len(message.get("body", b""))
        await self.send(message)

    async def _release(self, start: Message, body: bytes) -> None:
        self.held, self.started = None, True
        headers = MutableHeaders(raw=start["headers"])
        tag = headers.setdefault("etag", f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"')
        wanted = Headers(scope=self.scope).get("if-none-match", "")
        if wanted == "*" or tag in (part.strip().removeprefix("W/") for part in wanted.split(",")):
            start["status"] = self.status = 304
            body = b""
            del headers["content-length"], headers["content-type"]
        self.sent += len(body)
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})


class Guard:
    """Wrap the app as ASGI middleware; `hosts` are the names it may be asked by (None = any)."""

    def __init__(self, app: ASGIApp, service: Service, hosts: frozenset[str] | None = None) -> None:
        self.app, self.service, self.hosts = app, service, hosts
        self._left: set[asyncio.Task[None]] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = time.perf_counter()
        given = Headers(scope=scope).get("x-request-id", "")
        exchange = Exchange(scope, send, given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex)
        self.service.metrics.enter()
        try:
            refusal = self._refuse(scope)
            if refusal is None:
                await self._run(exchange, receive)
            else:
                await _drain(scope, receive)
                await refusal(scope, receive, exchange.pass_on)
        finally:
            self._note(exchange, time.perf_counter() - begun)

    def _refuse(self, scope: Scope) -> Response | None:
        """Return the answer to a request that goes no further."""
        headers = Headers(scope=scope)
        if self.hosts is not None and _host(headers.get("host", "")) not in self.hosts:
            return answer(ApiError(421, "this service does not answer for that host"))
        client = scope.get("client")
        address = f"address {client[0] if client else ''}"
        presented = _presented(headers) if self.service.keys else ""
        # Before a slow hash is taken, lest guesses keep the service busy.
        if presented and self.service.keys.is_costly(presented) and (wait := self.service.guesses.take(address)):
            return _come_back("too many unknown keys from one address", wait)
        key = self.service.keys.find(presented) if presented else None
        scope.setdefault("state", {})["key"] = key
        if scope["path"].startswith(COUNTED):
            wait = self.service.limiter.take(f"key {key.name}" if key else address)
            if wait:
                return _come_back("too many requests from one caller", wait)
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length) > self._most(scope):
            return answer(ApiError(413, f"a body of more than {self._most(scope):,} bytes"))
        return None

    def _most(self, scope: Scope) -> int:
        limits = self.service.limits
        return limits.batch_bytes if scope["path"] == STREAMED else limits.body_bytes

    async def _run(self, exchange: Exchange, receive: Receive) -> None:
        """Let the app answer in time; what takes longer goes on unseen in its thread, the caller gets a problem."""
        task = asyncio.ensure_future(self._answer(exchange, _counted(receive, self._most(exchange.scope))))
        seconds = None if exchange.scope["path"] == STREAMED else self.service.limits.seconds or None  # 0 sets no limit
        try:
            await asyncio.wait({task}, timeout=seconds)
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.done():
            task.result()
            return
        self._left.add(task)
        task.add_done_callback(self._left.discard)
        if not exchange.started:
            late = answer(ApiError(504, f"no answer within {seconds:g} seconds"))
            exchange.held = None
            await late(exchange.scope, receive, exchange.pass_on)
        exchange.closed = True

    async def _answer(self, exchange: Exchange, receive: Receive) -> None:
        try:
            await self.app(exchange.scope, receive, exchange.pass_on)
        except ApiError as error:
            if not exchange.started:
                await answer(error)(exchange.scope, receive, exchange.pass_on)
        except ClientDisconnect:
            exchange.status = LEFT
            exchange.closed = True
        except Exception:  # noqa: BLE001 - the last resort: one body for a fault of ours, too
            LOGGER.error("fault", exc_info=True, extra={"request": exchange.id})
            if not exchange.started:
                exchange.held = None
                fault = problem(500, "Internal error", "a fault of the service", mend=f"report request {exchange.id}")
                await fault(exchange.scope, receive, exchange.pass_on)

    def _note(self, exchange: Exchange, seconds: float) -> None:
        scope = exchange.scope
        route = _route(scope)
        method = scope["method"] if scope["method"] in {"GET", "HEAD", "POST"} else "other"
        self.service.metrics.leave(route, method, exchange.status, seconds)
        key: Key | None = scope.get("state", {}).get("key")
        facts: dict[str, Any] = {
            "request": exchange.id, "method": method, "route": route, "status": exchange.status,
            "ms": round(1000 * seconds, 1), "bytes": exchange.sent, "caller": key.name if key else None,
        }  # fmt: skip
        LOGGER.log(logging.ERROR if exchange.status >= 500 else logging.INFO, "request", extra=facts)


def _route(scope: Scope) -> str:
    """Return the pattern of the route that answered: what stood in its place is the caller's and is not kept."""
    path = str(getattr(scope.get("route"), "path", ""))
    if not path:
        return "other"
    return path if path.startswith(COUNTED) or not scope["path"].startswith(PREFIX) else PREFIX + path


def _presented(headers: Headers) -> str:
    """Return the key that a request carries, or nothing."""
    scheme, _, value = headers.get("authorization", "").partition(" ")
    return value.strip() if scheme.lower() == "bearer" else headers.get("x-api-key", "")


def _come_back(what: str, wait: float) -> Response:
    return answer(ApiError(429, what, headers={"Retry-After": str(math.ceil(wait))}))


def _host(header: str) -> str:
    return header.rsplit(":", 1)[0] if not header.endswith("]") else header


def _counted(receive: Receive, most: int) -> Receive:
    """Count a body that does not say its length."""
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        seen += len(message.get("body", b""))
        if seen > most:
            raise ApiError(413, f"a body of more than {most:,} bytes")
        return message

    return counted


async def _drain(scope: Scope, receive: Receive) -> None:
    """Read what a refused caller still sends, if it is little: a closed connection would hide the answer."""
    length = Headers(scope=scope).get("content-length", "0")
    if length.isdecimal() and 0 < int(length) <= DROPPED:
        while (await receive()).get("more_body"):
            pass
