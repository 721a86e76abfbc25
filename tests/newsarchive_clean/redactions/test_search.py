"""Terms are found however they are written, told by lines, and never named."""

import io
import json
import time
import unicodedata
from urllib.parse import quote

import pytest
from pypdf import PdfWriter

from newsarchive_clean.redactions.list_file import parse_terms
from newsarchive_clean.redactions.pdf_documents import NO_PAGE, UnreadableError
from newsarchive_clean.redactions.search import MASK, Hit, hits_of, holds_term, masked
from tests.traced import document, plain, segment, traced, with_segments, written_document

NAME, NUMBER, CARD = "Əli İsmayıl-Babayev", "+994 (50) 123-45-67", "AZE 12345678"


def hits(text, *terms, path="a.html"):
    return list(hits_of(path, text if isinstance(text, bytes) else text.encode(), parse_terms("\n".join(terms))[0]))


@pytest.mark.parametrize(
    "text",
    [
        NAME,
        NAME.replace("İ", "I").lower(),
        "ƏLİ İSMAYIL BABAYEV",
        "əli ismayil babayev",
        unicodedata.normalize("NFD", NAME),
        "Əli\u00a0İsmayıl\u2011Babayev",
        "Əli\n  İsmayıl – Babayev",
        "Ə\u00adli İsma\u200byıl Babayev",
        "&#399;li &#x130;smay&#305;l&nbsp;Babayev",
        "<b>Əli</b> İsma<i>yıl</i><br>Babayev",
        "<td>Əli</td>\n<td>İsmayıl Babayev</td>",
        "&lt;p&gt;Əli&amp;nbsp;İsmayıl Babayev&lt;/p&gt;",
        f'<a href="/?q={quote(NAME)}">x</a>',
        '<a href="/əli-ismayıl-babayev/">x</a>',
        "<img alt='Əli İsmayıl Babayev'>",
        "<!-- Əli İsmayıl Babayev -->",
        json.dumps({"a": "Əli İsmayıl\nBabayev"}),
        json.dumps({"a": NAME}, ensure_ascii=False),
        "mailto:Əli_İsmayıl.Babayev@example.org",
        "Əli İsmayıl Babayevin",
        "“Əli” (İsmayıl) Babayev",
        # a cell of CSV, in which quotes are doubled, and an apostrophe stands before what looks like a formula
        'a/1,"Words, Əli ""İsmayıl"" Babayev, words",b\r\n',
        "a/1,'-Əli İsmayıl Babayev,b\r\n",
    ],
)
def test_a_name_is_found(text):
    assert [hit.term for hit in hits(text, "other", NAME)] == [2]


CSS = "p{margin:0 1px}" * 70


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{CSS}{NAME}{CSS}", 2),
        (f"{CSS}Əli\nİsmayıl Babayev{CSS}", 2),
        (f"{CSS}\nx\nƏli İsmayıl\nBabayev {CSS}", 4),
        (f"{CSS}\n{CSS}N. 12345678", 3),
        (f"{CSS * 60}{NAME}{CSS}", 2),
    ],
    ids=["within", "at an end", "after", "pattern", "very long"],
)
def test_a_long_line_is_searched_each_time_and_across_its_ends(text, line):
    """Long lines are prepared once for all files."""
    for before in ("<p>", "", ""):
        assert [hit.line for hit in hits(f"{before}\n{text}\n", NAME, "/N[.] 1{1,2}2345678/")] == [line]
    assert hits(f"\n{CSS}\n{CSS}İsmayıl Babayev\n", NAME) == []


def turned(word):
    return f'<bdo dir="rtl">{word[::-1]}</bdo>'


