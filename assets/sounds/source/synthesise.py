"""Makes every sound of the game from nothing: the effects as WAV, the music of the menus as Ogg Vorbis.

Usage: python synthesise.py

Needs numpy, and oggenc for the music. The same in every run. All is tuned to A minor, so that whatever rings together
agrees. Frequencies are in hertz, times in seconds, levels in dBFS.
"""

import subprocess
import wave
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent.parent
RATE = 44_100
Signal = np.ndarray

A3, C4, D4, E4, G4, A4, C5, CS5, E5, A5 = 220.0, 261.63, 293.66, 329.63, 392.0, 440.0, 523.25, 554.37, 659.26, 880.0
# A bar of wood and a small bell: (ratio, level, seconds to fall by 60 dB).
WOOD = ((1.0, 1.0, 0.42), (2.01, 0.2, 0.22), (3.98, 0.42, 0.17), (9.1, 0.14, 0.06))
SOFT = ((1.0, 1.0, 0.3), (2.0, 0.22, 0.16), (3.0, 0.08, 0.09))
BELL = ((1.0, 1.0, 1.1), (2.0, 0.28, 0.8), (3.01, 0.16, 0.5), (4.17, 0.1, 0.35), (5.43, 0.05, 0.22))
SNAP = ((1.0, 1.0, 0.26), (2.43, 0.42, 0.16), (4.12, 0.36, 0.1), (6.87, 0.22, 0.06), (11.3, 0.1, 0.03))


# --- parts ------------------------------------------------------------------------------------------------------------


def time(seconds: float) -> Signal:
    """The moments of a signal of that length."""
    return np.arange(round(seconds * RATE)) / RATE


def struck(frequency: float, modes: tuple, seconds: float, attack: float = 0.0015, bend: float = 0.0) -> Signal:
    """Something struck: decaying sines; `bend` is how far above its pitch it starts, as a part of it."""
    t = time(seconds)
    sweep = t + bend * 0.012 * (1 - np.exp(-t / 0.012))
    tone = sum(level * np.exp(-6.9 * t / fall) * np.sin(2 * np.pi * frequency * ratio * sweep) for ratio, level, fall in modes)
    return tone * np.minimum(1, t / attack)


def noise(seconds: float, low: float, high: float, seed: int) -> Signal:
    """Noise between two frequencies, its edges about an octave wide, peaking at 1."""
    count = round(seconds * RATE)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    octave = np.log2(np.maximum(np.fft.rfftfreq(count, 1 / RATE), 1))
    spectrum *= np.exp(-np.maximum(0, np.log2(low) - octave) ** 2 * 4) * np.exp(-np.maximum(0, octave - np.log2(high)) ** 2 * 4)
    sound = np.fft.irfft(spectrum, count)
    return sound / np.abs(sound).max()


def puff(seconds: float, low: float, high: float, fall: float, seed: int) -> Signal:
    """A burst of noise that dies within `fall`."""
    t = time(seconds)
    return noise(seconds, low, high, seed) * np.exp(-6.9 * t / fall) * np.minimum(1, t / 0.0008)


def mix(seconds: float, *parts: tuple[float, float, Signal]) -> Signal:
    """A signal of that length from parts, each with its start and its level as a factor."""
    whole = np.zeros(round(seconds * RATE))
    for start, level, part in parts:
        first = round(start * RATE)
        length = min(len(part), len(whole) - first)
        whole[first:first + length] += level * part[:length]
    return whole


def room(dry: Signal, amount: float, fall: float, seed: int = 5) -> Signal:
    """The signal in a small room, its own length kept."""
    tail = noise(fall, 250, 5000, seed) * np.exp(-6.9 * time(fall) / fall)
    tail /= np.sqrt(np.sum(tail**2))
    size = len(dry) + len(tail)
    wet = np.fft.irfft(np.fft.rfft(dry, size) * np.fft.rfft(tail, size), size)[:len(dry)]
    return dry + amount * wet


def finish(sound: Signal, peak: float, fade: float) -> Signal:
    """Takes the mean out, fades both ends to nothing and sets the peak."""
    sound = sound - sound.mean()
    sound[:22] *= np.linspace(0, 1, 22)
    count = round(fade * RATE)
    sound[-count:] *= 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, count))
    return sound * 10 ** (peak / 20) / np.abs(sound).max()


# --- the effects ------------------------------------------------------------------------------------------------------


