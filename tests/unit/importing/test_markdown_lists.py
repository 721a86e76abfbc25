"""Code and lists of Markdown bodies: words stay, and offsets of code."""

from newsarchive.importing.account import words
from newsarchive.importing.markdown_lists import with_spaced_lists, without_code


def test_lists_get_spaces_and_lose_no_word():
    body = "a\n* b\n\t* c\n\n  d\n\n1. e\n\n   ```py\n   f\n   ```\n2. g\n\nh\n  i"
    changes = []
    assert words(with_spaced_lists(body, changes)) == [word for word in words(body) if word != "py"]
    assert [each.old.strip() for each in changes] == ["```py"]


def test_code_is_blanked_at_the_same_places():
    body = "a `b` c\n\n    d\n\n- e\n\n    f\n\n~~~\ng\n~~~\nh"
    assert without_code(body).split() == ["a", "c", "-", "e", "f", "h"]
    assert len(without_code(body)) == len(body)
