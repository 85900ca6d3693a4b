"""Files of scripts/cuda-timeline: recorded graphs, registers, the budget, Nsight Compute's times."""

import csv
import json
import subprocess
from pathlib import Path

from .timeline_model import short, signature

RENEW = "scripts/cuda-timeline --renew"
# A budget holds these of a step's operation; bytes of device memory, each read or written once by a node.
AMOUNTS = ("nodes", "multiply_adds", "special_functions", "bytes")
# Counting stands for the whole where a launch is large: a little is no growth.
ROOM = 1.02


class Trouble(Exception):
    """For people, in one line."""


def read_graphs(folder):
    """{name: nodes} of the files that StepGraphTest has written."""
    graphs = {}
    for file in sorted(Path(folder).glob("*.json")):
        lines = file.read_text().splitlines()
        if len(lines) != 1:
            raise Trouble(f"{file}: one recorded graph expected, {len(lines)} found")
        graphs[file.stem] = json.loads(lines[0])["nodes"]
    if not graphs:
        raise Trouble(f"no recorded graph in {folder}: scripts/cuda-timeline --record")
    return graphs


def read_registers(file):
    """{kernel: registers} of sm_90."""
    registers = {}
    for line in Path(file).read_text().splitlines():
        if line and not line.startswith("#"):
            kernel, number = line.split("\t")
            registers[kernel] = int(number)
    return registers


def built_registers(log, script):
    """{kernel: registers} of sm_90 from a build's output, read by scripts/cuda-resources."""
    with open(log) as build:
        lines = subprocess.run([script], stdin=build, capture_output=True, text=True, check=True).stdout
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
    budget = {}
    for line in Path(file).read_text().splitlines():
        if line and not line.startswith("#"):
            step, operation, *numbers = line.split("\t")
            budget[step, operation] = dict(zip(AMOUNTS, map(int, numbers)))
    return budget


def over_budget(file, graphs):
    """A line for each amount that has grown."""
    budget = read_budget(file)
    for step, nodes in graphs.items():
        for operation, entry in amounts(nodes).items():
            allowed = budget.get((step, operation), dict.fromkeys(AMOUNTS, 0))
            for amount in AMOUNTS:
                room = 1 if amount == "nodes" else ROOM
                if entry[amount] > room * allowed[amount]:
                    name = amount.replace("_", "-")
                    yield (
                        f"{step}: {operation} has {entry[amount]:,} {name}, its budget is {allowed[amount]:,}; "
                        f"if that is meant: {RENEW}"
                    )


def read_measured(file):
    """{(kernel, grid, block): seconds}, the mean of its launches, from ncu --csv."""
    text = Path(file).read_text()
    rows = list(csv.reader(line for line in text.splitlines() if line.startswith('"')))
    if not rows or "Metric Name" not in rows[0]:
        raise Trouble(f"{file}: no table of ncu --csv --page details in it")
    units = {"ns": 1e-9, "nsecond": 1e-9, "us": 1e-6, "usecond": 1e-6, "ms": 1e-3, "msecond": 1e-3, "s": 1.0, "second": 1.0}
    times = {}
    for row in rows[1:]:
        entry = dict(zip(rows[0], row))
        if entry.get("Metric Name") not in ("Duration", "gpu__time_duration.sum"):
            continue
        if entry["Metric Unit"] not in units:
            raise Trouble(f"{file}: a duration in '{entry['Metric Unit']}'")
        shapes = (tuple(int(n) for n in entry[name].strip("()").split(",")) for name in ("Grid Size", "Block Size"))
        seconds = float(entry["Metric Value"].replace(",", "")) * units[entry["Metric Unit"]]
        times.setdefault((short(entry["Kernel Name"]), *shapes), []).append(seconds)
    if not times:
        raise Trouble(f"{file}: no duration in it: ncu --section SpeedOfLight or --metrics gpu__time_duration.sum")
    return {key: sum(all_) / len(all_) for key, all_ in times.items()}


def measured_of(node, times):
    """Seconds of a node's kernel, or None."""
    if node["kind"] != "kernel":
        return None
    return times.get((short(node["kernel"]), tuple(node["grid"]), tuple(node["block"])))
