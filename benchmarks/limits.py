"""What EMO-DNA holds itself to, beside what benchmarks/compare measured: on recordings, against Praat, and of whole
processes. The limits are printed with the figures; nothing fails for them, since a busy machine misses any."""

import os
import shutil
import statistics
import subprocess
import tempfile
from pathlib import Path

PITCH = Path(__file__).resolve().parent / "praat" / "pitch.praat"
INSTALL_PRAAT = "apt-get install praat"
# What Praat reads.
SOUNDS = (".wav", ".flac", ".aiff", ".mp3")
# Times decoding alone, one thread; times Praat's speed, one thread; seconds.
DECODING, PRAAT, TRAIN, PREDICT = 2.5, 10, 60, 1
STREAMS = {
    "decode-streams": "decoding, with MFCC, prosody and voice",
    "decode-functionals-1": "decoding, with functionals-1",
    "decode-functionals-2": "decoding, with functionals-2",
}


class Failed(Exception):
    """Its text says what and why."""


def sounds(folder):
    return [path for path in sorted(Path(folder).rglob("*")) if path.suffix.lower() in SOUNDS]


def praat_seconds(folder):
    """Seconds that Praat's pitch takes on a folder, counted within Praat, on one processor; None without Praat."""
    if shutil.which("praat") is None:
        return None
    files = sounds(folder)
    if not files:
        raise Failed(f"--audio {folder}: no file there that Praat reads ({', '.join(SOUNDS)})")
    processor = min(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory(prefix="emodna-praat-") as work:
        names = Path(work) / "files.txt"
        names.write_text("".join(f"{path.resolve()}\n" for path in files))
        # Praat spreads long sounds over all processors that it is given.
        done = subprocess.run(
            ["praat", "--run", str(PITCH), str(names)],
            capture_output=True,
            text=True,
            preexec_fn=lambda: os.sched_setaffinity(0, {processor}),
        )
    try:
        return float(done.stdout.split()[1])
    except (IndexError, ValueError):
        raise Failed(f"Praat printed no time:\n{(done.stderr or done.stdout)[-2000:]}") from None


def of_recordings(rounds, praat, key):
    """Rows of decoding and pitch: rounds of `bench decode speech`, of one thread; seconds of Praat, None without it."""

    def seconds(name):
        return statistics.median(one[name][key] for one in rounds)

    rows = []
    for name, title in STREAMS.items():
        ratio = seconds(name) / seconds("decode")
        rows.append(row(f"{title}, one thread", f"{ratio:.2f} x decoding alone", ratio, at_most(DECODING, "x")))
    title = "speed of F0 (best path), one thread"
    if key != "median_s":
        # Its stopwatch knows the clock alone.
        title += ", Praat's by the clock"
    if praat:
        ratio = statistics.median(praat) / seconds("speech/pitch")
        rows.append(row(title, f"{ratio:.1f} x Praat's", ratio, at_least(PRAAT, "x")))
    else:
        rows.append(row(title, f"not measured: no Praat ({INSTALL_PRAAT})", None, at_least(PRAAT, "x")))
    return rows


def of_processes(title, train, predict, shortened=False):
    """Rows of a whole `train` with an empty cache and of `predict` of one file, in seconds. A shortened training is
    not what the limit is for."""
    return [
        row(title, f"{train:.1f} s", None if shortened else train, at_most(TRAIN, " s")),
        row("`predict` of one file", f"{predict:.2f} s", predict, at_most(PREDICT, " s")),
    ]


def at_most(limit, unit):
    return f"at most {limit}{unit}", lambda value: value <= limit


def at_least(limit, unit):
    return f"at least {limit}{unit}", lambda value: value >= limit


def row(title, text, value, limit):
    words, holds = limit
    verdict = "" if value is None else "met" if holds(value) else "**missed**"
    return f"| {title} | {text} | {words} | {verdict} |"


def table(rows):
    return ["| what | measured | limit | |", "|---|--:|--:|---|", *rows]
