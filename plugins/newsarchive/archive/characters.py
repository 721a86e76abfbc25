"""Which characters a text may hold: no controls, no invisible ones, none newer than Unicode 14.

All data and rules are those of Unicode 14.0, the version in Python 3.11, because later Pythons know more characters, so
that the same commit would give a different site.

A *blank* character is invisible by itself (soft hyphen, joiner, tag letter). An *unknown* character is not assigned in
Unicode 14.0, or is for private use. A *stray* is a blank or unknown character where it has no visible effect, so that
an editor has probably pasted it without noticing.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache

_LAST_OF_PLANES = "".join(f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000))

FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef{_LAST_OF_PLANES}]")
"""Matches one character that no file of the content may contain.

These are controls except tab and line ends, lone surrogates, noncharacters, and U+2028 and U+2029: YAML ends a line at
U+2028 and text editors do not, so the line numbers of all later faults would be wrong.
"""

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Matches one bidirectional control (UAX #9), which could make a file name in a message look like another one."""

VERSION = "14.0.0"
"""The Unicode version of the tables in this module, as messages name it."""

# Default_Ignorable_Code_Point, unchanged in all later versions
_IGNORABLE = (
    "AD 34F 61C 115F-1160 17B4-17B5 180B-180F 200B-200F 202A-202E 2060-206F 3164 FE00-FE0F FEFF FFA0 FFF0-FFF8 "
    "1BCA0-1BCA3 1D173-1D17A E0000-E0FFF"
)
# other format controls (Cf), except the visible ones (Prepended_Concatenation_Mark), and blank letters and signs:
# Braille, the object replacement character, music, Khitan
_BLANK = "FFF9-FFFB 13430-13438 2800 FFFC 1D159 16FE4"
_PRIVATE = "E000-F8FF F0000-FFFFD 100000-10FFFD"
# General_Category Cn: every code point c with unicodedata.category(chr(c)) == "Cn" in Python 3.11, in hexadecimal
_UNASSIGNED = """
378-379 380-383 38B 38D 3A2 530 557-558 58B-58C 590 5C8-5CF 5EB-5EE 5F5-5FF 70E 74B-74C 7B2-7BF 7FB-7FC 82E-82F 83F
85C-85D 85F 86B-86F 88F 892-897 984 98D-98E 991-992 9A9 9B1 9B3-9B5 9BA-9BB 9C5-9C6 9C9-9CA 9CF-9D6 9D8-9DB 9DE
9E4-9E5 9FF-A00 A04 A0B-A0E A11-A12 A29 A31 A34 A37 A3A-A3B A3D A43-A46 A49-A4A A4E-A50 A52-A58 A5D A5F-A65 A77-A80
A84 A8E A92 AA9 AB1 AB4 ABA-ABB AC6 ACA ACE-ACF AD1-ADF AE4-AE5 AF2-AF8 B00 B04 B0D-B0E B11-B12 B29 B31 B34 B3A-B3B
B45-B46 B49-B4A B4E-B54 B58-B5B B5E B64-B65 B78-B81 B84 B8B-B8D B91 B96-B98 B9B B9D BA0-BA2 BA5-BA7 BAB-BAD BBA-BBD
BC3-BC5 BC9 BCE-BCF BD1-BD6 BD8-BE5 BFB-BFF C0D C11 C29 C3A-C3B C45 C49 C4E-C54 C57 C5B-C5C C5E-C5F C64-C65 C70-C76
C8D C91 CA9 CB4 CBA-CBB CC5 CC9 CCE-CD4 CD7-CDC CDF CE4-CE5 CF0 CF3-CFF D0D D11 D45 D49 D50-D53 D64-D65 D80 D84
D97-D99 DB2 DBC DBE-DBF DC7-DC9 DCB-DCE DD5 DD7 DE0-DE5 DF0-DF1 DF5-E00 E3B-E3E E5C-E80 E83 E85 E8B EA4 EA6 EBE-EBF
EC5 EC7 ECE-ECF EDA-EDB EE0-EFF F48 F6D-F70 F98 FBD FCD FDB-FFF 10C6 10C8-10CC 10CE-10CF 1249 124E-124F 1257 1259
125E-125F 1289 128E-128F 12B1 12B6-12B7 12BF 12C1 12C6-12C7 12D7 1311 1316-1317 135B-135C 137D-137F 139A-139F
13F6-13F7 13FE-13FF 169D-169F 16F9-16FF 1716-171E 1737-173F 1754-175F 176D 1771 1774-177F 17DE-17DF 17EA-17EF
17FA-17FF 181A-181F 1879-187F 18AB-18AF 18F6-18FF 191F 192C-192F 193C-193F 1941-1943 196E-196F 1975-197F 19AC-19AF
19CA-19CF 19DB-19DD 1A1C-1A1D 1A5F 1A7D-1A7E 1A8A-1A8F 1A9A-1A9F 1AAE-1AAF 1ACF-1AFF 1B4D-1B4F 1B7F 1BF4-1BFB
1C38-1C3A 1C4A-1C4C 1C89-1C8F 1CBB-1CBC 1CC8-1CCF 1CFB-1CFF 1F16-1F17 1F1E-1F1F 1F46-1F47 1F4E-1F4F 1F58 1F5A 1F5C
1F5E 1F7E-1F7F 1FB5 1FC5 1FD4-1FD5 1FDC 1FF0-1FF1 1FF5 1FFF 2065 2072-2073 208F 209D-209F 20C1-20CF 20F1-20FF
218C-218F 2427-243F 244B-245F 2B74-2B75 2B96 2CF4-2CF8 2D26 2D28-2D2C 2D2E-2D2F 2D68-2D6E 2D71-2D7E 2D97-2D9F 2DA7
2DAF 2DB7 2DBF 2DC7 2DCF 2DD7 2DDF 2E5E-2E7F 2E9A 2EF4-2EFF 2FD6-2FEF 2FFC-2FFF 3040 3097-3098 3100-3104 3130 318F
31E4-31EF 321F A48D-A48F A4C7-A4CF A62C-A63F A6F8-A6FF A7CB-A7CF A7D2 A7D4 A7DA-A7F1 A82D-A82F A83A-A83F A878-A87F
A8C6-A8CD A8DA-A8DF A954-A95E A97D-A97F A9CE A9DA-A9DD A9FF AA37-AA3F AA4E-AA4F AA5A-AA5B AAC3-AADA AAF7-AB00
AB07-AB08 AB0F-AB10 AB17-AB1F AB27 AB2F AB6C-AB6F ABEE-ABEF ABFA-ABFF D7A4-D7AF D7C7-D7CA D7FC-D7FF FA6E-FA6F
FADA-FAFF FB07-FB12 FB18-FB1C FB37 FB3D FB3F FB42 FB45 FBC3-FBD2 FD90-FD91 FDC8-FDCE FDD0-FDEF FE1A-FE1F FE53 FE67
FE6C-FE6F FE75 FEFD-FEFE FF00 FFBF-FFC1 FFC8-FFC9 FFD0-FFD1 FFD8-FFD9 FFDD-FFDF FFE7 FFEF-FFF8 FFFE-FFFF 1000C 10027
1003B 1003E 1004E-1004F 1005E-1007F 100FB-100FF 10103-10106 10134-10136 1018F 1019D-1019F 101A1-101CF 101FE-1027F
1029D-1029F 102D1-102DF 102FC-102FF 10324-1032C 1034B-1034F 1037B-1037F 1039E 103C4-103C7 103D6-103FF 1049E-1049F
104AA-104AF 104D4-104D7 104FC-104FF 10528-1052F 10564-1056E 1057B 1058B 10593 10596 105A2 105B2 105BA 105BD-105FF
10737-1073F 10756-1075F 10768-1077F 10786 107B1 107BB-107FF 10806-10807 10809 10836 10839-1083B 1083D-1083E 10856
1089F-108A6 108B0-108DF 108F3 108F6-108FA 1091C-1091E 1093A-1093E 10940-1097F 109B8-109BB 109D0-109D1 10A04
10A07-10A0B 10A14 10A18 10A36-10A37 10A3B-10A3E 10A49-10A4F 10A59-10A5F 10AA0-10ABF 10AE7-10AEA 10AF7-10AFF
10B36-10B38 10B56-10B57 10B73-10B77 10B92-10B98 10B9D-10BA8 10BB0-10BFF 10C49-10C7F 10CB3-10CBF 10CF3-10CF9
10D28-10D2F 10D3A-10E5F 10E7F 10EAA 10EAE-10EAF 10EB2-10EFF 10F28-10F2F 10F5A-10F6F 10F8A-10FAF 10FCC-10FDF
10FF7-10FFF 1104E-11051 11076-1107E 110C3-110CC 110CE-110CF 110E9-110EF 110FA-110FF 11135 11148-1114F 11177-1117F
111E0 111F5-111FF 11212 1123F-1127F 11287 11289 1128E 1129E 112AA-112AF 112EB-112EF 112FA-112FF 11304 1130D-1130E
11311-11312 11329 11331 11334 1133A 11345-11346 11349-1134A 1134E-1134F 11351-11356 11358-1135C 11364-11365
1136D-1136F 11375-113FF 1145C 11462-1147F 114C8-114CF 114DA-1157F 115B6-115B7 115DE-115FF 11645-1164F 1165A-1165F
1166D-1167F 116BA-116BF 116CA-116FF 1171B-1171C 1172C-1172F 11747-117FF 1183C-1189F 118F3-118FE 11907-11908
1190A-1190B 11914 11917 11936 11939-1193A 11947-1194F 1195A-1199F 119A8-119A9 119D8-119D9 119E5-119FF 11A48-11A4F
11AA3-11AAF 11AF9-11BFF 11C09 11C37 11C46-11C4F 11C6D-11C6F 11C90-11C91 11CA8 11CB7-11CFF 11D07 11D0A 11D37-11D39
11D3B 11D3E 11D48-11D4F 11D5A-11D5F 11D66 11D69 11D8F 11D92 11D99-11D9F 11DAA-11EDF 11EF9-11FAF 11FB1-11FBF
11FF2-11FFE 1239A-123FF 1246F 12475-1247F 12544-12F8F 12FF3-12FFF 1342F 13439-143FF 14647-167FF 16A39-16A3F 16A5F
16A6A-16A6D 16ABF 16ACA-16ACF 16AEE-16AEF 16AF6-16AFF 16B46-16B4F 16B5A 16B62 16B78-16B7C 16B90-16E3F 16E9B-16EFF
16F4B-16F4E 16F88-16F8E 16FA0-16FDF 16FE5-16FEF 16FF2-16FFF 187F8-187FF 18CD6-18CFF 18D09-1AFEF 1AFF4 1AFFC 1AFFF
1B123-1B14F 1B153-1B163 1B168-1B16F 1B2FC-1BBFF 1BC6B-1BC6F 1BC7D-1BC7F 1BC89-1BC8F 1BC9A-1BC9B 1BCA4-1CEFF
1CF2E-1CF2F 1CF47-1CF4F 1CFC4-1CFFF 1D0F6-1D0FF 1D127-1D128 1D1EB-1D1FF 1D246-1D2DF 1D2F4-1D2FF 1D357-1D35F
1D379-1D3FF 1D455 1D49D 1D4A0-1D4A1 1D4A3-1D4A4 1D4A7-1D4A8 1D4AD 1D4BA 1D4BC 1D4C4 1D506 1D50B-1D50C 1D515 1D51D
1D53A 1D53F 1D545 1D547-1D549 1D551 1D6A6-1D6A7 1D7CC-1D7CD 1DA8C-1DA9A 1DAA0 1DAB0-1DEFF 1DF1F-1DFFF 1E007
1E019-1E01A 1E022 1E025 1E02B-1E0FF 1E12D-1E12F 1E13E-1E13F 1E14A-1E14D 1E150-1E28F 1E2AF-1E2BF 1E2FA-1E2FE
1E300-1E7DF 1E7E7 1E7EC 1E7EF 1E7FF 1E8C5-1E8C6 1E8D7-1E8FF 1E94C-1E94F 1E95A-1E95D 1E960-1EC70 1ECB5-1ED00
1ED3E-1EDFF 1EE04 1EE20 1EE23 1EE25-1EE26 1EE28 1EE33 1EE38 1EE3A 1EE3C-1EE41 1EE43-1EE46 1EE48 1EE4A 1EE4C 1EE50
1EE53 1EE55-1EE56 1EE58 1EE5A 1EE5C 1EE5E 1EE60 1EE63 1EE65-1EE66 1EE6B 1EE73 1EE78 1EE7D 1EE7F 1EE8A 1EE9C-1EEA0
1EEA4 1EEAA 1EEBC-1EEEF 1EEF2-1EFFF 1F02C-1F02F 1F094-1F09F 1F0AF-1F0B0 1F0C0 1F0D0 1F0F6-1F0FF 1F1AE-1F1E5
1F203-1F20F 1F23C-1F23F 1F249-1F24F 1F252-1F25F 1F266-1F2FF 1F6D8-1F6DC 1F6ED-1F6EF 1F6FD-1F6FF 1F774-1F77F
1F7D9-1F7DF 1F7EC-1F7EF 1F7F1-1F7FF 1F80C-1F80F 1F848-1F84F 1F85A-1F85F 1F888-1F88F 1F8AE-1F8AF 1F8B2-1F8FF
1FA54-1FA5F 1FA6E-1FA6F 1FA75-1FA77 1FA7D-1FA7F 1FA87-1FA8F 1FAAD-1FAAF 1FABB-1FABF 1FAC6-1FACF 1FADA-1FADF
1FAE8-1FAEF 1FAF7-1FAFF 1FB93 1FBCB-1FBEF 1FBFA-1FFFF 2A6E0-2A6FF 2B739-2B73F 2B81E-2B81F 2CEA2-2CEAF 2EBE1-2F7FF
2FA1E-2FFFF 3134B-E0000 E0002-E001F E0080-E00FF E01F0-EFFFF FFFFE-FFFFF 10FFFE-10FFFF
"""
_PICTOGRAPHS = range(0x1F300, 0x1FB00)
"""The code points of emoji and pictographs: never unknown, even if newer, because they are visible and no letters."""

