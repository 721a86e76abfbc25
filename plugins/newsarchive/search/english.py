"""Endings of English.

Source: the description of the algorithm at snowballstem.org (English, version 3), from which the names of the steps are
taken. R1 is the part of a word after the first consonant that follows a vowel, and R2 is the same within R1. `y` at the
beginning or after a vowel is a consonant, written `Y`. Step 0 is not needed, because words are split at apostrophes
before (see `words`). A test compares the stems with Snowball's.
"""

from __future__ import annotations

from .stemming import EndingRow, StemRules

_VOWEL = "[aeiouy]"
_OTHER = "[^aeiouy]"
_WHOLE = "arsen|commun|emerg|gener|inter|later|organ|past|univers"  # R1 begins after these
_R1 = f"^(?:{_WHOLE}|(?!{_WHOLE}).*?{_VOWEL}{_OTHER})"
_R2 = f"{_R1}.*{_VOWEL}{_OTHER}"
_SHORT_SYLLABLE = f"(?:{_OTHER}{_VOWEL}[^aeiouywxY]|^{_VOWEL}{_OTHER}|past)$"
_SHORT_WORD = f"^(?:{_OTHER}+{_VOWEL}[^aeiouywxY]|{_VOWEL}{_OTHER}|past|arsen|commun|gener|inter|later|organ)$"
_E_MAY_GO = f"{_R2}|^(?!.*{_SHORT_SYLLABLE})(?:{_R1[1:]})"
_END = 9


STOP_WORDS = (
    "about after all also am an and any are as at be because been before being but by can could did do does doing "
    "for from had has have having he her here him his how if in into is its of off on onto or our out over she "
    "should so some such than that the their them then there these they this those to too under until up upon was "
    "we were what when where which while who whom whose why will with would you your"
)
"""Folded words that a query only connects others with. Left out are those that mean more: may, us, against, it."""

RULES = StemRules(
    marked=f"(^|{_VOWEL})(y)",
    steps=(
        (  # exceptions: whole words that are replaced or stay
            EndingRow("skis", "ski", fits="^$", then=_END),
            EndingRow("skies", "sky", fits="^$", then=_END),
            EndingRow("idly", "idl", fits="^$", then=_END),
            EndingRow("gently", "gentl", fits="^$", then=_END),
            EndingRow("ugly", "ugli", fits="^$", then=_END),
            EndingRow("early", "earli", fits="^$", then=_END),
            EndingRow("only", "onli", fits="^$", then=_END),
            EndingRow("singly", "singl", fits="^$", then=_END),
            EndingRow("_", fits="^(?:..?|sky|news|howe|atlas|cosmos|bias|andes)$", then=_END),
        ),
        (  # step 1a
            EndingRow("sses", "ss"),
            EndingRow("ied ies", "i", fits=".."),
            EndingRow("ied ies", "ie"),
            EndingRow("us", "us"),
            EndingRow("ss", "ss"),
            EndingRow("s", holds=f"{_VOWEL}."),
        ),
        (  # step 1b
            EndingRow("eed eedly", "ee", holds=f"^(?!(?:succ|proc|exc)$)(?:{_R1[1:]})", then=4),
            EndingRow("ying", "ie", fits=f"^{_OTHER}$", then=4),
            EndingRow("ing", "ing", fits="^(?:even|cann|inn|earr|herr|out)$", then=4),
            EndingRow("ed edly ing ingly", fits=_VOWEL, then=3),
            EndingRow("_", then=4),
        ),
        (  # step 1b, after an ending was deleted
            EndingRow("at", "ate"),
            EndingRow("bl", "ble"),
            EndingRow("iz", "ize"),
            *(EndingRow(letter * 2, letter, holds="(?:^|.)(?:[^aeo]|..)$") for letter in "bdfgmnprt"),
            EndingRow("_", "e", holds=_SHORT_WORD),
        ),
        (EndingRow("y Y", "i", holds=f".{_OTHER}$"),),  # step 1c
        (  # step 2
            EndingRow("tional", "tion", holds=_R1),
            EndingRow("enci", "ence", holds=_R1),
            EndingRow("anci", "ance", holds=_R1),
            EndingRow("abli", "able", holds=_R1),
            EndingRow("entli", "ent", holds=_R1),
            EndingRow("izer ization", "ize", holds=_R1),
            EndingRow("ational ation ator", "ate", holds=_R1),
            EndingRow("alism aliti alli", "al", holds=_R1),
            EndingRow("fulness fulli", "ful", holds=_R1),
            EndingRow("ousli ousness", "ous", holds=_R1),
            EndingRow("iveness iviti", "ive", holds=_R1),
            EndingRow("biliti bli", "ble", holds=_R1),
            EndingRow("ogist", "og", holds=_R1),
            EndingRow("ogi", "og", holds=f"^(?=.*l$)(?:{_R1[1:]})"),
            EndingRow("lessli", "less", holds=_R1),
            EndingRow("li", holds=f"^(?=.*[cdeghkmnrt]$)(?:{_R1[1:]})"),
        ),
        (  # step 3
            EndingRow("tional", "tion", holds=_R1),
            EndingRow("ational", "ate", holds=_R1),
            EndingRow("alize", "al", holds=_R1),
            EndingRow("icate iciti ical", "ic", holds=_R1),
            EndingRow("ful ness", holds=_R1),
            EndingRow("ative", holds=_R2),
        ),
        (  # step 4
            EndingRow("al ance ence er ic able ible ant ement ment ent ism ate iti ous ive ize", holds=_R2),
            EndingRow("ion", holds=f"^(?=.*[st]$)(?:{_R2[1:]})"),
        ),
        (  # step 5
            EndingRow("e", holds=_E_MAY_GO),
            EndingRow("l", holds=f"^(?=.*l$)(?:{_R2[1:]})"),
        ),
    ),
)
