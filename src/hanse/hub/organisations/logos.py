"""Pictures from strangers: decoded within bounds, made small, and encoded afresh.

What is kept is our own encoding of the pixels and nothing else of the file: no metadata, no
appended script, no second format hidden in the first.
"""

from __future__ import annotations

import io
import warnings

from hanse.vocabulary import InputError

MAX_BYTES = 2_000_000
MAX_PIXELS = 25_000_000
SIDE = 480
"""Pixels of the longer side of what is kept."""
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


def encode_logo(data: bytes) -> bytes:
    """The picture as a PNG of at most SIDE pixels a side; raises InputError."""
    from PIL import Image, ImageOps

    if len(data) > MAX_BYTES:
        raise InputError(
            f"The picture has {len(data) / 1e6:.1f} MB; the limit is {MAX_BYTES / 1e6:.0f} MB.",
            mend="Save it with fewer pixels.",
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS:  # known from the header, before anything is unpacked
            raise InputError(
                f"The picture has {width} x {height} pixels, too many.",
                mend=f"Save it with {SIDE} x {SIDE} pixels.",
            )
        picture.draft("RGB", (SIDE, SIDE))
        picture = ImageOps.exif_transpose(picture).convert("RGBA")
        picture.thumbnail((SIDE, SIDE))
        kept = io.BytesIO()
        picture.save(kept, "PNG", optimize=True)
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise InputError(
            "The file is not a picture that can be read.",
            mend=f"Choose a file of one of these types: {', '.join(FORMATS)}.",
        ) from error
    return kept.getvalue()