_JOINERS = "\u200c\u200d"
_SELECTORS = frozenset(map(chr, (*range(0xFE00, 0xFE03), *range(0xE0100, 0xE01F0))))
# England, Scotland and Wales: the flags in emoji-sequences.txt that are written with tag letters
_FLAG = re.compile(
    "\U0001f3f4(?:{})\U000e007f".format(
        "|".join("".join(chr(0xE0000 + ord(letter)) for letter in name) for name in ("gbeng", "gbsct", "gbwls"))
    )
)
_JOINING = re.compile("[\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc]")
_MONGOLIAN = re.compile("[\u1820-\u18aa]")
# scripts with registered variants: Myanmar, Phags-pa and all ideographs
_VARIED = re.compile("[\u1000-\u109f\u2e80-\u9fff\ua840-\ua87f\uf900-\ufaff\U00020000-\U0003ffff]")
# emoji-variation-sequences.txt without ASCII: characters that have a text and an emoji presentation
_SHOWN_TWO_WAYS = """
A9 AE 203C 2049 2122 2139 2194-2199 21A9-21AA 231A-231B 2328 23CF 23E9-23F3 23F8-23FA 24C2 25AA-25AB 25B6 25C0
25FB-25FE 2600-2604 260E 2611 2614-2615 2618 261D 2620 2622-2623 2626 262A 262E-262F 2638-263A 2640 2642 2648-2653
265F-2660 2663 2665-2666 2668 267B 267E-267F 2692-2697 2699 269B-269C 26A0-26A1 26A7 26AA-26AB 26B0-26B1 26BD-26BE
26C4-26C5 26C8 26CF 26D1 26D3-26D4 26E9-26EA 26F0-26F5 26F7-26FA 26FD 2702 2708-2709 270C-270D 270F 2712 2714 2716
271D 2721 2733-2734 2744 2747 2753 2757 2763-2764 27A1 2934-2935 2B05-2B07 2B1B-2B1C 2B50 2B55 3030 303D 3297 3299
1F004 1F170-1F171 1F17E-1F17F 1F202 1F21A 1F22F 1F237 1F30D-1F30F 1F315 1F31C 1F321 1F324-1F32C 1F336 1F378 1F37D
1F393 1F396-1F397 1F399-1F39B 1F39E-1F39F 1F3A7 1F3AC-1F3AE 1F3C2 1F3C4 1F3C6 1F3CA-1F3CE 1F3D4-1F3E0 1F3ED 1F3F3
1F3F5 1F3F7 1F408 1F415 1F41F 1F426 1F43F 1F441-1F442 1F446-1F449 1F44D-1F44E 1F453 1F46A 1F47D 1F4A3 1F4B0 1F4B3
1F4BB 1F4BF 1F4CB 1F4DA 1F4DF 1F4E4-1F4E6 1F4EA-1F4ED 1F4F7 1F4F9-1F4FB 1F4FD 1F508 1F50D 1F512-1F513 1F549-1F54A
1F550-1F567 1F56F-1F570 1F573-1F579 1F587 1F58A-1F58D 1F590 1F5A5 1F5A8 1F5B1-1F5B2 1F5BC 1F5C2-1F5C4 1F5D1-1F5D3
1F5DC-1F5DE 1F5E1 1F5E3 1F5E8 1F5EF 1F5F3 1F5FA 1F610 1F687 1F68D 1F691 1F694 1F698 1F6AD 1F6B2 1F6B9-1F6BA 1F6BC
1F6CB 1F6CD-1F6CF 1F6E0-1F6E5 1F6E9 1F6F0 1F6F3
"""
# emoji-zwj-sequences.txt up to 17.0: characters that may follow a joiner in an emoji
_JOINED = """
2194-2195 2620 2640 2642 2695-2696 26A7 2708 2744 2764 27A1 2B1B 1F308 1F32B 1F33E 1F373 1F37C 1F384 1F393 1F3A4 1F3A8
1F3EB 1F3ED 1F466-1F469 1F48B 1F4A5 1F4A8 1F4AB 1F4BB-1F4BC 1F525 1F527 1F52C 1F5E8 1F680 1F692 1F7E9 1F7EB 1F91D
1F9AF-1F9B3 1F9BA 1F9BC-1F9BD 1F9D1-1F9D2 1FA70 1FA79
"""


