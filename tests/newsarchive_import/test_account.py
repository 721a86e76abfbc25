"""The account of words: what is missing must be declared, no more and no less."""

from hypothesis import given
from hypothesis import strategies as st

from newsarchive_import.account import Change, Unaccounted, VisibleText, deleted_runs, seen_in, unaccounted, words

_LETTERS = st.lists(st.sampled_from("abcd"), max_size=12)


def _lost(old: str, new: str, *changes: Change) -> tuple[str, ...]:
    return unaccounted(VisibleText(old), VisibleText(new), changes).words


def _dropped(old: str, new: str = "") -> Change:
    return Change("shortcode", old, "changed" if new else "dropped", "a test", old, new)


def test_words_that_are_in_neither_text_nor_list_are_lost():
    assert _lost("one two three", "one two three") == ()
    assert _lost("one two three", "one three") == ("two",)
    assert _lost("one two three four", "one four", _dropped("two")) == ("three",)
    assert _lost("one two three four", "one four", _dropped("two three")) == ()


def test_a_declaration_explains_no_other_occurrence_of_its_words():
    assert _lost("the end of the day", "end of day", _dropped("the"), _dropped("the")) == ()
    assert _lost("the end of the day", "end of day", _dropped("the")) == ("the",)
    assert _lost("the end", "end", _dropped("the whole")) == ("the",)


def test_words_in_another_order_are_lost_unless_they_were_said_to_move():
    assert _lost("note one two three four", "one two three four note") != ()
    assert _lost("note one two three four", "one two three four note", _dropped("note", "note")) == ()


def test_pictures_links_and_tables_are_counted():
    before = seen_in("<p><img src=a><a href=b>c</a><a name=d>e</a></p><table></table><iframe src=f></iframe>")
    assert before.counts == {"picture": 1, "link": 1, "table": 1, "embed": 1}
    after = seen_in("<p>c e</p>")
    told = Change("embed", "f", "changed", "a link to it", takes=("embed",), adds=("link",))
    missing = unaccounted(before, after, [told]).elements
    assert missing == ("picture: 1 of 1", "link: 2 of 1", "table: 1 of 1")
    assert not unaccounted(before, before, [])
    assert Unaccounted((), ()) == ((), ())


def test_what_readers_see_has_no_scripts_and_words_are_whole():
    shown = seen_in("<p>T<b>u</b>ran</p><script>no()</script><style>p</style><!-- no --><p>1&amp;2<br>3</p>")
    assert words(shown.text) == ["Turan", "1", "2", "3"]
    assert words("so\xadft a_b-c") == ["soft", "a", "b", "c"]
    marks = '<p>a<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">a</a></sup></p>'
    assert (words(seen_in(marks, rendered=True).text), seen_in(marks, rendered=True).counts["link"]) == (["a"], 0)


@given(_LETTERS, _LETTERS)
def test_a_shortest_way_deletes_as_little_as_possible(old, new):
    table = [[0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for row, one in enumerate(old):
        for column, other in enumerate(new):
            longer = max(table[row][column + 1], table[row + 1][column])
            table[row + 1][column + 1] = table[row][column] + 1 if one == other else longer
    assert sum(map(len, deleted_runs(old, new))) == len(old) - table[-1][-1]
