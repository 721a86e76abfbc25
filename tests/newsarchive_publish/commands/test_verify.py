"""`newsarchive verify`: what it says of a copy in a folder and on a host, and how it ends."""

import datetime as dt
import hashlib
import os
import re
import subprocess
from pathlib import Path

import pytest

from newsarchive.cli.main import main
from newsarchive.model.addresses import signature_path
from newsarchive_publish.commands.verify import shown
from newsarchive_publish.deploying.record import TargetRecord
from newsarchive_publish.integrity.checksums import sums_file, unlisted_digest, unlisted_file
from newsarchive_publish.integrity.signatures import Signer
from tests.keys import new_keys
from tests.newsarchive.editions import words
from tests.newsarchive_publish.integrity.hosts import cut, file, host, moved, page, said
from tests.newsarchive_publish.mirroring.publishing import KEY, PAGES, Publication, nginx
from tests.newsarchive_publish.publications.making import closed
from tests.sites import NEWSROOM, ROOT

FILES = {"index.html": b"gateway", "en/index.html": b"words", "server/headers": b"rules", "404.html": b"nothing"}
HIDDEN = "en/2022/hidden/index.html"


def digest(content):
    return hashlib.sha256(content).digest()


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    return new_keys(tmp_path_factory.mktemp("keys") / "pair")


@pytest.fixture
def whole(keys):
    """A publication's files, signed, with one that the list does not name."""
    unlisted = unlisted_file([unlisted_digest(HIDDEN, digest(b"hidden"))])
    return {**signed(closed({**FILES, "SHA256SUMS.unlisted": unlisted}), keys), HIDDEN: b"hidden"}


def signed(files, keys, place="STATE.minisig", path="STATE"):
    """The same files, one of them signed."""
    return {**files, place: Signer(keys.secret.read_bytes()).sign(files[path], "https://archive.test 2026-11-25")}


def listing(sums):
    """The files of a publication with any list of checksums."""
    return {**closed({}, sums=digest(sums)), "SHA256SUMS": sums}


DATED = "publication 1 of 2026-11-25; the next one is due by 2026-12-26"
"""What is said of each copy whose STATE was accepted."""


@pytest.fixture
def verify(capsys):
    def run(place, key="", language="en", *more):
        settings = str(NEWSROOM / "pelicanconf.py")
        status = main(["verify", str(place), "--settings", settings, "--key", key, "--language", language, *more])
        told = capsys.readouterr()
        assert told.err == ""
        return status, told.out.splitlines()

    return run


def put(folder, files):
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    return folder


def answers(files, **other):
    """How a host serves files: an index at its folder's address, to which its own leads."""
    served = {}
    for path, content in files.items():
        served[f"/{path.removesuffix('index.html')}"] = (page if path.endswith(".html") else file)(content)
        if path.endswith("index.html"):
            served[f"/{path}"] = moved(f"/{path.removesuffix('index.html')}")
    return {**served, **other}


def test_a_whole_folder_is_whole_and_the_signers_comment_is_told(verify, whole, keys, tmp_path):
    status, lines = verify(put(tmp_path, whole), keys.public)
    assert status == 0
    assert lines == [
        f"STATE is signed by {keys.public}: https://archive.test 2026-11-25",
        DATED,
        "6 files match the list",
        "OK: the copy matches its list",
    ]


def test_without_a_key_it_says_what_the_sums_are_worth(verify, whole, tmp_path):
    status, lines = verify(put(tmp_path, whole))
    assert status == 0
    assert lines[0].startswith("there is no public key (--key=…)")


def test_every_difference_of_a_folder_has_its_line(verify, whole, tmp_path):
    put(tmp_path, {**whole, "en/index.html": b"other", "extra\x1b[2J.html": b"", HIDDEN: b"other"})
    (tmp_path / "404.html").unlink()
    status, lines = verify(tmp_path)
    assert status == 1
    assert lines[1:] == [
        DATED,
        "altered: en/index.html",
        "missing: 404.html",
        f"not in the list: {HIDDEN}",
        "not in the list: extra\\x1b[2J.html",
        "1 file whose address is not in the list is missing; a copy made over the web cannot contain it",
        "3 files match the list",
        "the copy does not match its list",
    ]