@pytest.mark.parametrize(
    "text",
    [
        "Əli\n                    İsmayıl Babayev",
        "Əli" + "&nbsp;" * 40 + "İsmayıl Babayev",
        "Əli ---------- İsmayıl . . . Babayev",
        'Əli<sup id="fnref:1"><a class="footnote-ref" href="#fn:1">1</a></sup> İsmayıl Babayev',
        'Əli <a href="https://a.example/?x=%3Ey%3C&z">İsmayıl</a> Babayev',
        'Əli <a href="x" title="a > b, c < d">İsmayıl</a> Babayev',
        "Əli <a href='x' title='it > \"that'>İsmayıl</a> Babayev",
        "Əli <a title=it's>İsmayıl</a> <b title='>'>Babayev</b>",
        'Əli <span class="visually-hidden">(opens elsewhere) </span>İsmayıl Babayev',
        '<span class="visually-hidden">Əli</span> İsmayıl Babayev',
        "Əli <span hidden>never <b>seen</b> words</span> İsmayıl Babayev",
        "Əli <!-- remark --> İsma<!-- > -->yıl Babayev",
        "<p>Bizə <del>Əli</del> <ins>Ə.</ins> İsmayıl Babayev</p>",
        "<p>Bizə <ins>Əli</ins> <del>Ə.</del> İsmayıl Babayev</p>",
        "<p>Bizə <del>Əli İsmayıl Ba</del><ins>X</ins>bayev</p>",
        "<p><del>Əli</del> <ins>X</ins><sup>1</sup> İsmayıl Babayev</p>",
        "<p>Əli <s>Filan</s> İsmayıl Babayev</p>",
        f"<p>{turned('Əli İsmayıl Babayev')}</p>",
        f"<p>Əli <i>{turned('İsmayıl')}</i> Babayev</p>",
        "\u202e" + "Əli İsmayıl Babayev"[::-1] + "\u202c",
        "<ruby>Əli<rt>a</rt></ruby> İsmayıl Babayev",
        'Əli <img src="x" alt="İsmayıl"> Babayev',
        "Ǝli İsmayıl Babayev".lower(),
        "Әli İsmаyıl Bаbаyеv",  # Cyrillic letters between
        "Ə\u0336l\u0336i\u0336 İsmayıl Babayev",
        "Ə\U000e0001li İs\u17b4mayıl Ba\u2800bayev",
        "Ə l i İ s m a y ı l B a b a y e v",
        "Əli İsma-\nyıl Baba\nyev",
        quote(quote(quote(quote(quote(NAME))))),
        "%u018Fli İsmayıl Babayev",
        r'{"name": "\u018fli \u0130smay\u0131l\tBabayev"}',
        r"\u{18f}li \x49smayıl Babayev",
        "&lt;p&gt;Əli &lt;b title=&quot;a &amp;gt; b&quot;&gt;İsmayıl&lt;/b&gt; Babayev",
        "Əli &lt;İsmayıl Babayev&gt;",
        "xn--li-ppa.example Əli İsmayıl Babayev",
    ],
)
def test_a_name_is_found_as_a_person_a_program_and_a_screen_reader_read_it(text):
    assert [hit.term for hit in hits(text, "other", NAME)] == [2]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ('<span dir="rtl"><bdi>Adlı</bdi> <bdi>Nümunə</bdi></span>', "Nümunə Adlı"),
        ('<span dir="rtl"><bdi>Ad<b>lı</b></bdi> <bdi>Nümunə</bdi></span>', "Nümunə Adlı"),
        ('<span dir="rtl"><bdi>lı</bdi><bdi>Ad</bdi><bdi>munə</bdi><bdi>Nü</bdi></span>', "Nümunə Adlı"),
        ('<p dir="rtl">x <bdi>Adlı</bdi> <bdi dir="rtl"><bdi>munə</bdi><bdi>Nü</bdi></bdi></p>', "Nümunə Adlı"),
        ('<p dir=auto>א <bdi>Adlı</bdi> <span dir="ltr">Nümunə</span></p>', "Nümunə Adlı"),
        ('<p dir="rtl">67 45 123 50 994+</p>', NUMBER),
        ("<p>א 67 45 123 50 994+ ב</p>", NUMBER),
        ("<p>נתן <bdi>67 45 123 50 994+ א</bdi></p>", NUMBER),
        ('<html dir="rtl"><p>x</p><ul><li>67 45 123 <i>50 994</i>+</li></ul></html>', NUMBER),
        (f'<p dir="rtl">{"Nümunə Adlı"[::-1]}<bdo dir="rtl">{"Nümunə Adlı"[::-1]}</bdo></p>', "Nümunə Adlı"),
        ('<p style="direction: rtl"><bdi>Adlı</bdi> <bdi>Nümunə</bdi></p>', "Nümunə Adlı"),
    ],
)
def test_what_is_shown_from_right_to_left_is_read_as_it_is_shown(text, term):
    assert hits(text, term) == [Hit(1, 1)]


def test_a_line_is_told_in_a_page_from_right_to_left():
    text = '<html dir="rtl">\n<p>x\ny</p>\n<p><bdi>Adlı</bdi> <bdi>Nümunə</bdi>\n</p><p>z</p>\n</html>'
    assert hits(text, "Nümunə Adlı") == [Hit(4, 1)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("<p>To Name <name@mail.ru></p>", "name@mail.ru"),
        ("See <https://t.me/some_name>", "https://t.me/some_name"),
        ("<Some Name>", "Some Name"),
        ("<some-name/>", "Some Name"),
        ("</somebody>", "Somebody"),
        ("<b Some Name>", "Some Name"),
    ],
)
def test_what_stands_between_angle_brackets_is_read(text, term):
    assert hits(text, term) == [Hit(1, 1)]


