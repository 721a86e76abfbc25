"""Identifiers of people are found as they are written; what only looks alike is none."""

import pytest

from newsarchive.content.personal_data import identifiers_in
from tests.timing import within

UNIX, MACS = "/home", "/Users"


def found(text, *published):
    return [kind for _, kind, _ in identifiers_in(text, published)]


@pytest.mark.parametrize(
    "text",
    [
        "+994501234567",
        "+994 50 123 45 67",
        "+994 (50) 123-45-67",
        "+994-50-123-45-67.",
        "(+994 12) 498 12 34",
        "00994 50 123 45 67",
        "tel:0501234567",
        "050 123 45 67",
        "(050) 123-45-67",
        "(012) 498 12 34",
        "055-123-45-67",
        "Telefon: 077.123.45.67",
        "+7 912 345-67-89",
        "8 (912) 345-67-89",
        "8-495-123-45-67",
        "89123456789",
        "+995 555 12 34 56",
        "555 12 34 56",
        "032 2 12 34 56",
        "+90 532 123 45 67",
        "0532 123 45 67",
        "0 (212) 123 45 67",
        "+44 20 7946 0958",
        "+1-202-555-0143",
        "+994\u00a050\u2009123\u202f45\u201167",
        "[call](tel:+994501234567)",
        "994501234567",
        "994 50 123 45 67",
        "50 123 45 67",
        "WhatsApp 50 123 45 67",
        "050 12 34 567",
        "050 12 345 67",
        "0 50 123 45 67",
        "055/123/45/67",
        "067 123 45 67",
        "7 912 345 67 89",
        "995 599 12 34 56",
        "599123456",
        "tel. 501234567",
        "WhatsApp: 599123456",
        "телефон: 599 123 456",
        "https://wa.me/994501234567",
        "https://api.whatsapp.com/send?phone=%2B994501234567&text=x",
        "https://t.me/+994501234567",
        "https://signal.me/#p/+994501234567",
        "https://archive.example/?tel=+994501234567",
    ],
)
def test_telephone_numbers(text):
    assert found(f"Call {text} today.") == ["phone"]


