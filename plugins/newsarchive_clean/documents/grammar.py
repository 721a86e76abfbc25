"""The allow-list: which keys and types of a PDF are published (ISO 32000-2).

`GRAMMAR` has a rule for each published key of each kind of dictionary. A rule is the name of a method of
`copying.Copier`, without its underscore, perhaps with the names, the rule or the kind of dictionary that it allows:
`name Link` allows the name `/Link` alone, `dictionary Border` a dictionary that is copied by the entry `Border`.
"""

from __future__ import annotations

GRAMMAR: dict[str, dict[str, str]] = {
    "Group": {"Type": "name Group", "S": "name Transparency", "CS": "colour", "I": "flag", "K": "flag"},
    "Image": {
        **{"Type": "name XObject", "Subtype": "name Image", "Width": "number", "Height": "number"},
        **{"BitsPerComponent": "number", "ColorSpace": "colour", "ImageMask": "flag", "Decode": "numbers"},
        **{"Interpolate": "flag", "Mask": "mask", "SMask": "image", "Matte": "numbers"},
        "Intent": "name AbsoluteColorimetric RelativeColorimetric Saturation Perceptual",
    },
    "Form": {
        **{"Type": "name XObject", "Subtype": "name Form", "FormType": "number", "BBox": "numbers"},
        **{"Matrix": "numbers", "Group": "dictionary Group", "StructParents": "number"},
    },
    "Type0": {
        **{"Type": "name Font", "Subtype": "name Type0", "BaseFont": "plain_name", "Encoding": "cmap"},
        **{"DescendantFonts": "each font", "ToUnicode": "cmap"},
    },
    "CIDFont": {
        **{"Type": "name Font", "Subtype": "name CIDFontType0 CIDFontType2", "BaseFont": "plain_name"},
        **{"CIDSystemInfo": "dictionary CIDSystemInfo", "FontDescriptor": "dictionary FontDescriptor"},
        **{"DW": "number", "W": "numbers", "DW2": "numbers", "W2": "numbers", "CIDToGIDMap": "glyph_map"},
    },
    "CIDSystemInfo": {"Registry": "plain_text", "Ordering": "plain_text", "Supplement": "number"},
    "Font": {
        **{"Type": "name Font", "Subtype": "name Type1 MMType1 TrueType", "BaseFont": "plain_name"},
        **{"FirstChar": "number", "LastChar": "number", "Widths": "numbers", "Encoding": "encoding"},
        **{"FontDescriptor": "dictionary FontDescriptor", "ToUnicode": "cmap"},
    },
    "Type3": {
        **{"Type": "name Font", "Subtype": "name Type3", "FontBBox": "numbers", "FontMatrix": "numbers"},
        **{"FirstChar": "number", "LastChar": "number", "Widths": "numbers", "Encoding": "encoding"},
        **{"ToUnicode": "cmap"},
    },
    "Encoding": {
        **{"Type": "name Encoding", "BaseEncoding": "name MacRomanEncoding MacExpertEncoding WinAnsiEncoding"},
        "Differences": "differences",
    },
    "FontDescriptor": {
        **{"Type": "name FontDescriptor", "FontName": "plain_name", "FontWeight": "number", "Flags": "number"},
        **dict.fromkeys(("ItalicAngle", "Ascent", "Descent", "Leading", "CapHeight", "XHeight", "StemV"), "number"),
        **dict.fromkeys(("StemH", "AvgWidth", "MaxWidth", "MissingWidth"), "number"),
        **{"FontBBox": "numbers", "FontFile": "type1", "FontFile2": "sfnt", "FontFile3": "other_font"},
    },
    "ExtGState": {
        "Type": "name ExtGState",
        **dict.fromkeys(("LW", "LC", "LJ", "ML", "OPM", "FL", "SM", "CA", "ca"), "number"),
        **dict.fromkeys(("OP", "op", "SA", "AIS", "TK"), "flag"),
        **{"D": "numbers", "Font": "font_and_size", "BM": "blending", "SMask": "soft_mask"},
        "RI": "name AbsoluteColorimetric RelativeColorimetric Saturation Perceptual",
    },
    "SoftMask": {
        **{"Type": "name Mask", "S": "name Alpha Luminosity", "G": "form", "BC": "numbers"},
        "TR": "function_or_identity",
    },
    "Tiling": {
        **{"Type": "name Pattern", "PatternType": "number", "PaintType": "number", "TilingType": "number"},
        **{"BBox": "numbers", "XStep": "number", "YStep": "number", "Matrix": "numbers"},
    },
    "ShadingPattern": {
        **{"Type": "name Pattern", "PatternType": "number", "Shading": "shading", "Matrix": "numbers"},
        "ExtGState": "dictionary ExtGState",
    },
    "Shading": {
        **{"ShadingType": "number", "ColorSpace": "colour", "Background": "numbers", "BBox": "numbers"},
        **{"AntiAlias": "flag", "Function": "functions", "Coords": "numbers", "Domain": "numbers"},
        **{"Extend": "flags", "Matrix": "numbers", "Decode": "numbers", "BitsPerCoordinate": "number"},
        **{"BitsPerComponent": "number", "BitsPerFlag": "number", "VerticesPerRow": "number"},
    },
    "Function": {
        **{"FunctionType": "number", "Domain": "numbers", "Range": "numbers", "Size": "numbers", "Order": "number"},
        **{"BitsPerSample": "number", "Encode": "numbers", "Decode": "numbers", "C0": "numbers", "C1": "numbers"},
        **{"N": "number", "Functions": "functions", "Bounds": "numbers"},
    },
    "Calibrated": {
        "WhitePoint": "numbers",
        "BlackPoint": "numbers",
        "Gamma": "numbers_or_one",
        "Matrix": "numbers",
        "Range": "numbers",
    },
    "Page": {
        **{"Type": "name Page", "MediaBox": "numbers", "CropBox": "numbers", "Rotate": "number", "UserUnit": "number"},
        **{"Group": "dictionary Group", "StructParents": "number", "Tabs": "name R C S A W"},
    },
    "Link": {
        **{"Type": "name Annot", "Subtype": "name Link", "Rect": "numbers", "Border": "numbers", "C": "numbers"},
        **{"BS": "dictionary Border", "F": "number", "StructParent": "number", "QuadPoints": "numbers"},
        **{"A": "dictionary Address", "Contents": "text"},
    },
    "Border": {"Type": "name Border", "W": "number", "S": "name S D B I U", "D": "numbers"},
    "Address": {"Type": "name Action", "S": "name URI", "URI": "text"},
    "PageLabel": {"Type": "name PageLabel", "S": "name D R r A a", "St": "number"},
    "MarkInfo": {"Marked": "flag"},
    "Element": {
        **{"Type": "name StructElem", "Lang": "language", "Alt": "text", "ActualText": "text"},
        "A": "attributes",
    },
    "Attributes": {
        **{"O": "name Table List Layout", "RowSpan": "number", "ColSpan": "number", "Scope": "name Row Column Both"},
        "ListNumbering": "name None Disc Circle Square Decimal UpperRoman LowerRoman UpperAlpha LowerAlpha "
        "Ordered Unordered Description",
        **{"Placement": "name Block Inline Before Start End", "BBox": "numbers", "Headers": "ids"},
        "WritingMode": "name LrTb RlTb TbRl",
    },
    "Fax": {
        **dict.fromkeys(("K", "Columns", "Rows", "DamagedRowsBeforeError"), "number"),
        **dict.fromkeys(("EndOfLine", "EncodedByteAlign", "EndOfBlock", "BlackIs1"), "flag"),
    },
    "Flate": dict.fromkeys(("Predictor", "Colors", "BitsPerComponent", "Columns"), "number"),
    "Scan": {"JBIG2Globals": "globals"},
    "Photograph": {"ColorTransform": "number"},
}

