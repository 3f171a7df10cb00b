"""Measurements of Hanse against its peers: same machine, same run, new processes, interleaved.

One module a benchmark. It has `TITLE`, and `measure(folder, repeats) -> list[Row]` that writes its
input below `folder` and returns the rows of its table. `python -m benchmarks [NAME ...]` runs all
or the named ones and adds to `RESULTS.md`.
"""