def test_the_tags_of_html_are_no_words():
    assert hits("<b><li>x</li></b><dl>\n<dt>y", "B Li", "Dl Dt", "Li B") == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Свидетель Алексе\u0301й Петро\u0301в сказал", "Алексей Петров"),
        ("Свидетель Семенов", "Семёнов"),
        ("Свидетель Семёнов", "Семенов"),
        ("Məs’ud", "Məsud"),
        ("O'Brien", "OBrien"),
        ("O Brien", "O'Brien"),
        ("Nümunə<sub>1</sub> Adlı", "Nümunə Adlı"),
        ("Nümunə<small> 1</small> Adlı", "Nümunə Adlı"),
        ("Nüm<small>ün</small>ə<wbr> Ad<sub>lı</sub>", "Nümünə Adlı"),
        ("Nüm<sub>1</sub>unə Adlı", "Nümunə Adlı"),
        ("name(at)mail.ru", "name@mail.ru"),
        ("name [at] mail [dot] ru", "name@mail.ru"),
        ("name {собака} mail (точка) ru", "name@mail.ru"),
        ("name at mail dot ru", "name@mail.ru"),
        ("name собака mail точка ru", "name@mail.ru"),
        ("name at mail\ndot co dot uk", "name@mail.co.uk"),
        ("name@mail.ru", "name (at) mail (dot) ru"),
        ("AZE No 12345678", "AZE 12345678"),
        ("AZE seriyalı 12345678 nömrəli", "AZE 12345678"),
        ("серии AZE № 12345678", "AZE 12345678"),
        ("name«at»mail.ru", "name@mail.ru"),
        ("AZE No. 12345678", "AZE12345678"),
        ("AZE nömrəsi: 12345678", "AZE 12345678"),
        ("AZE 12345678", "AZE No 12345678"),
        ("40.4 N, 49.8 E", "40.4, 49.8"),
        ("40.4° N, 49.8° E", "40.4, 49.8"),
        ("40.4N 49.8E", "40.4, 49.8"),
        ("N 40.4, E 49.8", "40.4, 49.8"),
        ("40,4° с. ш. 49,8° в. д.", "40.4, 49.8"),
        ("40,4° şm. e. 49,8° ş. u.", "40.4, 49.8"),
        ('{"lat": 40.4, "lng": 49.8}', "40.4, 49.8"),
        ("40.4, 49.8", "40.4 N, 49.8 E"),
        ("https://maps.example/place/x/data=!4m5!8m2!3d40.4!4d49.8", "40.4, 49.8"),  # as Google writes it
        ("Чингиз Али\u00ad\nев", "Çingiz Əliyev"),  # what many programs write for the hyphen at a line's end
        ("Ҫіngіz Əlіyeν", "Çingiz Əliyev"),
        ("Çiηgiz Əliүev", "Çingiz Əliyev"),
        ("Ə L İ Y E V  Ç İ N G İ Z", "Çingiz Əliyev"),
        ("Ə.L.İ.Y.E.V Ç.İ.N.G.İ.Z", "Çingiz Əliyev"),
        ("А Л И Е В А \u00a0 Ч И Н Г И З А", "Çingiz Əliyev"),
        ("А\nЛ\nИ\nЕ\nВ\n\nЧ\nИ\nН\nГ\nИ\nЗ", "Çingiz Əliyev"),
        ("H¨useyn Əliyev", "Hüseyn Əliyev"),  # TeX draws accents apart
        ("C¸ ingiz Əliyev", "Çingiz Əliyev"),
        ("Məs´ud", "Məsud"),
        ("Məs'ud", "Məs´ud"),
    ],
)
def test_what_people_write_otherwise_is_found(text, term):
    assert hits(text, term) == [Hit(1, 1)]


@pytest.mark.parametrize("encoding", ["cp1251", "koi8-r", "cp866", "iso8859-5"])
def test_an_address_in_an_older_encoding_is_read(encoding):
    assert hits(f'x\n<a href="/?q={quote("Алексей Петров".encode(encoding))}">x</a>', "Алексей Петров") == [Hit(2, 1)]


