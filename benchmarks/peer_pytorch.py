#!/usr/bin/python3
"""Times PyTorch (and torchaudio) on the work that `emodna bench` times, and prints JSON.

    benchmarks/peer_pytorch.py step inference losses heads features     # or nothing: all of them
    benchmarks/peer_pytorch.py --golden DIR                       # checks the step against reference values first

PyTorch from Debian or Ubuntu: apt-get install python3-torch python3-torchaudio libopenblas0-pthread
Where PyTorch can lay data out in more than one way, each is timed and the fastest counts.
"""

import argparse
import json
import statistics
import sys
import time

try:
    import torch
    import torchaudio
except ImportError as e:
    sys.exit(f"peer_pytorch: {e}. Install it: apt-get install python3-torch python3-torchaudio libopenblas0-pthread")

from emodna_torch import golden
from emodna_torch.encoder import LAYOUTS, Encoder
from emodna_torch.heads import Head, heads
from emodna_torch.losses import Alignment, contrastive
from emodna_torch.step import TrainingStep

FRAMES, COEFFICIENTS, BATCH, CLASSES = 196, 39, 64, 5
LOSS_SIZES = (256, 1024, 4096)
CLIPS, SAMPLES = 64, 100_000


def timed(work, seconds, warm_up=2, least=5):
    """Runs the work for about so many seconds; returns its times, sorted, and the mean CPU time of all threads."""
    for _ in range(warm_up):
        work()
    times = []
    used = time.process_time()
    end = time.perf_counter() + seconds
    while len(times) < least or time.perf_counter() < end:
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return sorted(times), (time.process_time() - used) / len(times)


def result(timing, shape):
    times, cpu = timing
    return {
        "median_s": statistics.median(times),
        "min_s": times[0],
        "cpu_s": cpu,
        "runs": len(times),
        "shape": shape,
    }


def fastest(results):
    """The best of {variant: result}, with the others' medians beside it."""
    name = min(results, key=lambda key: results[key]["median_s"])
    return {**results[name], "variant": name, "variants": results}


def bench_step(seconds):
    shape = f"2 encoders, {BATCH}+{BATCH} x {FRAMES} x {COEFFICIENTS}"
    results = {}
    for layout in LAYOUTS:
        source, target = (torch.rand(256, FRAMES, COEFFICIENTS) * 4 - 2 for _ in range(2))
        step = TrainingStep(source, torch.arange(256) % CLASSES, target, BATCH, layout)
        results[layout] = result(timed(step.run, seconds), shape)
    return {"step": fastest(results)}


def bench_inference(seconds):
    shape = f"{2 * BATCH} x {FRAMES} x {COEFFICIENTS}"
    x = torch.rand(2 * BATCH, FRAMES, COEFFICIENTS) * 4 - 2
    found = {}
    for name, train in (("inference", False), ("inference-train-mode", True)):
        results = {}
        for layout in LAYOUTS:
            encoder = Encoder(layout=layout).train(train)
            with torch.inference_mode():
                results[layout] = result(timed(lambda: encoder(x), seconds), shape)
        found[name] = fastest(results)
    return found


def bench_losses(seconds):
    found = {}
    for n in LOSS_SIZES:
        labels = torch.arange(n) % CLASSES
        u, v = (torch.nn.functional.normalize(torch.randn(n, 64), dim=1).requires_grad_() for _ in range(2))
        xs, xt = (torch.nn.functional.normalize(torch.randn(n, 39), dim=1).requires_grad_() for _ in range(2))

        def gradients(value, *inputs):
            torch.autograd.grad(value, inputs)

        works = {
            "contrastive": (64, lambda: gradients(contrastive(u, v, labels, CLASSES, 0.07), u, v)),
            "alignment-class": (39, lambda: gradients(Alignment(xs, xt).classwise(labels, labels, CLASSES), xs, xt)),
            "alignment-corpus": (39, lambda: gradients(Alignment(xs, xt).corpus(), xs, xt)),
        }
        for name, (dim, work) in works.items():
            times = timed(work, seconds, warm_up=1, least=3)
            found[f"losses/{name}-{n}"] = result(times, f"{n} + {n} x {dim}")
    return found


def bench_heads(seconds):
    found = {}
    for ending, shape, *sizes in heads():
        head = Head(*sizes)
        head.check()
        found["heads/forward-" + ending] = result(timed(head.forward, seconds), shape)
        backward = {"bias by sum": head.backward, "bias by product": head.backward_by_products}
        results = {name: result(timed(work, seconds), shape) for name, work in backward.items()}
        found["heads/backward-" + ending] = fastest(results)
    return found


def bench_features(seconds):
    """librosa-0.8's MFCC, which torchaudio computes alike."""
    mfcc = torchaudio.transforms.MFCC(
        sample_rate=22050,
        n_mfcc=COEFFICIENTS,
        melkwargs={"n_fft": 2048, "hop_length": 512, "n_mels": 128, "norm": "slaney", "mel_scale": "slaney"},
    )
    clips = torch.rand(CLIPS, SAMPLES) - 0.5

    def in_batches_of(size):
        for batch in clips.split(size):
            mfcc(batch)

    results = {}
    with torch.inference_mode():
        for size in (1, 8, CLIPS):
            times = timed(lambda: in_batches_of(size), seconds)
            results[f"batches of {size}"] = result(times, f"{CLIPS} x {SAMPLES} samples")
    best = fastest(results)
    return {"features": {**best, "utterances_per_s": CLIPS / best["median_s"]}}


BENCHMARKS = {
    "step": bench_step,
    "inference": bench_inference,
    "losses": bench_losses,
    "heads": bench_heads,
    "features": bench_features,
}


def blas():
    """The BLAS that PyTorch really runs: Debian's is chosen at run time."""
    with open("/proc/self/maps") as maps:
        names = {line.split("/")[-1].strip() for line in maps if "blas" in line.lower()}
    return ", ".join(sorted(names)) or "built in"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; nothing = all")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=3, help="for each measurement (default 3)")
    parser.add_argument("--golden", metavar="DIR", help="check the step against step.safetensors in DIR, and stop")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"unknown benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    torch.set_num_threads(options.threads)
    torch.manual_seed(1)
    if options.golden:
        print(json.dumps([golden.check(options.golden, layout) for layout in LAYOUTS], indent=1))
        return
    found = {}
    for name in options.names or BENCHMARKS:
        found.update(BENCHMARKS[name](options.seconds))
    device = f"PyTorch {torch.__version__}, torchaudio {torchaudio.__version__}, BLAS {blas()}"
    for value in found.values():
        value.update(threads=options.threads, device=device)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
