"""Endings of Russian.

Source: the description of the algorithm at snowballstem.org (Russian, version 3), from which the names of the steps are
taken. RV is the part of a word after the first vowel, and R2 the part after the second consonant that follows a vowel.
ё is folded before. A test compares the stems with Snowball's.

Two rules of any school grammar that Snowball lacks are added: nouns and numerals in -ать and -ять that are not
infinitives (печать, печати), and the fleeting vowel before a final ц or к (истец, истца; поправка, поправок).
"""

from __future__ import annotations

from .stemming import EndingRow, StemRules

_VOWEL = "[аеиоуыэюя]"
_OTHER = "[^аеиоуыэюя]"
_RV = _VOWEL
_R2 = f"{_VOWEL}{_OTHER}.*{_VOWEL}{_OTHER}"
_AFTER_A = f"{_VOWEL}.*[ая]$"  # group 1 of Snowball's lists: within RV, after а or я

_GERUND, _REFLEXIVE, _ADJECTIVE, _PARTICIPLE, _VERB, _NOUN, _I, _DERIVATIONAL, _TIDY, _DOUBLE = range(10)

NAME_ENDINGS = {
    # second declension, and the mixed one of surnames in -ов, -ев, -ин (instrumental -ым); plural
    "": "а у ом ым е ы ых ам ами",
    "й": "я ю ем е и ев",
    "ь": "я ю ем е и ей",
    "ий": "ого ому им ом ие их",  # surnames that are adjectives
    "ый": "ого ому ым ом ые ых",
    # first declension; -ой also for surnames in -ова, -ева, -ина
    "а": "ы и е у ой ей",
    "я": "и е ю ей",
    "ая": "ой ую",
}
"""The case endings of Russian names, by the ending of the nominative that they replace ("" after a consonant).

The longest that matches is used. The general rules are not enough, because Snowball removes the -ов of Гаджиев as a
plural ending but not that of Гаджиева. Source: the declensions of nouns and surnames in any school grammar.
"""


def cases(name: str) -> list[str]:
    """Return the forms of a name's folded word in all cases; one that never changes (Гонгадзе) gives only itself."""
    for ending in sorted(NAME_ENDINGS, key=len, reverse=True):
        if ending and name.endswith(ending):
            return [name, *(name.removesuffix(ending) + each for each in NAME_ENDINGS[ending].split())]
    return [name] if name[-1:] in "еиоуыэю" else [name, *(name + each for each in NAME_ENDINGS[""].split())]


SNOWBALL = (
    (  # perfective gerund
        EndingRow("в вши вшись", fits=_RV, holds=_AFTER_A, then=_I),
        EndingRow("ив ивши ившись ыв ывши ывшись", fits=_RV, then=_I),
    ),
    (EndingRow("ся сь", fits=_RV),),  # reflexive
    (
        EndingRow(
            "ее ие ые ое ими ыми ей ий ый ой ем им ым ом его ого ему ому их ых ую юю ая яя ою ею",
            fits=_RV,
            then=_PARTICIPLE,
        ),
        EndingRow("_", then=_VERB),
    ),
    (
        # not `holds`: the next step is never that of verbs
        EndingRow("ем нн вш ющ щ", fits=_AFTER_A, then=_I),
        EndingRow("ивш ывш ующ", fits=_RV, then=_I),
        EndingRow("_", then=_I),
    ),
    (
        EndingRow(
            "ла на ете йте ли й л ем н ло но ет ют ны ть ешь нно",
            fits=_RV,
            holds=_AFTER_A,
            then=_I,
        ),
        EndingRow(
            "ила ыла ена ейте уйте ите или ыли ей уй ил ыл им ым ен ило ыло ено ят ует уют ит ыт ены ить ыть ишь ую ю",
            fits=_RV,
            then=_I,
        ),
    ),
    (
        EndingRow(
            "а ев ов ие ье е иями ями ами еи ии и ией ей ой ий й иям ям ием ем ам ом о у ах иях ях ы ь ию ью ю ия ья я",
            fits=_RV,
        ),
    ),
    (EndingRow("и", fits=_RV),),
    (EndingRow("ост ость", fits=_RV, holds=_R2),),
    (  # tidy up: a superlative, a doubled н, a soft sign
        EndingRow("ейш ейше", fits=_RV, then=_DOUBLE),
        EndingRow("н", fits=_RV, holds=f"{_VOWEL}.*н$", then=_DOUBLE + 1),
        EndingRow("ь", fits=_RV, then=_DOUBLE + 1),
        EndingRow("_", then=_DOUBLE + 1),
    ),
    (EndingRow("н", fits=_RV, holds=f"{_VOWEL}.*н$"),),
)
"""The steps of Snowball's algorithm for Russian, without the rules that this module adds; tests compare the two."""

_NO_INFINITIVES = "^(?:памят|печат|кроват|рукоят|благодат|девят|десят|.+дцат)$"
_FLEETING = f"^(?!жест$).*{_VOWEL}"  # a syllable remains; жестокий is not a form of жесткий

STOP_WORDS = (
    "без бы был была были было быть вам вас вы где да для до его ее если есть еще же за зачем из или им их как "
    "какая какие какой какого кем когда кого ком кому которая которые который кто куда ли между меня мне мы на "
    "над нам нас не него нее ней нет ни них но ну об обо он она они оно от откуда перед по под почему при про раз "
    "себя со так такая такие такой там тебя тем то тоже только ты уже чего чем что чтобы эта эти это этого этой "
    "этом этот эту"
)
"""Folded words that a query only connects others with. Left out is того: it is also how Russian spells Togo."""

RULES = StemRules(
    steps=(
        (*SNOWBALL[0], EndingRow("ь", fits=_NO_INFINITIVES, then=len(SNOWBALL))),
        *SNOWBALL[1:],
        (
            EndingRow("лец", "льц", fits=_FLEETING),  # владелец, владельца
            *(EndingRow(f"{vowel}е{last}", f"{vowel}й{last}") for vowel in "аеиоу" for last in "цк"),
            EndingRow("ец", "ц", fits=_FLEETING),
            EndingRow("ек ок", "к", fits=_FLEETING),
        ),
    )
)
