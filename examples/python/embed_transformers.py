#!/usr/bin/env python3
"""Embeddings by a public speech model, such as WavLM, HuBERT or wav2vec 2.0, through Hugging Face's transformers.

    pip install torch transformers soundfile soxr numpy
    embed_transformers.py CORPUS OUT --model microsoft/wavlm-base-plus --layer 9 [--frames] [--dtype float16]

It writes OUT/ID.npy for each recording CORPUS/ID.wav: one vector [D], the mean over frames, or with --frames the frames
[T, D] of that layer. The first run downloads the model. EMO-DNA's own tests do not run this script, because they download
nothing; embed_random.py beside it goes the same way without a model, and is run by them.

Which layer carries emotion differs between models; middle ones are a good start. Layer 0 is what the convolutions give,
and -1 is the last.
"""

import argparse
import sys

import numpy as np
import soundfile
import soxr
import torch
from transformers import AutoFeatureExtractor, AutoModel

from recordings import place, recordings

RATE = 16_000


def samples(file):
    """Mono samples at 16 kHz."""
    audio, rate = soundfile.read(file, dtype="float32", always_2d=True)
    mono = audio.mean(axis=1)
    return mono if rate == RATE else soxr.resample(mono, rate, RATE)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus")
    parser.add_argument("out")
    parser.add_argument("--model", default="microsoft/wavlm-base-plus")
    parser.add_argument("--layer", type=int, default=9)
    parser.add_argument("--frames", action="store_true", help="write [T, D] and not their mean [D]")
    parser.add_argument("--dtype", choices=["float16", "float32"], default="float32")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--most-seconds", type=float, default=30, help="longer recordings are cut to their middle")
    options = parser.parse_args()

    extractor = AutoFeatureExtractor.from_pretrained(options.model)
    model = AutoModel.from_pretrained(options.model).to(options.device).eval()
    failed = 0
    found = recordings(options.corpus)
    for identity, file in found:
        try:
            audio = samples(file)
        except (RuntimeError, OSError) as error:
            print(f"{file}: {error}", file=sys.stderr)
            failed += 1
            continue
        most = int(options.most_seconds * RATE)
        start = max(0, (len(audio) - most) // 2)
        audio = np.pad(audio[start : start + most], (0, max(0, 400 - len(audio))))
        inputs = extractor(audio, sampling_rate=RATE, return_tensors="pt").to(options.device)
        with torch.inference_mode():
            hidden = model(**inputs, output_hidden_states=True).hidden_states[options.layer]
        frames = hidden[0].float().cpu().numpy()
        embedding = frames if options.frames else frames.mean(axis=0)
        np.save(place(options.out, identity), embedding.astype(options.dtype))
    print(f"{options.out}: embeddings of {len(found) - failed} of {len(found)} recordings", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
