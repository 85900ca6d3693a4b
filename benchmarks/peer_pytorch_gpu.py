#!/usr/bin/env python3
"""Times PyTorch on a GPU on the work that `emodna bench --device cuda` times, and prints JSON of the same names.

    benchmarks/peer_pytorch_gpu.py [step encoder inference losses features] [--precision fp32|tf32] [--out FILE]

Same shapes, the same precision (float32 without TF32 unless asked for), warm, medians, device events around many runs.
Every mode that PyTorch has for the work is timed: eager, compiled with max-autotune, and either in a CUDA graph. A mode that
fails, or does not fit into memory or into the budget, is reported as such.
"""

import argparse
import gc
import json
import os
import statistics
import sys
import time

try:
    import torch
except ImportError as e:
    sys.exit(f"peer_pytorch_gpu: {e}. PyTorch with CUDA is needed")

from emodna_torch import gpu
from emodna_torch.encoder import Encoder

FRAMES, COEFFICIENTS, BATCH, CLASSES = 196, 39, 64, 5
LOSS_SIZES = (16384, 131072, 4096, 1024, 256)  # the first are what matters, should time run out
MOST_COMPILED = 65536  # a matrix of pairs of more rows does not fit, compiled or not: one try tells
CLIPS, SAMPLES = 64, 100_000
SAMPLE_S = 0.05


class OutOfTime(Exception):
    """The budget of this program is used up."""


class Clock:
    """What all measurements of one run may take; the results so far are on disk after each of them."""

    def __init__(self, budget, path):
        self.end, self.path, self.found = time.monotonic() + budget, path, {}

    def check(self):
        if time.monotonic() > self.end:
            raise OutOfTime("no time left")

    def add(self, name, result):
        """Sets a result; may be called again as more of it is known."""
        precision = "tf32" if torch.backends.cuda.matmul.allow_tf32 else "fp32"
        result["device"] = f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, {precision}"
        self.found[name] = result
        print(f"{name}: {result['median_s']}", file=sys.stderr)
        if self.path:
            with open(self.path + ".part", "w") as file:
                json.dump(self.found, file, indent=1)
            os.replace(self.path + ".part", self.path)


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


def attempts(clock, name, makers, seconds, shape):
    """Times every variant {name: function that gives the work}; the fastest first, the others beside it. What is known is
    written after each, since a compiler may outrun whatever time there is."""
    found, failed = {}, {}
    for variant, maker in makers.items():
        try:
            clock.check()
            torch.cuda.reset_peak_memory_stats()
            found[variant] = timed(maker(), seconds, shape)
            found[variant]["peak_bytes"] = torch.cuda.max_memory_allocated()
        except Exception as e:  # whatever a compiler may throw: the other variants count
            failed[variant] = (str(e).strip().splitlines() or [type(e).__name__])[0][:200]
        try:
            gc.collect()
            torch.cuda.synchronize()
            torch.cuda.empty_cache()
            torch._dynamo.reset()
        except RuntimeError as e:
            sys.exit(f"peer_pytorch_gpu: the GPU can't be used any more: {e}")
        result = {"median_s": None, "shape": shape, "failed": failed}
        if found:
            best = min(found, key=lambda key: found[key]["median_s"])
            result = {**found[best], "variant": best, "variants": found, "failed": failed}
        clock.add(name, result)


def compiled(function):
    return torch.compile(function, mode="max-autotune-no-cudagraphs", dynamic=False)


def graphed(work):
    """The work's kernels, recorded in one CUDA graph."""
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(3):
            work()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        work()
    return graph.replay


def in_every_mode(work_of):
    """work_of: from a function that compiles, or does not, to the work."""
    return {
        "eager": lambda: work_of(lambda f: f),
        "graph": lambda: graphed(work_of(lambda f: f)),
        "compiled": lambda: work_of(compiled),
        "compiled-graph": lambda: graphed(work_of(compiled)),
    }


