"""Pixels of the pictures in a PDF: clear those that masks hide, and re-encode scans.

A mask tells a PDF reader which pixels of a picture not to show. They could still be extracted from the file, so
`without_hidden` sets them to 0. Pictures and masks are as `copying` copied them, and `fields` are their entries.
"""

from __future__ import annotations

import io
import struct
from typing import TYPE_CHECKING, Any

from newsarchive_clean.metadata.chunks import lengthened

from .grammar import COLOURS
from .objects import MOST_OF_STREAM, DocumentError, Stream, Unpacker, packed, value_of

if TYPE_CHECKING:
    from PIL.Image import Image

MOST_PIXELS = 200_000_000
_GREY = frozenset((127, 128))
_DREGS = 128
"""How many pixels of a line below a JPEG libjpeg makes of its last bits, at most."""
_EXTENSION = 62
"""The type of the JBIG2 segments that contain comments."""


def decoded_fax(data: bytes, columns: int, rows: int) -> Image:
    """Return a fax (ITU-T T.6) as one-bit pixels in which black is 255; DocumentError if it is empty or too large."""
    from PIL import Image

    if not 0 < columns * rows <= MOST_PIXELS:
        raise DocumentError("document-unreadable", "CCITTFaxDecode")
    head = struct.pack("<2sHLH", b"II", 42, 8, 8)
    tags = (
        (256, columns),
        (257, rows),
        (258, 1),
        (259, 4),
        (262, 1),
        (273, len(head) + 8 * 12 + 4),
        (278, rows),
        (279, len(data)),
    )
    head += b"".join(struct.pack("<HHLL", tag, 4, 1, value) for tag, value in tags) + bytes(4)
    with Image.open(io.BytesIO(head + data), formats=("TIFF",)) as picture:
        picture.load()
        return picture


def bare_fax(data: bytes, columns: int, rows: int) -> bytes:
    """Return a fax (ITU-T T.6) decoded and encoded again, so that bytes after its last row are lost."""
    from PIL import Image

    out = io.BytesIO()
    decoded_fax(data, columns, rows).save(out, "TIFF", compression="group4", tiffinfo={278: rows})
    with Image.open(out) as coded:
        (place,), (size,) = coded.tag_v2[273], coded.tag_v2[279]  # type: ignore[attr-defined]
    return out.getvalue()[place : place + size]


def bare_jbig2(data: bytes) -> bytes:
    """Return a JBIG2 picture (ITU-T T.88, 7.2) without comments and bytes after its last segment."""
    out, at = bytearray(), 0
    while at + 11 <= len(data):
        start, number, flags, referred = at, int.from_bytes(data[at : at + 4], "big"), data[at + 4], data[at + 5] >> 5
        at += 6
        if referred == 7:  # a long list of referred segments, with a bit for each
            referred = int.from_bytes(data[at - 1 : at + 3], "big") & 0x1FFFFFFF
            at += 3 + (referred + 8) // 8
        at += referred * (1 if number <= 256 else 2 if number <= 65536 else 4) + (4 if flags & 64 else 1)
        at += 4 + int.from_bytes(data[at : at + 4], "big")
        if at > len(data):
            raise DocumentError("document-coding", "JBIG2Decode")
        if flags & 63 != _EXTENSION:
            out += data[start:at]
    return bytes(out)


_LEAST_SEEN = 8
"""The least opacity, from 0 to 255, that counts as visible."""
_MODES = {1: "L", 3: "RGB"}


def without_hidden(picture: Stream, colours: int, unpacker: Unpacker) -> Stream:
    """Return a picture in which the pixels that its mask hides are 0; the picture itself if none are hidden.

    `colours` is how many numbers a pixel has: 3 for RGB. DocumentError is raised if picture or mask cannot be decoded,
    or if a mask hides a range of colours.
    """
    fields = {key: value_of(value) for key, value in picture.fields.items()}
    _require_narrow(fields)
    masks = [(key, fields[key]) for key in ("SMask", "Mask") if isinstance(fields.get(key), Stream)]
    for key, mask in masks[:1]:  # a soft mask overrides `Mask`
        size = (int(fields["Width"]), int(fields["Height"]))
        seen = _seen(mask, size, is_soft=key == "SMask", unpacker=unpacker)
        if seen.getextrema()[0] == 0:
            return _cleared(picture, fields, colours, seen, unpacker)
    return picture


