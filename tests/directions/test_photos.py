"""Photos: what is let in, what is stored of it, and how a photo survives a form that is refused."""

from __future__ import annotations

import datetime
import io
import struct
import subprocess
import sys
import zlib

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from PIL import Image, ImageCms, PngImagePlugin

from directions import photos
from directions.forms.contribution import expected_photos
from directions.models import Achievement, PendingUpload
from tests import factories
from tests.form_page import FormPage, photo


def stored(upload: SimpleUploadedFile) -> Image.Image:
    """What is kept of an upload, as an image."""
    return Image.open(io.BytesIO(photos.prepare(upload).content))


def refusal(upload: SimpleUploadedFile) -> str:
    with pytest.raises(photos.PhotoRefused) as refused:
        photos.prepare(upload)
    return refused.value.message


def as_bytes(image: Image.Image, kind: str, **options) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def huge_png(side: int) -> bytes:
    """A PNG of side x side white pixels in a few kilobytes, made without holding the pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(9)
    row = b"\x00" + b"\xff" * ((side + 7) // 8)
    pixels = b"".join(packer.compress(row) for _ in range(side)) + packer.flush()
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


# -- Letting in --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (as_bytes(Image.new("RGB", (9, 9)), "GIF"), "format GIF"),
        (as_bytes(Image.new("RGB", (9, 9)), "BMP"), "format BMP"),
        (as_bytes(Image.new("RGB", (9, 9)), "TIFF"), "format TIFF"),
        (as_bytes(Image.new("RGB", (9, 9)), "PDF"), "format PDF"),
        (as_bytes(Image.new("RGB", (9, 9)), "EPS"), "format EPS"),
        (b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "format SVG"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(200), "format HEIC"),
        (b"PK\x03\x04" + bytes(200), "bureautique"),
        (b"une lettre et rien d'autre", "n'est pas une photo"),
        (b"", "vide"),
    ],
)
def test_only_photos_are_let_in_whatever_their_name(content, words):
    message = refusal(SimpleUploadedFile("photo.jpg", content, "image/jpeg"))

    assert words in message
    assert "hoisissez" in message or "JPEG, PNG ou WebP" in message  # says what to do


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_photos_are_let_in_whatever_their_name(kind):
    assert stored(photo("lettre.txt", kind=kind)).size == (640, 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("part", [0.05, 0.5, 0.9])
def test_a_truncated_photo_is_refused(kind, part):
    content = photo(kind=kind).read()

    assert "abîmé" in refusal(SimpleUploadedFile("photo.jpg", content[: int(len(content) * part)]))


def test_a_damaged_photo_is_refused():
    content = bytearray(photo(kind="PNG").read())
    content[45:90] = bytes(45)

    assert "abîmé" in refusal(SimpleUploadedFile("photo.png", bytes(content)))


def test_a_photo_that_is_too_heavy_is_refused_unread():
    upload = photo()
    upload.size = photos.MAX_BYTES + 1

    assert "15 Mo au plus" in refusal(upload)


def test_pixels_are_bounded():
    assert "40 millions de pixels" in refusal(SimpleUploadedFile("photo.png", huge_png(6_330)))
    assert stored(SimpleUploadedFile("photo.png", huge_png(6_000))).size == (2400, 2400)


def test_a_hundred_megapixels_are_refused_in_little_memory(tmp_path):
    file = tmp_path / "plan.png"
    file.write_bytes(huge_png(10_000))
    script = """
import os, resource, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from django.core.files.uploadedfile import SimpleUploadedFile
from directions import photos
upload = SimpleUploadedFile("plan.png", open(sys.argv[1], "rb").read())
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    photos.prepare(upload)
except photos.PhotoRefused as refusal:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
    run = subprocess.run([sys.executable, "-c", script, str(file)], capture_output=True, text=True, check=True)

    assert int(run.stdout) < 20_000  # kilobytes; decoded, it would be 100 000 at least


# -- What is stored ----------------------------------------------------------------------------------------------------


