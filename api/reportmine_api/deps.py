"""Name each dependency once: the service, its pipeline and corpus, and the scopes that a caller needs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request, Security
from fastapi.security import APIKeyHeader, HTTPBearer

from reportmine.corpus.library import Corpus
from reportmine_api.errors import ApiError
from reportmine_api.state import Service

BEARER = HTTPBearer(auto_error=False, description="API key; needed where the service has a file of keys")
HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="API key, where a bearer token cannot be sent")
LISTED = frozenset({"by"})  # parameters that may be given several times
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="reportmine"'}


def get_service(request: Request) -> Service:
    """Return the service the app was made with."""
    service: Service = request.app.state.service
    return service


def get_corpus(service: Annotated[Service, Depends(get_service)]) -> Corpus:
    """Return the corpus, or raise StoreError where there is none."""
    return service.corpus


def need(scope: str) -> Callable[..., None]:
    """Return a dependency that lets only callers with a scope through; without keys everyone is."""

    def check(
        request: Request,
        service: Annotated[Service, Depends(get_service)],
        _bearer: Annotated[object, Security(BEARER)],
        _header: Annotated[object, Security(HEADER)],
    ) -> None:
        check_scope(request, service, scope)
        refuse_repeated(request)

    return check


def refuse_repeated(request: Request) -> None:
    """Refuse a parameter that is given twice where one value is meant: which of them counts would be a guess."""
    for name, times in Counter(name for name, _ in request.query_params.multi_items()).items():
        if times > 1 and name not in LISTED:
            raise ApiError(422, f"parameter {name!r} is given {times} times", mend="give it once")


def check_scope(request: Request, service: Service, scope: str) -> None:
    """Refuse a caller without a scope, where the service has keys."""
    if not service.keys:
        return
    key = getattr(request.state, "key", None)
    if key is None:
        raise ApiError(401, "a key is needed", headers=CHALLENGE)
    if scope not in key.scopes:
        raise ApiError(403, f"this key does not carry the scope {scope!r}")


ServiceDep = Annotated[Service, Depends(get_service)]
CorpusDep = Annotated[Corpus, Depends(get_corpus)]
READ = Depends(need("read"))
ANALYZE = Depends(need("analyze"))
ADMIN = Depends(need("admin"))