@pytest.mark.parametrize("network", "10 50 51 55 60 70 77 99".split())
def test_the_numbers_of_every_mobile_network_of_azerbaijan_are_found(network):
    for text in (f"{network} 123 45 67", f"0{network}1234567", f"994{network}1234567"):
        assert found(text) == ["phone"], text


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("somebody@mail.az", "mailbox"),
        ("first.last+news@sub.domain.org.", "mailbox"),
        ("<mailto:somebody@mail.az>", "mailbox"),
        ("somebody [at] mail [dot] az", "mailbox"),
        ("əli@poçt.az", "mailbox"),
        (r"![Wall](C:\Users\leyla\wall.png)", "path"),
        (r'alt: "C:\\Users\\leyla"', "path"),
        (f"C:{MACS}/leyla/wall.png", "path"),
        (f"file://{UNIX}/leyla/wall.png", "path"),
        (f"({UNIX}/leyla/wall.png)", "path"),
        (f"{MACS}/leyla/Desktop", "path"),
        ("/storage/emulated/0/DCIM", "path"),
        ("leyla @ mail.ru", "mailbox"),
        ("leyla(a)mail.ru", "mailbox"),
        ("leyla{at}mail.ru", "mailbox"),
        ("leyla AT mail DOT ru", "mailbox"),
        ("https://paper.example/unsubscribe?email=leyla%40mail.ru", "mailbox"),
        ("https://paper.example/a?e=leyla@mail.ru&b=1", "mailbox"),
        ("AZE-12345678", "identity"),
        ("AZE N 12345678", "identity"),
        ("AZE No. 12345678", "identity"),
        ("C01234567", "identity"),
        ("паспорт 45 03 123456", "identity"),
        ("паспорт серии 45 03 № 123456", "identity"),
        ("паспорт № 4503 123456", "identity"),
        ("passport no. U1234567", "identity"),
        ("Fin kodu 1AB2C3D", "identity"),
        ("FIN-kod 1ab2c3d", "identity"),
        ("FIN: 1ab2c3d", "identity"),
        ("фин-код 1AB2C3D", "identity"),
        ("10-AB-123", "identity"),
        ("40.40931, 49.86710", "place"),
        ("geo:40.40931,49.86710", "place"),
        ("40°24'33.5\"N", "place"),
        ("40° 24′ 33″", "place"),
        ("https://www.google.com/maps?q=40.40931,49.86710", "place"),
        ("https://www.google.com/maps/@40.40931,49.86710,17z", "place"),
        ("https://www.google.com/maps/place/x/data=!3d40.40931!4d49.86710", "place"),
        ("https://www.openstreetmap.org/?mlat=40.40931&mlon=49.86710", "place"),
        ("https://www.openstreetmap.org/#map=18/40.40931/49.86710", "place"),
        ("https://yandex.com/maps/?ll=49.86710%2C40.40931", "place"),
        ("AZE12345678", "identity"),
        ("AZE № 12345678", "identity"),
        ("AA 1234567", "identity"),
        ("FIN 7AB12CD", "identity"),
        ("FİN kodu: 7AB12CD", "identity"),
        ("ФИН-код: 7AB12CD", "identity"),
        ("4111 1111 1111 1111", "card"),
        ("card:4111-1111-1111-1111", "card"),
        ("5555555555554444", "card"),
        ("3782 822463 10005", "card"),
        ("AZ21 NABZ 0000 0000 1370 1000 1944", "account"),
        ("AZ21NABZ00000000137010001944", "account"),
    ],
)
def test_mailboxes_cards_and_accounts(text, kind):
    assert found(f"It is {text} they say.") == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "https://archive.example/2023/0501234567/89123456789?id=50123456789",
        "https://somebody@mail.az/",
        "www.site.az/4111111111111111",
        "doi:10.1000/89123456789",
        "10.1234/0501234567",
        "ISBN 978-0-306-40615-7",
        "ISBN 0123748569",
        "ISSN 2049-3630",
        "2023-10-12T09:00+04:00",
        "12.10.2023, 13.10.2023",
        "2019 2020 2021 2022",
        "2010–2020, 1991-2001",
        "Law No. 1160-VIQD of 30 December 2021",
        "applications nos. 65286/13 and 57270/14",
        "§ 114, 115; paragraphs 12–15, 20",
        "3 000 000 000 manats, 12,345,678.90",
        "500 000 000 people",
        "0.5012345678",
        "8.9123456789",
        "a note[^12] and one[^13]",
        "45c6ac698712",
        "translated_revision: 012345678901",
        "@somebody on a network",
        "someone@example.org, desk@archive.example",
        "4111 1111 1111 1112",
        "AZ00 NABZ 0000 0000 1370 1000 1944",
        "AZE and FIN are names; ABCDEFG too",
        "FIN is a country: FINLAND 1234567",
        "IP 192.168.100.200, 2001:db8::1",
        "1,2 %; 100.000,00",
        "50 123 456 people, 994 501 234 567 manats, 79 123 456 789 roubles",
        "from 10.10.2020 to 50.123.45.67",
        "10.123.45.67 is a machine",
        "case 024-2023-123, No. 012/2023/45",
        "Articles 10 and 50, 123 of them, 45 and 67",
        "Article 5 (a) and 6(a) of the law.",
        "rates of 1.7000, 1.7012; shares of 0.1234, 0.5678",
        "40 degrees, 38.5°, at 40°C",
        "a passport of 2023, passports of 12 000 people",
        "500000000 manats, the fin codes of banks, a FIN a member 2020",
        "Telegram: 900 000 000 people",
        "the signal of 2019, 2020, 2021",
        "the phone was taken on 12.10.2023 10:30",
        "the fin code and a pin code protects",
        "LOOK AT THIS; look at the dot com boom",
        "Decision 10-AB-1234, 2010-AB-123, C1234567",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=42&list=PL12345678901",
        "https://paper.example/?p=224475&si=1&source=a&page=50123456789",
        "https://social.example/@somebody/109876543210987654",
        "https://www.instagram.com/p/Cxyz/",
        "https://t.me/paper/12345, https://wa.me/message/ABCDEFGH",
        "https://hudoc.example/eng?i=001-123456",
        "https://paper.example/v1.2345,2.3456/",
        "https://somebody@mail.az/?a=b",
    ],
)
def test_what_only_looks_alike(text):
    assert found(f"It says {text} there.") == []


