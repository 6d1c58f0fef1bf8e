"""Draws the 23 profile pictures, the tier icons and the icon of the application, and renders them.

Usage: python draw.py [SLUG ...]

Writes one SVG for each picture, and the PNGs of the sizes that the client loads. Needs Python alone for the SVGs;
rsvg-convert, pngquant and zopflipng for the PNGs. With slugs, only those are rendered; with
--fast, unoptimised.

One shape language: a disc of ink is a lit court seen from above, warm on the left and cool on the right. On it stand
paddles (bars with round ends), a ball (the brightest thing), and what they do. The rim says how far: steel, gold, then
rays, with as many marks at its foot. Ranks have a rim of their own metal, and chevrons that become a gem, then a star.
Everything is measured on a square of 512 with the origin at its middle, y downwards.
"""

import math
import subprocess
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ASSETS = HERE.parent.parent

INK = "#0b0f14"
AMBER, AMBER_LIGHT = "#f5a33b", "#ffcf85"
CYAN, CYAN_LIGHT = "#35bedb", "#93eaf8"
WHITE, CREAM = "#fffaf0", "#ffe6bd"
QUIET = "#93a0ae"

# From the lit upper edge to the dark lower one.
METALS = {
    "plain": ("#5d6b7a", "#3a4653", "#27313b"),
    "steel": ("#dbe3ea", "#8e9cab", "#4d5967"),
    "bronze": ("#f0b487", "#bb7340", "#6d3a1b"),
    "silver": ("#fbfdff", "#b4c1ce", "#667484"),
    "gold": ("#fff0b5", "#f2bb36", "#96650f"),
    "diamond": ("#f2feff", "#79dcf2", "#2a7fa6"),
    "master": ("#ead9ff", "#a472f2", "#52259c"),
    "mythic": ("#ffc65c", "#ff5f8f", "#3fd0f0"),
}


# --- the alphabet -----------------------------------------------------------------------------------------------------


def number(value: float) -> str:
    """A short decimal for an attribute."""
    return f"{value:.1f}".rstrip("0").rstrip(".") if value % 1 else str(int(value))


def polar(radius: float, degrees: float) -> tuple[float, float]:
    """The point at `radius`, clockwise from the top."""
    angle = math.radians(degrees)
    return radius * math.sin(angle), -radius * math.cos(angle)


def points(pairs: Iterable[tuple[float, float]]) -> str:
    """The `points` attribute of a polygon."""
    return " ".join(f"{number(x)},{number(y)}" for x, y in pairs)


def bar(x1: float, y1: float, x2: float, y2: float, paint: str, width: float = 40, extra: str = "") -> str:
    """A paddle: a bar with round ends; the ends of its middle line are given."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    return f'<line {ends} stroke="{paint}" stroke-width="{number(width)}" stroke-linecap="round" {extra}/>'


def line(path: str, paint: str, width: float, extra: str = "") -> str:
    """A bent line with round ends and corners."""
    style = 'fill="none" stroke-linecap="round" stroke-linejoin="round"'
    return f'<path d="{path}" stroke="{paint}" stroke-width="{number(width)}" {style} {extra}/>'


def circle(x: float, y: float, radius: float, fill: str, extra: str = "") -> str:
    """A filled circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}" {extra}/>'


def ring(x: float, y: float, radius: float, paint: str, width: float, extra: str = "") -> str:
    """A circle's outline."""
    return circle(x, y, radius, "none", f'stroke="{paint}" stroke-width="{number(width)}" {extra}')


def glow(*shapes: str) -> str:
    """The shapes, with their light spilling around them."""
    inner = "".join(shapes)
    return f'<g filter="url(#spill)" opacity="0.55">{inner}</g>{inner}'


def paddle(x: float, y: float, half: float, side: str, tilt: float = 0, width: float = 42) -> str:
    """An upright paddle of side `a` (amber) or `b` (cyan), `half` long to either side of its middle."""
    dx, dy = polar(half, tilt)
    base, light = (AMBER, AMBER_LIGHT) if side == "a" else (CYAN, CYAN_LIGHT)
    body = bar(x - dx, y - dy, x + dx, y + dy, base, width)
    # The face towards the middle of the court catches the ball's light.
    inward = width * 0.24 * (1 if side == "a" else -1)
    ox, oy = polar(inward, tilt + 90)
    shine = bar(x - dx + ox, y - dy + oy, x + dx + ox, y + dy + oy, light, width * 0.3, 'opacity="0.9"')
    return glow(body) + shine


