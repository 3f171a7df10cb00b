"""Pictures from strangers: decoded within bounds, made small, and encoded afresh.

What is kept is our own encoding of the pixels and nothing else of the file: no metadata, no
appended script, no second format hidden in the first.
"""

from __future__ import annotations

import io
import warnings

from django.utils.translation import gettext as _

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
            _("The picture has %(size).1f MB; the limit is %(limit)d MB.")
            % {"size": len(data) / 1e6, "limit": MAX_BYTES // 1_000_000},
            mend=_("Save it with fewer pixels."),
        )
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=FORMATS)
        width, height = picture.size
        if width * height > MAX_PIXELS:  # known from the header, before anything is unpacked
            raise InputError(
                _("The picture has %(width)d x %(height)d pixels, too many.")
                % {"width": width, "height": height},
                mend=_("Save it with %(side)d x %(side)d pixels.") % {"side": SIDE},
            )
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture).convert("RGBA")
        upright.thumbnail((SIDE, SIDE))
        kept = io.BytesIO()
        upright.save(kept, "PNG", optimize=True)
    except (
        OSError,
        SyntaxError,
        ValueError,
        Image.DecompressionBombError,
        Image.DecompressionBombWarning,
    ) as error:
        raise InputError(
            _("The file is not a picture that can be read."),
            mend=_("Choose a file of one of these types: %(types)s.")
            % {"types": ", ".join(FORMATS)},
        ) from error
    return kept.getvalue()
