"""Know callers by their API keys, of which only hashes are kept: a file with one `name:scopes:kind:hash` a line."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reportmine.errors import SettingsError

SCOPES = ("read", "analyze", "admin")
FORM = "one key a line: name:read,analyze:sha256:HEX or name:read:scrypt:SALT$HEX; make one with `reportmine key NAME`"
KEY_BYTES = 32  # random ones, so that a plain SHA-256 cannot be searched
COST = {"n": 2**14, "r": 8, "p": 1}  # scrypt for keys that people choose: 50 ms and 16 MB a try
REMEMBERED = 1000  # keys whose slow hash need not be taken again


@dataclass(frozen=True, slots=True)
class Key:
    """Hold one key: the caller's name, what it may do, and the hash by which it is known."""

    name: str
    scopes: frozenset[str]
    kind: str
    salt: bytes
    digest: bytes

    def matches(self, presented: str) -> bool:
        """Return whether this is the key, in constant time."""
        return hmac.compare_digest(_hash(presented, self.kind, self.salt), self.digest)


class KeyRing:
    """Hold the keys of a service; an empty ring means that none is asked for."""

    def __init__(self, keys: Iterable[Key] = ()) -> None:
        self._keys = tuple(keys)
        self._known: dict[bytes, Key] = {}
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._keys)

    def is_costly(self, presented: str) -> bool:
        """Return whether looking a key up takes slow hashes: some key has one, and this one was not found before."""
        with self._lock:
            return _quick(presented) not in self._known and any(key.kind == "scrypt" for key in self._keys)

    def find(self, presented: str) -> Key | None:
        """Return the key that was presented, or None. Every key is compared, whichever matches.

        >>> ring = KeyRing([parse_key(build_line("a", ["read"], "secret"))])
        >>> ring.find("secret").name, ring.find("Secret")
        ('a', None)
        """
        quick = _quick(presented)
        with self._lock:
            if quick in self._known:
                return self._known[quick]
        matching = [key for key in self._keys if key.matches(presented)]
        if not matching:
            return None
        with self._lock:
            if len(self._known) < REMEMBERED:
                self._known[quick] = matching[0]
        return matching[0]


def load_keys(path: str | Path) -> KeyRing:
    """Load the keys of a file; lines that are empty or start with # are left out. Raises SettingsError."""
    try:
        lines = Path(path).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"keys cannot be read ({error})", where=str(path), mend=FORM) from error
    keys = []
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            keys.append(parse_key(line.strip(), where=f"{path}:{number}"))
    if not keys:
        raise SettingsError("no keys in the file", where=str(path), mend=FORM)
    return KeyRing(keys)


def parse_key(line: str, *, where: str = "key") -> Key:
    """Read one line of a key file. Raises SettingsError, which never repeats the line."""
    parts = line.split(":")
    if len(parts) != 4 or not parts[0]:
        raise SettingsError("not a key", where=where, mend=FORM)
    name, scopes, kind, value = parts
    wanted = frozenset(scope.strip() for scope in scopes.split(",") if scope.strip())
    salt, _, digest = value.rpartition("$")
    if not wanted or wanted - set(SCOPES) or kind not in {"sha256", "scrypt"} or (kind == "scrypt") != bool(salt):
        raise SettingsError("not a key", where=where, mend=FORM)
    try:
        return Key(name, wanted, kind, bytes.fromhex(salt), bytes.fromhex(digest))
    except ValueError as error:
        raise SettingsError("not a hexadecimal hash", where=where, mend=FORM) from error


def new_key() -> str:
    """Return a random key."""
    return secrets.token_urlsafe(KEY_BYTES)


def build_line(name: str, scopes: Iterable[str], key: str, *, slow: bool = False) -> str:
    """Return the line of a key file for a key; `slow` hashes are for keys that people choose.

    >>> parse_key(build_line("a", ["read"], "secret", slow=True)).matches("secret")
    True
    """
    if not name or ":" in name or not name.isprintable():
        raise SettingsError(f"{name!r} is no name for a key", mend="letters without a colon")
    salt = secrets.token_bytes(16) if slow else b""
    kind = "scrypt" if slow else "sha256"
    value = f"{salt.hex()}$" * slow + _hash(key, kind, salt).hex()
    line = f"{name}:{','.join(scopes)}:{kind}:{value}"
    parse_key(line, where=name)
    return line


def _quick(presented: str) -> bytes:
    return _hash(presented, "sha256", b"")


def _hash(key: str, kind: str, salt: bytes) -> bytes:
    data = key.encode("utf-8", "surrogatepass")
    return hashlib.scrypt(data, salt=salt, **COST) if kind == "scrypt" else hashlib.sha256(data).digest()
