"""Pictures on their whole way to readers: cleaned, then brought into their sizes and types."""

import io

from PIL import Image

from newsarchive.media import pictures
from newsarchive.media.pictures import WITHIN, Rendered, Rendition, encode_picture
from newsarchive_clean.pictures import picture_of_page


def bare_picture(data: bytes, name: str) -> Image.Image:
    """Return the pixels of a picture as readers get them; PictureError if it is refused."""
    bare = Image.open(io.BytesIO(picture_of_page(name, data, WITHIN)))
    bare.load()
    return bare


def publish_picture(data: bytes, name: str) -> Rendition:
    """Return the file of a picture that has its own name and type."""
    return encode_picture(bare_picture(data, name), name)


def render_picture(data: bytes, name: str) -> Rendered:
    """Return all files of a picture."""
    return pictures.render_picture(picture_of_page(name, data, WITHIN), name)
