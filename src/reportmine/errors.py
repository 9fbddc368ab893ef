"""Name every error that reportmine raises; add none without drawing it here.

ReportMineError                 catch this to catch any of ours
├── SettingsError               a setting, flag or environment variable is wrong
├── LexiconError                a lexicon file has an unknown key, a missing field or a repeated id
├── InputError                  a file, page or archive cannot be read
│   ├── MissingInputError       the path does not exist
│   ├── EmptyInputError         nothing in it but white space
│   ├── BinaryInputError        not text, HTML or a known container
│   ├── EncryptedInputError     needs a password
│   ├── NoTextError             readable, but without a text layer or article
│   ├── DamagedInputError       truncated or malformed
│   ├── InputLimitError         larger than the limits in settings (also decompression bombs)
│   └── WorkerError             a page that a batch worker did not survive in time
├── ModelError                  a model is missing, damaged or of another version
├── StoreError                  the database is missing, damaged, locked, read-only or of another version
├── QueryError                  a search or filter cannot be understood
├── BatchError                  a batch cannot start or go on (other versions, folder in use, extra not installed)
└── CrawlError                  a crawl cannot start (unsafe URL, no contact set, extra not installed)
"""


class ReportMineError(Exception):
    """Carry what is wrong, where, and how to mend it, as one line."""

    def __init__(self, what: str, *, where: str = "", mend: str = "") -> None:
        self.what, self.where, self.mend = what, where, mend
        parts = [f"{where}: {what}" if where else what]
        if mend:
            parts.append(mend)
        super().__init__("; ".join(parts))

    def __reduce__(self) -> tuple[object, ...]:
        return _rebuild, (type(self), self.what, self.where, self.mend)


def _rebuild(kind: type[ReportMineError], what: str, where: str, mend: str) -> ReportMineError:
    return kind(what, where=where, mend=mend)


class SettingsError(ReportMineError):
    """Report a setting, flag or environment variable that is wrong."""


class LexiconError(ReportMineError):
    """Report a lexicon file with an unknown key, a missing field or a repeated id."""


class InputError(ReportMineError):
    """Report a file, page or archive that cannot be read."""


class MissingInputError(InputError):
    """Report a path that does not exist."""


class EmptyInputError(InputError):
    """Report an input that holds nothing but white space."""


class BinaryInputError(InputError):
    """Report bytes that are neither text, HTML nor a known container."""


class EncryptedInputError(InputError):
    """Report a file that needs a password."""


class NoTextError(InputError):
    """Report a readable input without a text layer or without an article."""


class DamagedInputError(InputError):
    """Report a truncated or malformed file."""


class InputLimitError(InputError):
    """Report an input larger than the limits in settings."""


class WorkerError(InputError):
    """Report a page that crashed or hung a batch worker, or that met a fault of ours."""


class ModelError(ReportMineError):
    """Report a model that is missing, damaged or of another version."""


class StoreError(ReportMineError):
    """Report a database that is missing, damaged, locked, read-only or of another version."""


class QueryError(ReportMineError):
    """Report a search or filter that cannot be understood."""


class BatchError(ReportMineError):
    """Report a batch run that cannot start or go on."""


class CrawlError(ReportMineError):
    """Report a crawl that cannot start."""
