"""Code and lists of Markdown bodies: words stay, and offsets of code."""

from newsarchive.importing.account import words
from newsarchive.importing.markdown_lists import with_fenced_code, with_spaced_lists, without_code


def test_lists_get_spaces_and_lose_no_word():
    body = "a\n* b\n\t* c\n\n  d\n\n1. e\n\n   ```py\n   f\n   ```\n2. g\n\nh\n  i"
    changes = []
    assert words(with_spaced_lists(body, changes)) == [word for word in words(body) if word != "py"]
    assert [each.old.strip() for each in changes] == ["```py"]


def test_code_is_blanked_at_the_same_places():
    body = "a `b` c\n\n    d\n\n- e\n\n    f\n\n~~~\ng\n~~~\nh"
    assert without_code(body).split() == ["a", "c", "-", "e", "f", "h"]
    assert len(without_code(body)) == len(body)


def test_code_in_lists_and_notes_is_code_and_their_further_paragraphs_are_not() -> None:
    body = "- a\n\n    b\n\n        c\n\n[^1]: d\n\n    e\n\n        f\n\ng"
    assert without_code(body).split() == ["-", "a", "b", "[^1]:", "d", "e", "g"]


def test_indented_code_with_the_sign_of_a_comment_is_fenced() -> None:
    body = "a\n\n    b --> c\n\n        d\n\n    e\n\nf"
    fenced = "a\n\n```\nb --> c\n```\n\n        d\n\n    e\n\nf"
    assert with_fenced_code(body, without_code(body)) == fenced
    assert with_fenced_code("    b", "     ") == "    b"
    listed = "- a\n\n        b --> c\n          d"
    assert with_fenced_code(listed, without_code(listed)) == "- a\n\n```\nb --> c\n  d\n```"
