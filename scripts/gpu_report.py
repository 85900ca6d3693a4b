#!/usr/bin/env python3
"""Puts the results of scripts/gpu-check together: results.json and report.md, also where stages failed or results are
incomplete. Exit code 1 where a stage failed.

    scripts/gpu_report.py RESULTS_FOLDER OUT_FOLDER COMMAND
"""

import datetime
import json
import sys
from pathlib import Path

# A multiprocessor of compute capability 9.0: float32 operations and special-function results a clock.
FLOAT_OPERATIONS, SPECIAL = 256, 16
MULTIPROCESSORS = {"H100": 132, "H200": 132}


# In the order in which they run; others behind them.
ORDER = ["build", "device_test", "determinism", "contract", "small_training", "fault_test", "training"]


def read(path):
    try:
        value = json.loads(path.read_text())
        return value if isinstance(value, dict) else {}
    except (OSError, ValueError):
        return {}


def with_both_passes(ours):
    """PyTorch's backward pass can't be timed without its forward pass."""
    forward, backward = ours.get("encoder-forward"), ours.get("encoder-backward")
    if not forward or not backward:
        return ours
    seconds = forward["median_s"] + backward["median_s"]
    operations = sum(x["GFLOP_per_s"] * x["median_s"] for x in (forward, backward))
    both = {"median_s": seconds, "shape": forward["shape"], "GFLOP_per_s": operations / seconds}
    return {**ours, "encoder-forward-and-backward": both}


def least_operations(name):
    """(float operations, exponentials) of value and gradient: the floors of contrastive.cu's and alignment.cu's headers."""
    kind, _, rows = name.removeprefix("losses/").rpartition("-")
    if not rows.isdigit():
        return None
    pairs = float(rows) ** 2
    if kind == "contrastive":
        return 16 * 64 * pairs, 6 * pairs
    if kind == "alignment-class":  # with several classes, pairs of one side cancel
        return 8 * 39 * pairs, 4 * pairs
    if kind == "alignment-corpus":
        return 16 * 39 * pairs, 8 * pairs
    return None


def share(name, ours, peak_float, peak_special):
    if peak_float is None:
        return ""
    if "GFLOP_per_s" in ours:
        return f"{ours['GFLOP_per_s'] * 1e9 / peak_float:.0%} fp32"
    least = least_operations(name)
    if least is None:
        return ""
    operations, exponentials = least
    rate, special = operations / ours["median_s"] / peak_float, exponentials / ours["median_s"] / peak_special
    return f"{rate:.0%} fp32, {special:.0%} exp"


def milliseconds(value):
    return "" if value is None else f"{value * 1e3:.3f}"


def ratio(numerator, denominator):
    return f"{numerator / denominator:.1f}" if isinstance(numerator, float) and isinstance(denominator, float) else ""


def megabytes(count):
    return "" if count is None else f"{count / 1e6:.0f}"


def timing_rows(ours, theirs, peaks):
    for name in [*ours, *(name for name in theirs if name not in ours)]:
        mine, other = ours.get(name, {}), theirs.get(name, {})
        variants = {key: value["median_s"] for key, value in other.get("variants", {}).items()}
        variants.update({key: why for key, why in other.get("failed", {}).items()})
        best, own = other.get("median_s"), mine.get("median_s")
        yield "| {} | {} | {} | {} | {} | {} | {} | {} | {} |".format(
            name,
            mine.get("shape") or other.get("shape", ""),
            milliseconds(own),
            ", ".join(f"{k} {milliseconds(v) if isinstance(v, float) else v.replace('|', ' ')}" for k, v in variants.items()),
            ratio(variants.get("eager"), own),
            ratio(best, own),
            share(name, mine, *peaks) if mine else "",
            megabytes(mine.get("memory_bytes")),
            megabytes(other.get("memory_bytes")),
        )


def together_row(ours):
    """How many times as much as one after another the replicas of one step come to."""
    one, many = ours.get("step", {}).get("median_s"), ours.get("step-replicas", {})
    if not one or "replicas" not in many:
        return []
    count = int(many["replicas"])
    return ["", f"{count} replicas in one step come to {count * one / many['median_s']:.1f} times the throughput of one after another."]


def engine_rows(ours):
    """The encoder's engines beside each other: channels, both medians, and how many times as long cuDNN takes."""
    for name, fused in ours.items():
        channels = name.removeprefix("engines/fused-")
        cudnn = ours.get(f"engines/cudnn-{channels}")
        if cudnn is None or not channels.isdigit():
            continue
        times = (fused["median_s"], cudnn["median_s"])
        better = "fused" if times[0] <= times[1] else "cudnn"
        yield f"| {channels} | {milliseconds(times[0])} | {milliseconds(times[1])} | {times[1] / times[0]:.2f} | {better} |"


def main():
    folder, out, command = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    names = [p.stem for p in sorted(folder.glob("*.json")) if not p.stem.startswith(("ours-", "theirs-"))]
    names.sort(key=lambda name: ORDER.index(name) if name in ORDER else len(ORDER))
    stages = {name: read(folder / f"{name}.json") for name in names}
    ours, theirs = {}, {}
    for p in sorted(folder.glob("ours-*.json")):
        ours.update(read(p))
    for p in sorted(folder.glob("theirs-*.json")):
        theirs.update(read(p))
    gpu, peaks = "none", (None, None)
    if (folder / "gpu.csv").exists():
        gpu = (folder / "gpu.csv").read_text().strip() or "none that nvidia-smi knows"
        units = next((n for name, n in MULTIPROCESSORS.items() if name in gpu), None)
        clock = next((float(part.split()[0]) * 1e6 for part in gpu.split(",") if part.endswith(" MHz")), None)
        if units and clock:
            peaks = (units * FLOAT_OPERATIONS * clock, units * SPECIAL * clock)
    date = datetime.date.today().isoformat()
    versions = (folder / "versions.txt").read_text().split("\n")[:-1] if (folder / "versions.txt").exists() else []
    results = {"date": date, "gpu": gpu, "versions": versions, "command": command, "stages": stages, "ours": ours, "pytorch": theirs}
    (out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    lines = [f"# GPU check, {date}", "", f"GPU, driver, clock, memory: {gpu}", *versions, f"Command: `{command}`", ""]
    lines += ["| stage | result | seconds | last line |", "|---|---|---|---|"]
    for name, stage in stages.items():
        if "absent" in stage:
            lines.append(f"| {name} | left out: {stage['absent']} | | |")
        else:
            code = stage.get("exit", "no result")
            result = "passed" if code == 0 else "FAILED (out of time)" if code in (124, 137) else f"FAILED ({code})"
            lines.append(f"| {name} | {result} | {stage.get('seconds', '')} | {stage.get('last', '').replace('|', ' ')} |")
    if ours or theirs:
        lines += ["", "Medians in ms; ratios are PyTorch's time by ours; the share is of the GPU's ceiling at its highest clock.", ""]
        lines += ["| work | shape | EMO-DNA | PyTorch | x eager | x best | share | MB | PyTorch's MB |", "|---|---|---|---|---|---|---|---|---|"]
        lines += timing_rows(with_both_passes(ours), theirs, peaks)
        lines += together_row(ours)
    engines = list(engine_rows(ours))
    if engines:
        lines += ["", "The encoder's engines, forward and backward together, medians in ms.", ""]
        lines += ["| channels | fused | cudnn | cudnn / fused | the better one |", "|---|---|---|---|---|", *engines]
    (out / "report.md").write_text("\n".join(lines) + "\n")
    print("\n".join(lines))
    return 1 if any("absent" not in stage and stage.get("exit") != 0 for stage in stages.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