def ball(x: float, y: float, radius: float, level: int = 1) -> str:
    """The ball in its own light, which grows with the level; from level 2 on with an orbit of gold."""
    parts = [circle(x, y, radius * (2.1 + 0.5 * level), "url(#halo)")]
    if level >= 2:
        parts.append(ring(x, y, radius * 1.42, "url(#gold)", max(radius * 0.2, 8)))
    parts.append(circle(x, y, radius, "url(#ball)"))
    return "".join(parts)


def beams(x: float, y: float) -> str:
    """Light that fills the court from the ball at (x, y)."""
    paint = (f'<radialGradient id="beam" gradientUnits="userSpaceOnUse" cx="{number(x)}" cy="{number(y)}" r="290">'
             '<stop offset="0.1" stop-color="#ffd27a" stop-opacity="0.46"/><stop offset="1" stop-color="#ffb638" stop-opacity="0.06"/></radialGradient>')
    shapes = []
    for index in range(12):
        ends = [polar(420, index * 30 + side) for side in (-7, 7)]
        shapes.append(f'<polygon points="{points([(x, y), *((x + dx, y + dy) for dx, dy in ends)])}" fill="url(#beam)"/>')
    return paint + f'<g clip-path="url(#court)">{"".join(shapes)}</g>'


def trail(x: float, y: float, radius: float, from_x: float, from_y: float, paint: str = CREAM) -> str:
    """The light a ball at (x, y) leaves behind on its way from (from_x, from_y)."""
    length = math.hypot(x - from_x, y - from_y)
    nx, ny = (y - from_y) / length * radius, -(x - from_x) / length * radius
    name = f"trail{abs(hash_of(x, y, from_x, from_y))}"
    ends = f'x1="{number(from_x)}" y1="{number(from_y)}" x2="{number(x)}" y2="{number(y)}"'
    stops = f'<stop offset="0" stop-color="{paint}" stop-opacity="0"/><stop offset="1" stop-color="{paint}" stop-opacity="0.75"/>'
    shape = points([(x + nx, y + ny), (from_x + nx * 0.12, from_y + ny * 0.12),
                    (from_x - nx * 0.12, from_y - ny * 0.12), (x - nx, y - ny)])
    gradient = f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" {ends}>{stops}</linearGradient>'
    return f'{gradient}<polygon points="{shape}" fill="url(#{name})"/>'


def hash_of(*values: float) -> int:
    """A name for a place that is the same in every run."""
    result = 7
    for value in values:
        result = (result * 1009 + round(value * 10) + 5000) % 1_000_003
    return result


def bust(x: float, y: float, size: float) -> str:
    """The path of a player's shoulders: a paddle bent round its ball."""
    reach, top, low = number(x + size * 1.1), number(y + size * 0.08), y + size * 1.08
    left, round_off = number(x - size * 1.1), size * 0.2
    return (f"M{left} {number(low - round_off)}C{left} {number(y + size * 0.42)} {number(x - size * 0.66)} {top} {number(x)} {top}"
            f"S{reach} {number(y + size * 0.42)} {reach} {number(low - round_off)}"
            f"A{number(round_off)} {number(round_off)} 0 0 1 {number(x + size * 1.1 - round_off)} {number(low)}"
            f"H{number(x - size * 1.1 + round_off)}A{number(round_off)} {number(round_off)} 0 0 1 {left} {number(low - round_off)}Z")


def person(x: float, y: float, size: float, shoulders: str) -> str:
    """A player: a ball over a bent paddle, about 2.5 `size` tall."""
    body = f'<path d="{bust(x, y, size)}" fill="{shoulders}"/>'
    top = y - size * 0.74
    return glow(body) + circle(x, top, size * 1.4, "url(#halo)") + circle(x, top, size * 0.62, "url(#ball)")


# --- the ground -------------------------------------------------------------------------------------------------------


