"""Pictures from strangers: within bounds, encoded afresh."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image, PngImagePlugin

from hanse.hub.organisations.logos import FORMATS, MAX_BYTES, SIDE, encode_logo
from hanse.vocabulary import InputError


def save(picture: Image.Image, kind: str, **options: object) -> bytes:
    stream = io.BytesIO()
    picture.save(stream, kind, **options)
    return stream.getvalue()


@pytest.mark.parametrize("kind", FORMATS)
def test_each_format_becomes_a_small_png(kind: str) -> None:
    encoded = encode_logo(save(Image.new("RGB", (1000, 500), "navy"), kind))
    picture = Image.open(io.BytesIO(encoded))
    assert picture.format == "PNG"
    assert picture.size == (SIDE, SIDE // 2)


def test_a_small_picture_stays_as_it_is() -> None:
    picture = Image.new("RGBA", (3, 2), (255, 0, 0, 128))
    kept = Image.open(io.BytesIO(encode_logo(save(picture, "PNG"))))
    assert kept.size == (3, 2)
    assert kept.getpixel((0, 0)) == (255, 0, 0, 128)


def test_nothing_of_the_file_but_its_pixels_is_kept() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "<script>alert(1)</script>")
    data = save(Image.new("RGB", (9, 9)), "PNG", pnginfo=notes) + b"PK\x03\x04 a second file"
    encoded = encode_logo(data)
    assert b"script" not in encoded
    assert b"PK" not in encoded
    exif = Image.Exif()
    exif[0x010E] = "home address"
    encoded = encode_logo(save(Image.new("RGB", (9, 9)), "JPEG", exif=exif))
    assert b"home address" not in encoded


def test_a_picture_that_was_turned_is_upright() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    encoded = encode_logo(save(Image.new("RGB", (40, 20)), "JPEG", exif=exif))
    assert Image.open(io.BytesIO(encoded)).size == (20, 40)


def make_bomb(side: int) -> bytes:
    """A few bytes that say that they are a picture of side x side."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [6_000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_by_its_header(side: int) -> None:
    with pytest.raises(InputError):
        encode_logo(make_bomb(side))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"%PDF-1.4",
        save(Image.new("RGB", (50, 50), "red"), "PNG")[:60],
        save(Image.new("RGB", (50, 50), "red"), "BMP"),
    ],
    ids=["empty", "svg", "pdf", "cut off", "another format"],
)
def test_what_is_no_picture_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="not a picture"):
        encode_logo(data)


def test_too_many_bytes_are_refused_before_anything_is_read() -> None:
    with pytest.raises(InputError, match="limit is 2 MB"):
        encode_logo(b"\x89PNG" + b"\0" * MAX_BYTES)
