"""Streams of a PDF are decoded as programs of others encode them."""

from __future__ import annotations

import io
import random

import pytest
from PIL import Image

from newsarchive_clean.documents.objects import MOST_UNPACKED, DocumentError, Unpacker


def _lzw(pixels: bytes, width: int) -> bytes:
    """Encode as libtiff does; its codes are those of a PDF."""
    out = io.BytesIO()
    picture = Image.frombytes("L", (width, len(pixels) // width), pixels)
    picture.save(out, "TIFF", compression="tiff_lzw", strip_size=len(pixels))
    found = Image.open(io.BytesIO(out.getvalue()))
    ((start,), (size,)) = found.tag_v2[273], found.tag_v2[279]
    return out.getvalue()[start : start + size]


@pytest.mark.parametrize("letters", [1, 3, 256])
@pytest.mark.parametrize("height", [1, 2, 5, 300])
def test_codes_of_every_length_are_decoded(letters: int, height: int, chance: random.Random) -> None:
    pixels = bytes(chance.randrange(letters) for _ in range(200 * height))
    assert Unpacker().undone(_lzw(pixels, 200), ["LZWDecode"], [{}], len(pixels) + 1) == pixels


def test_of_damaged_codes_what_precedes_the_damage_is_decoded() -> None:
    pixels = bytes(range(200))
    found = Unpacker().undone(_lzw(pixels, 200)[:90] + b"\xff" * 9, ["LZWDecode"], [{}], 1000)
    assert found[:70] == pixels[:70]
    assert len(found) < 90


@pytest.mark.parametrize("name", ["LZWDecode", "ASCIIHexDecode", "RunLengthDecode"])
def test_data_that_are_decoded_slowly_count_a_hundredfold(name: str) -> None:
    unpacker, data = Unpacker(), b"00" * 50
    unpacker.count(MOST_UNPACKED - 99 * len(data))
    with pytest.raises(DocumentError):
        unpacker.undone(data, [name], [{}], 1000)
