"""`python -m benchmarks [NAME ...] [--repeats N]`: run, print, add to RESULTS.md."""

from __future__ import annotations

import argparse
import importlib
import importlib.metadata
import os
import pkgutil
import platform
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import benchmarks
from benchmarks.measuring import Row

RESULTS = Path(__file__).with_name("RESULTS.md")
_PACKAGES = ("duckdb", "numpy", "pandas", "ibis-framework", "pyspark", "ortools", "python-sat")


def find_benchmarks() -> list[str]:
    """Names of the modules that measure something."""
    names = [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]
    return [
        name
        for name in sorted(names)
        if not name.startswith("_")
        and hasattr(importlib.import_module(f"benchmarks.{name}"), "measure")
    ]


def describe_machine() -> str:
    """Processor count, memory, load, and the versions of what takes part."""
    versions = []
    for package in _PACKAGES:
        try:
            versions.append(f"{package} {importlib.metadata.version(package)}")
        except importlib.metadata.PackageNotFoundError:
            continue
    load = os.getloadavg()[0]
    return (
        f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, load {load:.1f}; "
        f"Python {platform.python_version()}, {', '.join(versions)}"
    )


def format_table(title: str, rows: list[Row]) -> str:
    """A Markdown table of the rows."""
    lines = [
        f"### {title}",
        "",
        "| | seconds: median (best) | ratio: wall (processor) | peak MB | |",
        "|---|---:|---:|---:|---|",
    ]
    lines += [
        f"| {row.name} | {row.seconds} | {row.ratio} | {row.megabytes} | {row.note} |"
        for row in rows
    ]
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks")
    parser.add_argument("names", nargs="*", help="benchmarks to run; default: all")
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    texts = [f"\n## {datetime.now(UTC):%Y-%m-%d %H:%M} UTC\n\n{describe_machine()}\n"]
    for name in arguments.names or find_benchmarks():
        module = importlib.import_module(f"benchmarks.{name}")
        with tempfile.TemporaryDirectory(prefix="hanse-benchmark-") as folder:
            rows = module.measure(Path(folder), arguments.repeats)
        texts.append(format_table(module.TITLE, rows))
        print(texts[-1], flush=True)
    with RESULTS.open("a", encoding="utf-8") as stream:
        stream.write("\n".join(texts))


if __name__ == "__main__":
    main()
