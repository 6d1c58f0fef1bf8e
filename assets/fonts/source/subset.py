"""Cuts the shipped fonts from the published packages.

Usage: python subset.py INTER_UI_FOLDER FONTSOURCE_OXANIUM_FOLDER

The folders are the unpacked npm packages `inter-ui` 4.1.1 and `@fontsource/oxanium` 5.3.0.
Needs fonttools and brotli. Neither licence reserves a font name, so both keep theirs.
"""

import sys
from pathlib import Path

from fontTools import merge, subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent.parent
# What English and French need, the rest of Latin for names, and the marks that our sentences use.
UNICODES = [
    *range(0x20, 0x7F),  # Basic Latin
    *range(0xA0, 0x180),  # Latin-1 and Latin Extended-A
    *range(0x218, 0x21C),
    *range(0x2C6, 0x2DE),  # spacing accents
    *range(0x300, 0x305),
    0x1E9E,
    *range(0x2000, 0x206F),  # spaces, dashes, quotes, bullets, ellipsis
    *range(0x2070, 0x208A),  # superiors and inferiors
    0x20AC,
    0x2116,
    0x2122,
    *range(0x2190, 0x219A),  # arrows
    0x21A9,
    0x21AA,
    0x21BA,
    0x21BB,
    0x2212,
    0x2248,
    0x2260,
    0x2264,
    0x2265,
    0x221E,
    0x25B2,
    0x25BC,
    0x25CF,
    0x25CB,
    0x2713,
    0x2717,
    0xFFFD,
]
# Figures of one width are the only alternates that the game can want besides kerning and composition.
FEATURES = ["kern", "mark", "mkmk", "ccmp", "locl", "tnum", "case"]


def write(font: TTFont, name: str) -> None:
    """Subsets `font` to UNICODES and writes it as a plain TrueType file."""
    options = subset.Options()
    options.layout_features = FEATURES
    options.name_IDs = ["*"]
    options.notdef_outline = True
    options.hinting = True
    options.flavor = None
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=UNICODES)
    cutter.subset(font)
    font.flavor = None
    path = HERE / name
    font.save(path)
    print(f"{name}: {path.stat().st_size // 1024} KiB, {len(font.getBestCmap())} characters")


def main() -> None:
    """Writes the three text weights and the score face."""
    inter, oxanium = Path(sys.argv[1]), Path(sys.argv[2])
    for weight, name in (("Regular", "text_regular"), ("Medium", "text_medium"), ("Bold", "text_bold")):
        write(TTFont(inter / "web" / f"Inter-{weight}.woff2"), f"{name}.ttf")
    parts = []
    for part in ("latin", "latin-ext"):
        font = TTFont(oxanium / "files" / f"oxanium-{part}-600-normal.woff2")
        font.flavor = None
        loose = Path(f"oxanium-{part}.ttf")
        font.save(loose)
        parts.append(loose)
    whole = merge.Merger().merge([str(part) for part in parts])
    for part in parts:
        part.unlink()
    # Oxanium's line box hangs low. Equal room above and below the capitals lets a score stand in the middle of its row.
    capitals, room = whole["OS/2"].sCapHeight, 210
    for table, names in ((whole["hhea"], ("ascent", "descent", "lineGap")),
                         (whole["OS/2"], ("sTypoAscender", "sTypoDescender", "sTypoLineGap"))):
        for name, value in zip(names, (capitals + room, -room, 0)):
            setattr(table, name, value)
    write(whole, "score.ttf")


if __name__ == "__main__":
    main()
