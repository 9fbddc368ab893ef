"""Hold the store's tables as numbered migrations; `PRAGMA user_version` says how many have run."""

from __future__ import annotations

import sqlite3

from reportmine.errors import StoreError

MIGRATIONS: tuple[str, ...] = (
    """
    CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    INSERT INTO meta VALUES ('generation', '0');
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        place TEXT NOT NULL UNIQUE,
        site TEXT NOT NULL,
        sha256 TEXT NOT NULL,
        encoding TEXT NOT NULL,
        title TEXT,
        published_on TEXT,
        source_name TEXT,
        author TEXT,
        agreement REAL NOT NULL,
        page_text BLOB
    );
    CREATE INDEX pages_site ON pages (site);
    CREATE TABLE reports (
        seq INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        page INTEGER NOT NULL REFERENCES pages (id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        title TEXT NOT NULL,
        text TEXT NOT NULL,
        report_type TEXT NOT NULL,
        industry TEXT NOT NULL,
        year INTEGER,
        indicators INTEGER NOT NULL,
        targets INTEGER NOT NULL,
        redacted INTEGER NOT NULL,
        versions TEXT NOT NULL,
        digest BLOB NOT NULL,
        payload BLOB NOT NULL
    );
    CREATE INDEX reports_page ON reports (page);
    CREATE INDEX reports_labels ON reports (industry, report_type);
    CREATE INDEX reports_type ON reports (report_type);
    CREATE TABLE sections (
        report INTEGER NOT NULL REFERENCES reports (seq) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        parent INTEGER,
        level INTEGER NOT NULL,
        number TEXT NOT NULL,
        title TEXT NOT NULL,
        role TEXT NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        PRIMARY KEY (report, position)
    ) WITHOUT ROWID;
    CREATE TABLE indicators (
        report INTEGER NOT NULL REFERENCES reports (seq) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        metric TEXT NOT NULL,
        metric_id TEXT,
        role TEXT NOT NULL,
        low REAL,
        high REAL,
        unit TEXT NOT NULL,
        bound TEXT NOT NULL,
        change TEXT NOT NULL,
        period TEXT NOT NULL,
        year INTEGER,
        redacted INTEGER NOT NULL,
        start INTEGER NOT NULL,
        stop INTEGER NOT NULL,
        PRIMARY KEY (report, position)
    ) WITHOUT ROWID;
    CREATE INDEX indicators_metric ON indicators (metric_id, role);
    CREATE INDEX indicators_phrase ON indicators (metric);
    CREATE TABLE themes (
        report INTEGER NOT NULL REFERENCES reports (seq) ON DELETE CASCADE,
        theme TEXT NOT NULL,
        role TEXT NOT NULL,
        rank INTEGER NOT NULL,
        share REAL NOT NULL,
        mentions INTEGER NOT NULL,
        PRIMARY KEY (report, theme, role)
    ) WITHOUT ROWID;
    CREATE INDEX themes_theme ON themes (theme, rank);
    CREATE TABLE labels (
        report INTEGER NOT NULL REFERENCES reports (seq) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        label TEXT NOT NULL,
        score REAL NOT NULL,
        abstained INTEGER NOT NULL,
        version TEXT NOT NULL,
        PRIMARY KEY (report, kind)
    ) WITHOUT ROWID;
    """,
    """
    INSERT INTO meta VALUES ('identity', lower(hex(randomblob(8))));
    ALTER TABLE reports ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
    CREATE INDEX reports_generation ON reports (generation);
    CREATE TABLE deleted (seq INTEGER PRIMARY KEY, generation INTEGER NOT NULL);
    CREATE INDEX deleted_generation ON deleted (generation);
    CREATE TABLE prints (
        report INTEGER PRIMARY KEY REFERENCES reports (seq) ON DELETE CASCADE,
        exact INTEGER NOT NULL,
        cluster INTEGER NOT NULL,
        marks BLOB NOT NULL
    );
    CREATE INDEX prints_exact ON prints (exact);
    CREATE INDEX prints_cluster ON prints (cluster);
    CREATE TABLE marks (mark INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (mark, report)) WITHOUT ROWID;
    CREATE TABLE pairs (
        a INTEGER NOT NULL REFERENCES reports (seq) ON DELETE CASCADE,
        b INTEGER NOT NULL REFERENCES reports (seq) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        containment REAL NOT NULL,
        PRIMARY KEY (a, b)
    ) WITHOUT ROWID;
    CREATE INDEX pairs_b ON pairs (b);
    """,
    # Marks are spread over the whole look-up table: new ones gather in a small table first, so that a few reports touch few pages.
    """
    CREATE TABLE new_marks (mark INTEGER NOT NULL, report INTEGER NOT NULL, PRIMARY KEY (mark, report)) WITHOUT ROWID;
    CREATE VIEW all_marks AS SELECT mark, report FROM marks UNION ALL SELECT mark, report FROM new_marks;
    """,
)


def check_form(connection: sqlite3.Connection, where: str) -> None:
    """Refuse a database of another form than the newest, and a file that is none."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    connection.execute("SELECT value FROM meta WHERE key = 'generation'").fetchone()
    if version != len(MIGRATIONS):
        mend = (
            "update reportmine" if version > len(MIGRATIONS) else "open it once for writing, e.g. `reportmine db check`"
        )
        raise StoreError(f"database has form {version}, this program knows {len(MIGRATIONS)}", where=where, mend=mend)


def migrate(connection: sqlite3.Connection, where: str) -> None:
    """Bring a database to the newest form, one transaction a step; a newer database than this program is refused."""
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        raise StoreError(
            f"database has form {version}, this program knows {len(MIGRATIONS)}", where=where, mend="update reportmine"
        )
    for number, script in enumerate(MIGRATIONS[version:], version + 1):
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;")
