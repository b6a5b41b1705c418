"""Makes a picture ready for print: upright, in a colour mode and a size that the PDF standards and the paper take."""

from __future__ import annotations

import io

from PIL import Image, ImageOps

# Printed at most as wide as a column (81 mm): about 300 dots an inch. Memory follows pixels, so no more than that.
LONGEST_SIDE = 1000
# The cover takes the width of the page.
LONGEST_COVER_SIDE = 2000

_ORIENTATION = 0x0112
_READY = {"JPEG": ("L", "RGB"), "PNG": ("L", "RGB", "RGBA")}


def for_print(data: bytes, longest_side: int = LONGEST_SIDE) -> tuple[bytes, str]:
    """The picture's bytes and their file extension; those that need no change come back as they are.

    Raises OSError where the picture cannot be decoded.
    """
    with Image.open(io.BytesIO(data)) as image:
        small = max(image.size) <= longest_side
        upright = image.getexif().get(_ORIENTATION, 1) == 1
        if small and upright and image.mode in _READY.get(image.format or "", ()):
            return data, "jpg" if image.format == "JPEG" else "png"
        return _rewritten(image, longest_side)


def _rewritten(image: Image.Image, longest_side: int) -> tuple[bytes, str]:
    transparent = image.has_transparency_data
    lossless = transparent or image.format == "PNG"
    image.draft("RGB", (longest_side, longest_side))
    image = ImageOps.exif_transpose(image).convert("RGBA" if transparent else "RGB")
    image.thumbnail((longest_side, longest_side), Image.Resampling.LANCZOS)
    image.info.clear()
    buffer = io.BytesIO()
    if lossless:
        image.save(buffer, "PNG", optimize=True)
    else:
        image.save(buffer, "JPEG", quality=88)
    return buffer.getvalue(), "png" if lossless else "jpg"
