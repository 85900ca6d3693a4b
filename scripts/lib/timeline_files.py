"""Files of scripts/cuda-timeline: registers, the budget, Nsight Compute's times."""

import csv
import math
import re
import subprocess
from pathlib import Path

from .timeline_graphs import Trouble, text_of
from .timeline_model import short, signature

RENEW = "scripts/cuda-timeline --renew"
# A budget holds these of a step's operation; bytes of device memory, each read or written once by a node.
AMOUNTS = ("nodes", "multiply_adds", "special_functions", "bytes")
# Counting stands for the whole where a launch is large: a little is no growth.
ROOM = 1.02


def read_registers(file):
    """{kernel: registers} of sm_90."""
    return {kernel: registers for (kernel,), (registers,) in _rows(file, 1, 1)}


def _rows(file, names, numbers):
    """Of each line that is no comment: its names and its numbers."""
    for line in text_of(file).splitlines():
        if line and not line.startswith("#"):
            fields = line.split("\t")
            if len(fields) != names + numbers or not all(field.isdecimal() for field in fields[names:]):
                raise Trouble(f"{file}: not {names} names and {numbers} numbers: {line}; anew: {RENEW}")
            yield fields[:names], [int(field) for field in fields[names:]]


def release_of(file):
    """Which release of nvcc its registers are of."""
    found = re.search(r"^# nvcc (\S+)", text_of(file), re.MULTILINE)
    if not found:
        raise Trouble(f"{file}: it does not say which nvcc it is of; anew: {RENEW} --build LOG")
    return found[1]


def built_registers(log, script):
    """{kernel: registers} of sm_90 from a build's output, read by scripts/cuda-resources."""
    with open(log, "rb") as build:
        done = subprocess.run([script], stdin=build, capture_output=True, text=True, errors="replace")
    if done.returncode:
        raise Trouble(f"{log}: {script.name} can't read it: {done.stderr.strip()}")
    lines = done.stdout
    registers = {}
    for line in lines.splitlines():
        fields = line.removeprefix("SPILLS\t").split("\t")
        if len(fields) == 3 and fields[0] == "sm_90":
            registers[signature(fields[1])] = int(fields[2].split()[0])
    if not registers:
        raise Trouble(f"{log}: no kernel of sm_90 in it; build with -DEMODNA_CUDA_RESOURCES=ON")
    return registers


def kernels_of(graphs):
    return {signature(node["kernel"]) for nodes in graphs.values() for node in nodes if node["kind"] == "kernel"}


def write_registers(file, registers, kernels, release):
    head = f"# nvcc {release}\n# Registers of the kernels of a recorded training step on sm_90. {RENEW} --build LOG\n"
    rows = [f"{kernel}\t{registers[kernel]}\n" for kernel in sorted(kernels) if kernel in registers]
    Path(file).write_text(head + "".join(rows))


def more_registers(known, built, kernels):
    """A line for each kernel that takes more registers than are known, and for each name that the build has not: a name that
    matches nothing checks nothing."""
    for kernel in sorted(known.keys() - built.keys()):
        yield f"{kernel} is not in the build's output: build all of it, or {RENEW} --build LOG"
    for kernel in sorted(kernels):
        if kernel in built and built[kernel] > known.get(kernel, 0):
            yield f"{kernel} takes {built[kernel]} registers on sm_90, known are {known.get(kernel, 0)}: {RENEW} --build LOG"


def amounts(nodes):
    """{operation: {amount: number}} in the graph's order."""
    result = {}
    for node in nodes:
        entry = result.setdefault(node["operation"] or node["kind"], dict.fromkeys(AMOUNTS, 0))
        counts = node.get("counts", {})
        entry["nodes"] += 1
        entry["multiply_adds"] += counts.get("multiply_adds", 0)
        entry["special_functions"] += counts.get("special_functions", 0)
        entry["bytes"] += counts.get("read", 0) + counts.get("written", 0) if counts else node.get("bytes", 0)
    return result


def write_budget(file, graphs):
    lines = [
        "# What a training step may ask of a GPU, by operation: nodes of the recorded graph, multiply-adds, special functions,",
        f"# bytes of device memory. Held by java/benchmarks' StepGraphTest; written anew by {RENEW}",
        "# step\toperation\t" + "\t".join(AMOUNTS),
    ]
    for step, nodes in graphs.items():
        for operation, entry in amounts(nodes).items():
            lines.append("\t".join([step, operation, *(str(entry[amount]) for amount in AMOUNTS)]))
    Path(file).write_text("\n".join(lines) + "\n")


