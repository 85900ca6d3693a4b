"""An estimate of how long each node of a recorded training step takes on a GPU: every assumption, and what follows.

A node waits for whatever takes longest: instructions to be issued, special functions, loads and stores, the L2 cache, the
device's memory, or its blocks' own chains of loads, barriers and exchanges, one block after another in each place for one. On
top come the gap before a node and, where the last block to come finishes the work, that block's chain.
"""

import math
import re

# Name: (value in SI units or clocks, the same for people, source). What the emulated device counts needs none of these; what
# follows from it does.
ASSUMPTIONS = {
    "multiprocessors": (132, "132", "H200 SXM, as its H100: NVIDIA's Hopper white paper"),
    "clock": (1.98e9, "1.98 GHz", "67 TFLOP/s of the data sheet are 132 x 128 x 2 x 1.98 GHz"),
    "flops": (67e12, "67 TFLOP/s", "NVIDIA, data sheet of the H200, FP32"),
    "memory": (4.8e12, "4.8 TB/s", "NVIDIA, data sheet of the H200"),
    "l2": (4.5e12, "4.5 TB/s", "MT4G's report of an H100 80GB HBM3: reads 4,529 GiB/s, writes 3,495 GiB/s"),
    "l2_size": (50 << 20, "50 MiB", "the same report: 52,428,800 bytes"),
    "issue": (128, "128 instructions of a thread a clock and multiprocessor", "four schedulers of a warp each: Hopper white paper"),
    "special": (16, "16 results a clock and multiprocessor", "CUDA programming guide, arithmetic throughput, 9.0"),
    "load_store": (32, "32 accesses of a thread a clock and multiprocessor", "128 bytes a clock of shared memory or L1"),
    "load": (281, "281 clocks", "L2 hit of a GH200, AI_kernels' table of latencies (H100, MT4G: 219)"),
    "far_load": (690, "690 clocks", "memory of a GH200, the same table (H100, MT4G: 834); for nodes that read more than L2 holds"),
    "shared": (30, "30 clocks", "MT4G's report of an H100: 29.9"),
    "exchange": (24, "24 clocks", "assumed: a shuffle is a little faster than shared memory"),
    "barrier": (30, "30 clocks", "assumed: as long as an access to shared memory"),
    "warp": (1, "1 clock an instruction", "a warp by itself, if its instructions don't wait for each other"),
    "in_flight": (16, "16 loads of a thread", "assumed: those between which the source has no arithmetic, at most 16"),
    "shared_in_flight": (8, "8 accesses of a thread", "assumed; hidden behind the instructions where those take longer"),
    "gap": (1.0e-6, "1 us", "assumed; empty kernels in a graph took 0.58 us each on an RTX 5070 Ti (issue 488 of ahrefs/ocannl)"),
    "registers": (65536, "65,536 a multiprocessor", "CUDA programming guide, 9.0"),
    "shared_memory": (233472, "228 KiB a multiprocessor", "CUDA programming guide, 9.0; 1 KiB of it goes to each block"),
    "threads": (2048, "2,048 a multiprocessor", "CUDA programming guide, 9.0"),
    "blocks": (32, "32 a multiprocessor", "CUDA programming guide, 9.0"),
}

LIMITS = {
    "issue": "instructions",
    "special": "special functions",
    "load_store": "loads and stores",
    "l2": "L2 cache",
    "memory": "memory",
    "chain": "latency",
    "end": "last block",
    "gap": "launch",
}


def value(name):
    return ASSUMPTIONS[name][0]


def signature(kernel):
    """A kernel's name as both compilers write it."""
    return re.sub(r"^void ", "", kernel.strip())