def definitions(metal: str) -> str:
    """The paints that every picture may use."""
    def metal_paint(name: str, of: str, span: int = 220) -> str:
        light, base, dark = METALS[of]
        stops = f'<stop offset="0" stop-color="{light}"/><stop offset="0.5" stop-color="{base}"/><stop offset="1" stop-color="{dark}"/>'
        return f'<linearGradient id="{name}" gradientUnits="userSpaceOnUse" x1="{-span * 0.4:.0f}" y1="{-span}" x2="{span * 0.4:.0f}" y2="{span}">{stops}</linearGradient>'

    def radial(name: str, place: str, *stops: tuple[float, str, float]) -> str:
        inner = "".join(f'<stop offset="{number(at)}" stop-color="{paint}" stop-opacity="{alpha}"/>' for at, paint, alpha in stops)
        return f'<radialGradient id="{name}" {place}>{inner}</radialGradient>'

    user = 'gradientUnits="userSpaceOnUse"'
    return "".join([
        "<defs>",
        metal_paint("metal", metal),
        metal_paint("emblem", metal, 150),
        metal_paint("gold", "gold"),
        radial("ball", 'cx="0.38" cy="0.34" r="0.75"', (0, "#ffffff", 1), (0.5, WHITE, 1), (1, CREAM, 1)),
        radial("halo", "", (0, CREAM, 0.6), (0.4, CREAM, 0.24), (1, CREAM, 0)),
        radial("field", f'{user} cx="0" cy="-60" r="290"', (0, "#2a3a4c", 1), (0.6, "#182230", 1), (1, "#0e141c", 1)),
        radial("warm", f'{user} cx="-230" cy="0" r="230"', (0, AMBER, 0.42), (1, AMBER, 0)),
        radial("cool", f'{user} cx="230" cy="0" r="230"', (0, CYAN, 0.42), (1, CYAN, 0)),
        radial("tint", f'{user} cx="0" cy="210" r="330"', (0, METALS[metal][1], 0.5), (1, METALS[metal][1], 0)),
        f'<linearGradient id="sides" {user} x1="-130" y1="0" x2="130" y2="0"><stop offset="0.1" stop-color="{AMBER}"/>'
        f'<stop offset="0.5" stop-color="{CREAM}"/><stop offset="0.9" stop-color="{CYAN}"/></linearGradient>',
        '<filter id="spill" filterUnits="userSpaceOnUse" x="-256" y="-256" width="512" height="512">'
        '<feGaussianBlur stdDeviation="15"/></filter>',
        '<clipPath id="court"><circle r="204"/></clipPath>',
        "</defs>",
    ])


def court(lights: tuple[str, ...] = ("warm", "cool"), lines: bool = True) -> str:
    """The table inside the rim, lit from its two sides unless said otherwise."""
    marks = ""
    if lines:
        marks = (f'<g stroke="{WHITE}" stroke-width="5" fill="none" opacity="0.1">'
                 '<path d="M0-204V204"/><circle r="92"/></g>')
    lit = "".join(f'<circle r="206" fill="url(#{light})"/>' for light in lights)
    return f'<g clip-path="url(#court)"><circle r="206" fill="url(#field)"/>{lit}{marks}</g>'


def foot(marks: int) -> str:
    """The marks at the foot of the rim: one ball for each step."""
    if marks == 0:
        return ""
    step = 13
    first = 180 - step * (marks - 1) / 2
    spread = step * (marks - 1) / 2 + 7.5
    (x1, y1), (x2, y2) = polar(213, 180 + spread), polar(213, 180 - spread)
    bed = line(f"M{number(x1)} {number(y1)}A213 213 0 0 0 {number(x2)} {number(y2)}", INK, 50)
    dots = "".join(circle(*polar(213, first + index * step), 17, "url(#ball)") for index in range(marks))
    return bed + dots


def rays(count: int, inner: float, outer: float, half_width: float, turn: float = 0) -> str:
    """Points standing out of the rim."""
    shapes = []
    for index in range(count):
        at = turn + index * 360 / count
        tip = [polar(inner, at - half_width), polar(outer, at), polar(inner, at + half_width)]
        shapes.append(f'<polygon points="{points(tip)}" fill="url(#metal)"/>')
    return "".join(shapes)