def _require_narrow(fields: dict[str, Any]) -> None:
    """Raise DocumentError if a list of colours, as a picture's mask, hides more than nearly one colour.

    It has the lowest and highest hidden value of each component, which may differ by 1/32 of all values; not at all in
    a picture with a palette.
    """
    key = fields.get("Mask")
    if not isinstance(key, list):
        return
    space = fields.get("ColorSpace")
    most = 0 if isinstance(space, list) and space[:1] == ["Indexed"] else (2 ** fields.get("BitsPerComponent", 8)) // 32
    if any(high - low > most for low, high in zip(key[::2], key[1::2], strict=False)):
        raise DocumentError("document-coding", "Mask")


def _seen(mask: Stream, size: tuple[int, int], *, is_soft: bool, unpacker: Unpacker) -> Image:
    """Return a mask as a picture of a size in which 255 is shown and 0 hidden; DocumentError if it is not supported.

    With `is_soft` it has levels of opacity (`SMask`), else one bit per pixel (`Mask`).
    """
    from PIL import Image

    fields = mask.fields
    if is_soft and str(value_of(fields.get("ColorSpace"))) != "DeviceGray":
        raise DocumentError("document-coding", "SMask")
    levels = _levels(mask, int(fields.get("BitsPerComponent", 8)) if is_soft else 1, unpacker)
    low, high = fields.get("Decode") or (0, 1)
    low, high = float(low), float(high)

    def show(level: int) -> int:
        value = (low + (high - low) * level / 255) * 255
        return 255 if (value > _LEAST_SEEN - 0.5 if is_soft else value < 128) else 0

    seen = levels.point(show)
    # a pixel counts as visible if any pixel of the mask over it does
    return (
        seen if seen.size == size else seen.resize(size, Image.Resampling.BOX).point(lambda level: 255 if level else 0)
    )


def _levels(mask: Stream, bits: int, unpacker: Unpacker) -> Image:
    """Return a mask of some bits per pixel as a greyscale picture; DocumentError if its encoding is not supported."""
    from PIL import Image, ImageOps

    fields, coding = mask.fields, str(mask.fields.get("Filter", ""))
    size = (int(fields["Width"]), int(fields["Height"]))
    unpacker.count(size[0] * size[1])
    if coding == "DCTDecode":
        return _photograph(mask.data).convert("L")
    if coding == "CCITTFaxDecode":
        parameters = mask.fields["DecodeParms"]
        fax = decoded_fax(mask.data, int(parameters.get("Columns", 1728)), size[1]).convert("L")
        return fax if parameters.get("BlackIs1") else ImageOps.invert(fax)
    if coding not in ("", "FlateDecode") or bits not in (1, 2, 4, 8, 16):
        raise DocumentError("document-coding", f"{coding} SMask")
    row = (size[0] * bits + 7) // 8
    pixels = _pixels(mask, row * size[1], unpacker)
    if bits == 1:
        return Image.frombytes("1", size, pixels).convert("L")
    if bits == 16:
        pixels, bits = pixels[::2], 8
    return Image.frombytes("L", size, pixels, "raw", "L" if bits == 8 else f"L;{bits}")


def _photograph(data: bytes) -> Image:
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        picture.load()
        return picture


