#!/usr/bin/env python3
"""Puts the results of scripts/gpu-check together: results.json and report.md, also where stages failed or results are
incomplete. Exit code 1 where a stage failed.

    scripts/gpu_report.py RESULTS_FOLDER OUT_FOLDER COMMAND
"""

import csv
import datetime
import json
import sys
from pathlib import Path

from lib.gpu_ceilings import Ceilings, replicas
from lib.gpu_results import number, results_of, stage_of, timed, works_of

PRECISIONS = ("tf32", "tf32x3", "bf16")
# Of the ceiling; what stays under it needs a reason.
ASKED = 0.6
# One run fills 512 of an H200's 528 places for blocks (docs/gpu): at once they can gain what launches, latencies and tails leave
# idle, which is 1.5 to 1.7 times.
REPLICAS_ASKED, REPLICAS_HIGHEST = 1.5, 1.7
# Bytes for contrastive decoupling of 131,072 + 131,072 rows of 64 floats: 24 times what two sides of so many rows and their
# gradients take, as ManyRowsContractTest has it. One matrix of a side with all rows would take 137 GB.
LARGE_MEMORY = 24 * (2 * 2 * 131_072) * 64 * 4
OUT_OF_TIME = (124, 137)

# In the order in which they run; others behind them.
ORDER = ["build", "device_test", "determinism", "contract", "small_training", "fault_test", "training", "cudnn"]


def text(path):
    return path.read_text(errors="replace").strip() if path.exists() else ""


def cells(*values):
    return "| " + " | ".join(" ".join(str(v).replace("|", " ").splitlines()) for v in values) + " |"


def table(lines, title, header, rows):
    rows = list(rows)
    if rows:
        lines += ["", *([title, ""] if title else []), cells(*header), "|" + "---|" * len(header), *rows]


def milliseconds(value):
    return "" if value is None else f"{value * 1e3:.3f}"


def mebibytes(value):
    return "" if value is None else f"{value / 2**20:.0f}"


def with_both_passes(ours):
    """PyTorch's backward pass can't be timed without its forward pass."""
    forward, backward = ours.get("encoder-forward"), ours.get("encoder-backward")
    if not forward or not backward:
        return ours
    seconds = forward["median_s"] + backward["median_s"]
    operations = sum(x.get("GFLOP_per_s", 0) * x["median_s"] for x in (forward, backward))
    both = {"median_s": seconds, "shape": forward.get("shape", ""), "GFLOP_per_s": operations / seconds}
    return {**ours, "encoder-forward-and-backward": both}


def share_of(shares):
    """("81% fp32, 12% exp", the largest), or ("", None)."""
    words = ", ".join(f"{share:.0%} {unit}" for unit, share in sorted(shares.items(), key=lambda item: -item[1]))
    return words, max(shares.values(), default=None)


def variants_of(other):
    times = {key: value["median_s"] for key, value in timed(other.get("variants", {})).items()}
    words = [f"{key} {milliseconds(value)}" for key, value in times.items()]
    failed = other.get("failed", {})
    words += [f"{key}: {why}" for key, why in failed.items()]
    return times, ", ".join(words + [f"{key}: MISSING, cut off" for key in missing_of(other) if key not in failed])


def timing_rows(ours, theirs, ceilings):
    for name in list(ours) + [name for name in theirs if name not in ours and not name.startswith("ceilings/")]:
        mine, other = ours.get(name, {}), theirs.get(name, {})
        times, words = variants_of(other)
        median, best, eager = mine.get("median_s"), other.get("median_s"), times.get("eager")
        share, largest = share_of(ceilings.shares(name, ours) if mine else {})
        enough = "" if largest is None else "yes" if largest >= ASKED else "no"
        yield cells(
            name,
            mine.get("shape") or other.get("shape", ""),
            milliseconds(median),
            words,
            " / ".join(f"{side['loss']:.6g}" for side in (mine, other) if "loss" in side),
            f"{eager / median:.1f}" if eager and median else "",
            f"{best / median:.1f}{' of those timed' if missing_of(other) else ''}" if best and median else "",
            mebibytes(mine.get("memory_bytes")),
            mebibytes(other.get("memory_bytes")),
            share,
            enough,
            "to be explained" if enough == "no" else "",
        )


def missing_of(other):
    """Modes of PyTorch of which nothing is known, since they were cut off or never begun: the best of the others may not be
    its best."""
    return other.get("missing", [])


def answer(seen, asked, missing=()):
    """Whether what is asked is seen; a comparison with less than all of PyTorch's modes can say no, and never yes."""
    if asked is None:
        return "unknown: no ceiling"
    if seen < asked:
        return "no"
    return f"unknown: no time of PyTorch's {', '.join(missing)}" if missing else "yes"


