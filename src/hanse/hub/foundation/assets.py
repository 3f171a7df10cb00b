"""`make assets`: fetch the third-party files that the foundation carries, at fixed versions.

Needs npm and the network; running the hub needs neither.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

FOLDER = Path(__file__).parent / "static" / "foundation"
_FONTS = [
    f"files/noto-sans-{script}-wght-normal.woff2"
    for script in ("latin", "latin-ext", "greek", "cyrillic")
]
ASSETS: dict[str, dict[str, str]] = {
    "htmx.org@2.0.11": {"dist/htmx.min.js": "htmx.min.js"},
    "@fontsource-variable/noto-sans@5.3.0": {
        **{font: f"fonts/{Path(font).name}" for font in _FONTS},
        "LICENSE": "fonts/OFL.txt",
    },
}
"""npm package and version -> file in the package -> file in our static folder."""


def fetch_assets(folder: Path = FOLDER) -> list[Path]:
    """Fetch every package and copy its files into `folder`; answers what was written."""
    written = []
    for package, files in ASSETS.items():
        with tempfile.TemporaryDirectory() as place:
            packed = subprocess.run(  # noqa: S603
                ["npm", "pack", "--silent", package],  # noqa: S607
                cwd=place,
                check=True,
                capture_output=True,
                text=True,
            )
            with tarfile.open(Path(place) / packed.stdout.strip()) as archive:
                for inside, ours in files.items():
                    member = archive.extractfile(f"package/{inside}")
                    if member is None:
                        raise FileNotFoundError(f"{package} has no {inside}")
                    target = folder / ours
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_bytes(member.read())
                    written.append(target)
    return written


if __name__ == "__main__":
    sys.stdout.writelines(f"{path}\n" for path in fetch_assets())