def short(kernel):
    """Without return type, parameters, namespaces and the types of template arguments, as NVIDIA's tools write them or g++."""
    name, depth, end = signature(kernel), 0, None
    for anonymous in ("(anonymous namespace)::", "<unnamed>::", "_NV_ANON_NAMESPACE::"):
        name = name.replace(anonymous, "")
    # The parameters are the last parenthesis that is in no other.
    for at in range(len(name) - 1, -1, -1):
        depth += (name[at] == ")") - (name[at] == "(")
        if name[at] == "(" and depth == 0:
            end = at
            break
    name = name[:end].strip() if name.endswith(")") else name
    name = name.replace("(bool)0", "false").replace("(bool)1", "true")
    return re.sub(r"\w+::", "", re.sub(r"\([\w:]+(?: \w+)*\)(?=-?\d)", "", name))


def product(shape):
    return shape[0] * shape[1] * shape[2]


def resident(node, registers):
    """Blocks that a multiprocessor has room for."""
    threads = product(node["block"])
    warps = math.ceil(threads / 32)
    of_a_warp = 32 * 8 * math.ceil(registers / 8)
    return max(
        1,
        min(
            value("registers") // of_a_warp // warps,
            value("shared_memory") // (node["shared_bytes"] + 1024),
            value("threads") // (32 * warps),
            value("blocks"),
        ),
    )


def chain(node, part):
    """Clocks that a block takes by itself."""
    counts, path = node["counts"], node["counts"][part]
    loads = max(path["runs"], path["loads"] / value("in_flight"))
    far = part != "end_path" and counts["read"] > value("l2_size")
    instructions = sum(path[what] for what in ("multiply_adds", "special_functions", "loads", "shared", "exchanges"))
    return (
        loads * value("far_load" if far else "load")
        + path["exchanges"] * value("exchange")
        + path["barriers"] * value("barrier")
        + max(instructions * value("warp"), path["shared"] / value("shared_in_flight") * value("shared"))
    )


def floors(node):
    """Seconds that arithmetic and memory alone need."""
    counts = node.get("counts")
    if not counts:
        return 0.0, node.get("bytes", 0) / value("memory")
    return 2 * counts["multiply_adds"] / value("flops"), (counts["read"] + counts["written"]) / value("memory")


def estimate(node, registers):
    """{"parts": {what is waited for: seconds}, "seconds", "waves", "resident"} of a node; registers: of its kernel."""
    counts = node.get("counts")
    if not counts:
        parts, waves, room = {"memory": floors(node)[1]}, 0, 0
    else:
        room = resident(node, registers)
        waves = product(node["grid"]) / (value("multiprocessors") * room)
        times = working(node, waves)
        limit = max(times, key=times.get)
        parts = {limit: times[limit]}
        if counts["ends"]:
            parts["end"] = chain(node, "end_path") / value("clock")
    parts["gap"] = value("gap")
    return {"parts": parts, "seconds": sum(parts.values()), "waves": waves, "resident": room}


def working(node, waves):
    """Seconds by each limit, of which the longest counts."""
    counts, blocks, clock = node["counts"], product(node["grid"]), value("clock")
    # The multiprocessor that gets most blocks.
    most = math.ceil(blocks / value("multiprocessors")) / blocks
    accesses = sum(counts[what] for what in ("loads", "stores", "shared_loads", "shared_stores", "exchanges"))
    instructions = accesses + counts["multiply_adds"] + counts["special_functions"]
    return {
        "issue": most * instructions / value("issue") / clock,
        "special": most * counts["special_functions"] / value("special") / clock,
        "load_store": most * accesses / value("load_store") / clock,
        "l2": (counts["read_by_blocks"] + counts["written_by_blocks"]) / value("l2"),
        "memory": floors(node)[1],
        "chain": max(chain(node, "path"), waves * chain(node, "mean_path")) / clock,
    }


def limit(node_estimate):
    """What a node waits for longest."""
    return max(node_estimate["parts"], key=node_estimate["parts"].get)


def schedule(nodes, seconds):
    """When each node ends, all branches running at once."""
    ends = []
    for node, taken in zip(nodes, seconds):
        ends.append(max((ends[before] for before in node["waits_for"]), default=0.0) + taken)
    return ends
