"""English: the rules of Snowball's English stemmer (Porter 2), written as tables.

Source: the description of the algorithm at snowballstem.org (English, version 3), in whose terms the steps are
named. R1 is what follows the first consonant after a vowel, R2 the same within R1; `y` at the beginning or after a
vowel is a consonant, written `Y`. An apostrophe parts words before (see `folding`), so step 0 is not needed.
`tests/unit/search/test_search_snowball.py` compares it with Snowball on every word of the content and more.
"""

from __future__ import annotations

from .stemming import Row, Rules

_VOWEL = "[aeiouy]"
_OTHER = "[^aeiouy]"
_WHOLE = "arsen|commun|emerg|gener|inter|later|organ|past|univers"  # words of which this much is never in R1
_R1 = f"^(?:{_WHOLE}|(?!{_WHOLE}).*?{_VOWEL}{_OTHER})"
_R2 = f"{_R1}.*{_VOWEL}{_OTHER}"
_SHORT_SYLLABLE = f"(?:{_OTHER}{_VOWEL}[^aeiouywxY]|^{_VOWEL}{_OTHER}|past)$"
_SHORT_WORD = f"^(?:{_OTHER}+{_VOWEL}[^aeiouywxY]|{_VOWEL}{_OTHER}|past|arsen|commun|gener|inter|later|organ)$"
_E_MAY_GO = f"{_R2}|^(?!.*{_SHORT_SYLLABLE})(?:{_R1[1:]})"
_END = 9


RULES = Rules(
    marked=f"(^|{_VOWEL})(y)",
    steps=(
        (  # exceptions: (ending, put), or the whole word stays
            Row("skis", "ski", fits="^$", then=_END),
            Row("skies", "sky", fits="^$", then=_END),
            Row("idly", "idl", fits="^$", then=_END),
            Row("gently", "gentl", fits="^$", then=_END),
            Row("ugly", "ugli", fits="^$", then=_END),
            Row("early", "earli", fits="^$", then=_END),
            Row("only", "onli", fits="^$", then=_END),
            Row("singly", "singl", fits="^$", then=_END),
            Row("_", fits="^(?:..?|sky|news|howe|atlas|cosmos|bias|andes)$", then=_END),
        ),
        (  # step 1a
            Row("sses", "ss"),
            Row("ied ies", "i", fits=".."),
            Row("ied ies", "ie"),
            Row("us", "us"),
            Row("ss", "ss"),
            Row("s", holds=f"{_VOWEL}."),
        ),
        (  # step 1b
            Row("eed eedly", "ee", holds=f"^(?!(?:succ|proc|exc)$)(?:{_R1[1:]})", then=4),
            Row("ying", "ie", fits=f"^{_OTHER}$", then=4),
            Row("ing", "ing", fits="^(?:even|cann|inn|earr|herr|out)$", then=4),
            Row("ed edly ing ingly", fits=_VOWEL, then=3),
            Row("_", then=4),
        ),
        (  # step 1b, after an ending was deleted
            Row("at", "ate"),
            Row("bl", "ble"),
            Row("iz", "ize"),
            *(Row(letter * 2, letter, holds="(?:^|.)(?:[^aeo]|..)$") for letter in "bdfgmnprt"),
            Row("_", "e", holds=_SHORT_WORD),
        ),
        (Row("y Y", "i", holds=f".{_OTHER}$"),),  # step 1c
        (  # step 2
            Row("tional", "tion", holds=_R1),
            Row("enci", "ence", holds=_R1),
            Row("anci", "ance", holds=_R1),
            Row("abli", "able", holds=_R1),
            Row("entli", "ent", holds=_R1),
            Row("izer ization", "ize", holds=_R1),
            Row("ational ation ator", "ate", holds=_R1),
            Row("alism aliti alli", "al", holds=_R1),
            Row("fulness fulli", "ful", holds=_R1),
            Row("ousli ousness", "ous", holds=_R1),
            Row("iveness iviti", "ive", holds=_R1),
            Row("biliti bli", "ble", holds=_R1),
            Row("ogist", "og", holds=_R1),
            Row("ogi", "og", holds=f"^(?=.*l$)(?:{_R1[1:]})"),
            Row("lessli", "less", holds=_R1),
            Row("li", holds=f"^(?=.*[cdeghkmnrt]$)(?:{_R1[1:]})"),
        ),
        (  # step 3
            Row("tional", "tion", holds=_R1),
            Row("ational", "ate", holds=_R1),
            Row("alize", "al", holds=_R1),
            Row("icate iciti ical", "ic", holds=_R1),
            Row("ful ness", holds=_R1),
            Row("ative", holds=_R2),
        ),
        (  # step 4
            Row("al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize", holds=_R2),
            Row("ion", holds=f"^(?=.*[st]$)(?:{_R2[1:]})"),
        ),
        (  # step 5
            Row("e", holds=_E_MAY_GO),
            Row("l", holds=f"^(?=.*l$)(?:{_R2[1:]})"),
        ),
    ),
)