STYLED = re.compile("(?:.[\u0334-\u0338])+|[\U0001d400-\U0001d7ff](?:[ ]?[\U0001d400-\U0001d7ff])*")
"""Matches letters struck out by a combining overlay (U+0336), or mathematical (`𝐧`), which no search finds."""


class _Ranges:
    """A set of code points, stored as ranges."""

    def __init__(self, table: str) -> None:
        parts = [part.partition("-") for part in table.split()]
        pairs = sorted((int(first, 16), int(last or first, 16)) for first, _, last in parts)
        self._first, self._last = [first for first, _ in pairs], [last for _, last in pairs]

    def __contains__(self, code: int) -> bool:
        place = bisect_right(self._first, code) - 1
        return place >= 0 and code <= self._last[place]


@cache
def _ranges(table: str) -> _Ranges:
    return _Ranges(table)


def is_unknown(character: str) -> bool:
    """Return whether a character is unassigned in Unicode 14.0 or private, unless it is an emoji or `is_ignorable`."""
    code = ord(character)
    known = code not in _ranges(_UNASSIGNED) and code not in _ranges(_PRIVATE)
    return not known and code not in _PICTOGRAPHS and not is_ignorable(character)


def is_ignorable(character: str) -> bool:
    """Return whether a character is a Default_Ignorable_Code_Point: fonts without it show nothing, instead of a box."""
    return ord(character) in _ranges(_IGNORABLE)