@pytest.mark.parametrize(
    "text",
    [
        "+994 (50) – 123-45-67",
        "(+994 50) - 123-45-67",
        "+994 50 ... 123 45 67",
        "<li>+994 50\n            123 45 67</li>",
        "+994 50<sup>2</sup> 123 45 67",
        '+994 50 <a href="/x?7%3E" title="8 > 9">123</a> 45 67',
        "+994 50 <del>000</del> <ins>123</ins> 45 67",
        "٩٩٤ ٥٠ ١٢٣ ٤٥ ٦٧",
        "+994%2050%20123%2045%2067",
        "+994 50%123 45 67",
        "9 9 4 5 0 1 2 3 4 5 6 7",
    ],
)
def test_a_number_is_found_through_up_to_eight_signs(text):
    assert hits(text, NUMBER) == [Hit(hits(text, NUMBER)[0].line, 1)]


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("a man and the a dam", "Aman"),
        ("Ana bel", "Ana Belova"),
        ("ana, a bela x", "Ana Belax Dana"),
        ("1, 2, 3, 4 and 5", "12345 678"),
        ("994 50 123 ......... - - - - - x 45 67", NUMBER),
        ("Məm mə dov", "Məmmə"),
        ("Anna at work", "Anna Work"),
        ("Dot and Smith", "Dot Smith"),
        ("Smith", "Dot Smith"),
        ("Anna Smith", "Anna D Smith"),
        ("No 12 and No 345", "12345"),
        ("12 km, 345 m", "12345"),
        ("А л и е в а и Чингиза", "Çingiz Əliyev"),
        ("νίκος και λόγος", "Vikos Kai"),  # in a Greek word, these letters are Greek
    ],
)
def test_what_only_looks_so_is_not_found(text, term):
    assert hits(text, term) == []


def test_the_line_is_that_of_the_words_whatever_was_cut():
    assert hits("a\nname\n(at\n) mail (\ndot) ru\n40.4\nN\nhidden", "name@mail.ru", '"40.4 hidden"') == [
        Hit(2, 1),
        Hit(6, 2),
    ]
    assert hits('a\nb <a\ntitle="x\ny">c</a>\n\n  \nhidden\nperson', "hidden person") == [Hit(7, 1)]
    assert hits("№ \u200b \n a\n/FIN  7AB/\nFIN \n 7AB12CD", "/FIN ?[0-9A-Z]{7}/") == [Hit(4, 1)]


