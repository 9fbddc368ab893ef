"""Check that nothing is lost: kill -9, many readers beside a writer, a full disk, media that cannot be written to, old forms."""

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reportmine.corpus import migrations
from reportmine.corpus.filters import Filters
from reportmine.corpus.library import Corpus
from reportmine.corpus.search.index import index_folder
from reportmine.corpus.store import Store
from reportmine.errors import StoreError
from tests.corpus.made_up import make_record, make_text

ROOT = Path(__file__).resolve().parents[2]
A_PAGE = 3  # reports of one page in the test of kills
WRITER = """
import sys
from reportmine.corpus.library import Corpus
from tests.corpus.made_up import make_record
path, first = sys.argv[1], int(sys.argv[2])
with Corpus.open(path) as corpus:
    for page in range(first, first + 100_000, 8):
        records = []
        for p in range(page, page + 8):
            source = make_record(p)["source"] | {"url": f"http://k.example/{p}"}
            records += [make_record(p * 3 + i, seed=5, source=source) for i in range(3)]
        corpus.put(records)
        print(page, flush=True)
"""


def child(*arguments: str, **options: object) -> "subprocess.Popen[str]":
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
    return subprocess.Popen(
        [sys.executable, "-c", *arguments], stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT, **options
    )  # type: ignore[call-overload,no-any-return]


def kill_while_indexing(path: Path, rng: random.Random, first: int) -> int:
    """Start a writer, kill it at a random moment after its first commit; return how many batches it acknowledged."""
    writer = child(WRITER, str(path), str(first), stderr=subprocess.DEVNULL)
    assert writer.stdout is not None
    said = [writer.stdout.readline()]
    time.sleep(rng.uniform(0.0, 0.25))
    os.kill(writer.pid, signal.SIGKILL)
    said += writer.stdout.readlines()
    writer.wait()
    writer.stdout.close()
    return sum(line.endswith("\n") for line in said)


@pytest.mark.parametrize("kills", [3, pytest.param(20, marks=pytest.mark.slow)])
def test_nothing_is_lost_by_kill_9(tmp_path: Path, kills: int) -> None:
    rng = random.Random(kills)
    path = tmp_path / "kill.db"
    committed: set[str] = set()
    for turn in range(kills):
        first = turn * 100_000
        batches = kill_while_indexing(path, rng, first)
        assert batches
        committed |= {f"http://k.example/{first + n}" for n in range(8 * batches)}
        with Corpus.open(path) as corpus:
            assert corpus.check() == []
            places = corpus.store.rows(
                "SELECT place, count(*) FROM reports JOIN pages ON pages.id = page GROUP BY place"
            )
            assert {row[0] for row in places} >= committed
            assert all(row[1] == A_PAGE for row in places)
            assert corpus.search("", limit=1).total == corpus.store.count()


INDEX = """
import sys
from reportmine.cli import main
sys.argv = ["reportmine", "index", sys.argv[1], "--db", sys.argv[2]]
main()
"""


@pytest.mark.slow
def test_command_line_goes_on_after_a_kill(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for i in range(250):
        (folder / f"{i:03}.txt").write_text(f"工作总结{i}\n" + make_text(random.Random(i), 400), encoding="utf-8")
    database = tmp_path / "a.db"
    rng = random.Random(1)
    for _ in range(4):
        running = child(INDEX, str(folder), str(database), stderr=subprocess.DEVNULL)
        time.sleep(rng.uniform(0.8, 3.0))
        os.kill(running.pid, signal.SIGKILL)
        running.communicate()
        if database.exists():
            with Corpus.open(database) as corpus:
                assert corpus.check() == []
    running = child(INDEX, str(folder), str(database))
    printed, _ = running.communicate()
    assert running.returncode == 0, printed
    with Corpus.open(database) as corpus:
        assert corpus.check() == []
        assert corpus.store.rows("SELECT count(*) FROM pages")[0][0] == 250


def test_interrupt_leaves_a_sound_corpus(tmp_path: Path) -> None:
    writer = child(WRITER, str(tmp_path / "a.db"), "0", stderr=subprocess.DEVNULL)
    assert writer.stdout is not None
    writer.stdout.readline()
    writer.send_signal(signal.SIGINT)
    writer.communicate(timeout=20)
    with Corpus.open(tmp_path / "a.db") as corpus:
        assert corpus.check() == []
        assert corpus.store.count() >= 8 * A_PAGE


def test_many_readers_beside_a_writer(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with Corpus.open(path) as writer:
        writer.put(make_record(i) for i in range(50))
        reader = Corpus.open(path, readonly=True)
        wrong: list[str] = []
        stop = threading.Event()

        def read(number: int) -> None:
            rng = random.Random(number)
            while not stop.is_set():
                try:
                    target = str(make_record(rng.randrange(50))["id"])
                    if (
                        len(reader.similar(target, k=5)) < 5
                        or reader.search("利润").total < 1
                        or not reader.get(target)
                    ):
                        wrong.append("too little")
                    reader.copies(target)
                    reader.store.stats(Filters(industry="C"))
                except Exception as error:  # noqa: BLE001 - whatever goes wrong in a thread is the finding
                    wrong.append(repr(error))

        threads = [threading.Thread(target=read, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for turn in range(10):
            writer.put(make_record(100 + 10 * turn + i) for i in range(10))
        stop.set()
        for thread in threads:
            thread.join()
        assert wrong == []
        assert not reader.is_stale
        assert reader.search("", limit=1).total == 150
        reader.close()


FULL = """
import json, resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), int(sys.argv[2])))
from reportmine.corpus.library import Corpus
from reportmine.errors import StoreError
from tests.corpus.made_up import make_record
done = 0
try:
    with Corpus.open(sys.argv[1]) as corpus:
        for turn in range(1000):
            corpus.put([make_record(20 * turn + i) for i in range(20)])
            done += 20
except StoreError as error:
    print(json.dumps({"done": done, "error": str(error)}))
"""


@pytest.mark.parametrize("size", [150_000, 1_000_000])
def test_full_disk_is_explained_and_nothing_is_lost(tmp_path: Path, size: int) -> None:
    writer = child(FULL, str(tmp_path / "a.db"), str(size), stderr=subprocess.PIPE)
    printed, errors = writer.communicate(timeout=60)
    assert printed, errors
    said = json.loads(printed)
    assert "disk" in said["error"]
    with Corpus.open(tmp_path / "a.db") as corpus:
        assert corpus.check() == []
        assert corpus.store.count() >= said["done"]


def test_database_that_is_full_keeps_what_it_has(tmp_path: Path) -> None:
    with Store(tmp_path / "a.db") as store:
        store.put(make_record(i) for i in range(20))
        pages = store.rows("PRAGMA page_count")[0][0]
        store.rows(f"PRAGMA max_page_count = {pages + 20}")
        with pytest.raises(StoreError, match="free some disk space"):
            store.put(make_record(i) for i in range(100, 200))
        assert store.check() == []
        assert store.count() == 20


def read_only_mount(folder: Path, code: str) -> "subprocess.CompletedProcess[str]":
    """Run Python code while a folder is mounted read-only, in a mount space of its own."""
    if os.geteuid() != 0 or shutil.which("unshare") is None:
        pytest.skip("needs the right to mount")
    script = f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}" && exec "$@"'
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([*sys.path, str(ROOT)])}
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "sh", sys.executable, "-c", code, str(folder)],
        capture_output=True, text=True, env=environment, cwd=ROOT,
    )  # fmt: skip
    if "mount" in done.stderr or "unshare" in done.stderr:
        pytest.skip("mounting is not allowed here")
    return done