def paddle() -> Signal:
    """A return: wood, warm and plucked, at E4; the game plays it faster as the ball gets faster."""
    body = mix(0.42, (0, 1, struck(E4, WOOD, 0.42, bend=0.35)), (0, 0.16, struck(E4 / 2, SOFT, 0.3)),
               (0, 0.3, puff(0.05, 900, 3200, 0.03, 11)))
    return finish(room(body, 0.1, 0.18), -3, 0.08)


def wall() -> Signal:
    """A wall: softer, and a fifth lower."""
    body = mix(0.3, (0, 1, struck(A3, SOFT, 0.3, attack=0.003, bend=0.25)), (0, 0.16, puff(0.04, 300, 1100, 0.03, 12)))
    return finish(room(body, 0.08, 0.15), -7, 0.08)


def edge() -> Signal:
    """The edge of a paddle: brighter and harder than its face."""
    body = mix(0.36, (0, 1, struck(E4 * 1.5, SNAP, 0.36, attack=0.0008, bend=0.5)), (0, 0.45, struck(E4, WOOD, 0.36)),
               (0, 0.55, puff(0.05, 1800, 6500, 0.03, 13)))
    return finish(room(body, 0.1, 0.18), -3, 0.08)


def goal() -> Signal:
    """A wave that swells, breaks, and rings."""
    t = time(0.16)
    swell = noise(0.16, 300, 2600, 21) * (t / 0.16) ** 2.2
    drop = time(0.4)
    thump = np.sin(2 * np.pi * (52 * drop + 2.6 * (1 - np.exp(-drop / 0.05)))) * np.exp(-drop / 0.09)
    ring = [(0.14 + index * 0.03, level, struck(pitch, BELL, 1.0, attack=0.008)) for index, (pitch, level)
            in enumerate(((A3, 0.42), (E4, 0.42), (A4, 0.5), (CS5, 0.3), (E5, 0.28)))]
    body = mix(1.15, (0, 0.34, swell), (0.13, 1.0, thump * np.minimum(1, drop / 0.004)), (0.145, 0.3, puff(0.3, 400, 3000, 0.25, 22)), *ring)
    return finish(room(body, 0.22, 0.5), -3, 0.35)


def own_goal() -> Signal:
    """The same wave, falling, in the wrong key."""
    t = time(0.8)
    slide = 2 * np.pi * np.cumsum(A3 * 2 ** (-5 / 12 * np.minimum(1, t / 0.35))) / RATE
    fall = (np.sin(slide) + 0.3 * np.sin(2 * slide) + 0.12 * np.sin(3 * slide)) * np.exp(-t / 0.2) * np.minimum(1, t / 0.012)
    sour = struck(A3 * 2 ** (1 / 12), SOFT, 0.6, attack=0.01)
    body = mix(0.85, (0.02, 1, fall), (0.02, 0.3, sour), (0, 0.2, puff(0.2, 150, 900, 0.18, 23)))
    return finish(room(body, 0.16, 0.4), -4, 0.25)


def countdown() -> Signal:
    """A tick."""
    body = mix(0.2, (0, 1, struck(A4, ((1, 1, 0.16), (2, 0.2, 0.08), (3.98, 0.2, 0.05)), 0.2)), (0, 0.14, puff(0.03, 1500, 4000, 0.015, 31)))
    return finish(body, -6, 0.05)


def go() -> Signal:
    """The tick an octave up, opened to a fifth."""
    body = mix(0.6, (0, 1, struck(A5, BELL, 0.6)), (0, 0.6, struck(E5, BELL, 0.6)), (0, 0.4, struck(A4, WOOD, 0.4)),
               (0, 0.2, puff(0.05, 1500, 5000, 0.03, 32)))
    return finish(room(body, 0.16, 0.35), -4, 0.25)


def win() -> Signal:
    """Up the major chord, and home."""
    steps = ((0, A4), (0.1, CS5), (0.2, E5), (0.32, A5))
    bells = [(at, 0.6, struck(pitch, BELL, 0.95, attack=0.003)) for at, pitch in steps]
    wood = [(at, 0.5, struck(pitch / 2, WOOD, 0.4)) for at, pitch in steps]
    body = mix(1.3, *bells, *wood, (0.32, 0.4, struck(A3, BELL, 0.95)), (0.32, 0.25, struck(CS5, BELL, 0.95)))
    return finish(room(body, 0.24, 0.6), -3, 0.4)


