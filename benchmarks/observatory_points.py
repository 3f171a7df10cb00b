"""K_d and M with envelopes: 20,000 points, 30 industries, 100 draws, in one go.

dbmss (R) does one industry a call. Where R is absent its recorded times are used, marked as such:
20 s for K_d and 13 s for M with 1,000 plants in one industry, n = 20,000 and 100 draws.
"""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from benchmarks.measuring import Row

TITLE = "K_d and M with envelopes, 20,000 points, 30 industries, 100 draws, warm process"
RECORDED = {"K_d": 20.0, "M": 13.0}


def measure(folder: Path, repeats: int) -> list[Row]:
    import numpy as np

    from hanse.observatory.space.duranton_overman import compute_duranton_overman
    from hanse.observatory.space.marcon_puech import compute_marcon_puech

    rng = np.random.default_rng(0)
    x, y = rng.random((2, 20_000)) * 100
    industries = (np.arange(20_000) * 30 // 20_000).astype(str).tolist()
    distances = np.linspace(0, 30, 61)
    note = "dbmss not run: no R on this machine" if shutil.which("Rscript") is None else ""
    rows = []
    for name, function in (("K_d", compute_duranton_overman), ("M", compute_marcon_puech)):
        function(x[:200], y[:200], ["a", "b"] * 100, distances, draws=2)
        seconds = []
        for _ in range(min(repeats, 2)):
            started = time.perf_counter()
            function(x, y, industries, distances, draws=100)
            seconds.append(time.perf_counter() - started)
        best, peer = min(seconds), RECORDED[name] * 30
        rows.append(Row(f"Hanse, {name}", f"{max(seconds):.1f} ({best:.1f})", "1.0", "–"))
        recorded = f"recorded: {RECORDED[name]:.0f} s for one industry, times 30; {note}"
        ratio = f"{peer / max(seconds):.1f}"
        rows.append(Row(f"dbmss, {name}", f"{peer:.0f}", ratio, "–", recorded.rstrip("; ")))
    return rows