def rim(level: int) -> tuple[str, str]:
    """What lies under and over the court: level 0 has a plain rim, 1 steel, 2 gold, 3 gold with rays."""
    if level == 3:
        under = rays(24, 214, 252, 5.2) + circle(0, 0, 230, INK)
    else:
        under = circle(0, 0, 240, INK)
    width = {0: 14, 1: 18, 2: 26, 3: 26}[level]
    over = ring(0, 0, 226 - width / 2 if level < 3 else 213, "url(#metal)", width)
    over += ring(0, 0, 198, INK, 6, 'opacity="0.55"')
    return under, over + foot(level)


METAL_OF_LEVEL = ("plain", "steel", "gold", "gold")


def document(metal: str, body: str, view: str = "-256 -256 512 512") -> str:
    """A whole SVG file."""
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}" width="512" height="512">{definitions(metal)}{body}</svg>\n'


def badge(level: int, motif: str, lines: bool = True) -> str:
    """A picture whose rim is of the given level."""
    under, over = rim(level)
    return document(METAL_OF_LEVEL[level], under + court(lines=lines) + motif + over)


# --- the motifs -------------------------------------------------------------------------------------------------------


def guest() -> str:
    """A player of whom there is only an outline."""
    body = line(bust(0, 24, 108), QUIET, 17, 'stroke-dasharray="26 31"')
    head = ring(0, -70, 62, QUIET, 17, 'stroke-linecap="round" stroke-dasharray="24 31.1"')
    return badge(0, body + head, lines=False)


def register() -> str:
    """The same player, filled with light."""
    return badge(0, person(0, 14, 112, "url(#sides)"), lines=False)


def tournament(level: int) -> str:
    """A bracket that stands like a cup and holds the ball."""
    width = 28
    branches = glow(line("M-140-104V-84A40 40 0 0 0-60-84V-104", AMBER, width), line("M140-104V-84A40 40 0 0 1 60-84V-104", CYAN, width))
    cup = glow(line("M-100-44V-30A100 80 0 0 0 100-30V-44", "url(#sides)", width))
    stem = line("M0 50V110M-56 122H56", CREAM, width)
    light = beams(0, -66) if level == 3 else ""
    return badge(level, light + stem + cup + branches + ball(0, -66, 38, level), lines=False)


def clash(level: int) -> str:
    """Three against three, the ball in the thick of it."""
    sides = [paddle(sign * x, y, 42, side, width=36)
             for sign, side in ((-1, "a"), (1, "b")) for x, y in ((92, -88), (146, 0), (92, 88))]
    light = beams(0, 0) if level == 3 else ""
    return badge(level, light + "".join(sides) + ball(0, 0, 42, level))


def duel(level: int) -> str:
    """One against one."""
    light = beams(18, -16) if level == 3 else ""
    flight = trail(18, -16, 42, -108, 66)
    return badge(level, light + flight + paddle(-136, 50, 68, "a") + paddle(136, -50, 68, "b") + ball(18, -16, 45, level))


def fun_player() -> str:
    """Four modes, four paddles, one ball: a wheel that turns."""
    blades = []
    for index, (base, light) in enumerate(((AMBER, AMBER_LIGHT), (WHITE, "#ffffff"), (CYAN, CYAN_LIGHT), ("#ff7d6b", "#ffb9a8"))):
        (x, y), turn = polar(118, index * 90 - 90), index * 90 - 90
        dx, dy = polar(62, turn + 62)
        blades.append(glow(bar(x - dx, y - dy, x + dx, y + dy, base, 42)))
        ox, oy = polar(10, turn + 152)
        blades.append(bar(x - dx + ox, y - dy + oy, x + dx + ox, y + dy + oy, light, 12, 'opacity="0.9"'))
    return badge(1, "".join(blades) + ball(0, 0, 46, 2), lines=False)


def scorer(level: int) -> str:
    """The ball through the line, and the wave of the goal."""
    posts = glow(bar(84, -154, 84, -88, CYAN, 32), bar(84, 88, 84, 154, CYAN, 32))
    strengths = (0.95, 0.6, 0.32) if level == 3 else (0.8, 0.4)
    waves = "".join(line(arc(84, 0, 94 + index * 40, 234, 306), AMBER_LIGHT, 18, f'opacity="{alpha}"')
                    for index, alpha in enumerate(strengths))
    light = beams(84, 0) if level == 3 else ""
    return badge(level, light + waves + paddle(-144, 0, 46, "a", width=36) + posts + trail(84, 0, 44, -116, 0) + ball(84, 0, 50, level), lines=False)


