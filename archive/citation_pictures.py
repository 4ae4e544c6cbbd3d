"""Whether two pictures show the same, whoever drew them."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageChops, UnidentifiedImageError

_MOST_PIXELS = 20_000_000
_BLOCK = 4  # pixels averaged, so that another smoothing of edges makes no difference
_TOLERANCE = 72  # of 255, for the most different block


def are_alike(one: bytes, other: bytes) -> bool:
    """Whether two pictures of one size differ no more than two ways of drawing the same do.

    What is no picture, or one of monstrous size, is like nothing.
    """
    first, second = _small(one), _small(other)
    if first is None or second is None or first.size != second.size:
        return False
    extremes = ImageChops.difference(first, second).getextrema()
    return isinstance(extremes[1], (int, float)) and extremes[1] <= _TOLERANCE


def _small(body: bytes) -> Image.Image | None:
    try:
        with Image.open(BytesIO(body), formats=("PNG", "JPEG")) as image:
            width, height = image.size
            if not 0 < width * height <= _MOST_PIXELS:
                return None
            small = (max(1, width // _BLOCK), max(1, height // _BLOCK))
            return image.convert("L").resize(small, Image.Resampling.BOX)
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError):
        return None
