"""Hold the rules of the house that no linter knows: sizes, first lines, quiet imports, public names."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import reportmine

ROOT = Path(__file__).resolve().parents[1]
SOURCES = sorted([*(ROOT / "src").rglob("*.py"), *(ROOT / "api").rglob("*.py")])
FUNCTION_LINES = 40
FILE_LINES = 400


def _functions(tree: ast.AST) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def _body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count the lines of a function without its signature and docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1 if body else 0


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_file_keeps_the_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= FILE_LINES, "over 400 lines: which room wants its own file?"
    docstring = ast.get_docstring(tree)
    assert docstring, "a file says in its first line what it is for"
    assert docstring.splitlines()[0].endswith((".", ":")), "the first line is a sentence"
    long = [f"{f.name} {_body_lines(f)}" for f in _functions(tree) if _body_lines(f) > FUNCTION_LINES]
    assert not long, f"over {FUNCTION_LINES} lines: {long}"
    forbidden = {"pickle", "marshal", "shelve", "dill", "joblib"}
    imported = {a.name.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.Import) for a in n.names}
    imported |= {n.module.split(".")[0] for n in ast.walk(tree) if isinstance(n, ast.ImportFrom) and n.module}
    assert not imported & forbidden
    handlers = [n for n in ast.walk(tree) if isinstance(n, ast.ExceptHandler)]
    assert all(h.type is not None for h in handlers), "no bare except"
    calls = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
    assert not calls & {"eval", "exec"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: str(p.relative_to(ROOT)))
def test_public_functions_say_what_they_do(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    public = [n for n in tree.body if isinstance(n, ast.FunctionDef | ast.ClassDef) and not n.name.startswith("_")]
    silent = [n.name for n in public if not ast.get_docstring(n)]
    assert not silent


def test_import_is_quiet_and_light() -> None:
    code = "import sys, reportmine; heavy = {'pandas', 'spacy', 'sklearn', 'numpy', 'lxml'} & set(sys.modules); print(sorted(heavy))"
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""


def test_help_loads_no_library() -> None:
    code = "import sys, reportmine.cli; print(sorted({'pandas', 'spacy', 'sklearn', 'numpy', 'lxml', 'scrapy', 'tantivy'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_public_names_are_sorted_and_there() -> None:
    assert reportmine.__all__ == sorted(reportmine.__all__)
    for name in reportmine.__all__:
        assert getattr(reportmine, name) is not None
    with pytest.raises(AttributeError):
        reportmine.no_such_name  # noqa: B018


def test_code_names_no_lexicon_id() -> None:
    """Words live in data: an id of the metrics, units, themes or industries never stands in code."""
    from reportmine.text.entries import Industry, Metric, Subtheme, Theme
    from reportmine.text.lexicon import load_lexicon

    lexicon = load_lexicon()
    ids = {e.id for kind in (Metric, Theme, Subtheme, Industry) for e in lexicon.entries(kind)} - {"X9"}
    for path in SOURCES:
        strings = {
            n.value for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Constant)
        }
        named = {s for s in strings & ids if isinstance(s, str) and len(s) > 2}
        assert not named, f"{path} names {named}"


def test_no_path_of_one_machine_and_no_lock_file() -> None:
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert not [t for t in tracked if t.endswith((".lock", "package-lock.json", ".pkl", ".pickle"))]