def aim_rows(ours, theirs, ceilings):
    """What the project asks of a GPU beside what was seen, and the most that arithmetic allows: times as fast as PyTorch, or as
    one run after the other."""

    def floor(name):
        """Seconds under which the GPU can't do a work, by the ceiling of the unit that has most to do."""
        share = share_of(ceilings.shares(name, ours))[1]
        return share * ours[name]["median_s"] if share else None

    def row(what, seen, asked, highest, missing=()):
        words = "" if asked is None else f"{asked:.1f}x"
        return cells(what, words, f"{seen:.1f}x", f"{highest:.1f}x" if highest else "", answer(seen, asked, missing))

    works = [("step", "step", 10, 3)]
    for work in ("contrastive", "alignment-class", "alignment-corpus"):
        works.append((f"{work}, 16,384 rows,", f"losses/{work}-16384", None, None))
    for what, name, of_eager, of_best in works:
        mine, other = ours.get(name, {}).get("median_s"), theirs.get(name, {})
        if not mine:
            continue
        times, _ = variants_of(other)
        least, eager, best = floor(name), times.get("eager"), other.get("median_s")
        if of_eager and eager:
            yield row(f"{what} against PyTorch eager", eager / mine, of_eager, eager / least if least else None)
        if best is None:
            words = ", ".join(missing_of(other)) or variants_of(other)[1] or "not timed"
            yield cells(f"{what} against PyTorch's best mode", "", "", "", f"unknown: no time of PyTorch ({words})")
            continue
        # How far ahead of PyTorch a loss can be follows from the products that both must do.
        highest = best / least if least else None
        asked = of_best or (ASKED * highest if highest else None)
        yield row(f"{what} against PyTorch's best mode", best / mine, asked, highest, missing_of(other))
    one, many = (ours.get(name, {}) for name in ("step", "step-replicas"))
    if one and many:
        together = replicas(many) * one["median_s"] / many["median_s"]
        yield row(f"{replicas(many)} replicas at once against one after the other", together, REPLICAS_ASKED, REPLICAS_HIGHEST)
    large, other = ours.get("losses/contrastive-131072"), theirs.get("losses/contrastive-131072", {})
    if large:
        words = f"{milliseconds(large['median_s'])} ms in {mebibytes(large.get('memory_bytes'))} MiB"
        memory = large.get("memory_bytes")
        reached = "unknown: no memory" if memory is None else "yes" if memory <= LARGE_MEMORY else "no"
        most = f"at most {mebibytes(LARGE_MEMORY)} MiB"
        yield cells("contrastive, 131,072 rows, in O(N) memory", most, words, "", reached)
        yield cells("PyTorch, the same", "", variants_of(other)[1] or "not tried", "", "")


def precision_rows(ours, theirs, by_precision, their_tf32, ceilings):
    for name in {name: None for results in by_precision.values() for name in results}:
        yield cells(
            name,
            milliseconds(ours.get(name, {}).get("median_s")),
            *(precision_cell(name, results, precision, ceilings) for precision, results in by_precision.items()),
            milliseconds(theirs.get(name, {}).get("median_s")),
            milliseconds(their_tf32.get(name, {}).get("median_s")),
        )


def precision_cell(name, results, precision, ceilings):
    if name not in results:
        return ""
    share, largest = share_of(ceilings.shares(name, results, precision))
    marks = "" if largest is None else f" ({share}{'' if largest >= ASKED else ': to be explained'})"
    return milliseconds(results[name]["median_s"]) + marks


def engine_rows(ours):
    """The encoder's engines beside each other: channels, both medians, and how many times as long cuDNN takes."""
    for name, fused in ours.items():
        channels = name.removeprefix("engines/fused-")
        cudnn = ours.get(f"engines/cudnn-{channels}")
        if cudnn is None or not channels.isdigit():
            continue
        times = (fused["median_s"], cudnn["median_s"])
        better = "fused" if times[0] <= times[1] else "cudnn"
        yield cells(channels, *map(milliseconds, times), f"{times[1] / times[0]:.2f}", better)


def profile_rows(path):
    """Of each kernel that Nsight Compute saw: launches, time, and means of its shares weighted by time; the longest first."""
    lines = text(path).replace("\0", "").splitlines()
    start = next((i for i, line in enumerate(lines) if line.startswith('"ID"')), len(lines))
    launches = {}
    for row in csv.DictReader(lines[start:]):
        try:
            value = float(row["Metric Value"].replace(",", ""))
            launch, metric = (row["ID"], row["Kernel Name"] or ""), row["Metric Name"]
        except (KeyError, ValueError, AttributeError):
            continue
        if number(value) and value >= 0:
            launches.setdefault(launch, {})[metric] = value
    kernels = {}
    for (_, name), values in launches.items():
        duration = values.get("Duration", 0)
        sums = kernels.setdefault(name, [0, 0.0, 0.0, 0.0])
        sums[0] += 1
        sums[1] += duration
        sums[2] += duration * values.get("Compute (SM) Throughput", 0)
        sums[3] += duration * values.get("Memory Throughput", 0)
    whole = sum(sums[1] for sums in kernels.values()) or 1
    for name, (count, duration, compute, memory) in sorted(kernels.items(), key=lambda item: -item[1][1])[:30]:
        shares = [share / duration if duration else 0 for share in (compute, memory)]
        enough = max(shares) >= 100 * ASKED
        yield cells(
            name[:100],
            count,
            f"{duration / 1e3:.1f}",
            f"{duration / whole:.0%}",
            *(f"{share:.0f}" for share in shares),
            "yes" if enough else "no",
            "" if enough else "to be explained",
        )