def lose() -> Signal:
    """Down the minor scale, softly: a pity, not a punishment."""
    steps = ((0, E4), (0.16, D4), (0.32, C4), (0.5, A3))
    notes = [(at, 0.8, struck(pitch, ((1, 1, 0.8), (2, 0.14, 0.4), (3, 0.05, 0.2)), 0.75, attack=0.006)) for at, pitch in steps]
    body = mix(1.25, *notes, (0.5, 0.4, struck(A3 / 2, SOFT, 0.6, attack=0.01)))
    return finish(room(body, 0.24, 0.6), -5, 0.4)


def click() -> Signal:
    """A button."""
    body = mix(0.07, (0, 1, struck(A5 * 1.5, ((1, 1, 0.03), (0.5, 0.6, 0.045)), 0.07, attack=0.0008)), (0, 0.4, puff(0.02, 2000, 6000, 0.01, 41)))
    return finish(body, -10, 0.02)


def hover() -> Signal:
    """The focus that moves: felt rather than heard."""
    return finish(struck(A5, ((1, 1, 0.035), (2, 0.08, 0.02)), 0.06, attack=0.004), -22, 0.02)


def notice() -> Signal:
    """Two small bells, rising."""
    body = mix(0.68, (0, 0.8, struck(E5, BELL, 0.6, attack=0.003)), (0.1, 1, struck(A5, BELL, 0.58, attack=0.003)))
    return finish(room(body, 0.18, 0.4), -8, 0.25)


def match_found() -> Signal:
    """A call to the table: a rally of three returns, and the chord that opens."""
    returns = [(0.0, 0.8, struck(A4, WOOD, 0.4, bend=0.3)), (0.14, 0.8, struck(E4, WOOD, 0.4, bend=0.3)), (0.28, 0.9, struck(A4, WOOD, 0.4, bend=0.3))]
    chord = [(0.42, level, struck(pitch, BELL, 0.85, attack=0.004)) for pitch, level in ((A4, 0.5), (E5, 0.6), (A5, 0.5), (A3, 0.35))]
    return finish(room(mix(1.25, *returns, *chord), 0.22, 0.5), -3, 0.4)


EFFECTS = (paddle, wall, edge, goal, own_goal, countdown, go, win, lose, click, hover, notice, match_found)


# --- the music --------------------------------------------------------------------------------------------------------

# Sixteen bars of four beats. All is written round a circle, echoes and room included: the end flows into the beginning.
BEAT = 0.75
LOOP = round(64 * BEAT * RATE)
RELEASE = 1.4
MALLET = ((1, 1, 1.6), (2.0, 0.16, 0.7), (3.98, 0.3, 0.3), (9.1, 0.05, 0.08))
# The loudness of the whole, as the level of its mean power.
MUSIC_LEVEL = -19.5
# For each two bars: the bass, the pad and the notes of the rally, as MIDI numbers.
CHORDS = (
    (45, (57, 60, 64, 71), (69, 76, 72, 79, 71, 76)),
    (41, (57, 60, 64, 67), (69, 72, 76, 67, 72, 64)),
    (48, (55, 60, 62, 64), (67, 74, 72, 76, 67, 72)),
    (43, (55, 59, 62, 64), (71, 67, 74, 69, 71, 62)),
    (38, (53, 57, 60, 64), (69, 65, 72, 76, 69, 74)),
    (45, (55, 60, 64, 67), (72, 67, 76, 72, 79, 71)),
    (41, (53, 57, 60, 64), (69, 72, 64, 67, 72, 76)),
    (43, (55, 60, 62, 69), (67, 74, 69, 72, 67, 62)),
)
RHYTHMS = ((0, 1.5, 3, 4.5, 6, 7), (0.5, 2, 3.5, 5, 6.5, 7.5))


def pitch(note: int) -> float:
    """The frequency of a MIDI note."""
    return 440 * 2 ** ((note - 69) / 12)


def place(track: Signal, start: float, sound: Signal, pan: float) -> None:
    """Adds a sound to the circle; pan from -1 (left) to 1 (right), at constant power."""
    at = (round(start * RATE) + np.arange(len(sound))) % LOOP
    angle = (pan + 1) * np.pi / 4
    track[0, at] += sound * np.cos(angle)
    track[1, at] += sound * np.sin(angle)