READ_ONLY = """
import sys
from reportmine.corpus.library import Corpus
from reportmine.errors import StoreError
with Corpus.open(sys.argv[1] + "/a.db", readonly=True) as corpus:
    print(corpus.search("利润", limit=1).total, len(corpus.similar(corpus.search("").hits[0].id)), corpus.check())
try:
    Corpus.open(sys.argv[1] + "/a.db").put([])
except StoreError as error:
    print(error)
"""


def test_read_only_media_are_read(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "a.db") as corpus:
        corpus.put(make_record(i) for i in range(20))
        total = corpus.search("利润").total
    done = read_only_mount(tmp_path, READ_ONLY)
    lines = done.stdout.splitlines()
    assert lines[0] == f"{total} 10 []", done.stderr
    assert "writable folder" in lines[1]


def test_first_form_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    records = [make_record(i) for i in range(20)] + [make_record(100, text=make_record(3)["text"])]
    with Corpus.open(tmp_path / "new.db") as corpus:
        corpus.put(records)
        copied = [(c.id, c.kind) for c in corpus.copies(str(records[3]["id"]))]
    old = tmp_path / "old.db"
    build_first_form(tmp_path / "new.db", old)
    with pytest.raises(StoreError, match="open it once for writing"):
        Store(old, readonly=True)
    with Corpus.open(old) as corpus:
        assert corpus.check() == []
        assert [r for _, r in corpus.store.iterate()] == records
        assert [(c.id, c.kind) for c in corpus.copies(str(records[3]["id"]))] == copied
        assert corpus.search("", limit=1).total == 21


def build_first_form(new: Path, old: Path) -> None:
    """Write a database as the first form had it, with the reports of a new one."""
    connection = sqlite3.connect(old, isolation_level=None)
    connection.executescript(f"BEGIN; {migrations.MIGRATIONS[0]} PRAGMA user_version = 1; COMMIT;")
    connection.execute("ATTACH ? AS new", (str(new),))
    for table in ("pages", "reports", "sections", "indicators", "themes", "labels"):
        columns = ", ".join(row[1] for row in connection.execute(f"PRAGMA main.table_info({table})"))
        connection.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")  # noqa: S608 - names of ours
    connection.execute("UPDATE main.meta SET value = '7' WHERE key = 'generation'")
    connection.close()


def test_damage_is_found(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "a.db") as corpus:
        corpus.put(make_record(i) for i in range(20))
        corpus.store.rows("UPDATE reports SET payload = x'00' WHERE seq = 3")
        corpus.store.rows("DELETE FROM indicators WHERE report = 5 AND position = 0")
        found = corpus.check()
    assert any("its record is damaged" in problem for problem in found)
    assert any("its indicators are not all there" in problem for problem in found)


def test_search_that_lost_a_report_is_found(tmp_path: Path) -> None:
    with Corpus.open(tmp_path / "a.db") as corpus:
        corpus.put(make_record(i) for i in range(5))
        corpus.store.rows("DELETE FROM reports WHERE seq = 2")
        assert any("search still finds report number 2" in problem for problem in corpus.check())
        assert index_folder(corpus.path).is_dir()