@pytest.mark.parametrize(
    "part",
    [
        *('<a "', "<a '<a \"", "<", "&lt;a ", "%25", "&amp;", "\\u005c", "<del>", '<bdo dir="rtl">a', "%E0"),
        *(
            "<!--",
            "&lt;!--",
            "<!-- -->",
            "<!--<a",
            "<?",
            '<p dir="rtl">א',
            "<bdi>א",
            "א 1 ",
            "at a dot ",
            "9 ",
            "1 n",
            "xn--",
        ),
    ],
)
def test_a_text_made_to_be_slow_is_read_in_time(part):
    began = time.process_time()
    hits(part * (131_072 // len(part)), NAME)
    assert time.process_time() - began < 3


@pytest.mark.parametrize("text", ["<{}", "<a{}", "<a {}", "&#{}", "&#9{};", "\\{}", "%{}", "no{}", "{}", "1{} n"])
@pytest.mark.parametrize("run", ["a", "9", "0", " ", "\n", "-", '"', "25", "'", "\\", "."])
def test_a_long_run_is_read_in_time(text, run):
    began = time.process_time()
    hits(text.format(run * (40_000 // len(run))), NAME, NUMBER)
    assert time.process_time() - began < 1


@pytest.mark.parametrize("text", ["Əli Babayev", "Əliağa İsmayıl Babayev", "Əli İsmayıl", "Elə Ismayil Babayev"])
def test_another_name_is_not(text):
    assert hits(text, NAME) == []


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("+994501234567", NUMBER),
        ("00 994 50 123 45 67", NUMBER),
        ("(+994 50) 123–45–67", NUMBER),
        ("tel:+994-50-123-45-67", NUMBER),
        ("994<b>50</b>1234567", NUMBER),
        ("994\u202f50\u00a012 34 567", NUMBER),
        ("AZE12345678", CARD),
        ("aze 1234\u20095678", CARD),
        ("AZE № 12345678", CARD),
        ("12345", "12345"),
        ("12 345", "123-45"),
    ],
)
def test_a_number_is_found_through_what_parts_it(text, term):
    assert hits(text, term) == [Hit(1, 1)]


@pytest.mark.parametrize(("text", "term"), [("123456", "12345"), ("012345", "12345"), ("994501234568", NUMBER)])
def test_another_number_is_not(text, term):
    assert hits(text, term) == []


def test_a_pattern_is_found_in_any_case_and_in_what_was_escaped():
    assert hits("fin&#58; 7ab12cd", "/FIN: ?[0-9A-Z]{7}/") == [Hit(1, 1)]
    assert hits("FİN 7AB12CD", "/fin [0-9a-z]{7}/") == [Hit(1, 1)]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_pattern_is_found_however_its_letters_are_composed_and_what_is_not_seen_is_left_out(form):
    assert hits("Şöbə 12", unicodedata.normalize(form, "/şöbə [0-9]{2}/")) == [Hit(1, 1)]
    assert hits(unicodedata.normalize(form, "Али\u00adева й 12"), "/алиева й [0-9]{2}/") == [Hit(1, 1)]


def test_the_first_line_of_each_term_is_told():
    text = "x\n<p\nclass='a'>Əli\nİsmayıl Babayev</p>\nhidden\nƏli İsmayıl Babayev\n"
    assert hits(text, NAME, "hidden", "absent") == [Hit(3, 1), Hit(5, 2)]


@pytest.mark.parametrize(
    "text",
    [
        f"x\nИсмаил-Бабаев Али\n\n{NAME}\n",  # in another script and order
        f"x\nАли Исмаил-Баба-\nев\n\nБабаев Али\n\nИсмаил-Бабаев Али\n{NAME}\n",  # broken at the end of a line
    ],
)
def test_the_line_of_a_name_is_the_first_in_whichever_form(text):
    assert hits(text, NAME) == [Hit(2, 1)]


def test_the_line_is_that_of_the_file_though_letters_turn_the_words_on_a_screen():
    assert [hit.line for hit in hits(f"---\ntitle: x\n---\nx\n\n{NAME} dedi. ر\n\n<!-- {NAME} -->\n", NAME)] == [6]


def test_the_line_of_letters_set_apart_is_that_of_the_first():
    assert hits("x\nА\nЛ\nИ\n-\nА\nЛ\nИ\nЕ\nВ\n\nЧ И Н Г И З", "Çingiz Əliyev") == [Hit(6, 1)]


def test_the_line_of_a_pattern_is_the_first_in_whichever_reading():
    assert hits("x\n№ 7\n\nxx 7\n", "/№ 7|xx 7/") == [Hit(2, 1)]


def test_an_address_is_looked_at_and_its_parts_are_not_shown():
    path = f"en/2023/{quote('əli')}-ismayil-babayev/index.html"
    assert hits("", NAME, path=path) == [Hit(0, 1)]
    terms = parse_terms(NAME)[0]
    assert masked(path, terms) == f"en/2023/{MASK}/index.html"
    assert masked("en/əli/ismayil babayev/x", terms) == MASK
    assert masked("en/2023/x", terms) == "en/2023/x"


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_what_a_picture_says_beside_its_pixels_is_looked_at(kind):
    assert hits(traced(kind), "secret", path=f"a.{kind}") == [Hit(1, 1)]
    assert hits(plain(kind), "secret", path=f"a.{kind}") == []


def test_a_name_in_utf_16_as_windows_writes_it_is_found_in_a_damaged_picture():
    data = with_segments(plain("jpg"), segment(0xE1, b"Exif\0\0" + NAME.encode("utf-16-le")))
    assert hits(data, NAME, path="a.jpg") == [Hit(1, 1)]
    assert hits(data[:-9], NAME, path="a.jpg") == [Hit(1, 1)]


def test_of_an_unknown_file_only_the_address_is_looked_at():
    assert hits(b"\x89PNG\0" + NAME.encode(), NAME, path="a.png") == []


def test_a_documents_pages_are_looked_at_and_its_other_strings():
    data = written_document("Some words", "Hidden Person, covered")
    assert hits(data, "hidden person", path="a.pdf") == [Hit(2, 1)]
    writer = PdfWriter()
    writer.add_blank_page(10, 10)
    writer.add_outline_item(title="Hidden Person", page_number=0)
    out = io.BytesIO()
    writer.write(out)
    assert hits(out.getvalue(), "hidden person", path="a.pdf") == [Hit(NO_PAGE, 1)]
    assert hits(document(clean=True), "hidden person", path="a.pdf") == []
    with pytest.raises(UnreadableError):
        hits(b"%PDF-1.7 broken", "hidden person", path="a.pdf")


def test_a_line_of_a_log_is_held_against_the_list():
    terms = parse_terms(NAME)[0]
    assert holds_term("content/x: əli%20ismayil babayev", terms)
    assert not holds_term("content/x: nobody", terms)


def test_hundreds_of_terms_cost_little():
    terms = "\n".join(f"Person Number{number:04} Someone" for number in range(500))
    assert hits("words and more words " * 2000, *terms.split("\n")) == []
