"""Draws the app's two icons: a message that must be read. `python -m manifest.icons` writes color.png and outline.png.

Teams wants the colour icon 192 pixels square, filled to its edges, with the sign in the middle 120 pixels; the outline
32 pixels square, white on nothing. Shapes are signed distances in pixels: below zero is inside.
"""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

FOLDER = Path(__file__).parent
TEAL, DEEP, WHITE, AMBER = (29, 92, 99), (18, 62, 70), (255, 255, 255), (245, 166, 35)
SAMPLES = 4
"""Samples in each direction of a pixel: sixteen to one pixel make a smooth edge."""

Colour = tuple[int, int, int]
Shape = Callable[[float, float], float]
Layer = tuple[Shape, Callable[[float, float], Colour]]


def box(left: float, top: float, right: float, bottom: float, radius: float) -> Shape:
    """A rectangle with round corners."""
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    half_x, half_y = (right - left) / 2 - radius, (bottom - top) / 2 - radius

    def distance(x: float, y: float) -> float:
        across, down = abs(x - middle_x) - half_x, abs(y - middle_y) - half_y
        outside = math.hypot(max(across, 0.0), max(down, 0.0))
        return outside + min(max(across, down), 0.0) - radius

    return distance


def disc(x: float, y: float, radius: float) -> Shape:
    """A circle, filled."""
    return lambda at_x, at_y: math.hypot(at_x - x, at_y - y) - radius


def drop(x: float, top: float, bottom: float, upper: float, lower: float) -> Shape:
    """A stroke downwards that grows thinner: two radii and all between them."""

    def distance(at_x: float, at_y: float) -> float:
        along = min(max((at_y - top) / (bottom - top), 0.0), 1.0)
        return math.hypot(at_x - x, at_y - (top + along * (bottom - top))) - (upper + along * (lower - upper))

    return distance


def triangle(*corners: tuple[float, float]) -> Shape:
    """A triangle; its corners go round with the clock, as they are seen."""

    def distance(x: float, y: float) -> float:
        sides = zip(corners, (*corners[1:], corners[0]), strict=True)
        return max(
            ((x - a[0]) * (b[1] - a[1]) - (y - a[1]) * (b[0] - a[0])) / math.hypot(b[0] - a[0], b[1] - a[1])
            for a, b in sides
        )

    return distance


def together(*shapes: Shape) -> Shape:
    """All of them."""
    return lambda x, y: min(shape(x, y) for shape in shapes)


def without(shape: Shape, other: Shape) -> Shape:
    """The first, where the second is not."""
    return lambda x, y: max(shape(x, y), -other(x, y))


def edge(shape: Shape, width: float) -> Shape:
    """The line along a shape's edge, of this width, inside it."""
    return lambda x, y: max(shape(x, y), -width - shape(x, y))


def plain(colour: Colour) -> Callable[[float, float], Colour]:
    """The same colour everywhere."""
    return lambda x, y: colour


def downwards(upper: Colour, lower: Colour, height: float) -> Callable[[float, float], Colour]:
    """From one colour at the top to another at the bottom."""

    def colour(x: float, y: float) -> Colour:
        share = y / height
        red, green, blue = (round(a + (b - a) * share) for a, b in zip(upper, lower, strict=True))
        return red, green, blue

    return colour


def colour_icon() -> bytes:
    """A white message with an exclamation mark on teal, and the amber dot of something not read yet."""
    bubble = together(box(36, 44, 152, 128, 24), triangle((60, 116), (100, 116), (60, 156)))
    dot = disc(139, 53, 17)
    mark = together(drop(91, 68, 91, 9, 5.5), disc(91, 109.5, 8.5))
    layers: list[Layer] = [
        (box(-8, -8, 200, 200, 0), downwards(TEAL, DEEP, 192)),
        (without(bubble, disc(139, 53, 24.5)), plain(WHITE)),
        (mark, plain(TEAL)),
        (dot, plain(AMBER)),
    ]
    return png(192, layers)


def outline_icon() -> bytes:
    """The same message as a white line, for places where Teams chooses the colour."""
    tail = triangle((8, 22.5), (17, 22.5), (8, 30.5))
    mark = together(drop(16, 9.3, 14.2, 1.7, 1.15), disc(16, 18.6, 1.6))
    return png(32, [(together(edge(box(2, 3, 30, 24, 5.5), 2), tail, mark), plain(WHITE))])


def png(size: int, layers: list[Layer]) -> bytes:
    """A square picture of these layers, the first at the bottom, with transparency where none of them is."""
    rows = b"".join(
        b"\0" + b"".join(bytes(_pixel(column, row, layers)) for column in range(size)) for row in range(size)
    )
    header = struct.pack(">IIBBBBB", size, size, 8, 6, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def _pixel(column: int, row: int, layers: list[Layer]) -> tuple[int, int, int, int]:
    red = green = blue = covered = 0
    for step in range(SAMPLES * SAMPLES):
        x = column + (step % SAMPLES + 0.5) / SAMPLES
        y = row + (step // SAMPLES + 0.5) / SAMPLES
        top = next((colour for shape, colour in reversed(layers) if shape(x, y) < 0), None)
        if top is not None:
            r, g, b = top(x, y)
            red, green, blue, covered = red + r, green + g, blue + b, covered + 1
    if not covered:
        return 255, 255, 255, 0
    return round(red / covered), round(green / covered), round(blue / covered), round(255 * covered / SAMPLES**2)


def main() -> None:
    """Write both icons beside this file."""
    (FOLDER / "color.png").write_bytes(colour_icon())
    (FOLDER / "outline.png").write_bytes(outline_icon())


if __name__ == "__main__":
    main()
