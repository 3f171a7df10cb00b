"""The documents run: every Python example and every command in them is executed.

- ```python blocks are one script a document, executed in order; `>>>` sessions are doctests.
- ```console blocks: each line after "$ " is run by the shell in an empty folder and must succeed;
  each other line must appear in the output of the command above it ("..." skips).
- A block whose first line is "# not executed: reason" is left alone.
"""

from __future__ import annotations

import doctest
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
DOCUMENTS = sorted([REPOSITORY / "README.md", *REPOSITORY.glob("docs/**/*.md")])
BLOCK = re.compile(r"^```(python|console)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def find_blocks(document: Path) -> list[tuple[str, str]]:
    text = document.read_text(encoding="utf-8")
    return [(kind, body) for kind, body in BLOCK.findall(text) if "# not executed:" not in body]


ELSEWHERE = {"use-the-api.md"}
"""Executed by tests/client, which has a hub to talk to."""
EXECUTED = [d for d in DOCUMENTS if find_blocks(d) and d.name not in ELSEWHERE]


def run_python(body: str, names: dict[str, object], document: Path) -> None:
    if ">>>" not in body:
        exec(compile(body, str(document), "exec"), names)  # noqa: S102 - our own documents
        return
    test = doctest.DocTestParser().get_doctest(body, names, document.name, str(document), 0)
    runner = doctest.DocTestRunner(
        optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE, verbose=False
    )
    runner.run(test, clear_globs=False)
    names.update(test.globs)
    assert runner.summarize(verbose=False).failed == 0, f"{document.name}: see the output above"


def run_console(body: str, folder: Path) -> None:
    environment = os.environ | {
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "HANSE_DATA_DIR": str(folder / "data"),
        "COLUMNS": "100",
    }
    output = ""
    for line in body.splitlines():
        if line.startswith("$ "):
            done = subprocess.run(  # noqa: S602 - our own documents
                line[2:], shell=True, cwd=folder, env=environment, text=True, capture_output=True
            )
            output = done.stdout + done.stderr
            assert done.returncode == 0, f"{line}\n{output}"
        elif line.strip() not in ("", "..."):
            assert line.strip() in output, f"not in the output: {line}\n{output}"


@pytest.mark.parametrize("document", EXECUTED, ids=lambda d: str(d.relative_to(REPOSITORY)))
def test_examples_run(document: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if "../shared/data" in document.read_text(encoding="utf-8"):
        pytest.skip("this document reads real data that the repository does not carry")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {"__name__": "__document__"}
    for kind, body in find_blocks(document):
        if kind == "python":
            run_python(body, names, document)
        else:
            run_console(body, tmp_path)


def test_there_are_examples() -> None:
    assert EXECUTED
