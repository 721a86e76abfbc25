"""SVG: what is no drawing is named."""

import base64

import pytest

from newsarchive.metadata.scanner import traces_of
from tests.traced import plain, traced


def found(inside, attributes=""):
    data = f'<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{inside}</svg>'.encode()
    return [(each.code, each.found) for each in traces_of("a.svg", data)]


def inline(data, kind="jpeg"):
    return f"data:image/{kind};base64,{base64.b64encode(data).decode()}"


def test_a_drawing_alone_has_none():
    assert found('<title>A line</title><path d="M0 0h1"/><style>path { fill: red }</style>') == []
    assert found(f'<image href="{inline(plain("jpg"))}"/>') == []


@pytest.mark.parametrize(
    ("inside", "attributes", "expected"),
    [
        ("<metadata>SECRET</metadata>", "", ("trace", "<metadata>")),
        ("<!-- SECRET -->", "", ("trace-comment", "<!-- -->")),
        ("<?made by='SECRET'?>", "", ("trace", "<? ?>")),
        ("<script>1</script>", "", ("trace", "<script>")),
        ("<foreignObject/>", "", ("trace", "<foreignObject>")),
        ("<x:namedview/>", 'xmlns:x="http://sodipodi.example/"', ("trace", "XML")),
        ("", 'xmlns:x="http://inkscape.example/" x:export-filename="SECRET"', ("trace", "XML")),
        ('<g data-name="SECRET"/>', "", ("trace", "XML")),
        ('<g onclick="x()"/>', "", ("trace", "XML")),
        (f'<image href="{inline(plain("jpg") + b"SECRET")}"/>', "", ("trace-trailing", "JPEG")),
        (f"<style>g {{ fill: url({inline(plain('png') + b'S', 'png')}) }}</style>", "", ("trace-trailing", "PNG")),
        ('<image href="data:image/svg+xml,%3Csvg/%3E"/>', "", ("file-unknown", "svg")),
        (f'<image href="{inline(b"", "tiff")}"/>', "", ("file-unknown", "tiff")),
        ('<image href="data:image/png;base64,A"/>', "", ("file-damaged", "SVG")),
        ("<g>", "", ("file-damaged", "SVG")),
    ],
)
def test_what_is_no_drawing_is_named(inside, attributes, expected):
    assert found(inside, attributes) == [expected]


def test_the_traces_of_a_picture_inside_are_named():
    assert ("trace", "EXIF") in found(f'<image href="{inline(traced("jpg"))}"/>')


def test_a_document_type_is_refused_since_its_entities_may_grow_without_bound():
    data = b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "SECRET">]><svg>&a;</svg>'
    assert [each.code for each in traces_of("a.svg", data)] == ["file-damaged"]
