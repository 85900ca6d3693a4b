"""How work of PyTorch is timed on a GPU: device events around many warm runs, every mode that PyTorch has for it, and what is
known so far on disk after each of them."""

import gc
import json
import os
import statistics
import sys
import time

import torch

SAMPLE_S = 0.05
DOES_NOT_FIT = "does not fit into memory"
OUT_OF_TIME = "no time left"


class OutOfTime(Exception):
    """The budget of this program is used up."""


class Clock:
    """What all measurements of one run may take, and what they found."""

    def __init__(self, budget, path, precision):
        self.end, self.path, self.found = time.monotonic() + budget, path, {}
        self.device = f"{torch.cuda.get_device_name()}, PyTorch {torch.__version__}, {precision}"

    def check(self):
        if time.monotonic() > self.end:
            raise OutOfTime(OUT_OF_TIME)

    def add(self, name, result):
        self.found[name] = {**result, "device": self.device}
        self.write()

    def note(self, name, **figures):
        """More figures of a result."""
        self.found[name].update(figures)
        self.write()

    def write(self):
        if self.path:
            with open(self.path + ".part", "w") as file:
                json.dump(self.found, file, indent=1)
            os.replace(self.path + ".part", self.path)

    def untimed(self):
        """Results without a time, but for those whose work the GPU's memory can't hold."""

        def fits(result):
            return not result["failed"] or any(not why.startswith(DOES_NOT_FIT) for why in result["failed"].values())

        return [name for name, result in self.found.items() if result.get("median_s", 0) is None and fits(result)]


def elapsed(work, repeats):
    began, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
    began.record()
    for _ in range(repeats):
        work()
    ended.record()
    ended.synchronize()
    return began.elapsed_time(ended) / 1e3 / repeats


def timed(work, seconds):
    for _ in range(5):
        work()
    torch.cuda.synchronize()
    once = elapsed(work, 1)
    repeats = max(1, min(1000, int(SAMPLE_S / max(once, 1e-6))))
    times = [elapsed(work, repeats) for _ in range(max(5, int(seconds / max(SAMPLE_S, once))))]
    return {"median_s": statistics.median(times), "min_s": min(times), "runs": len(times)}


def measured(maker, seconds, launches):
    """The times of what maker gives, and the most memory that PyTorch held at once, making it included."""
    torch.cuda.reset_peak_memory_stats()
    result = timed(maker(), seconds)
    for key in ("median_s", "min_s"):
        result[key] /= launches
    return {**result, "memory_bytes": torch.cuda.max_memory_allocated()}


def reason(error):
    first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
    return f"{DOES_NOT_FIT}: {first}" if isinstance(error, torch.cuda.OutOfMemoryError) else first


def attempts(clock, name, makers, seconds, shape, launches=1):
    """Times every variant {name: function that gives the work}; the fastest first, the others beside it. The work does so many
    launches of what a time is wanted of. "missing" names the variants of which nothing is known: those that the budget did not
    reach and, should this program be ended, those that it had not finished."""
    found, failed, missing = {}, {}, list(makers)
    clock.add(name, {"median_s": None, "shape": shape, "failed": failed, "missing": list(missing)})
    for variant, maker in makers.items():
        try:
            clock.check()
            found[variant] = measured(maker, seconds, launches)
            missing.remove(variant)
        except OutOfTime as e:
            failed[variant] = reason(e)
        except Exception as e:  # whatever a compiler may throw: the other variants count
            failed[variant] = reason(e)
            missing.remove(variant)
        print(f"{name} {variant}: {failed.get(variant) or found[variant]['median_s']}", file=sys.stderr, flush=True)
        result = {"median_s": None}
        if found:
            best = min(found, key=lambda key: found[key]["median_s"])
            result = {**found[best], "variant": best, "variants": found}
        result.update(shape=shape, failed=failed, missing=list(missing))
        # A compiler that never comes back must not take along what is known.
        clock.add(name, result)
        try:
            gc.collect()
            torch.cuda.synchronize()
            torch.cuda.empty_cache()
            torch._dynamo.reset()
        except RuntimeError as e:
            sys.exit(f"peer_pytorch_gpu: the GPU can't be used any more: {e}")


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
