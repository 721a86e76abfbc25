"""Notes of HTML bodies: each stands below the text, and no word of it is lost."""

import json

from tests.unit.importing.making import converted


def test_notes_of_all_kinds_stand_below_the_text():
    word = '<p>A<a href="#_ftn1" name="_ftnref1">[1]</a> b.</p><p>C.</p>'
    word += '<p><a href="#_ftnref1" name="_ftn1">[1]</a> The <i>note</i>.</p>'
    assert converted(word) == "A[^1] b.\n\nC.\n\n[^1]: The *note*."
    assert converted("<p>A[ref]a note[/ref] b ((not this)).</p>").endswith("[^1]: a note")
    assert converted("<p>A ((a whole note)).</p>") == "A[^1].\n\n[^1]: a whole note"
    stored = json.dumps([{"id": "u1", "content": "Kept <b>apart</b>"}])
    block = '<p>A<sup data-fn="u1" class="fn"><a href="#u1" id="u1-link">1</a></sup></p>'
    assert converted(block, footnotes=stored) == "A[^1]\n\n[^1]: Kept **apart**"
    twice = '<p>A<sup><a id="r" href="#n">1</a></sup> B<sup><a href="#n">1</a></sup></p>'
    twice += '<ol><li id="n">Note <a href="#r">up</a></li></ol>'
    assert converted(twice) == "A[^1] B[^1]\n\n[^1]: Note"