TAGS = frozenset(
    "Document DocumentFragment Part Art Sect Div BlockQuote Caption TOC TOCI Index NonStruct Private P H H1 H2 "
    "H3 H4 H5 H6 "
    "Title FENote Sub L LI Lbl LBody Table TR TH TD THead TBody TFoot Span Quote Note Reference BibEntry Code "
    "Link Annot "
    "Ruby Warichu RB RT RP WT WP Em Strong Aside Figure Formula Form Artifact".split()
)
"""The types of structure elements that are published: the standard ones (ISO 32000-2, 14.8.4)."""

COLOURS = {"DeviceGray": 1, "DeviceRGB": 3, "DeviceCMYK": 4, "Pattern": 0}
SHORT_COLOURS = {"G": "DeviceGray", "RGB": "DeviceRGB", "CMYK": "DeviceCMYK", "I": "Indexed"}
BLENDINGS = frozenset(
    "Normal Compatible Multiply Screen Overlay Darken Lighten ColorDodge ColorBurn HardLight SoftLight Difference "
    "Exclusion Hue Saturation Color Luminosity".split()
)
COLORANTS = frozenset(("All", "None", "Cyan", "Magenta", "Yellow", "Black", "Red", "Green", "Blue", "Gray"))
CALCULATIONS = frozenset(
    b"abs add and atan bitshift ceiling copy cos cvi cvr div dup eq exch exp false floor ge gt idiv if ifelse "
    b"index le ln "
    b"log lt mod mul ne neg not or pop roll round sin sqrt sub true truncate xor { }".split()
)
"""The operators of PostScript functions, which calculate, for example, a colour (ISO 32000-2, 7.10.5)."""
