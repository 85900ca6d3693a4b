#!/usr/bin/env python3
"""Times PyTorch on a GPU on the work that `emodna bench --device cuda` times, and prints JSON of the same names.

    benchmarks/peer_pytorch_gpu.py [step losses features encoder inference heads small-losses ceilings] [--precision fp32|tf32] [--out FILE]

Same shapes, the same precision (float32 without TF32 unless asked for), warm, medians, device events around many runs.
Every mode that PyTorch has for the work is timed: eager, compiled with max-autotune, and either in a CUDA graph, and the encoder
with channels last too; the heads, which stand for cuBLAS, in the first and the third only, uncompiled. A mode that fails, or does not fit into memory or into the budget, is reported as such. Exit code 1 where a
work has no time in any mode, unless memory can't hold it.
"""

import argparse
import json
import sys

try:
    import torch
except ImportError as e:
    sys.exit(f"peer_pytorch_gpu: {e}. PyTorch with CUDA is needed")

from emodna_torch import gpu
from emodna_torch.encoder import CHANNELS_LAST, CONTIGUOUS, Encoder
from emodna_torch.heads import Head, heads
from emodna_torch.timing import Clock, attempts, graphed, in_every_mode, timed

FRAMES, COEFFICIENTS, BATCH, CLASSES = 196, 39, 64, 5
# Of the largest, PyTorch's matrix of similarities has 137 GB: one mode is enough to say whether it fits.
LOSS_SIZES = {16384: ("eager", "graph", "compiled", "compiled-graph"), 131072: ("eager",)}
SMALL_LOSS_SIZES = dict.fromkeys((4096, 1024, 256), LOSS_SIZES[16384])
CLIPS, SAMPLES = 64, 100_000
# As many of one head are recorded in one graph as `emodna bench heads` records.
LAUNCHES = 20


def encoder(layout=CONTIGUOUS):
    return Encoder(layout=layout).cuda().train()