def read_budget(file):
    """{(step, operation): {amount: number}}"""
    return {tuple(names): dict(zip(AMOUNTS, numbers)) for names, numbers in _rows(file, 2, len(AMOUNTS))}


def off_budget(file, graphs):
    """A line for each amount that has grown, and for what the budget has too much of, under which things could grow unseen."""
    budget = read_budget(file)
    for step in dict.fromkeys(step for step, _ in budget):
        if step not in graphs:
            yield f"{step}: it has a budget and no recorded graph: scripts/cuda-timeline --record; if that is meant: {RENEW}"
    for step, operation in budget:
        if step in graphs and operation not in amounts(graphs[step]):
            yield f"{step}: {operation} has a budget and no node in the graph; if that is meant: {RENEW}"
    for step, nodes in graphs.items():
        for operation, entry in amounts(nodes).items():
            allowed = budget.get((step, operation), dict.fromkeys(AMOUNTS, 0))
            for amount in AMOUNTS:
                room = 1 if amount == "nodes" else ROOM
                name = amount.replace("_", "-")
                if allowed[amount] > room * entry[amount]:
                    yield (
                        f"{step}: {operation} has {entry[amount]:,} {name}, its budget is {allowed[amount]:,}, which is more "
                        f"than it needs: {RENEW}"
                    )
                if entry[amount] > room * allowed[amount]:
                    yield (
                        f"{step}: {operation} has {entry[amount]:,} {name}, its budget is {allowed[amount]:,}; "
                        f"if that is meant: {RENEW}"
                    )


def read_measured(file):
    """{(kernel, grid, block): seconds}, the mean of its launches, from ncu --csv."""
    try:
        rows = list(csv.reader(line for line in text_of(file).splitlines() if line.startswith('"')))
    except csv.Error as error:
        raise Trouble(f"{file}: {error}") from error
    if not rows or "Metric Name" not in rows[0]:
        raise Trouble(f"{file}: no table of ncu --csv --page details in it")
    absent = [name for name in ("Kernel Name", "Grid Size", "Block Size", "Metric Unit", "Metric Value") if name not in rows[0]]
    if absent:
        raise Trouble(f"{file}: no column '{absent[0]}' in it")
    times = {}
    for row in rows[1:]:
        entry = dict(zip(rows[0], row))
        if entry.get("Metric Name") in ("Duration", "gpu__time_duration.sum"):
            if len(row) < len(rows[0]):
                raise Trouble(f"{file}: it breaks off in {','.join(row)[:80]}")
            shapes = (_shape(file, entry[name]) for name in ("Grid Size", "Block Size"))
            seconds = _seconds(file, entry["Metric Value"], entry["Metric Unit"])
            times.setdefault((short(entry["Kernel Name"]), *shapes), []).append(seconds)
    if not times:
        raise Trouble(f"{file}: no duration in it: ncu --section SpeedOfLight or --metrics gpu__time_duration.sum")
    return {key: sum(all_) / len(all_) for key, all_ in times.items()}


def _seconds(file, value, unit):
    units = {"ns": 1e-9, "nsecond": 1e-9, "us": 1e-6, "usecond": 1e-6, "ms": 1e-3, "msecond": 1e-3, "s": 1.0, "second": 1.0}
    try:
        seconds = float(value.replace(",", "")) * units[unit]
    except (KeyError, ValueError) as error:
        raise Trouble(f"{file}: a duration of '{value}' in '{unit}'") from error
    if not math.isfinite(seconds) or seconds < 0:
        raise Trouble(f"{file}: a duration of '{value}' in '{unit}'")
    return seconds


def _shape(file, words):
    if not re.fullmatch(r"\(\d+, *\d+, *\d+\)", words):
        raise Trouble(f"{file}: a grid or block of '{words}'")
    return tuple(int(size) for size in words.strip("()").split(","))


def measured_of(node, times):
    """Seconds of a node's kernel, or None."""
    if node["kind"] != "kernel":
        return None
    return times.get((short(node["kernel"]), tuple(node["grid"]), tuple(node["block"])))