def test_a_copy_with_a_folder_that_cannot_be_listed_is_not_called_whole(verify, whole, tmp_path, monkeypatch):
    """Its files can be read, as in a folder of mode 0311; to root, who may run this, no folder is closed."""
    listed = os.scandir

    def scandir(path):
        if Path(path).name == "en":
            raise PermissionError(13, "Permission denied", str(path))
        return listed(path)

    put(tmp_path, whole)
    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", scandir)
        status, lines = verify(tmp_path)
    assert status == 2
    assert "not checked: en/ (Permission denied)" in lines
    assert lines[-1] == "the check could not be completed"


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_was_not_asked_for_any_more_is_counted(verify, whole, language):
    sums = sums_file({f"{number}.csv": digest(b"") for number in range(100)})
    with host(answers(listing(sums)) | {f"/{number}.csv": said("503 Busy") for number in range(100)}) as address:
        status, lines = verify(address, language=language)
    left = 100 - sum("503" in line for line in lines)
    assert status == 2
    assert 80 < left < 90
    reason = words()(language, "newsroom.verify.reason.given-up")
    assert words()(language, "newsroom.verify.unasked", left, reason=reason) in lines


@pytest.mark.parametrize("rules", [b"rules", None])
def test_a_folder_may_have_the_rules_that_hosts_read_or_not(verify, whole, tmp_path, rules):
    status, lines = verify(put(tmp_path, {**whole, "_headers": rules} if rules else whole))
    assert (status, lines[-1]) == (0, "OK: the copy matches its list")


def test_other_rules_for_hosts_than_those_of_the_list_are_altered(verify, whole, tmp_path):
    status, lines = verify(put(tmp_path, {**whole, "_headers": b"/* https://evil.test 301"}))
    assert (status, lines[2]) == (1, "altered: _headers")


def test_a_host_that_serves_folders_is_whole_and_the_limits_are_told(verify, whole, keys):
    with host(answers(whole)) as address:
        status, lines = verify(f"{address}/", keys.public)
    assert status == 0
    assert lines[1:] == [
        DATED,
        "1 more file, whose address is not in the list, cannot be checked over the web",
        "what this host delivers at other addresses, or to other readers, cannot be checked over the web",
        "5 files match the list",
        "OK: the copy matches its list",
    ]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_what_a_host_has_otherwise_is_told_in_every_language(verify, whole, language):
    other = {"/en/": page(b"other"), "/404.html": moved("https://elsewhere.example/\x1b"), "/": said("410 Gone")}
    with host(answers(whole, **other)) as address:
        status, lines = verify(address, language=language)
    assert status == 1

    def said_of(kind, path, reason="", **values):
        why = f" ({words()(language, f'newsroom.verify.reason.{reason}', **values)})" if reason else ""
        return words()(language, f"newsroom.verify.{kind}", path=path) + why

    assert lines[2:5] == [
        said_of("altered", "404.html", "elsewhere", found="https://elsewhere.example/\\x1b"),
        said_of("altered", "en/index.html"),
        said_of("missing", "index.html", "status", found="410"),
    ]


def test_a_host_that_breaks_off_is_not_called_altered(verify, whole):
    with host(answers(whole, **{"/en/": cut(b"words")})) as address:
        status, lines = verify(address)
    assert status == 2
    assert "not checked: en/index.html (the connection was cut)" in lines
    assert lines[-1] == "the check could not be completed"


@pytest.mark.parametrize("case", ["another key", "altered state", "no signature", "no words"])
def test_a_state_that_its_key_did_not_sign_is_believed_in_nothing(verify, whole, keys, case, tmp_path):
    files, key = dict(whole), keys.public
    if case == "another key":
        key = new_keys(tmp_path / "other").public
    elif case == "altered state":
        files |= closed({"index.html": b"forged"})
    elif case == "no signature":
        del files["STATE.minisig"]
    else:
        files["STATE.minisig"] = b"\xff"
    status, lines = verify(put(tmp_path / "copy", files), key)
    begins = "STATE is not signed" if case == "no signature" else "the signature of STATE is not by"
    assert status == 1
    assert len(lines) == 1
    assert lines[0].startswith(begins)


def test_a_signature_that_could_not_be_had_says_nothing(verify, whole, keys):
    with host(answers(whole, **{"/STATE.minisig": said("503 Busy")})) as address:
        status, lines = verify(address, keys.public)
    assert (status, len(lines)) == (2, 1)