def pad(frequency: float, seconds: float, rng: np.random.Generator) -> Signal:
    """A slow, soft voice whose overtones open and close once."""
    t = time(seconds + RELEASE)
    shape = np.minimum(1, t / 2) * np.minimum(1, (seconds + RELEASE - t) / 2.6)
    shape = shape * shape * (3 - 2 * shape)
    bright = 0.45 + 0.55 * np.sin(np.pi * t / (seconds + RELEASE))
    voice = np.zeros(len(t))
    for harmonic in range(1, 9):
        drift = 1 + 0.0016 * rng.standard_normal()
        voice += bright ** (harmonic - 1) * harmonic**-1.4 * np.sin(2 * np.pi * frequency * harmonic * drift * t + rng.uniform(0, 2 * np.pi))
    return voice * shape


def around(track: Signal, response: Signal) -> Signal:
    """Convolution round the circle."""
    return np.fft.irfft(np.fft.rfft(track, LOOP) * np.fft.rfft(response, LOOP), LOOP)


def music() -> Signal:
    """The loop: a pad that breathes, a deep bass, and a rally far away between left and right."""
    rng = np.random.default_rng(8)
    bed, rally = np.zeros((2, LOOP)), np.zeros((2, LOOP))
    stroke = 0
    for index, (bass, voices, notes) in enumerate(CHORDS):
        start = index * 8 * BEAT
        # The last chord lets go early: a breath before the circle begins again.
        held = (5 if index == len(CHORDS) - 1 else 8) * BEAT
        low = time(held + 0.6)
        shape = np.minimum(1, low / 0.7) * np.minimum(1, (low[-1] - low) / 2)
        deep = np.sin(2 * np.pi * pitch(bass) * low) + 0.35 * np.sin(4 * np.pi * pitch(bass) * low)
        place(bed, start, 0.11 * deep * shape, 0)
        for number, note in enumerate(voices):
            for pan in (-0.7, 0.7):
                place(bed, start, 0.042 * pad(pitch(note), held, rng), pan * (0.4 + 0.2 * number))
        for beat, note in zip(RHYTHMS[index % 2], notes, strict=True):
            if beat * BEAT > held:
                continue
            side = -0.65 if stroke % 2 == 0 else 0.65
            stroke += 1
            force = 0.24 * (0.7 + 0.3 * rng.uniform())
            sound = struck(pitch(note), MALLET, 1.6, attack=0.003) * force
            # Echoes cross the table, each softer.
            for echo in range(4):
                place(rally, start + beat * BEAT + echo * 0.75 * BEAT, sound * 0.42**echo, side * (-1) ** echo)
    hall = [noise(3.2, 180, 4200, seed) * np.exp(-6.9 * time(3.2) / 3.2) for seed in (51, 52)]
    hall = [tail / np.sqrt(np.sum(tail**2)) for tail in hall]
    wet = np.stack([around(0.4 * bed[side] + rally[side], hall[side]) for side in (0, 1)])
    whole = bed + rally + 0.36 * wet
    # Nothing below hearing, and the top rolled off gently.
    frequency = np.fft.rfftfreq(LOOP, 1 / RATE)
    tone = frequency**2 / (frequency**2 + 32**2) / np.sqrt(1 + (frequency / 6500) ** 4)
    whole = np.fft.irfft(np.fft.rfft(whole) * tone, LOOP)
    # The seam lies where the circle is quietest, so that even a player with a gap of a few samples shows nothing.
    power = np.convolve(np.tile((whole**2).sum(axis=0), 2), np.ones(2205), "same")[:LOOP]
    return np.roll(whole, -int(np.argmin(power)), axis=1)


# --- files ------------------------------------------------------------------------------------------------------------


def write(path: Path, sound: Signal) -> None:
    """Writes 16 bits, one or two channels, with a dither that is the same every time."""
    frames = np.atleast_2d(sound).T * 32767
    dither = np.random.default_rng(1).uniform(-0.5, 0.5, (2, *frames.shape)).sum(axis=0)
    quiet = np.abs(frames).max(axis=1, keepdims=True) < 0.5
    data = np.clip(np.round(frames + np.where(quiet, 0, dither)), -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(data.shape[1])
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(data.tobytes())


def main() -> None:
    """Writes the effects and the music."""
    for effect in EFFECTS:
        write(HERE / f"{effect.__name__}.wav", effect())
    loop = music()
    loop *= 10 ** (MUSIC_LEVEL / 20) / np.sqrt(np.mean(loop**2))
    plain = HERE / "music.wav"
    write(plain, loop)
    subprocess.run(["oggenc", "--quiet", "--serial", "1", "--quality", "4", "--output", HERE / "music.ogg", plain], check=True)
    plain.unlink()


if __name__ == "__main__":
    main()
