"""Endings of Azerbaijani.

`RULES` apply to folded words, that is, in lower case and without diacritics.

Source: grammars of modern Azerbaijani, for the order of endings. A noun's stem takes number (-lar²), then a possessive
ending (-ı⁴, -sı⁴, -ımız⁴ …), then case (genitive -ın⁴ -nın⁴, dative -a² -ya², accusative -ı⁴ -nı⁴, locative -da²,
ablative -dan²), then the predicate (-dır⁴). After a possessive of the third person, a case ending begins with n: -nda²,
-ndan², -na². A verb's stem takes a tense or participle ending (-ır⁴, -ıb⁴, -mış⁴, -dı⁴, -acaq², -an², -dıq⁴), or
becomes a noun (-maq², -ma²) and then takes a noun's endings. The superscript is the number of variants by vowel
harmony. Without diacritics, two of four variants are left (ı and i are i, u and ü are u), and two of two (a, and ə as
e).

Endings are removed one by one, the longest first. So all forms of a word have the same stem, though it may be shorter
than the grammatical one: məhkəmə, məhkəmənin and məhkəmələrə all give `mehk`. An ending is removed only if enough of
the word remains: three letters with a vowel among them, or a vowel and a consonant (iş, ev, ol-).
"""

from __future__ import annotations

from .stemming import EndingRow, StemRules

_VOWEL = "[aeiou]"
_OTHER = "[^aeiou]"
_STEM = f"^(?:{_VOWEL}{_OTHER}|(?=.*{_VOWEL})..+.)$"
_AFTER_VOWEL = f"^(?=.*{_VOWEL})..+{_VOWEL}$"
_AFTER_OTHER = f"^(?:{_VOWEL}|(?=.*{_VOWEL}).+.){_OTHER}$"

_KEEP, _SOFTENED = 0, 2

NUMBER = "lar ler"
CASE_AFTER_VOWEL = "nin nun ya ye ni nu na ne nda nde ndan nden yla yle"
CASE_AFTER_OTHER = "in un a e i u la le"
CASE = "da de dan den"
POSSESSOR_AFTER_VOWEL = "si su miz muz niz nuz"
POSSESSOR_AFTER_OTHER = "imiz umuz iniz unuz"  # the third person is spelled like the accusative: i u
PREDICATE = "dir dur"
RELATIVE = "daki deki ndaki ndeki"
ABSTRACT = "liq luq lik luk lig lug liy luy liye luye"  # with the forms softened before a vowel: azadlıq, azadlığın

INFINITIVE = "maq mek mag mey"
VERBAL_NOUN = "ma me"
TENSE = "mis mus mali meli"
TENSE_AFTER_VOWEL = "yib yub yir yur yan yen yacaq yecek yacag yecey yaraq yerek"
TENSE_AFTER_OTHER = "di du ib ub ir ur an en acaq ecek acag ecey araq erek"
PARTICIPLE = "diq duq dik duk dig dug diy duy"

KEPT = (
    "polis ofis proses meclis esas iclas status virus servis temas nefes "
    "hokm qanun turan insan zaman iran nazir tesir tesdiq sahib teqib"
).split()
"""Folded words that only look as if they had an ending, and are not shortened: polisi would lose -si, hökmə -mə."""

_KEPT_WITH = "_ a e i u in un da de dan den"

DROPPED = {
    "fikir": "fikr",
    "sekil": "sekl",
    "isim": "ism",
    "qisim": "qism",
    "nesil": "nesl",
    "esil": "esl",
    "omur": "omr",
    "ogul": "ogl",
    "qebir": "qebr",
    "sinif": "sinf",
}
"""Folded words that lose their second vowel before an ending, and what remains: fikir (thought) has the form fikri."""

STOP_WORDS = (
    "amma barede bele biz bu bunlar bunun da daha de deyil edib edir eger ele etdi haqda haqqinda hansi hara harada "
    "haradan hem her ile indi ise kim kimdir ki kime kimi lakin ne nece necedir neden nedir niye olan olaraq oldu olub "
    "onlar onlarin onu onun ora orada qeder sen siz sonra ucun uzre var ve ya yaxud"
)
"""Folded words that a query only connects others with. Left out is on: it is ten."""

RULES = StemRules(
    steps=(
        (
            EndingRow(_KEPT_WITH, fits=f"(?:{'|'.join(KEPT)})$", then=_SOFTENED),
            *(EndingRow(word, left, fits="^$", then=_SOFTENED) for word, left in DROPPED.items()),
        ),
        (
            EndingRow(
                " ".join((NUMBER, CASE, PREDICATE, RELATIVE, ABSTRACT, INFINITIVE, VERBAL_NOUN, TENSE, PARTICIPLE)),
                fits=_STEM,
                then=_KEEP,
            ),
            EndingRow(
                " ".join((CASE_AFTER_VOWEL, POSSESSOR_AFTER_VOWEL, TENSE_AFTER_VOWEL)),
                fits=_AFTER_VOWEL,
                then=_KEEP,
            ),
            EndingRow(
                " ".join((CASE_AFTER_OTHER, POSSESSOR_AFTER_OTHER, TENSE_AFTER_OTHER)),
                fits=_AFTER_OTHER,
                then=_KEEP,
            ),
            EndingRow(
                "n", fits="..o$", then=_KEEP
            ),  # telefonu is spelled like radionu and loses -nu, so telefon loses -n
        ),
        (  # a final q or k softens before a vowel (uşaq, uşağı; çörək, çörəyi): undo that
            EndingRow("g", "q", fits=_VOWEL),
            EndingRow("y", "k", fits="[eiu]$"),
        ),
    )
)