def bench_step(clock, seconds):
    shape = f"2 encoders, {BATCH}+{BATCH} x {FRAMES} x {COEFFICIENTS}"

    def maker(mode):
        def make():
            source, target = (torch.rand(256, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2 for _ in range(2))
            labels = torch.arange(256, device="cuda") % CLASSES
            return gpu.GpuTrainingStep(source, labels, target, mode).run

        return make

    attempts(clock, "step", {mode: maker(mode) for mode in gpu.MODES}, seconds, shape)


def with_channels_last(work_of):
    """Every mode, and the other memory layout in a CUDA graph."""
    other = {"graph-channels-last": lambda: graphed(work_of(lambda f: f, CHANNELS_LAST))}
    modes = in_every_mode(work_of)
    return {"eager": modes.pop("eager"), "graph": modes.pop("graph"), **other, **modes}


def bench_encoder(clock, seconds):
    shape = f"2 encoders, {2 * BATCH} x {FRAMES} x {COEFFICIENTS}"
    x = torch.rand(2 * BATCH, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2

    def works(backward):
        def work_of(compile, layout=CONTIGUOUS):
            encoders = [encoder(layout) for _ in range(2)]
            dz = torch.randn(2 * BATCH, COEFFICIENTS, device="cuda")
            run = [(compile(e), list(e.parameters())) for e in encoders]

            def work():
                for function, parameters in run:
                    if backward:
                        # Gradients that pile up in .grad would cost kernels that ours has not.
                        torch.autograd.grad(function(x), parameters, dz)
                    else:
                        with torch.no_grad():
                            function(x)

            return work

        return with_channels_last(work_of)

    attempts(clock, "encoder-forward", works(False), seconds, shape)
    attempts(clock, "encoder-forward-and-backward", works(True), seconds, shape)


def bench_inference(clock, seconds):
    shape = f"{2 * BATCH} x {FRAMES} x {COEFFICIENTS}"
    x = torch.rand(2 * BATCH, FRAMES, COEFFICIENTS, device="cuda") * 4 - 2

    def works(train):
        def work_of(compile, layout=CONTIGUOUS):
            run = compile(encoder(layout).train(train))

            def work():
                with torch.no_grad():
                    run(x)

            return work

        return with_channels_last(work_of)

    attempts(clock, "inference", works(False), seconds, shape)
    attempts(clock, "inference-train-mode", works(True), seconds, shape)


def bench_losses(clock, seconds, sizes=LOSS_SIZES):
    for n, modes in sizes.items():
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

            makers = {mode: make for mode, make in in_every_mode(work_of).items() if mode in modes}
            attempts(clock, f"losses/{name}-{n}", makers, seconds, f"{n} + {n} x {dim}")
            if clock.found[f"losses/{name}-{n}"]["median_s"]:
                with torch.no_grad():
                    clock.note(f"losses/{name}-{n}", loss=value(rows(dim), rows(dim)).item())


def bench_small_losses(clock, seconds):
    bench_losses(clock, seconds, SMALL_LOSS_SIZES)


def bench_heads(clock, seconds):
    """cuBLAS alone: a compiler would put kernels of its own in its place."""
    for ending, shape, *sizes in heads():
        head = Head(*sizes, device="cuda")
        head.check()

        def often(work):
            def works():
                for _ in range(LAUNCHES):
                    work()

            return works

        forward, backward, by_products = map(often, (head.forward, head.backward, head.backward_by_products))
        makers = {"eager": lambda: forward, "graph": lambda: graphed(forward)}
        attempts(clock, "heads/forward-" + ending, makers, seconds, shape, LAUNCHES)
        makers = {"eager": lambda: backward, "graph": lambda: graphed(backward)}
        makers["graph-bias-by-product"] = lambda: graphed(by_products)
        attempts(clock, "heads/backward-" + ending, makers, seconds, shape, LAUNCHES)


def bench_features(clock, seconds):
    import torchaudio

    mfcc = torchaudio.transforms.MFCC(
        sample_rate=22050,
        n_mfcc=COEFFICIENTS,
        melkwargs={"n_fft": 2048, "hop_length": 512, "n_mels": 128, "norm": "slaney", "mel_scale": "slaney"},
    ).cuda()
    host = torch.rand(CLIPS, SAMPLES) - 0.5
    device = host.cuda()
    shape = f"{CLIPS} x {SAMPLES} samples"

    def there_and_back(compile):
        function = compile(mfcc)
        # As ours is timed: from the host's memory and back to it.
        return lambda: function(host.to("cuda")).to("cpu")

    def resident(compile):
        function = compile(mfcc)
        return lambda: function(device)

    with torch.inference_mode():
        copied = {name: make for name, make in in_every_mode(there_and_back).items() if "graph" not in name}
        attempts(clock, "features", copied, seconds, shape)
        attempts(clock, "features-resident", in_every_mode(resident), seconds, shape)


def bench_ceilings(clock, seconds):
    """What the GPU reaches where nothing but memory, or nothing but multiplication, counts."""
    count, n = 1 << 28, 8192
    x, y = (torch.rand(count, device="cuda") for _ in range(2))
    result = timed(lambda: y.copy_(x), seconds)
    rate = 2 * 4 * count / result["median_s"]
    clock.add("ceilings/copy", {**result, "shape": f"{count} floats", "bytes_per_s": rate})
    del x, y
    chosen = torch.backends.cuda.matmul.allow_tf32
    for name, tf32, kind in (
        ("matmul", False, torch.float32),
        ("matmul-tf32", True, torch.float32),
        ("matmul-bf16", False, torch.bfloat16),
    ):
        torch.backends.cuda.matmul.allow_tf32 = tf32
        a, b, c = (torch.rand(n, n, device="cuda").to(kind) for _ in range(3))
        result = timed(lambda a=a, b=b, c=c: torch.mm(a, b, out=c), seconds)
        rate = 2 * n**3 / result["median_s"]
        clock.add("ceilings/" + name, {**result, "shape": f"{n} x {n} x {n}", "operations_per_s": rate})
    torch.backends.cuda.matmul.allow_tf32 = chosen


def must_be_exact():
    """Ends the program where a switch for TF32 has lost its meaning: float32 would then not be what is timed."""
    a, b = torch.randn(512, 512, device="cuda"), torch.randn(512, 512, device="cuda")
    convolution = torch.nn.Conv1d(COEFFICIENTS, COEFFICIENTS, 2, dilation=4).cuda()
    x = torch.randn(BATCH, COEFFICIENTS, FRAMES, device="cuda")
    with torch.no_grad():
        single = {"matrix product": a @ b, "convolution": convolution(x)}
        double = {"matrix product": a.double() @ b.double(), "convolution": convolution.double()(x.double())}
    for name, value in single.items():
        error = ((value - double[name]).abs().max() / double[name].abs().max()).item()
        if not error <= 1e-5:
            sys.exit(f"peer_pytorch_gpu: a {name} in float32 is off by {error:.1e}: TF32 is not switched off")


BENCHMARKS = {
    "step": bench_step,
    "losses": bench_losses,
    "features": bench_features,
    "encoder": bench_encoder,
    "inference": bench_inference,
    "heads": bench_heads,
    "small-losses": bench_small_losses,
    "ceilings": bench_ceilings,
}


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
        must_be_exact()
    clock = Clock(options.budget, options.out, options.precision)
    for name in options.names or BENCHMARKS:
        BENCHMARKS[name](clock, options.seconds)
    if not options.out:
        print(json.dumps(clock.found, indent=1))
    untimed = clock.untimed()
    for name in untimed:
        print(f"{name}: no time: {next(iter(clock.found[name]['failed'].values()))}", file=sys.stderr)
    return 1 if untimed else 0


if __name__ == "__main__":
    sys.exit(main())