def test_what_is_published_on_purpose_is_passed_over_however_it_is_written():
    text = "Call +994 12 498-12-34 or +994 12 498 12 35, write to Desk@Paper.az."
    assert found(text, "+994124981234", "desk@paper.az") == ["phone"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://www.instagram.com/p/Cxyz/?igsh=MzRlODBiNWFlZA==", "igsh=…"),
        ("https://www.tiktok.com/@a/video/1?_r=1", "_r=…"),
        ("https://www.tiktok.com/@a/video/1?lang=en&u_code=dab", "u_code=…"),
        ("https://vm.tiktok.com/ZMabc/", "vm.tiktok.com/…"),
        ("https://www.facebook.com/share/p/1abc/", "www.facebook.com/share/…"),
        ("https://docs.google.com/document/d/1abc/edit?usp=sharing&ouid=109876543210987654321", "ouid=…"),
        ("https://www.facebook.com/x?fbclid=IwAR0abc", "fbclid=…"),
        ("https://youtu.be/abc?si=AbCdEf123", "si=…"),
        ("https://paper.example/a?utm_source=letter#part", "utm_source=…"),
        ("https://paper.example/a?id=1&amp;mc_eid=abc", "mc_eid=…"),
    ],
)
def test_what_tells_who_shared_an_address(address, shown):
    assert [each[1:] for each in identifiers_in(f"See <{address}>.")] == [("tracker", shown)]


def test_the_identifier_alone_is_published_on_purpose_and_shown_in_part():
    text = "See https://wa.me/994501234567, https://paper.example/?e=leyla%40mail.ru and call WhatsApp 501234567."
    assert [shown for _, _, shown in identifiers_in(text)] == ["994…", "l…", "501…"]
    assert found(text, "+994 50 123 45 67", "leyla@mail.ru", "50 123 45 67") == []


def test_no_more_than_a_beginning_is_shown():
    text = "+994501234567 somebody@mail.az AZE12345678 4111111111111111 AZ21NABZ00000000137010001944"
    assert [shown for _, _, shown in identifiers_in(text)] == ["+99…", "s…", "AZE…", "411…", "AZ2…"]


def test_they_come_in_order_with_their_places():
    text = "a@b.az and +994501234567\nAZE12345678"
    assert [(start, kind) for start, kind, _ in identifiers_in(text)] == [
        (text.index("a@b.az"), "mailbox"),
        (text.index("+994501234567"), "phone"),
        (text.index("AZE12345678"), "identity"),
    ]


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "a",
        "+1",
        "a@",
        "a.",
        "0 5",
        "(0",
        "AA1",
        "1 ",
        "a@b.",
        "AZ21 ",
        "FIN",
        "[at]",
        "a @ ",
        "a(a)",
        "a AT ",
        "tel ",
        "tel 1",
        "passport ",
        "40.1234,",
        "?a=",
        "https://a.b/?e=a",
        "https://a?si=",
        "https://t.me/1",
        "1°1'",
        "0/1",
        "fin kod ",
    ],
)
def test_any_text_is_read_in_time_that_grows_with_its_length(piece):
    with within(5):
        found(piece * (200_000 // len(piece)) + "x")