@pytest.mark.parametrize(
    ("sums", "said_of_it"),
    [
        (None, "SHA256SUMS: there is no such file"),
        (b"words\n", "line 1: words"),
        (f"{'0' * 64}  ../../x\x1b\n".encode(), "line 1: ../../x\\x1b"),
        pytest.param(b"0" * (32 << 20) + b"0", "SHA256SUMS: larger than any file of the archive", id="endless"),
    ],
)
def test_a_copy_without_a_list_that_can_be_trusted_cannot_be_checked(verify, tmp_path, sums, said_of_it):
    made = listing(sums or b"")
    put(tmp_path, {path: each for path, each in made.items() if sums or path != "SHA256SUMS"})
    status, lines = verify(tmp_path)
    assert status == 2
    assert lines[-1].startswith("the copy cannot be checked: ")
    assert lines[-1].endswith(said_of_it)


def test_a_forged_list_of_untold_files_hides_nothing(verify, whole, tmp_path):
    forged = unlisted_file([unlisted_digest("planted.html", digest(b"planted"))])
    put(tmp_path, {**whole, "SHA256SUMS.unlisted": forged, "planted.html": b"planted"})
    status, lines = verify(tmp_path)
    assert status == 1
    assert "altered: SHA256SUMS.unlisted" in lines
    assert "not in the list: planted.html" in lines


@pytest.mark.parametrize(
    "place",
    [
        "/no/such/folder",
        "ftp://archive.test/",
        "http://",
        "https://u:p@a.example/",
        "http://[",
        "http://℀.com/",
        "http://a.example:x/",
        "HTTPS://u@a.example/",
        pytest.param("x" * 100_000, id="a long name"),
        pytest.param("x/" * 5_000, id="a long path"),
        "x\0y",
    ],
)
def test_what_is_no_copy_cannot_be_checked(verify, place):
    status, lines = verify(place)
    assert (status, len(lines)) == (2, 1)
    assert len(lines[0]) < 400


def served_with(files, **headers):
    """Serve each page with other headers."""
    return {
        f"/{path.removesuffix('index.html')}": page(content, **headers)
        for path, content in files.items()
        if path.endswith(".html")
    }


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        (lambda _: moved("https://evil.example/en/", "302 Found"), "altered", "it redirects to another host"),
        (lambda _: moved("/other/"), "altered", "the host redirects it to /other/"),
        (lambda _: said("403 Forbidden"), "missing", "the host answers 403"),
        (lambda _: said("404 Not Found"), "missing", "the host answers 404"),
        (
            lambda content: page(content, Refresh="0; url=https://evil.example/"),
            "altered",
            "the host sends this with it",
        ),
        (lambda content: page(content, Content_Disposition="attachment"), "altered", "the host sends this with it"),
        (lambda content: page(content, Content_Type="text/plain"), "altered", "the host sends it as text/plain"),
    ],
)
@pytest.mark.parametrize("all_pages", [True, False])
def test_a_mirror_that_leads_readers_elsewhere_is_not_whole(verify, whole, keys, answer, kind, reason, all_pages):
    """The right bytes lie under the names of the files, which no reader asks for."""
    folders = {f"/{path.removesuffix('index.html')}": FILES[path] for path in FILES if path.endswith("index.html")}
    changed = folders if all_pages else {"/en/": FILES["en/index.html"]}
    named = {f"/{path}": page(content) for path, content in FILES.items() if path.endswith("index.html")}
    other = {place: answer(content) for place, content in changed.items()}
    with host({**answers(whole), **named, **other}) as address:
        status, lines = verify(address, keys.public)
    if (all_pages, reason) == (True, "the host answers 404"):
        assert status == 0
        assert any(line.startswith("this host answers 404 at every address that ends in /") for line in lines)
    else:
        assert status == 1
        assert any(line.startswith(f"{kind}: en/index.html ({reason}") for line in lines)


def test_a_host_without_folders_lacks_what_it_has_under_no_name_either(verify, whole):
    named = {f"/{path}": (page if path.endswith("html") else file)(content) for path, content in whole.items()}
    with host({**named, "/en/index.html": said("404 Not Found")}) as address:
        status, lines = verify(address)
    assert status == 1
    assert "missing: en/index.html (the host answers 404)" in lines
    assert "4 files match the list" in lines


