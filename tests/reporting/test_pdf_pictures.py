"""Pictures for print: left alone where they are fit, else rewritten upright, small, in a plain colour mode."""

import io

import pytest
from PIL import Image

from reporting.exports.pdf_pictures import for_print


def encoded(mode, size, picture_format, **options):
    buffer = io.BytesIO()
    Image.new(mode, size, 100 if mode in ("L", "P") else None).save(buffer, picture_format, **options)
    return buffer.getvalue()


def test_a_picture_fit_for_print_is_not_touched():
    data = encoded("RGB", (800, 600), "JPEG")
    assert for_print(data) == (data, "jpg")


@pytest.mark.parametrize(
    ("data", "extension", "mode", "size"),
    [
        (encoded("RGB", (3000, 1500), "JPEG"), "jpg", "RGB", (1000, 500)),
        (encoded("CMYK", (80, 60), "JPEG"), "jpg", "RGB", (80, 60)),
        (encoded("RGB", (80, 60), "WEBP"), "jpg", "RGB", (80, 60)),
        (encoded("RGBA", (80, 60), "WEBP"), "png", "RGBA", (80, 60)),
        (encoded("P", (80, 60), "PNG"), "png", "RGB", (80, 60)),
        (encoded("RGBA", (2000, 100), "PNG"), "png", "RGBA", (1000, 50)),
    ],
)
def test_other_pictures_are_rewritten(data, extension, mode, size):
    printed, found = for_print(data)
    with Image.open(io.BytesIO(printed)) as image:
        assert (found, image.mode, image.size) == (extension, mode, size)


def test_a_picture_is_turned_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    printed, _ = for_print(encoded("RGB", (80, 60), "JPEG", exif=exif))
    with Image.open(io.BytesIO(printed)) as image:
        assert image.size == (60, 80) and image.getexif().get(0x0112, 1) == 1
