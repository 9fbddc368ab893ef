"""Read .zip and .gz archives member by member, within limits: nothing is written to disk, so no member can escape a folder."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace

from reportmine.acquire.assets import asset_suffix
from reportmine.acquire.decode import decode_bytes
from reportmine.acquire.readers import read_source
from reportmine.acquire.source import Item, Source
from reportmine.errors import (
    BinaryInputError,
    DamagedInputError,
    EncryptedInputError,
    InputError,
    InputLimitError,
    NoTextError,
)

MAX_MEMBERS = 20_000
MAX_DEPTH = 2  # an archive within an archive is read, one more is not
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_DAMAGE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, zlib.error, OSError, ValueError)


def read(source: Source) -> Iterator[Item]:
    """Read the members of a .zip in their order, or the content of a .gz; a bad member is an error in its place."""
    if source.depth >= MAX_DEPTH:
        raise InputLimitError("an archive three deep", mend="unpack the outer archives first")
    if source.data.startswith(b"\x1f\x8b"):
        name = source.name.rsplit("/", 1)[-1].removesuffix(".gz") or "content"
        yield from read_source(source.inner(_gunzip(source), name))
        return
    try:
        archive = zipfile.ZipFile(io.BytesIO(source.data))
    except _DAMAGE as error:
        raise DamagedInputError("a damaged or truncated archive", mend="pack or download it again") from error
    with archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not _is_hidden(m.filename)]
        if not members:
            raise NoTextError("an archive without files", mend="pack the files themselves")
        if len(members) > MAX_MEMBERS:
            raise InputLimitError(f"{len(members):,} members are more than {MAX_MEMBERS:,}", mend="split the archive")
        if all(asset_suffix(m.filename) for m in members):
            raise NoTextError("an archive without documents", mend="pack the pages themselves")
        for item in iterate_members(archive, source):
            if isinstance(item, Source) and asset_suffix(item.name):
                continue
            if isinstance(item, Source):
                source.budget.spend(len(item.data), where=source.name)
                yield from read_source(item)
            else:
                yield item


def iterate_members(archive: zipfile.ZipFile, source: Source) -> Iterator[Source | InputError]:
    """Yield each member as the source of its bytes, unpacked only when it is asked for, or the error that stands in its place."""
    for member in archive.infolist():
        if not member.is_dir() and not _is_hidden(member.filename):
            yield _member(archive, member, source)


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, source: Source) -> Source | InputError:
    inner = source.inner(b"", _name(member))
    limit = min(source.settings.max_input_bytes, max(source.budget.left, 0))
    if member.flag_bits & _ENCRYPTED:
        return EncryptedInputError("a member with a password", where=inner.name, mend="pack it again without one")
    try:
        with archive.open(member) as stream:
            data = stream.read(limit + 1)
    except _DAMAGE as error:
        return DamagedInputError(f"a damaged member ({str(error)[:80]})", where=inner.name, mend="pack it again")
    if len(data) > source.settings.max_input_bytes:
        return InputLimitError(
            f"unpacks to more than {limit:,} bytes", where=inner.name, mend="split it or raise max_input_bytes"
        )
    return replace(inner, data=data)


def _gunzip(source: Source) -> bytes:
    """Unpack a .gz up to the limit; what stands before a torn end is kept."""
    limit = min(source.settings.max_input_bytes, source.budget.left)
    unpacker = zlib.decompressobj(wbits=31)
    try:
        data = unpacker.decompress(source.data, limit + 1)
    except zlib.error as error:
        raise DamagedInputError("a damaged .gz file", mend="pack or download it again") from error
    if len(data) > limit:
        raise InputLimitError(f"unpacks to more than {limit:,} bytes", mend="split it or raise max_input_bytes")
    if not data:
        raise BinaryInputError("an empty or damaged .gz file", mend="pack or download it again")
    source.budget.spend(len(data), where=source.name)
    return data


def _is_hidden(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "__MACOSX" or (parts[-1].startswith(".") and parts[-1] not in (".", ".."))


def _name(member: zipfile.ZipInfo) -> str:
    """Return a member's name; Chinese Windows packs names in GBK, which the zip reader takes for code page 437."""
    if member.flag_bits & _UTF8_NAME or member.filename.isascii():
        return member.filename
    try:
        return decode_bytes(member.filename.encode("cp437"))[0]
    except (UnicodeEncodeError, BinaryInputError):
        return member.filename
