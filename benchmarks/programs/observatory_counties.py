"""`observatory_counties.py LIBRARY MATRIX OUT REPEATS`: ECI of a matrix by one library.

Prints wall-clock and processor seconds of each repeat as JSON and saves the index; a small call
before them loads and compiles what is needed.
"""

import json
import sys
import time
import warnings

import numpy as np

warnings.simplefilter("ignore")


def run_hanse(jobs):
    from hanse.observatory.relatedness.complexity import compute_economic_complexity
    from hanse.observatory.relatedness.presence import compute_presence

    return compute_economic_complexity(compute_presence(jobs))


def run_econcomplex(jobs):
    from econcomplex import eci_pci_eigenvector

    return eci_pci_eigenvector(jobs)[0]


def main():
    library, source, out, repeats = sys.argv[1:5]
    run = globals()[f"run_{library}"]
    jobs = np.load(source)
    run(jobs[:200])
    seconds = {"wall": [], "processor": []}
    for _ in range(int(repeats)):
        wall, processor = time.perf_counter(), time.process_time()
        result = run(jobs)
        seconds["wall"].append(time.perf_counter() - wall)
        seconds["processor"].append(time.process_time() - processor)
    np.save(out, result)
    print(json.dumps(seconds))


main()
