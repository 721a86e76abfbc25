"""Content streams: nothing after a damaged place is dropped in silence."""

from types import SimpleNamespace

import pytest

from newsarchive_clean.documents.contents import rewritten
from newsarchive_clean.documents.objects import DocumentError

RESOURCES = SimpleNamespace(count=lambda _: None, follow=lambda *_: None)


@pytest.mark.parametrize(
    ("data", "opening"),
    [
        (b"1 0 0 rg (abc Tj 0 0 m", "("),
        (b"1 0 0 rg (a(b) Tj 0 0 m", "("),
        (b"1 0 0 rg <41 0 0 m 1 1 l", "<"),
        (b"1 0 0 rg [(a) 3 TJ 0 0 m", "["),
        (b"/P << /MCID 3 BDC 0 0 m", "<<"),
        (b"BI /W 3 /H 3", "BI"),
    ],
)
def test_what_has_no_end_is_refused(data: bytes, opening: str) -> None:
    with pytest.raises(DocumentError) as caught:
        rewritten(data, RESOURCES)  # type: ignore[arg-type]
    assert (caught.value.code, caught.value.found) == ("document-unreadable", opening)


@pytest.mark.parametrize("end", [b"", b" \n", b"% a remark", b" % a remark\n\0", b" 3 4"])
def test_blanks_remarks_and_operands_at_the_end_are_nothing(end: bytes) -> None:
    assert rewritten(b"1 0 0 rg" + end, RESOURCES) == b"1 0 0 rg"  # type: ignore[arg-type]