@pytest.mark.parametrize(
    "path", [".well-known/acme-challenge/token", "google0123456789abcdef.html", "en/sw.js", "search/a.html"]
)
def test_a_name_that_may_give_a_host_away_is_no_publications(verify, tmp_path, path):
    files = {**FILES, path: b"proof"}
    status, lines = verify(put(tmp_path, {**files, **Publication(files=files).all_files()}))
    assert status == 1
    assert any(line.startswith("SHA256SUMS lists a name that no publication has (line ") for line in lines)


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_headers_that_may_follow_readers_are_told(verify, whole, language):
    other = served_with(FILES, Set_Cookie="a=b", Content_Security_Policy="sandbox", NEL="{}")
    more = {
        "Content_Security_Policy_Report_Only": "default-src 'none'; report-uri https://third.example",
        "Alt_Svc": "h3",
    }
    with host({**answers(whole), **other, "/SHA256SUMS": file(whole["SHA256SUMS"], **more)}) as address:
        status, lines = verify(address, language=language)
    assert status == 0
    names = ("Alt-Svc", "Content-Security-Policy", "Content-Security-Policy-Report-Only", "Nel", "Set-Cookie")
    told = [words()(language, "newsroom.verify.remark", name=name) for name in names]
    assert [line for line in lines if "HTTP" in line] == told