def is_blank(character: str) -> bool:
    """Return whether a character, such as a soft hyphen, is invisible by itself; spaces and line ends do not count."""
    return is_ignorable(character) or ord(character) in _ranges(_BLANK)


class _Strange(dict[str, bool]):
    """A cache of whether a character is invisible (`is_blank`) or unknown to Unicode 14.0 (`is_unknown`)."""

    def __missing__(self, character: str) -> bool:
        self[character] = character > "\x7f" and (is_blank(character) or is_unknown(character))
        return self[character]


_STRANGE = _Strange()


def strange_in(text: str) -> str:
    """Return the characters of a text that are invisible or not in Unicode 14.0, even if needed there; sorted."""
    if text.isascii() or nothing_rare(text.encode("utf-8", "surrogatepass")):
        return ""
    return "".join(sorted(each for each in set(text) if _STRANGE[each]))


def without_strange(text: str) -> str:
    """Return a text without characters that are invisible or not in Unicode 14.0, to compare how texts look.

    Do not print the result: some of these characters, such as joiners, may be needed where they are.
    """
    strange = strange_in(text)
    return text.translate(dict.fromkeys(map(ord, strange))) if strange else text


def strays(text: str) -> Iterator[tuple[int, str]]:
    """Yield (offset, character) for each stray, a character without effect that was probably pasted unnoticed.

    Of a run of the same, only the first is yielded. Joiners are not strays where UAX #31 and RFC 5892 (appendix A)
    allow them, nor in emoji that are composed as in UTS #51. Bidirectional controls (UAX #9) always are. A byte order
    mark at the beginning is ignored.
    """
    strange = strange_in(text)
    places = [found.start() for found in re.finditer(f"[{re.escape(strange)}]", text)] if strange else []
    flagged = {place for flag in _FLAG.finditer(text) for place in range(*flag.span())} if places else set()
    for place in places:
        character, before, after = text[place], text[place - 1 : place], text[place + 1 : place + 2]
        if place in flagged or character == before or (character == "\ufeff" and place == 0):
            continue
        if character == after or not belongs(character, before, after):
            yield place, character


