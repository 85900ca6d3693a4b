#!/usr/bin/env python3
"""Embeddings by a network with random weights: numpy and Python's standard library alone.

    embed_random.py CORPUS OUT [--width 64] [--seed 1] [--frames] [--dtype float16]

It writes OUT/ID.npy for each recording CORPUS/ID.wav: one vector [D], the mean over frames, or with --frames the frames
[T, D] themselves, of 25 ms every 20 ms. A random network knows nothing of emotion; it stands here for a real one, so that
the whole way from a recording to a trained model can be tried and tested without downloading anything. Reads WAV with
integer samples.
"""

import argparse
import sys
import wave

import numpy as np

from recordings import place, recordings

WINDOW_SECONDS, HOP_SECONDS = 0.025, 0.02
BANDS = 64


def samples(file):
    """Mono samples in -1 to 1, and their rate."""
    with wave.open(str(file), "rb") as reader:
        width, channels = reader.getsampwidth(), reader.getnchannels()
        data = reader.readframes(reader.getnframes())
        if width == 1:
            values = np.frombuffer(data, np.uint8).astype(np.float64) / 128 - 1
        elif width == 2:
            values = np.frombuffer(data, "<i2").astype(np.float64) / 2**15
        elif width == 4:
            values = np.frombuffer(data, "<i4").astype(np.float64) / 2**31
        else:
            raise ValueError(f"has samples of {8 * width} bits; convert it to 16")
        return values.reshape(-1, channels).mean(axis=1), reader.getframerate()


def bands(signal, rate):
    """Log energies [T, BANDS] of bands from 60 Hz to 7 kHz, whatever the rate."""
    window, hop = round(WINDOW_SECONDS * rate), round(HOP_SECONDS * rate)
    if len(signal) < window:
        signal = np.pad(signal, (0, window - len(signal)))
    starts = np.arange(0, len(signal) - window + 1, hop)
    pieces = signal[starts[:, None] + np.arange(window)] * np.hanning(window)
    power = np.abs(np.fft.rfft(pieces, 2048 * max(1, rate // 32000))) ** 2
    hertz = np.fft.rfftfreq(2048 * max(1, rate // 32000), 1 / rate)
    edges = np.geomspace(60, 7000, BANDS + 1)
    inside = (hertz >= edges[:-1, None]) & (hertz < edges[1:, None])
    share = inside / np.maximum(1, inside.sum(axis=1, keepdims=True))
    return np.log(power @ share.T + 1e-6)


class RandomNetwork:
    """Two layers, whose weights nobody has trained."""

    def __init__(self, width, seed):
        random = np.random.default_rng(seed)
        self.first = random.normal(0, 1 / np.sqrt(BANDS), (BANDS, 2 * width))
        self.second = random.normal(0, 1 / np.sqrt(2 * width), (2 * width, width))

    def __call__(self, features):
        centred = features - features.mean()
        return np.tanh(centred @ self.first) @ self.second


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--width", type=int, default=64)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--frames", action="store_true", help="write [T, D] and not their mean [D]")
    parser.add_argument("--dtype", choices=["float16", "float32"], default="float32")
    options = parser.parse_args()
    network = RandomNetwork(options.width, options.seed)
    failed = 0
    found = recordings(options.corpus)
    for identity, file in found:
        try:
            frames = network(bands(*samples(file)))
        except (wave.Error, EOFError, ValueError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            failed += 1
            continue
        embedding = frames if options.frames else frames.mean(axis=0)
        np.save(place(options.out, identity), embedding.astype(options.dtype))
    print(f"{options.out}: embeddings of {len(found) - failed} of {len(found)} recordings", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
