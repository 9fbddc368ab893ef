"""Build the wheel, install it into a bare environment, and use it there as a user would."""

import json
import os
import site
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
EXTRAS = ("scrapy", "warcio", "dask", "distributed", "matplotlib", "opencc", "hypothesis", "pytest", "playwright")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-c", "import sys, hatchling.build as b; print(b.build_wheel(sys.argv[1]))", str(out)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    return next(out.glob("*.whl"))


@pytest.fixture(scope="session")
def bare(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel into a fresh environment that sees the dependencies but not this checkout."""
    home = tmp_path_factory.mktemp("bare") / "venv"
    venv.create(home, with_pip=False)
    python = home / "bin" / "python"
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True, capture_output=True)
    packages = next((home / "lib").glob("python*")) / "site-packages"
    dependencies = [p for p in site.getsitepackages() if Path(p).is_dir()]
    (packages / "dependencies.pth").write_text("\n".join(dependencies) + "\n", encoding="utf-8")
    return home / "bin"


def test_wheel_holds_data_and_nothing_stray(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    tops = {n.split("/")[0] for n in names}
    assert tops == {"reportmine", "reportmine_api", next(t for t in tops if t.endswith(".dist-info"))}
    assert "reportmine/lexicons/units.toml" in names
    assert "reportmine/models/report_type/weights.npz" in names
    assert "reportmine/py.typed" in names


def test_installed_command_extracts(bare: Path, tmp_path: Path) -> None:
    text = tmp_path / "报告 一.txt"
    text.write_text(
        "粮库2020年工作总结\n一、主要工作\n全年轮换稻谷1.2万吨，同比增长8%，实现利润56万元。\n", encoding="utf-8"
    )
    done = subprocess.run(
        [bare / "reportmine", "extract", str(text), "--format", "jsonl"],
        capture_output=True,
        text=True,
        check=True,
        cwd=tmp_path,
    )
    report = json.loads(done.stdout)
    assert [i["unit"] for i in report["indicators"]] == ["吨", "%", "元"]
    assert done.stderr == ""


def test_extract_needs_no_extra(bare: Path, tmp_path: Path) -> None:
    block = "import sys\nfor name in {!r}: sys.modules[name] = None\nfrom reportmine.cli import main\nsys.argv = ['reportmine', 'extract', 'a.txt']\nmain()"
    (tmp_path / "a.txt").write_text("全年完成产值820万元，比上年增长5%，安全生产无事故。", encoding="utf-8")
    done = subprocess.run([bare / "python", "-c", block.format(EXTRAS)], capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr


@pytest.fixture
def served(bare: Path, tmp_path: Path) -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("REPORTMINE_")}
    command = [bare / "reportmine", "serve", "--port", str(port)]
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=log, stderr=log)
        try:
            _wait(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait(url: str) -> None:
    for _ in range(150):
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(url)


def test_installed_service_answers(served: str) -> None:
    body = json.dumps({"text": "今年计划完成产值1.2亿元，同比增长8%，力争突破1.5亿元。"}).encode()
    request = urllib.request.Request(f"{served}/api/v1/analyze", body, {"content-type": "application/json"})
    with urllib.request.urlopen(request, timeout=30) as response:
        reports = json.load(response)["reports"]
    assert [i["low"] for i in reports[0]["indicators"]] == [120000000, 8, 150000000]
    with urllib.request.urlopen(f"{served}/openapi.json", timeout=10) as response:
        assert "/api/v1/analyze" in json.load(response)["paths"]