def test_metadata_is_removed_and_orientation_applied():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010F] = "Appareil de Rose"
    exif.get_ifd(0x8825)[1] = "N"  # GPS
    upload = photo(size=(640, 480), exif=exif.tobytes())

    image = stored(upload)

    assert image.size == (480, 640)
    assert not image.getexif()
    assert b"Appareil de Rose" not in photos.prepare(upload).content


def test_texts_hidden_in_a_png_are_removed():
    texts = PngImagePlugin.PngInfo()
    texts.add_text("Comment", "au domicile de Rose")
    content = as_bytes(Image.new("RGB", (90, 90), "red"), "PNG", pnginfo=texts)

    kept = photos.prepare(SimpleUploadedFile("plan.png", content)).content

    assert b"domicile" in content
    assert b"domicile" not in kept


def test_an_unreadable_orientation_does_not_refuse_the_photo():
    content = photo(exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\xff\xff").read()

    assert stored(SimpleUploadedFile("photo.jpg", content)).size == (640, 480)


def test_large_photos_are_reduced():
    assert stored(photo(size=(3000, 1000))).size == (2400, 800)
    assert stored(photo(size=(300, 100))).size == (300, 100)


def test_a_small_drawing_stays_a_drawing():
    drawing = Image.new("RGBA", (400, 300), (0, 0, 0, 0))
    prepared = photos.prepare(SimpleUploadedFile("plan.png", as_bytes(drawing, "PNG")))

    assert prepared.extension == "png"
    assert stored(SimpleUploadedFile("plan.png", as_bytes(drawing, "PNG"))).mode == "RGBA"


def test_a_heavy_png_becomes_a_jpeg():
    noise = Image.effect_noise((900, 900), 90).convert("RGB")

    prepared = photos.prepare(SimpleUploadedFile("photo.png", as_bytes(noise, "PNG")))

    assert prepared.extension == "jpg"


@pytest.mark.parametrize(
    ("mode", "kind"), [("L", "JPEG"), ("CMYK", "JPEG"), ("P", "PNG"), ("1", "PNG"), ("LA", "PNG"), ("RGBA", "WEBP")]
)
def test_every_kind_of_colours_is_understood(mode, kind):
    image = Image.new("RGB", (60, 40), "white").convert(mode)

    kept = stored(SimpleUploadedFile("photo", as_bytes(image, kind))).convert("RGB")

    assert min(kept.getpixel((30, 20))) > 245


def test_sixteen_bits_are_scaled_and_not_clipped():
    image = Image.new("I;16", (60, 40), 0x8000)

    kept = stored(SimpleUploadedFile("photo.png", as_bytes(image, "PNG"))).convert("L")

    assert 120 <= kept.getpixel((30, 20)) <= 135


def test_colours_of_a_profile_are_those_of_the_screen():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()

    image = stored(photo(icc_profile=profile))

    assert "icc_profile" not in image.info
    assert stored(photo(icc_profile=b"n'importe quoi")).size == (640, 480)


# -- In the form -------------------------------------------------------------------------------------------------------


@pytest.fixture
def cast(db: None) -> factories.Cast:
    return factories.cast(complete=False)


@pytest.fixture
def page(cast: factories.Cast) -> FormPage:
    return FormPage(cast.redactrice, cast.routes)


@pytest.fixture
def committed(django_capture_on_commit_callbacks):
    """Runs what waits for the commit, as the server does."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_a_photo_is_stored_with_its_words(cast, page):
    row = page.add("achievements", title="Un pont", photo_alt="Le pont", photo_credit="Studio", photo_caption="En juin")

    page.save(**{f"{row}-photo": photo("IMG_0001.JPG")})

    achievement = Achievement.objects.get()
    assert (achievement.photo_width, achievement.photo_height) == (640, 480)
    assert achievement.photo.name.startswith("photos/")
    assert achievement.photo.name.endswith(".jpg")
    assert "IMG_0001" not in achievement.photo.name


def test_a_refused_photo_leaves_the_rest_of_the_form(cast, page):
    row = page.add("achievements", title="Un pont", body="<p>Ouvert.</p>", photo_alt="Le pont")
    page.add("missions", text="Entretenir")

    page.send(**{f"{row}-photo": SimpleUploadedFile("pont.jpg", as_bytes(Image.new("P", (9, 9)), "GIF"))})

    (error,) = page.errors()
    assert error.startswith("Réalisation 2, photo : Ce fichier est au format GIF")
    assert page.fields[f"{row}-title"] == "Un pont"
    assert page.fields[f"{row}-body"] == "<p>Ouvert.</p>"
    assert page.fields["missions-1-text"] == "Entretenir"
    assert not Achievement.objects.exists()
    assert not PendingUpload.objects.exists()


def test_a_photo_needs_a_description(page):
    row = page.add("achievements", title="Un pont")

    page.send(**{f"{row}-photo": photo()})

    assert "Décrivez la photo" in page.errors()[0]


def test_a_good_photo_waits_while_the_form_is_corrected(cast, page, committed):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo("pont.jpg")})
    assert "Photo déjà reçue : pont.jpg" in page.text
    page.send()  # refused again: still there
    assert "Photo déjà reçue : pont.jpg" in page.text
    assert PendingUpload.objects.count() == 1
    waiting = PendingUpload.objects.get().file.name

    page.type(row, photo_alt="Le pont")
    with committed():
        page.save()

    assert Achievement.objects.get().photo.width == 640
    assert not PendingUpload.objects.exists()
    assert not default_storage.exists(waiting)


def test_two_rows_may_ask_for_the_same_waiting_photo(page):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo("pont.jpg")})
    waiting = page.fields[f"{row}-photo-recue"]
    page.type(row, photo_alt="Le pont")
    page.type(page.add("achievements", title="Deux ponts", photo_alt="Le pont"), **{"photo-recue": waiting})

    page.save()

    assert [one.photo.width for one in Achievement.objects.all()] == [640, 640]
    assert len({one.photo.name for one in Achievement.objects.all()}) == 2
    assert not PendingUpload.objects.exists()


def test_photos_past_a_number_are_refused_unread(page):
    rows = [page.add("achievements", title="Un pont", photo_alt="Le pont") for _ in range(photos.MAX_AT_ONCE + 1)]

    page.send(**{f"{row}-photo": photo(size=(8, 6)) for row in rows})

    assert len(page.errors()) == 1
    assert "trop de photos à la fois" in page.errors()[0]
    assert PendingUpload.objects.count() == photos.MAX_AT_ONCE


def test_a_photo_waits_for_its_row_only(page):
    one = page.add("achievements", title="Un pont", photo_alt="Le pont")
    two = page.add("achievements", title="", body="<p>x</p>")
    page.send(**{f"{one}-photo": photo("pont.jpg")})

    page.type(two, title="Une route")
    page.save()

    assert [bool(achievement.photo) for achievement in Achievement.objects.order_by("title")] == [True, False]


def test_another_photo_can_be_chosen_instead(page):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo("pont.jpg")})
    page.send(**{f"{row}-photo": photo("route.jpg", size=(300, 200))})
    assert "Photo déjà reçue : route.jpg" in page.text

    page.type(row, photo_alt="La route")
    page.save()

    assert Achievement.objects.get().photo.width == 300


def test_a_waiting_photo_can_be_given_up(page):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo()})

    page.type(row, **{"photo-clear": "on"})
    page.save()

    assert not Achievement.objects.get().photo


def test_the_waiting_photo_of_somebody_else_is_not_given(cast, page):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo()})
    key = str(PendingUpload.objects.get().pk)
    other = FormPage(cast.etrangere, cast.culture)
    row = other.add("achievements", title="Un livre", photo_alt="Le livre")
    other.type(row, **{"photo-recue": key})

    other.send()

    assert "choisissez-la de nouveau" in other.errors()[0]
    assert PendingUpload.objects.get().user == cast.redactrice


def test_a_waiting_photo_that_is_gone_is_asked_again(page):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo()})
    PendingUpload.objects.all().delete()
    page.type(row, photo_alt="Le pont")

    page.send()

    assert "choisissez-la de nouveau" in page.errors()[0]


def test_forgotten_photos_go_after_two_days(cast, page, committed):
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo("pont.jpg")})
    old = PendingUpload.objects.get()
    PendingUpload.objects.update(created_at=timezone.now() - datetime.timedelta(days=2, minutes=1))
    later = FormPage(cast.redactrice, cast.routes)
    row = later.add("achievements", title="Une route")

    with committed():
        later.send(**{f"{row}-photo": photo("route.jpg")})

    assert [pending.name for pending in PendingUpload.objects.all()] == ["route.jpg"]
    assert not default_storage.exists(old.file.name)


def test_only_so_many_photos_wait_for_one_person(cast, page, committed, monkeypatch):
    monkeypatch.setattr(photos, "MAX_PENDING", 2)
    other = FormPage(cast.etrangere, cast.culture)
    other.send(**{f"{other.add('achievements')}-photo": photo("livre.jpg")})
    row = page.add("achievements", title="Un pont")
    page.send(**{f"{row}-photo": photo("1.jpg")})
    first = PendingUpload.objects.get(name="1.jpg").file.name

    with committed():
        for name in ("2.jpg", "3.jpg"):
            page.send(**{f"{row}-photo": photo(name)})

    assert [pending.name for pending in PendingUpload.objects.all()] == ["livre.jpg", "2.jpg", "3.jpg"]
    assert not default_storage.exists(first)


def test_files_that_no_form_asks_for_are_never_opened(page):
    row = page.add("achievements", title="Un pont")
    asked = photo()
    foreign = ("file", "missions-0-photo", "achievements-999-photo", f"{row}-body")

    files = {f"{row}-photo": asked} | {name: photo() for name in foreign}

    assert list(expected_photos(page.fields, files)) == [asked]


@pytest.mark.parametrize("count", ["", "x", "-3", "9" * 30])
def test_a_nonsense_count_of_rows_opens_nothing(count):
    data = {"achievements-TOTAL_FORMS": count, "achievements-INITIAL_FORMS": "0"}
    files = {"achievements-5000-photo": photo()}

    assert list(expected_photos(data, files)) == []


@pytest.fixture
def with_photo(cast: factories.Cast, page: FormPage) -> str:
    """An achievement with a photo; the name of its file."""
    row = page.add("achievements", title="Un pont", photo_alt="Le pont")
    page.save(**{f"{row}-photo": photo()})
    return Achievement.objects.get().photo.name


@pytest.mark.parametrize("way", ["cleared", "replaced", "row removed"])
def test_a_photo_that_leaves_takes_its_file_along(cast, with_photo, committed, way):
    page = FormPage(cast.redactrice, cast.routes)
    files = {}
    if way == "cleared":
        page.type("achievements-0", **{"photo-clear": "on"})
    elif way == "replaced":
        files = {"achievements-0-photo": photo(size=(300, 200))}
    else:
        page.remove("achievements-0")

    with committed():
        page.save(**files)

    assert not default_storage.exists(with_photo)
    left = Achievement.objects.first()
    assert (left and left.photo_width) == (300 if way == "replaced" else None)


def test_a_photo_that_another_block_shows_is_not_deleted(cast, with_photo, committed):
    Achievement.objects.create(contribution=cast.culture, title="Le même", photo=with_photo, photo_alt="Le pont")
    page = FormPage(cast.redactrice, cast.routes)
    page.remove("achievements-0")

    with committed():
        page.save()

    assert default_storage.exists(with_photo)


def test_a_refused_form_deletes_no_file(cast, with_photo, committed):
    page = FormPage(cast.redactrice, cast.routes)
    page.type("achievements-0", **{"photo-clear": "on", "title": ""})

    with committed():
        page.send()

    assert default_storage.exists(with_photo)
    assert Achievement.objects.get().photo.name == with_photo


def test_saving_elsewhere_keeps_the_photo(cast, with_photo):
    page = FormPage(cast.redactrice, cast.routes)
    page.type("achievements-0", theme="Sécurité")

    page.save()

    achievement = Achievement.objects.get()
    assert (achievement.photo.name, achievement.theme) == (with_photo, "Sécurité")