def first_stray(text: str) -> str:
    """Return the code point of the first stray character (see `strays`) as `U+200B`; empty if there is none."""
    return next((f"U+{ord(character):04X}" for _, character in strays(text)), "")


def belongs(character: str, before: str, after: str) -> bool:
    """Return whether a joiner or variation selector changes the look of its neighbours, which may be empty."""
    varied = bool(before) and ord(before) in _ranges(_SHOWN_TWO_WAYS)
    if character in _JOINERS:
        if _JOINING.match(before) or _JOINING.match(after):
            return True
        emoji = varied or before == "\ufe0f" or (before and ord(before) in _PICTOGRAPHS)
        return character == "\u200d" and bool(emoji and after) and ord(after) in _ranges(_JOINED)
    if character in "\ufe0e\ufe0f":
        return varied or (character == "\ufe0f" and after == "\u20e3" and before != "" and before in "#*0123456789")
    if "\u180b" <= character <= "\u180f":
        return _MONGOLIAN.match(before) is not None
    return character in _SELECTORS and _VARIED.match(before) is not None


# bytes of common characters in UTF-8: ASCII, first bytes of Latin up to U+02FF, of Cyrillic up to U+04FF, and of
# signs such as – “ … € №; then all continuation bytes
_COMMON = bytes(
    [0x09, 0x0A, 0x0D, *range(0x20, 0x7F), *range(0xC2, 0xCC), *range(0xD0, 0xD4), 0xE2, *range(0x80, 0xC0)]
)
_RARE = (
    re.compile(rb"\xc2[\x80-\x9f\xad]"),
    re.compile(rb"\xd2[\x83-\x89]"),  # marks on Cyrillic letters, which can be stacked
    re.compile(rb"\xe2(?!\x80[\x80-\x8a\x90-\xa7\xaf-\xbf]|\x82\xac|\x84\x96)"),
)