def bench_step(clock, seconds):
    shape = f"2 encoders, {BATCH}+{BATCH} x {FRAMES} x {COEFFICIENTS}"

    def maker(mode):
        def make():
            source, target = (torch.rand(256, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2 for _ in range(2))
            labels = torch.arange(256, device="cuda") % CLASSES
            return gpu.GpuTrainingStep(source, labels, target, mode).run

        return make

    attempts(clock, "step", {mode: maker(mode) for mode in gpu.MODES}, seconds, shape)


def bench_encoder(clock, seconds):
    shape = f"2 encoders, {2 * BATCH} x {FRAMES} x {COEFFICIENTS}"
    x = torch.rand(2 * BATCH, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2

    def works(backward):
        def work_of(compile):
            encoders = [Encoder().cuda().train() for _ in range(2)]
            dz = torch.randn(2 * BATCH, COEFFICIENTS, device="cuda")
            run = [compile(e) for e in encoders]

            def work():
                for encoder in run:
                    if backward:
                        # Nothing to add gradients to: that would be more kernels.
                        torch.autograd.grad(encoder(x), list(encoder.parameters()), dz)
                    else:
                        with torch.no_grad():
                            encoder(x)

            return work

        return in_every_mode(work_of)

    attempts(clock, "encoder-forward", works(False), seconds, shape)
    attempts(clock, "encoder-forward-and-backward", works(True), seconds, shape)


def bench_inference(clock, seconds):
    shape = f"{2 * BATCH} x {FRAMES} x {COEFFICIENTS}"
    x = torch.rand(2 * BATCH, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2

    def works(train):
        def work_of(compile):
            run = compile(Encoder().cuda().train(train))

            def work():
                with torch.no_grad():
                    run(x)

            return work

        return in_every_mode(work_of)

    attempts(clock, "inference", works(False), seconds, shape)
    attempts(clock, "inference-train-mode", works(True), seconds, shape)


def bench_losses(clock, seconds):
    for n in LOSS_SIZES:
        labels = torch.arange(n, device="cuda") % CLASSES

        def rows(dim):
            return torch.nn.functional.normalize(torch.randn(n, dim, device="cuda"), dim=1).requires_grad_()

        def by_class(x, y):
            return gpu.Alignment(x, y).classwise(labels, labels, CLASSES)

        values = {
            "contrastive": (64, lambda u, v: gpu.contrastive(u, v, labels, CLASSES, 0.07)),
            "alignment-class": (39, by_class),
            "alignment-corpus": (39, lambda x, y: gpu.Alignment(x, y).corpus()),
        }
        for name, (dim, value) in values.items():

            def work_of(compile, dim=dim, value=value):
                x, y = rows(dim), rows(dim)
                function = compile(value)
                return lambda: torch.autograd.grad(function(x, y), (x, y))

            modes = in_every_mode(work_of)
            if n > MOST_COMPILED:
                modes = {"eager": modes["eager"]}
            attempts(clock, f"losses/{name}-{n}", modes, seconds, f"{n} + {n} x {dim}")


def bench_features(clock, seconds):
    import torchaudio

    mfcc = torchaudio.transforms.MFCC(
        sample_rate=22050,
        n_mfcc=COEFFICIENTS,
        melkwargs={"n_fft": 2048, "hop_length": 512, "n_mels": 128, "norm": "slaney", "mel_scale": "slaney"},
    ).cuda()
    host = torch.rand(CLIPS, SAMPLES) - 0.5

    def work_of(compile):
        function = compile(mfcc)
        # As ours is timed: from the host's memory and back to it.
        return lambda: function(host.to("cuda")).to("cpu")

    makers = {name: make for name, make in in_every_mode(work_of).items() if "graph" not in name}
    with torch.inference_mode():
        attempts(clock, "features", makers, seconds, f"{CLIPS} x {SAMPLES} samples")


BENCHMARKS = {
    "step": bench_step,
    "encoder": bench_encoder,
    "inference": bench_inference,
    "losses": bench_losses,
    "features": bench_features,
}


def require_float32():
    """Ends the program where PyTorch multiplies by TF32 although it was told not to: nothing would be compared."""
    x = torch.randn(64, 64, 64, device="cuda")
    weight = torch.randn(64, 64, 1, device="cuda")
    exact = torch.einsum("oi,bit->bot", weight[:, :, 0].double(), x.double())
    for name, value in (
        ("matrix products", weight[:, :, 0] @ x),
        ("convolutions", torch.nn.functional.conv1d(x, weight)),
    ):
        error = ((value - exact).norm() / exact.norm()).item()
        if error > 1e-5:
            sys.exit(f"peer_pytorch_gpu: PyTorch's {name} have a relative error of {error:.1e}: that is not float32")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(BENCHMARKS)}; nothing = all")
    parser.add_argument("--seconds", type=float, default=1, help="for each measurement (default 1)")
    parser.add_argument("--budget", type=float, default=3600, help="seconds for all; what is left is not begun")
    parser.add_argument("--out", help="file for the JSON, written anew after each measurement; otherwise it is printed")
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
    if not tf32:
        require_float32()
    clock = Clock(options.budget, options.out)
    for name in options.names or BENCHMARKS:
        BENCHMARKS[name](clock, options.seconds)
    if not options.out:
        print(json.dumps(clock.found, indent=1))
    untimed = [name for name, result in clock.found.items() if result["median_s"] is None and "131072" not in name]
    if untimed:
        sys.exit(f"peer_pytorch_gpu: no variant could be timed of {', '.join(untimed)}")
    print("timed")


if __name__ == "__main__":
    main()
