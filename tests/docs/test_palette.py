"""A screenshot keeps its size and its frequent colours when it is made small."""

import struct
import zlib
from itertools import product

import pytest

from tests.docs.palette import COLOURS, with_palette

WHITE, INK, TINT = (255, 255, 255), (31, 36, 48), (255, 247, 232)


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def screenshot(rows: list[bytes], width: int, kind: int = 2) -> bytes:
    head = struct.pack(">IIBBBBB", width, len(rows), 8, kind, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(b"".join(rows))), chunk(b"IEND", b""))
    )


def colours(png: bytes, width: int) -> list[tuple[int, ...]]:
    """The pixels of a picture with a palette, row after row."""
    start = png.index(b"PLTE")
    (size,) = struct.unpack(">I", png[start - 4 : start])
    palette = png[start + 4 : start + 4 + size]
    start = png.index(b"IDAT")
    (size,) = struct.unpack(">I", png[start - 4 : start])
    raw = zlib.decompress(png[start + 4 : start + 4 + size])
    places = [place for at in range(0, len(raw), width + 1) for place in raw[at + 1 : at + 1 + width]]
    return [tuple(palette[3 * place : 3 * place + 3]) for place in places]


def test_every_filter_is_undone() -> None:
    plain = bytes((*WHITE, *INK, *TINT))
    rows = [
        b"\x00" + plain,
        b"\x01" + bytes((*WHITE, *((a - b) & 255 for a, b in zip(plain[3:], plain, strict=False)))),
        b"\x02" + bytes(9),
        b"\x03" + bytes((a - (left + a) // 2) & 255 for a, left in zip(plain, bytes(3) + plain, strict=False)),
        b"\x04" + bytes(9),
    ]
    assert colours(with_palette(screenshot(rows, 3)), 3) == [WHITE, INK, TINT] * 5


def test_a_rare_colour_becomes_the_nearest_frequent_one() -> None:
    many = [(red * 8, 0, 0) for red in range(COLOURS // 2)] + [(0, 100 + green, 0) for green in range(COLOURS // 2)]
    row = b"\x00" + b"".join(bytes(colour) for colour, _ in product(many, range(2))) + bytes((250, 0, 3))
    made = colours(with_palette(screenshot([row], 2 * COLOURS + 1)), 2 * COLOURS + 1)
    assert made[-1] == (248, 0, 0)
    assert made[:-1] == [colour for colour, _ in product(many, range(2))]


def test_another_kind_of_picture_is_refused() -> None:
    with pytest.raises(ValueError, match="not a plain picture"):
        with_palette(screenshot([b"\x00" + bytes(4)], 1, kind=6))