def arc(x: float, y: float, radius: float, start: float, end: float) -> str:
    """The path of an arc about (x, y), clockwise from the top."""
    (x1, y1), (x2, y2) = polar(radius, start), polar(radius, end)
    return f"M{number(x + x1)} {number(y + y1)}A{number(radius)} {number(radius)} 0 0 1 {number(x + x2)} {number(y + y2)}"


def one_friend() -> str:
    """Two players, side by side."""
    rear = person(64, -14, 76, CYAN)
    gap = f'<path d="{bust(-54, 26, 84)}" fill="{INK}" stroke="{INK}" stroke-width="22"/>' + circle(-54, -36, 63, INK)
    return badge(1, rear + gap + person(-54, 26, 84, AMBER), lines=False)


def popular_guy() -> str:
    """One player with a crowd of others around."""
    crowd = []
    for index in range(14):
        at = index * 360 / 14 + 180 / 14
        x, y = polar(160, at)
        paint = AMBER if x < -40 else CYAN if x > 40 else CREAM
        crowd.append(circle(x, y, 20, paint))
    return badge(2, glow(*crowd) + person(0, 6, 78, "url(#sides)"), lines=False)


def win_streak_player() -> str:
    """Ten balls that climb from wall to wall, each brighter than the last."""
    corners = [(-78, 136), (78, 78), (-78, 2), (84, -104)]
    climb = []
    for index in range(9):
        leg, step = divmod(index, 3)
        (x1, y1), (x2, y2) = corners[leg], corners[leg + 1]
        x, y = x1 + (x2 - x1) * step / 3, y1 + (y2 - y1) * step / 3
        climb.append(circle(x, y, 12 + index * 1.1, AMBER if index < 4 else AMBER_LIGHT, f'opacity="{0.6 + index * 0.05:.2f}"'))
    walls = paddle(-128, 2, 52, "a", width=36) + paddle(128, 78, 42, "b", width=36)
    return badge(2, walls + glow(*climb) + ball(*corners[-1], 46), lines=False)


# --- the ranks --------------------------------------------------------------------------------------------------------


def chevron(y: float, reach: float, width: float) -> str:
    """Two paddles that meet in a point at (0, y), a cup for the ball."""
    high = number(y - reach * 0.66)
    return line(f"M{number(-reach)} {high}L0 {number(y)}L{number(reach)} {high}", "url(#emblem)", width)


def gem(half: float, width: float) -> str:
    """Four paddles that enclose the ball."""
    return line(f"M0 {number(-half)}L{number(half)} 0L0 {number(half)}L{number(-half)} 0Z", "url(#emblem)", width)


def emblem(tier: str) -> str:
    """The mark of a rank, within 164 of the middle."""
    if tier in ("unranked", "bronze"):
        return glow(chevron(88, 124, 46)) + ball(0, -42, 54, 0)
    if tier == "silver":
        return glow(chevron(42, 122, 42), chevron(118, 122, 42)) + ball(0, -74, 50, 0)
    if tier == "gold":
        return glow(*(chevron(y, 120, 36) for y in (10, 72, 134))) + ball(0, -94, 46, 0)
    if tier == "diamond":
        return glow(gem(138, 42)) + ball(0, 0, 48)
    if tier == "master":
        wings = (line("M-112-108L-166 0L-112 108", "url(#emblem)", 30), line("M112-108L166 0L112 108", "url(#emblem)", 30))
        return glow(gem(106, 36), *wings) + ball(0, 0, 42, 2)
    spokes = []
    for index in range(8):
        long = 166 if index % 2 == 0 else 136
        (x1, y1), (x2, y2) = polar(88, index * 45), polar(long, index * 45)
        spokes.append(bar(x1, y1, x2, y2, "url(#emblem)", 38 if index % 2 == 0 else 28))
    return glow(*spokes) + ball(0, 0, 46, 2)


RANKS = ("bronze", "silver", "gold", "diamond", "master", "mythic")


