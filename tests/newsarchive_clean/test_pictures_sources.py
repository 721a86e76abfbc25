"""Pictures of the content without what they carry besides their pixels."""

import io
import warnings

import pytest
from PIL import Image

from newsarchive_clean.pictures import PictureError, picture_of_source
from tests.traced import plain, traced

KINDS = ("jpg", "png", "webp")
TURNED = 6


def opened(data):
    with warnings.catch_warnings(action="ignore"):  # of a second picture that is none
        return Image.open(io.BytesIO(data))


@pytest.mark.parametrize("kind", KINDS)
def test_pixels_profile_and_turn_stay_and_all_else_goes(kind):
    bare = picture_of_source(traced(kind))
    assert b"SECRET" not in bare.replace(b"SECRET profile", b"")
    picture = opened(bare)
    assert picture.tobytes() == opened(traced(kind)).tobytes()
    assert dict(picture.getexif()) == {0x0112: TURNED}
    assert picture.info.get("icc_profile") == opened(traced(kind)).info.get("icc_profile")
    assert picture_of_source(bare) == bare


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_without_anything_stays_as_it_is(kind):
    assert picture_of_source(plain(kind)) == plain(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_a_damaged_one_is_told(kind):
    with pytest.raises(PictureError):
        picture_of_source(plain(kind)[:-30])


def test_what_is_no_picture_stays_as_it_is():
    assert picture_of_source(b"%PDF-1.7 words") == b"%PDF-1.7 words"
