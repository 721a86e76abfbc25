"""The words of a mail, which stores them encoded."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from newsarchive.redactions.list_file import parse_terms
from newsarchive.redactions.messages import is_message
from newsarchive.redactions.search import hits_of

NAME = "Gülçöhrə Gizlinova"
TERMS = parse_terms(NAME)[0]


def mail(subject="A subject", plain="Words.", page="<p>Words.</p>", cte=None):
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message.set_content(plain, cte=cte)
    message.add_alternative(page, subtype="html", cte=cte)
    return bytes(message)


@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("part", ["subject", "plain", "page"])
def test_a_name_is_found_in_each_part_and_encoding(part, cte):
    words = {"subject": f"To {NAME}", "plain": f"Of {NAME}.", "page": f"<p>Gülç<b>öhrə</b> Gizlinova {'x' * 300}</p>"}
    data = mail(**{part: words[part]}, cte=cte)
    assert cte == "8bit" or NAME.encode() not in data
    assert hits_of("az.eml", data, TERMS)


def test_a_clean_mail_has_no_hit_and_other_files_are_no_mail():
    assert is_message(mail())
    assert not hits_of("az.eml", mail(), TERMS)
    for other in (b"MIME-Version: no\n", b"<p>MIME-Version: 1.0</p>\n\n", b"key: value\n\nMIME-Version: 1.0\n", b""):
        assert not is_message(other)