def ranked(tier: str) -> str:
    """A rank's emblem in a rim of its metal."""
    place = RANKS.index(tier)
    if tier == "mythic":
        under = rays(16, 212, 252, 8) + circle(0, 0, 230, INK)
        over = ring(0, 0, 211, "url(#metal)", 30)
    else:
        under = circle(0, 0, 240, INK)
        over = ring(0, 0, 211, "url(#metal)", 30)
    studs = {"diamond": 4, "master": 8}.get(tier, 0)
    for index in range(studs):
        over += circle(*polar(211, index * 360 / studs), 24, INK) + circle(*polar(211, index * 360 / studs), 15, "url(#ball)")
    over += ring(0, 0, 193, INK, 6, 'opacity="0.55"')
    motif = f'<g transform="scale({0.9 if place >= 2 else 1})">{emblem(tier)}</g>'
    return document(tier, under + court(("tint",), lines=False) + motif + over)


def tier_icon(tier: str) -> str:
    """A rank's emblem alone, to stand beside a name."""
    metal = "steel" if tier == "unranked" else tier
    view = "-176 -176 352 352" if tier in ("unranked", "bronze") else "-192 -192 384 384"
    return document(metal, emblem(tier), view)


def application() -> str:
    """The icon of the game: a rally in a rounded square."""
    shape = ('<clipPath id="tile"><rect x="-240" y="-240" width="480" height="480" rx="112"/></clipPath>'
             '<g clip-path="url(#tile)"><rect x="-240" y="-240" width="480" height="480" fill="url(#field)"/>'
             '<rect x="-240" y="-240" width="480" height="480" fill="url(#warm)"/>'
             '<rect x="-240" y="-240" width="480" height="480" fill="url(#cool)"/></g>')
    rally = trail(34, -28, 50, -120, 78) + paddle(-152, 56, 84, "a", width=54) + paddle(152, -56, 84, "b", width=54)
    return document("plain", shape + rally + ball(34, -28, 58))


PICTURES: dict[str, Callable[[], str]] = {
    "guest": guest,
    "register": register,
    "tournament_winner": lambda: tournament(1),
    "tournament_master": lambda: tournament(2),
    "tournament_god": lambda: tournament(3),
    "clash_winner": lambda: clash(1),
    "clash_master": lambda: clash(2),
    "clash_god": lambda: clash(3),
    "duel_winner": lambda: duel(1),
    "duel_master": lambda: duel(2),
    "duel_god": lambda: duel(3),
    **{f"ranked_{tier}": lambda tier=tier: ranked(tier) for tier in RANKS},
    "fun_player": fun_player,
    "scorer": lambda: scorer(1),
    "god_scorer": lambda: scorer(3),
    "one_friend": one_friend,
    "popular_guy": popular_guy,
    "win_streak_player": win_streak_player,
}


# --- files ------------------------------------------------------------------------------------------------------------


def render(svg: Path, png: Path, size: int, optimise: bool) -> None:
    """Writes `svg` as a square PNG of `size` pixels."""
    subprocess.run(["rsvg-convert", "-w", str(size), "-h", str(size), "-o", png, svg], check=True)
    if optimise:
        subprocess.run(["pngquant", "--force", "--strip", "--speed", "1", "--quality", "60-100", "--floyd=0.5", "--output", png, png], check=True)
        subprocess.run(["zopflipng", "-y", png, png], check=True, stdout=subprocess.DEVNULL)


def main() -> None:
    """Writes and renders what was asked for."""
    wanted = [name for name in sys.argv[1:] if not name.startswith("--")]
    optimise = "--fast" not in sys.argv
    work: list[tuple[str, Path, str, dict[str, int]]] = []
    for slug, draw in PICTURES.items():
        sizes = {f"{slug}.png": 512, f"{slug}_small.png": 64, f"{slug}_medium.png": 128, f"{slug}_large.png": 256}
        work.append((slug, HERE / f"{slug}.svg", draw(), {str(HERE.parent / name): size for name, size in sizes.items()}))
    for tier in ("unranked", *RANKS):
        work.append((tier, ASSETS / f"tiers/source/{tier}.svg", tier_icon(tier), {str(ASSETS / f"tiers/{tier}.png"): 64}))
    icon = {str(ASSETS / f"icon/rebound_{size}.png"): size for size in (64, 256)}
    work.append(("rebound", ASSETS / "icon/rebound.svg", application(), icon))
    for slug, path, text, targets in work:
        if wanted and slug not in wanted:
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        for target, size in targets.items():
            render(path, Path(target), size, optimise)


if __name__ == "__main__":
    main()