def nothing_rare(text: bytes) -> bool:
    """Return whether a UTF-8 text has only Latin and Cyrillic letters and common punctuation.

    Most texts do. This takes a twentieth of the time of the searches for bad characters, which are then not needed.
    """
    return not text.translate(None, _COMMON) and not any(each.search(text) for each in _RARE)


MOST_MARKS = 30
"""The largest number of combining marks on one letter, as in the Stream-Safe Text Format (UAX #15, section 13).

Unicode normalisation takes time with the square of their number, so long runs could keep a build busy for hours.
"""


def stacked_marks(content: str) -> re.Match[str] | None:
    """Return the match of the first run of more than `MOST_MARKS` combining marks, or None if there is none."""
    return None if _markless(content) else _stacked().search(content)


def without_stacks(content: str) -> str:
    """Return a text in which each run of combining marks is cut to its first `MOST_MARKS`."""
    return content if _markless(content) else _stacked().sub(lambda marks: marks[0][:MOST_MARKS], content)


def _markless(content: str) -> bool:
    """Return whether a text certainly has no combining marks; this takes a tenth of the time of a search for them."""
    return content.isascii() or nothing_rare(content.encode("utf-8", "surrogatepass"))


@cache
def _stacked() -> re.Pattern[str]:
    marks = "".join(character for character in map(chr, range(0x300, 0x1F000)) if _is_mark(character))
    return re.compile(f"[{marks}]{{{MOST_MARKS + 1},}}")


