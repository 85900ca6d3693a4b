#!/usr/bin/env python3
"""Times PyTorch on a GPU on the work that `emodna bench --device cuda` times, and prints JSON of the same names.

    benchmarks/peer_pytorch_gpu.py [step encoder losses features] [--precision fp32|tf32]

Same shapes, the same precision (float32 without TF32 unless asked for), warm, medians, device events around many runs. Every mode that PyTorch
has for the work is timed; a mode that fails or does not fit into memory is reported as such.
"""

import argparse
import json
import statistics
import sys

try:
    import torch
except ImportError as e:
    sys.exit(f"peer_pytorch_gpu: {e}. PyTorch with CUDA is needed")

from emodna_torch import gpu
from emodna_torch.encoder import Encoder

FRAMES, COEFFICIENTS, BATCH, CLASSES = 196, 39, 64, 5
LOSS_SIZES = (256, 1024, 4096, 16384, 131072)
CLIPS, SAMPLES = 64, 100_000
SAMPLE_S = 0.05


def elapsed(work, repeats):
    began, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    began.record()
    for _ in range(repeats):
        work()
    ended.record()
    ended.synchronize()
    return began.elapsed_time(ended) / 1e3 / repeats


def timed(work, seconds, shape):
    for _ in range(5):
        work()
    torch.cuda.synchronize()
    once = elapsed(work, 1)
    repeats = max(1, min(1000, int(SAMPLE_S / max(once, 1e-6))))
    times = [elapsed(work, repeats) for _ in range(max(5, int(seconds / max(SAMPLE_S, once))))]
    return {"median_s": statistics.median(times), "min_s": min(times), "runs": len(times), "shape": shape}


def attempts(makers, seconds, shape):
    """Times every variant {name: function that gives the work}; the fastest first, the others beside it."""
    found, failed = {}, {}
    for name, maker in makers.items():
        try:
            found[name] = timed(maker(), seconds, shape)
        except (RuntimeError, torch.cuda.OutOfMemoryError) as e:
            failed[name] = str(e).splitlines()[0][:200]
        torch.cuda.synchronize()
        torch.cuda.empty_cache()
        torch._dynamo.reset()
    if not found:
        return {"median_s": None, "shape": shape, "failed": failed}
    best = min(found, key=lambda key: found[key]["median_s"])
    return {**found[best], "variant": best, "variants": found, "failed": failed}


def bench_step(seconds):
    shape = f"2 encoders, {BATCH}+{BATCH} x {FRAMES} x {COEFFICIENTS}"

    def maker(mode):
        def make():
            source, target = (torch.rand(256, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2 for _ in range(2))
            labels = torch.arange(256, device="cuda") % CLASSES
            return gpu.GpuTrainingStep(source, labels, target, mode).run

        return make

    return {"step": attempts({mode: maker(mode) for mode in gpu.MODES}, seconds, shape)}


def bench_encoder(seconds):
    shape = f"2 encoders, {2 * BATCH} x {FRAMES} x {COEFFICIENTS}"
    x = torch.rand(2 * BATCH, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2

    def maker(compiled, backward):
        def make():
            encoders = [Encoder().cuda().train() for _ in range(2)]
            dz = torch.randn(2 * BATCH, COEFFICIENTS, device="cuda")
            run = [torch.compile(e, mode="max-autotune-no-cudagraphs") if compiled else e for e in encoders]

            def work():
                for encoder in run:
                    if backward:
                        encoder(x).backward(dz)
                    else:
                        with torch.no_grad():
                            encoder(x)

            return work

        return make

    found = {}
    for name, backward in (("encoder-forward", False), ("encoder-forward-and-backward", True)):
        makers = {"eager": maker(False, backward), "compiled": maker(True, backward)}
        found[name] = attempts(makers, seconds, shape)
    return found


def bench_losses(seconds):
    found = {}
    for n in LOSS_SIZES:
        labels = torch.arange(n, device="cuda") % CLASSES

        def rows(dim):
            return torch.nn.functional.normalize(torch.randn(n, dim, device="cuda"), dim=1).requires_grad_()

        def by_class(x, y):
            return gpu.Alignment(x, y).classwise(labels, labels, CLASSES)

        works = {
            "contrastive": (64, lambda u, v: gpu.contrastive(u, v, labels, CLASSES, 0.07)),
            "alignment-class": (39, by_class),
            "alignment-corpus": (39, lambda x, y: gpu.Alignment(x, y).corpus()),
        }
        for name, (dim, value) in works.items():

            def maker(compiled):
                def make():
                    x, y = rows(dim), rows(dim)
                    function = torch.compile(value, mode="max-autotune-no-cudagraphs") if compiled else value
                    return lambda: torch.autograd.grad(function(x, y), (x, y))

                return make

            makers = {"eager": maker(False), "compiled": maker(True)}
            found[f"losses/{name}-{n}"] = attempts(makers, seconds, f"{n} + {n} x {dim}")
    return found


def bench_features(seconds):
    import torchaudio

    mfcc = torchaudio.transforms.MFCC(
        sample_rate=22050,
        n_mfcc=COEFFICIENTS,
        melkwargs={"n_fft": 2048, "hop_length": 512, "n_mels": 128, "norm": "slaney", "mel_scale": "slaney"},
    ).cuda()
    clips = torch.rand(CLIPS, SAMPLES, device="cuda") - 0.5

    def maker(compiled):
        return lambda: (lambda f: lambda: f(clips))(torch.compile(mfcc) if compiled else mfcc)

    with torch.inference_mode():
        makers = {"eager": maker(False), "compiled": maker(True)}
        return {"features": attempts(makers, seconds, f"{CLIPS} x {SAMPLES} samples")}


BENCHMARKS = {"step": bench_step, "encoder": bench_encoder, "losses": bench_losses, "features": bench_features}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; nothing = all")
    parser.add_argument("--seconds", type=float, default=1, help="for each measurement (default 1)")
    parser.add_argument("--precision", choices=("fp32", "tf32"), default="fp32")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"unknown benchmark {unknown[0]}; there are {', '.join(BENCHMARKS)}")
    if not torch.cuda.is_available():
        sys.exit("peer_pytorch_gpu: PyTorch sees no GPU")
    tf32 = options.precision == "tf32"
    torch.backends.cuda.matmul.allow_tf32 = tf32
    torch.backends.cudnn.allow_tf32 = tf32
    torch.backends.cudnn.benchmark = True
    torch.manual_seed(1)
    found = {}
    for name in options.names or BENCHMARKS:
        found.update(BENCHMARKS[name](options.seconds))
    device = f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, {options.precision}"
    for value in found.values():
        value.update(device=device)
    print(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