def test_what_is_no_key_is_an_error(whole, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(put(tmp_path, whole)), "--settings", str(NEWSROOM / "pelicanconf.py"), "--key", "words"])
    assert ended.value.code == 2
    assert "PUBLIC_KEY: 'words'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "day", "told"),
    [
        (("--settings", "nowhere.py"), "1", "there is no settings file"),
        (("--language", "xx"), "1", "there are no messages in 'xx'"),
        ((), "yesterday", "SOURCE_DATE_EPOCH"),
    ],
)
def test_what_keeps_the_check_from_its_work_is_no_finding(whole, tmp_path, capsys, monkeypatch, more, day, told):
    """Status 1 would say that the copy is not intact."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", day)
    with pytest.raises(SystemExit) as ended:
        main(["verify", str(put(tmp_path, whole)), "--settings", str(NEWSROOM / "pelicanconf.py"), *more])
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


@pytest.mark.parametrize(
    ("required", "said_of_it"), [("3", "a number from 1 to 2"), ("0", "REQUIRED: 0"), ("x", "REQUIRED")]
)
def test_a_number_of_signatures_that_cannot_be_is_an_error(keys, second, capsys, required, said_of_it):
    given = ["--settings", str(NEWSROOM / "pelicanconf.py"), "--key", f"{keys.public} {second.public}"]
    with pytest.raises(SystemExit):
        main(["verify", "/", *given, "--required", required])
    assert said_of_it in capsys.readouterr().err


@pytest.fixture(scope="module")
def second(tmp_path_factory):
    return new_keys(tmp_path_factory.mktemp("second") / "pair")


def place_of(keys, path="STATE"):
    return signature_path(path, keys.public, ("one", "another"))


def test_of_several_keys_as_many_must_have_signed_as_are_required(verify, whole, keys, second, tmp_path):
    del whole["STATE.minisig"]
    both = f"{keys.public}, {second.public}"
    copy = put(tmp_path, signed(whole, keys, place_of(keys)))
    status, lines = verify(copy, both)
    assert status == 1
    assert lines[0].startswith(
        f"STATE is not signed, but a signature by {second.public} was expected: there is no such"
    )
    assert lines[1].startswith("signatures: 1 of the required 2;")
    status, lines = verify(copy, both, "en", "--required", "1")
    assert (status, lines[0][:18]) == (0, "STATE is signed by")
    # who has but one of the keys finds its signature, too
    assert verify(copy, keys.public)[0] == 0
    put(tmp_path, signed(whole, second, place_of(second)))
    assert verify(copy, both)[0] == 0
    # one that is not valid is a fault of the copy, even where the others would do
    put(tmp_path, {place_of(second): signed(whole, keys, "x")["x"]})
    status, lines = verify(copy, both, "en", "--required", "1")
    assert (status, f"altered: {place_of(second)}" in lines) == (1, True)
    # a stranger's signature is in nobody's name
    (tmp_path / place_of(second)).unlink()
    stranger = new_keys(tmp_path / "stranger")
    left = put(tmp_path / "copy", {**signed(whole, keys, place_of(keys)), **only(whole, stranger)})
    assert verify(left, both, "en", "--required", "1")[0] == 0


def only(files, keys, path="STATE"):
    """A signature by somebody else."""
    return {place_of(keys, path): signed(files, keys, "x", path)["x"]}


@pytest.mark.parametrize(
    "junk", [b"", b"\x7fELF" * 10_000, b"<script>" * 10, None], ids=["", "large", "page", "longer"]
)
def test_beside_a_file_lies_no_signature_that_is_none(verify, whole, keys, tmp_path, junk):
    stranger = new_keys(tmp_path / "stranger")
    ((path, data),) = only(whole, stranger).items()
    assert verify(put(tmp_path / "copy", {**whole, path: data}), keys.public)[0] == 0
    put(tmp_path / "copy", {path: data + b"more" if junk is None else junk})
    status, lines = verify(tmp_path / "copy", keys.public)
    assert (status, f"altered: {path}" in lines) == (1, True)
    # under the number of another key
    put(tmp_path / "copy", {path: data, "STATE.0123456789ABCDEF.minisig": data})
    status, lines = verify(tmp_path / "copy", keys.public)
    assert (status, [line for line in lines if "altered" in line]) == (
        1,
        ["altered: STATE.0123456789ABCDEF.minisig"],
    )


def listed(
    keys, data=b'{"https://archive.test/": ["a.example"]}\n', comment="https://archive.test mirrors.json 2026-11-26"
):
    return {"mirrors.json": data, "mirrors.json.minisig": Signer(keys.secret.read_bytes()).sign(data, comment)}


def test_the_list_of_mirrors_is_known_by_its_signature_and_its_form(verify, whole, keys, second, tmp_path):
    good = listed(keys)
    state = signed(whole, keys, "mirrors.json.minisig")["mirrors.json.minisig"]
    cases = {
        "forged": {**good, "mirrors.json": b'{"https://archive.test/": ["evil.example"]}'},
        "unsigned": {"mirrors.json": good["mirrors.json"]},
        "another": listed(second),
        "STATE": {"mirrors.json": whole["STATE"], "mirrors.json.minisig": state},
        "no form": listed(keys, b'["a.example"]'),
        "elsewhere": listed(keys, b'{"https://evil.test/": ["a.example"]}'),
        "words": listed(keys, comment="https://archive.test mirrors.json 2026-11-26 and more"),
        "site": listed(keys, comment="https://evil.test mirrors.json 2026-11-26"),
        "day": listed(keys, comment="https://archive.test mirrors.json tomorrow"),
        "large": listed(keys, b'{"https://archive.test/": []}' + b" " * (1 << 20)),
    }
    assert verify(put(tmp_path / "good", {**whole, **good}), keys.public)[0] == 0
    for name, files in cases.items():
        status, lines = verify(put(tmp_path / name, {**whole, **files}), keys.public)
        assert (status, [line[:21] for line in lines if "mirrors.json" in line][-1:]) == (
            1,
            ["altered: mirrors.json"],
        ), name
    # as many must have signed it as STATE
    both = {**whole, **only(whole, second), **only(whole, keys)}
    data = good["mirrors.json"]
    one = {"mirrors.json": data, place_of(keys, "mirrors.json"): good["mirrors.json.minisig"]}
    two = {**one, place_of(second, "mirrors.json"): listed(second)["mirrors.json.minisig"]}
    for number, files in enumerate((one, two)):
        copy = put(tmp_path / f"required {number}", {**both, **files})
        assert verify(copy, f"{keys.public} {second.public}")[0] == 1 - number
    # a signature of no list, and a list on a host
    status, lines = verify(put(tmp_path / "none", {**whole, "mirrors.json.minisig": b"x"}), keys.public)
    assert (status, "not in the list: mirrors.json.minisig" in lines) == (1, True)
    for files, expected in ((good, 0), (cases["forged"], 1)):
        with host(answers(shown_files(whole, files))) as url:
            assert verify(url, keys.public)[0] == expected


def shown_files(whole, more):
    return {path: data for path, data in {**whole, **more}.items() if path != HIDDEN}


def test_files_that_a_record_calls_waiting_are_told(verify, whole, keys, tmp_path):
    record = TargetRecord("", "0" * 64, 7, done=True, waiting={"en/search/t.json": 5, "evil.html": 5})
    files = {**whole, "en/search/t.json": b"x", ".deploy.json": record.encoded()}
    status, lines = verify(put(tmp_path / "a", files), keys.public)
    assert status == 0
    assert [line for line in lines if line.startswith("not checked: en/search/t.json;")]
    status, lines = verify(put(tmp_path / "b", {**files, "evil.html": b"x"}), keys.public)
    assert (status, "not in the list: evil.html" in lines) == (1, True)


def test_one_person_does_not_count_twice(verify, whole, keys, tmp_path):
    copy = put(tmp_path, signed(whole, keys, place_of(keys)))
    status, _ = verify(copy, f"{keys.public} {keys.public}")
    assert status == 0  # one key was typed, twice
    with pytest.raises(SystemExit):
        verify(copy, f"{keys.public} {keys.public}", "en", "--required", "2")


def test_a_signature_of_another_file_is_none_of_state(verify, whole, keys, tmp_path):
    """An edition is signed, and its signature put where that of STATE belongs; the other way round as well."""
    files = closed({**FILES, "editions/en/a.epub": b"book"}, alone=["editions/en/a.epub"])
    book = signed(files, keys, "sig", "editions/en/a.epub")["sig"]
    status, lines = verify(put(tmp_path / "a", {**files, "STATE.minisig": book}), keys.public)
    assert (status, lines[0][:29]) == (1, "the signature of STATE is not")
    files = signed(files, keys)
    beside = "editions/en/a.epub.minisig"
    assert verify(put(tmp_path / "b", {**files, beside: book}), keys.public)[0] == 0
    status, lines = verify(put(tmp_path / "c", {**files, beside: files["STATE.minisig"]}), keys.public)
    assert (status, f"altered: {beside}" in lines) == (1, True)
    # of what is no edition there are no signatures
    status, lines = verify(put(tmp_path / "d", {**files, "index.html.minisig": book}), keys.public)
    assert (status, "not in the list: index.html.minisig" in lines) == (1, True)


@pytest.mark.parametrize(
    ("state", "status", "said_of_it"),
    [
        (None, 2, "STATE: there is no such file"),
        (b"words\n", 2, "STATE is malformed: line 2"),
        (b"a\x1b[2J\n", 2, "STATE is malformed: line 1: a\\x1b[2J"),
        pytest.param(b"a" * (2 << 20), 2, "STATE: larger than any file of the archive", id="endless"),
        ({"number": 2}, 1, "CHAIN does not match STATE"),
        ({"previous": bytes(32)}, 1, "CHAIN does not match STATE"),
        ({"chain": bytes(32)}, 1, "CHAIN does not belong to publication 1, which STATE names"),
        ({"sums": bytes(32)}, 1, "SHA256SUMS does not belong to publication 1, which STATE names"),
        ({"files": {"index.html": bytes(32)}}, 1, "STATE and SHA256SUMS contradict each other: index.html"),
        ({"files": {"editions/x.epub": bytes(32)}}, 1, "STATE and SHA256SUMS contradict each other: editions/x.epub"),
    ],
)
def test_a_state_that_does_not_fit_is_told(verify, tmp_path, state, status, said_of_it):
    files = closed(FILES, **(state if isinstance(state, dict) else {}))
    if isinstance(state, bytes):
        files["STATE"] = state
    elif state is None:
        del files["STATE"]
    found, lines = verify(put(tmp_path, files))
    assert found == status
    assert said_of_it in lines[-1]


def test_a_host_that_never_stops_sending_state_is_left(verify, whole, keys):
    with host(answers(whole, **{"/STATE": file(b"a" * (3 << 20))})) as address:
        status, lines = verify(address, keys.public)
    assert (status, len(lines)) == (2, 1)


def test_what_was_kept_must_be_a_state(verify, whole, tmp_path):
    copy = put(tmp_path / "copy", whole)
    for seen, said_of_it in (("words\x1b\n", "line 1"), (None, "No such file or directory")):
        if seen:
            (tmp_path / "seen").write_text(seen)
        status, lines = verify(copy, "", "en", "--seen", str(tmp_path / ("seen" if seen else "nowhere")))
        assert (status, len(lines)) == (2, 1)
        assert lines[0].startswith("--seen is not a STATE file: ")
        assert said_of_it in lines[0]


@pytest.mark.parametrize("language", ["az", "en", "ru"])
def test_days_are_told_in_every_language(verify, whole, tmp_path, monkeypatch, language):
    copy = put(tmp_path, whole)
    for day, said_of_it in (("2026-11-24", "early"), ("2026-12-26", ""), ("2026-12-27", "late")):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(dt.datetime.fromisoformat(f"{day}T12:00Z").timestamp())))
        status, lines = verify(copy, language=language)
        values = {"early": {"day": "2026-11-25"}, "late": {"due": "2026-12-26"}}
        told = [words()(language, f"newsroom.verify.{each}", **values[each]) in lines for each in values]
        assert (status, told) == (0, [said_of_it == each for each in values])


def test_a_terminal_is_told_letters_alone():
    assert shown("a\x1b]0;b\x07ə \u202e\udcff") == "a\\x1b]0;b\\x07ə \\u202e\\udcff"


def test_nobody_is_said_to_have_signed_what_nobody_has_signed(verify, tmp_path):
    """Without a key, a fork is no evidence against those who hold the keys."""
    (tmp_path / "seen").write_bytes(closed({"index.html": b"one"})["STATE"])
    status, lines = verify(put(tmp_path / "copy", closed(FILES)), "", "en", "--seen", str(tmp_path / "seen"))
    assert status == 1
    assert lines[-1].startswith("forked: in this copy, publication 1 is not the one of 2026-11-25 that you have seen;")
    assert "; if both are signed by the same keys, those keys have signed two different histories" in lines[-1]


@pytest.mark.parametrize(("earlier", "kind"), [(0, "forked"), (1, "older")])
def test_a_kept_state_of_another_address_may_be_of_another_archive(verify, tmp_path, earlier, kind):
    """STATE has no permanent name, and an archive may move: both addresses are said, and the refusal stays."""
    before = [closed({})["STATE"]] * earlier
    copy = put(tmp_path / "copy", closed(FILES))
    for address, added in (("https://archive.test", 0), ("https://other.test", 1)):
        (tmp_path / "seen").write_bytes(closed({"index.html": b"one"}, before, address=address)["STATE"])
        status, lines = verify(copy, "", "en", "--seen", str(tmp_path / "seen"))
        assert (status, lines[-1 - added].startswith(f"{kind}: ")) == (1, True), lines
        assert ("https://other.test" in lines[-1], "https://archive.test" in lines[-1]) == (bool(added), bool(added))


def test_a_tilde_is_the_home_folder_and_of_an_unknown_user_no_bug(verify, whole, tmp_path, monkeypatch):
    """Not every shell replaces it after FROM= and SEEN=."""
    monkeypatch.setenv("HOME", str(tmp_path))
    put(tmp_path / "copy", whole)
    assert verify("~/copy", "", "en", "--seen", "~/copy/STATE")[0] == 0
    for place, seen in (("~nobody-of-that-name", "~/copy/STATE"), ("~/copy", "~nobody-of-that-name/STATE")):
        status, lines = verify(place, "", "en", "--seen", seen)
        assert (status, "~nobody-of-that-name" in lines[-1]) == (2, True)


SLOW_SED = """#!/bin/sh
PATH="${PATH#*:}" && sed "$@" | { dd bs=1 count=30 2>/dev/null; sleep 0.3; cat; }
"""
"""A `sed` whose output comes in two pieces, the first of which ends inside a line; Wget 1.25 takes that for its end."""


def test_a_copy_that_is_fetched_as_the_document_says_is_whole(verify, tmp_path, monkeypatch):
    slow = put(tmp_path / "bin", {"sed": SLOW_SED.encode()})
    (slow / "sed").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:{os.environ['PATH']}")
    Publication(files={each: PAGES[each] for each in PAGES if each.isascii()}).write(tmp_path / "site")
    document = (ROOT / "REPRODUCING.md").read_text("utf-8")
    lines = re.findall("^    ((?:wget -q|cut) .*)$", document, re.MULTILINE)
    assert len(lines) == 3
    copy = tmp_path / "copy"
    copy.mkdir()
    with nginx(tmp_path / "site") as address:
        for line in lines:
            command = line.replace("https://mirror.example", address)
            assert subprocess.run(command, shell=True, cwd=copy, check=False).returncode == 0  # noqa: S602
    assert verify(copy, KEY.public_key)[0] == 0