def _is_mark(character: str) -> bool:
    """Return whether a character combines with the one before it; some do only when decomposed (U+0F73)."""
    if unicodedata.combining(character):
        return True
    # asked first, because decomposing each character of Unicode takes three times as long
    parts = unicodedata.decomposition(character) and unicodedata.normalize("NFKD", character)
    return bool(parts and unicodedata.combining(parts[0]))


_SCHEMES = ("mailto:", "tel:", "www.")
_DOMAIN = re.compile(r"(?:[a-zA-Z0-9-]+\.)+[a-z]{2,}(?![a-zA-Z0-9])")
_BEFORE = "([{<«„“‘\"'*_"
_AFTER = ".,;:!?…*_)]}>»”“’\"'"
_KINDS = (
    "avif css csv doc docx gif gz htm html jpeg jpg js json md mp3 mp4 odt pdf png po ppt pptx py svg tar toml txt "
    "webp xls xlsx xml yaml yml zip"
).split()
_FILE = re.compile(rf"\.(?:{'|'.join(_KINDS)})\Z", re.IGNORECASE)


def address_start(token: str) -> int:
    """Return the index at which a web address, mailbox or file name begins in a token, or -1 if it contains none.

    Checks of words and numbers leave addresses out. An address has a scheme (`https://…`, `mailto:…`), begins with
    `www.`, is a mailbox, or is a host with a path (`turan.az/x`). What precedes it is skipped: `(www.turan.az) -> 1`,
    `see:https://turan.az -> 4`. A host alone (`turan.az`) gives -1, because readers read it as a name.
    """
    # every address or file name contains one of these, and few words do
    if "." not in token and ":" not in token:
        return -1
    bare = token.lstrip(_BEFORE)
    start = len(token) - len(bare)
    scheme = bare.find("://")
    if scheme > 0:
        while scheme and bare[scheme - 1].isascii() and (bare[scheme - 1].isalnum() or bare[scheme - 1] in "+.-"):
            scheme -= 1
        return start + scheme
    if bare.lower().startswith(_SCHEMES) or _FILE.search(bare.rstrip(_AFTER)):
        return start
    name, at, host = bare.rstrip(_AFTER).partition("@")
    if at and name and "." in host and "@" not in host:
        return start
    domain = _DOMAIN.match(bare)
    return start if domain and bare[domain.end() : domain.end() + 1] == "/" else -1


def is_host(token: str) -> bool:
    """Return whether a token begins with an ASCII host, perhaps with an ending: `turan.az-da`, but not `24,5`."""
    return bool(_DOMAIN.match(token.lstrip(_BEFORE)))