def require_whole_photograph(data: bytes, fields: dict[str, Any]) -> None:
    """Raise DocumentError if a JPEG has more pixels than are shown, by its own header or by the picture's `fields`.

    Where data end early, libjpeg fills the rest with medium grey, after a few blocks that it makes of the last bits.
    """
    from PIL import Image

    with Image.open(io.BytesIO(data), formats=("JPEG",)) as picture:
        for key, pixels in (("Width", picture.width), ("Height", picture.height)):
            if pixels > number_of(fields.get(key)):
                raise DocumentError("document-coding", f"DCTDecode {key}")
    longer, lines = lengthened(data, _DREGS)
    with Image.open(io.BytesIO(longer), formats=("JPEG",)) as picture:
        picture.draft(picture.mode, (1, 1))  # libjpeg then makes at best one pixel of eight by eight
        picture.load()
        part = lines.stop // picture.height
        below = b"".join(picture.crop((0, line // part, picture.width, line // part + 1)).tobytes() for line in lines)
        if not {*below[_DREGS // part * len(picture.getbands()) :]} <= _GREY:
            raise DocumentError("document-coding", "DCTDecode Height")


def _pixels(picture: Stream, size: int, unpacker: Unpacker) -> bytes:
    """Return the first `size` bytes of a picture that is deflated or not encoded; zeros follow if it has fewer."""
    filters = [str(picture.fields["Filter"])] if "Filter" in picture.fields else []
    parameters = {f"/{key}": value for key, value in (picture.fields.get("DecodeParms") or {}).items()}
    data = unpacker.undone(picture.data, filters, [parameters] * len(filters), min(size, MOST_OF_STREAM))
    return data + bytes(size - len(data))


def _cleared(picture: Stream, fields: dict[str, Any], colours: int, seen: Image, unpacker: Unpacker) -> Stream:
    """Return a picture with 0 for the pixels that are 0 in the mask `seen`; the picture itself if they are so already.

    DocumentError is raised if its encoding is not supported together with a mask.
    """
    coding, bits = str(fields.get("Filter", "")), int(fields.get("BitsPerComponent", 8))
    unpacker.count(seen.width * seen.height * colours)
    if coding == "DCTDecode":
        photograph = _photograph(picture.data)
        if photograph.mode != _MODES.get(colours) or photograph.size != seen.size:
            raise DocumentError("document-coding", "DCTDecode SMask")
        pixels = photograph.tobytes()
    elif coding in ("", "FlateDecode"):
        pixels = _pixels(picture, (seen.width * colours * bits + 7) // 8 * seen.height, unpacker)
    else:
        raise DocumentError("document-coding", f"{coding} SMask")
    shown = _spread(seen, colours * bits)
    kept = _both(pixels, shown)
    if kept == pixels and coding != "DCTDecode":
        return picture
    made = packed(kept, len(kept) // seen.height)
    own = {key: value for key, value in picture.fields.items() if key not in ("Filter", "DecodeParms")}
    return Stream(made.data, {**own, "BitsPerComponent": bits, **made.fields})


def _spread(seen: Image, bits: int) -> bytes:
    """Return a mask with one bit, 1 if shown, for each bit of the picture, which has `bits` per pixel."""
    from PIL import Image

    width, height = seen.size
    if bits % 8 == 0:
        return seen.resize((width * bits // 8, height), Image.Resampling.NEAREST).tobytes()
    return (
        seen.resize((width * bits, height), Image.Resampling.NEAREST).convert("1", dither=Image.Dither.NONE).tobytes()
    )


def _both(data: bytes, mask: bytes) -> bytes:
    return (int.from_bytes(data, "big") & int.from_bytes(mask, "big")).to_bytes(len(data), "big")


def components(space: Any) -> int:
    """Return how many numbers a colour has in a copied colour space, a name or list: 3 in `DeviceRGB`; 1 if unknown."""
    space = value_of(space)
    if not isinstance(space, list):
        return COLOURS.get(space, 1)
    if space[0] == "DeviceN":
        return len(space[1])
    return 3 if space[0] in ("CalRGB", "Lab") else 1


def row_bytes(fields: dict[str, Any]) -> int:
    """Return the bytes in a row of a picture's decoded pixels."""
    mask = fields.get("ImageMask") is True
    bits = 1 if mask else int(number_of(fields.get("BitsPerComponent"))) or 8
    width = int(number_of(fields.get("Width")))
    return (width * bits * (1 if mask else components(fields.get("ColorSpace"))) + 7) // 8


def number_of(value: Any) -> float:
    """Return a copied value if it is, or refers to, a number; else 0."""
    value = value_of(value)
    return value if isinstance(value, int | float) else 0