def stage_rows(stages):
    for name, stage in stages.items():
        if "absent" in stage:
            yield cells(name, f"left out: {stage['absent']}", "", "")
            continue
        code = stage.get("exit", "no result")
        result = "passed" if code == 0 else "STOPPED: out of time" if code in OUT_OF_TIME else f"FAILED ({code})"
        yield cells(name, result, stage.get("seconds", ""), stage.get("last", ""))


def main():
    folder, out, command = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    names = [p.stem for p in sorted(folder.glob("*.json")) if not p.stem.startswith(("ours", "theirs"))]
    names.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    stages = {name: stage_of(folder / f"{name}.json") for name in names}
    ours, theirs = with_both_passes(timed(results_of(folder, "ours-*.json"))), results_of(folder, "theirs-*.json")
    by_precision = {p: with_both_passes(timed(works_of(folder / f"ours@{p}.json"))) for p in PRECISIONS}
    their_tf32 = results_of(folder, "theirs@tf32.json")
    gpu = text(folder / "gpu.csv") or "none that nvidia-smi knows"
    versions = text(folder / "versions.txt").splitlines() + text(folder / "pytorch.txt").splitlines()[-1:]
    unfinished = [
        name
        for name, stage in stages.items()
        if stage.get("exit") in OUT_OF_TIME or stage.get("absent", "").startswith("no time left")
    ]
    ceilings = Ceilings(gpu, ours, theirs)
    date = datetime.date.today().isoformat()
    results = {"date": date, "gpu": gpu, "command": command, "versions": versions, "stages": stages, "ours": ours}
    results.update({"pytorch": theirs, "ours_by_precision": by_precision, "pytorch_tf32": their_tf32})
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n")

    lines = [f"# GPU check, {date}", "", f"- GPU, driver, clock, memory: {gpu}", f"- Command: `{command}`"]
    lines += [f"- {version}" for version in versions]
    table(lines, "", ("stage", "result", "seconds", "last line"), stage_rows(stages))
    header = ("work", "shape", "EMO-DNA", "PyTorch", "loss, of both", "x eager", "x best", "MiB", "MiB, PyTorch", "share")
    title = (
        "Medians in ms; ratios are PyTorch's time by ours. Both sides' features include the copies from and to the host's "
        "memory, features-resident none; losses are of random rows, each side's own. Shares are of the GPU's ceilings "
        f"({'; '.join(ceilings.origins) or 'unknown'}), of the operations that can't be saved and the bytes that the "
        "kernels load and store, of which the L2 cache may serve some; the step's are its encoders'."
    )
    table(lines, title, (*header, f"{ASKED:.0%}?", "reason"), timing_rows(ours, theirs, ceilings))
    title = (
        "What is asked of it. The ceiling is what arithmetic allows at the rates above: a loss's is PyTorch's best time by the "
        f"least that its products can take, of which {ASKED:.0%} are asked; replicas' is what one run leaves idle of an H200."
    )
    table(lines, title, ("work", "asked", "seen", "ceiling", "reached"), aim_rows(ours, theirs, ceilings))
    header = ("work", "float32", *PRECISIONS, "PyTorch float32", "PyTorch tf32")
    title = "Products on tensor cores beside float32, medians in ms, with their shares; PyTorch's fastest mode."
    table(lines, title, header, precision_rows(ours, theirs, by_precision, their_tf32, ceilings))
    title = "The encoder's engines, forward and backward together, medians in ms."
    table(lines, title, ("channels", "fused", "cudnn", "cudnn / fused", "the better one"), engine_rows(ours))
    header = ("kernel", "launches", "us", "of all", "% of compute", "% of memory", f"{ASKED:.0%}?", "reason")
    title = "Kernels of `bench step` as Nsight Compute sees them, a few steps, at the GPU's own clocks."
    table(lines, title, header, profile_rows(folder / "profile.csv"))
    if unfinished:
        proofs = [name for name in unfinished if not name.startswith(("bench-", "peer-", "profile"))]
        timings = [name for name in unfinished if name not in proofs]
        lines += ["", "Not done for want of time:", ""]
        for what, names in (("proofs", proofs), ("timings", timings)):
            lines += [f"    scripts/gpu-check {what} --stages '{','.join(names)}'"] if names else []
    (out / "report.md").write_text("\n".join(lines) + "\n", errors="replace")
    sys.stdout.reconfigure(errors="replace")
    print("\n".join(lines))
    return 1 if any("absent" not in stage and stage.get("exit") != 0 for stage in stages.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
