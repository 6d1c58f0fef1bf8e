"""Cuts icons.ttf and icons.txt from the published Lucide font.

Usage: python subset.py LUCIDE_STATIC_FOLDER

The folder is the unpacked npm package `lucide-static` 1.62.0. Needs fonttools.
"""

import json
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

HERE = Path(__file__).resolve().parent.parent
# Our name, and Lucide's where it differs.
ICONS = {
    "play": "", "pause": "", "skip-forward": "", "skip-back": "", "fast-forward": "", "film": "",
    "user": "", "users": "", "user-plus": "", "user-minus": "", "user-x": "", "user-check": "", "user-circle": "circle-user",
    "message": "message-circle", "message-square": "", "send": "", "bell": "", "bell-off": "", "mail": "",
    "trophy": "", "crown": "", "medal": "", "star": "", "heart": "", "sparkles": "", "flame": "", "zap": "",
    "target": "", "flag": "", "shield": "", "swords": "", "bot": "", "bracket": "git-fork",
    "eye": "", "eye-off": "", "settings": "", "sliders": "sliders-horizontal", "keyboard": "",
    "gamepad": "gamepad-2", "mouse": "", "globe": "", "language": "languages",
    "volume": "volume-2", "volume-low": "volume-1", "volume-off": "volume-x", "music": "",
    "monitor": "", "palette": "", "sun": "", "moon": "", "contrast": "", "accessibility": "",
    "wifi": "", "wifi-off": "", "signal": "", "signal-high": "", "signal-medium": "", "signal-low": "", "signal-zero": "",
    "network": "", "gauge": "", "log-in": "", "log-out": "", "key": "", "lock": "", "unlock": "lock-open",
    "x": "", "check": "", "plus": "", "minus": "", "menu": "", "more-horizontal": "ellipsis", "more-vertical": "ellipsis-vertical",
    "chevron-up": "", "chevron-down": "", "chevron-left": "", "chevron-right": "",
    "arrow-up": "", "arrow-down": "", "arrow-left": "", "arrow-right": "",
    "refresh": "refresh-cw", "undo": "rotate-ccw", "clock": "", "timer": "", "history": "", "calendar": "",
    "search": "", "home": "house", "list": "", "grid": "layout-grid", "table": "table-2", "chart": "chart-line",
    "info": "", "help": "circle-question-mark", "alert-triangle": "triangle-alert", "alert-circle": "circle-alert",
    "check-circle": "circle-check", "x-circle": "circle-x", "ban": "", "circle": "", "dot": "",
    "loader": "", "loader-circle": "", "copy": "", "external-link": "", "link": "", "share": "share-2", "hash": "",
    "pencil": "", "trash": "trash-2", "download": "", "upload": "", "image": "", "folder-open": "",
    "maximize": "", "minimize": "", "hand": "", "power": "",
}
# The text face's line box and the middle of its capitals, in ems: icons set at the size of a text then stand beside it.
ASCENT, DESCENT, MIDDLE = 1984 / 2048, 494 / 2048, 745 / 2048


def main() -> None:
    """Writes the font, lowered to the middle of the capitals, and the list of names."""
    folder = Path(sys.argv[1]) / "font"
    points = json.loads((folder / "codepoints.json").read_text())
    chosen = {name: points[origin or name] for name, origin in ICONS.items()}
    font = TTFont(folder / "lucide.ttf")
    options = subset.Options()
    options.layout_features = []
    options.drop_tables += ["GSUB", "GPOS"]
    options.glyph_names = False
    options.notdef_outline = True
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=chosen.values())
    cutter.subset(font)
    em = font["head"].unitsPerEm
    down = round(em * (0.5 - MIDDLE))
    for name in font.getGlyphOrder():
        glyph = font["glyf"][name]
        if glyph.numberOfContours > 0:
            glyph.coordinates.translate((0, -down))
            glyph.recalcBounds(font["glyf"])
            font["hmtx"][name] = (font["hmtx"][name][0], glyph.xMin)
    ascent, descent = round(em * ASCENT), -round(em * DESCENT)
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, descent, 0
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, descent, 0
    os2.usWinAscent, os2.usWinDescent = ascent, -descent
    font.save(HERE / "icons.ttf")
    lines = [f"{name} {point:04x}\n" for name, point in chosen.items()]
    (HERE / "icons.txt").write_text("".join(lines))
    print(f"{len(lines)} icons, {(HERE / 'icons.ttf').stat().st_size // 1024} KiB")


if __name__ == "__main__":
    main()
