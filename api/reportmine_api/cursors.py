"""Turn the place where a page of a list ended into an opaque cursor, and back."""

from __future__ import annotations

import base64
import binascii

from reportmine.errors import QueryError

LARGEST = 2**62  # numbers of the store are 64 bits wide


def write_cursor(*place: int) -> str:
    """Return the cursor of a place.

    >>> read_cursor(write_cursor(7, 3), 2)
    (7, 3)
    """
    return base64.urlsafe_b64encode(",".join(map(str, place)).encode()).decode()


def read_cursor(cursor: str, parts: int) -> tuple[int, ...]:
    """Return the place of a cursor; an empty one is the start. Raises QueryError."""
    if not cursor:
        return (-1,) * parts
    try:
        place = tuple(int(part) for part in base64.urlsafe_b64decode(cursor).decode("ascii").split(","))
    except (ValueError, binascii.Error) as error:
        raise QueryError("not a cursor", mend="use `next` of the page before, as it stands") from error
    if len(place) != parts or not all(-1 <= number < LARGEST for number in place):
        raise QueryError("not a cursor of this list", mend="use `next` of the page before, as it stands")
    return place
