"""Recorded graphs of scripts/cuda-timeline, held to what the model reads of them."""

import json
from pathlib import Path

COUNTS = (
    "multiply_adds special_functions exchanges loads stores shared_loads shared_stores read_by_blocks written_by_blocks read "
    "written ends"
).split()
PATHS = ("path", "mean_path", "end_path")
PATH = "runs loads multiply_adds special_functions shared exchanges barriers".split()


class Trouble(Exception):
    """For people, in one line."""


def text_of(file):
    try:
        return Path(file).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Trouble(f"{file}: not UTF-8") from error


def read_graphs(folder):
    """{name: nodes} of the files that StepGraphTest has written."""
    graphs = {}
    for file in sorted(Path(folder).glob("*.json")):
        lines = text_of(file).splitlines()
        if len(lines) != 1:
            raise Trouble(f"{file}: one recorded graph expected, {len(lines)} found")
        try:
            graph = json.loads(lines[0])
        except (ValueError, RecursionError) as error:
            raise Trouble(f"{file}: no JSON: {error}") from error
        nodes = graph.get("nodes") if isinstance(graph, dict) else None
        if not isinstance(nodes, list) or not nodes:
            raise Trouble(f"{file}: no nodes in it")
        for i, node in enumerate(nodes):
            fault = _fault(node, i)
            if fault:
                raise Trouble(f"{file}: node {i}: {fault}")
        graphs[file.stem] = nodes
    if not graphs:
        raise Trouble(f"no recorded graph in {folder}: scripts/cuda-timeline --record")
    return graphs


def _amount(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value < 1e30


def _whole(value, least):
    return isinstance(value, int) and not isinstance(value, bool) and value >= least


def _fault(node, number):
    """What a node lacks, or None."""
    if not isinstance(node, dict):
        return "no object"
    for field in ("kind", "operation"):
        if not isinstance(node.get(field), str):
            return f"no '{field}'"
    before = node.get("waits_for")
    if not isinstance(before, list) or not all(_whole(other, 0) and other < number for other in before):
        return "no 'waits_for' of nodes before it"
    if not _amount(node.get("bytes", 0)):
        return "no number in 'bytes'"
    return _kernel_fault(node) if node["kind"] == "kernel" else None


def _kernel_fault(node):
    if not isinstance(node.get("kernel"), str):
        return "no 'kernel'"
    for field in ("grid", "block"):
        shape = node.get(field)
        if not isinstance(shape, list) or len(shape) != 3 or not all(_whole(size, 1) for size in shape):
            return f"no '{field}' of three sizes"
    if not _whole(node.get("shared_bytes"), 0):
        return "no 'shared_bytes'"
    counts = node.get("counts")
    if not isinstance(counts, dict):
        return "no 'counts': it was recorded on a device that does not count"
    for field in COUNTS:
        if not _amount(counts.get(field)):
            return f"no '{field}' in 'counts'"
    for field in PATHS:
        path = counts.get(field)
        if not isinstance(path, dict) or not all(_amount(path.get(what)) for what in PATH):
            return f"no whole '{field}' in 'counts'"
    return None
