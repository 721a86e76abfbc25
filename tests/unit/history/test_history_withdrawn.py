"""No history of another text prints where a withdrawn text was, or the words of a link to it."""

import pytest

from plugins.history.withdrawn import LEFT_OUT, without_links

GONE = frozenset({("leyla-name", ""), ("half", "ru")})


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("More: [Leyla is taken](../../2019/leyla-name/en.md).", f"More: {LEFT_OUT}."),
        ("More: [Leyla](../leyla-name/en.md#part 'Leyla is taken'), so.", f"More: {LEFT_OUT}, so."),
        ("![Leyla](../../2019/leyla-name/photo.jpg) there", f"{LEFT_OUT} there"),
        ("<a class='x' href=\"/en/2019/leyla-name/\">Leyla <b>is</b></a> there", f"{LEFT_OUT} there"),
        ("see <https://a.example/en/2019/leyla-name/> there", f"see <{LEFT_OUT}> there"),
        ("https://a.example/en/2019/leyla%2Dname/history/", LEFT_OUT),
        ("[Leyla](../../2019/%6ceyla-name/en.md)", LEFT_OUT),
        ("[half](../half/ru.md) and [half](../half/en.md)", f"{LEFT_OUT} and [half](../half/en.md)"),
        ("/ru/2020/half/ and /en/2020/half/", f"{LEFT_OUT} and /en/2020/half/"),
        ("[other](../leyla-name-2/en.md) and leyla-name", "[other](../leyla-name-2/en.md) and leyla-name"),
    ],
)
def test_a_link_to_a_withdrawn_text_is_left_out(words, left):
    assert without_links([words], GONE) == (left,)


def test_a_link_by_reference_is_left_out_with_its_definition():
    words = ["More: [Leyla is taken][1], [this][2] and [LEYLA].", "[1]: ../leyla-name/en.md", "[leyla]: /x/leyla-name/"]
    assert without_links(words, GONE) == (
        f"More: {LEFT_OUT}, [this][2] and {LEFT_OUT}.",
        f"{LEFT_OUT}: {LEFT_OUT}",
        f"{LEFT_OUT}: {LEFT_OUT}",
    )
